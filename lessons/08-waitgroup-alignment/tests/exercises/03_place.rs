//! What an answer to exercise 8.3 must do: rustc says what is right.

use std::mem::offset_of;

use super::answer::{Kind, place};

kit::tests![
    numbers_lie_where_rustc_puts_them,
    an_array_is_aligned_as_its_elements,
    an_array_of_the_struct_is_aligned_too,
];

fn of<T>() -> Kind {
    Kind { size: size_of::<T>(), align: align_of::<T>() }
}

#[repr(C)]
struct Numbers {
    a: u8,
    b: u64,
    c: u16,
    d: u32,
}

fn numbers_lie_where_rustc_puts_them() {
    let (offsets, whole) = place(&[of::<u8>(), of::<u64>(), of::<u16>(), of::<u32>()]);
    let rustc = [offset_of!(Numbers, a), offset_of!(Numbers, b), offset_of!(Numbers, c), offset_of!(Numbers, d)];
    assert_eq!((offsets.as_slice(), whole), (&rustc[..], of::<Numbers>()));
}

#[repr(C)]
struct Arrays {
    a: u8,
    b: [u32; 3],
    c: [u8; 5],
    d: &'static str,
}

fn an_array_is_aligned_as_its_elements() {
    let (offsets, whole) = place(&[of::<u8>(), of::<[u32; 3]>(), of::<[u8; 5]>(), of::<&str>()]);
    let rustc = [offset_of!(Arrays, a), offset_of!(Arrays, b), offset_of!(Arrays, c), offset_of!(Arrays, d)];
    assert_eq!((offsets.as_slice(), whole), (&rustc[..], of::<Arrays>()));
}

#[repr(C)]
struct LongBeforeShort {
    a: u64,
    b: u8,
}

fn an_array_of_the_struct_is_aligned_too() {
    let (_, whole) = place(&[of::<u64>(), of::<u8>()]);
    assert_eq!(whole, of::<LongBeforeShort>());
    assert_eq!(place(&[]), (vec![], of::<()>()));
}
