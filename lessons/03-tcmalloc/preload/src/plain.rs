//! The functions that know no alignment: `malloc`, `calloc`, `realloc`, `free`, and their kin.

use std::alloc::{GlobalAlloc, Layout};
use std::ffi::c_void;
use std::ptr;

use tcmalloc::{TcMalloc, free_unsized, usable_size};

use crate::errno::fail;

/// What C calls `PTRDIFF_MAX`: within an object a pointer's distance from another has to fit a signed word.
const MOST: usize = isize::MAX as usize;
/// What `malloc` asks for. The classes from 16 bytes on are multiples of 16, so all but objects of 8 bytes have more.
const ALIGN: usize = 8;

/// The layout of `size` bytes; `None` if no object can be so large.
#[inline]
fn layout(size: usize) -> Option<Layout> {
    // SAFETY: 8 is a power of two, and the size may be rounded up to it.
    (size <= MOST - ALIGN).then(|| unsafe { Layout::from_size_align_unchecked(size, ALIGN) })
}

/// At least `size` bytes, with anything in them. 0 bytes are an object too, with an address that no other has.
///
/// # Errors
/// Null and `ENOMEM`: there is not so much memory.
///
/// Source: C17 7.22.3.4.
#[unsafe(no_mangle)]
pub extern "C" fn malloc(size: usize) -> *mut c_void {
    // SAFETY: this allocator serves a layout without bytes as one with a byte.
    let object = layout(size).map_or(ptr::null_mut(), |layout| unsafe { TcMalloc.alloc(layout) });
    if object.is_null() { fail(libc::ENOMEM) } else { object.cast() }
}

/// `count` times `size` bytes, all zero.
///
/// # Errors
/// Null and `ENOMEM`: there is not so much memory, or no number for so much.
///
/// Source: C17 7.22.3.2.
#[unsafe(no_mangle)]
pub extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
    let layout = count.checked_mul(size).and_then(layout);
    // SAFETY: as in `malloc`.
    let object = layout.map_or(ptr::null_mut(), |layout| unsafe { TcMalloc.alloc_zeroed(layout) });
    if object.is_null() { fail(libc::ENOMEM) } else { object.cast() }
}

/// Ends an object. Null is nothing.
///
/// # Safety
/// The object is from one of these functions, and nobody uses it any more.
///
/// Source: C17 7.22.3.3.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(object: *mut c_void) {
    // SAFETY: the caller's promise (P1).
    unsafe { free_unsized(object.cast()) };
}

/// The object with another size, perhaps elsewhere; what fits of the old bytes is in it. It stays where it is while it fits and
/// fills at least half; it moves to a place with a quarter more than it had, so that many small steps are few moves. No
/// object: `malloc`. Size 0: `free`, and null.
///
/// # Errors
/// Null and `ENOMEM`: there is not so much memory. The object is as it was.
///
/// # Safety
/// As for [`free`]; who gets an object back uses the old pointer no more.
///
/// Source: gperftools 2.10 `tcmalloc.cc`, `do_realloc_with_callback`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn realloc(object: *mut c_void, size: usize) -> *mut c_void {
    if object.is_null() {
        return malloc(size);
    }
    if size == 0 {
        // SAFETY: the caller's promise.
        unsafe { free(object) };
        return ptr::null_mut();
    }
    let has = usable_size(object.cast());
    if size <= has && size >= has / 2 {
        return object;
    }
    let spare = if size > has { has + has / 4 } else { 0 };
    let mut moved = if spare > size { malloc(spare) } else { ptr::null_mut() };
    if moved.is_null() {
        moved = malloc(size);
    }
    if !moved.is_null() {
        // SAFETY: the new object is another one, both have as many bytes, and the caller is done with the old one.
        unsafe {
            ptr::copy_nonoverlapping(object.cast::<u8>(), moved.cast::<u8>(), size.min(has));
            free(object);
        }
    }
    moved
}

/// [`realloc`] to `count` times `size` bytes.
///
/// # Errors
/// As for [`realloc`]; also if there is no number for so much.
///
/// # Safety
/// As for [`realloc`].
///
/// Source: the C library's manual, `reallocarray`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn reallocarray(object: *mut c_void, count: usize, size: usize) -> *mut c_void {
    match count.checked_mul(size) {
        // SAFETY: the caller's promise.
        Some(bytes) => unsafe { realloc(object, bytes) },
        None => fail(libc::ENOMEM),
    }
}

/// How many bytes the object really has; of null 0.
///
/// Source: the C library's manual, `malloc_usable_size`.
#[unsafe(no_mangle)]
pub extern "C" fn malloc_usable_size(object: *mut c_void) -> usize {
    usable_size(object.cast())
}
