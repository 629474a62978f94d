//! Random structs, and where the compiler of this platform puts their fields. Written by `tests/drawn`:
//! `STRUCTS=write cargo test -p lesson-08 --test ruler`
#![allow(dead_code, reason = "only their layout is looked at")]

use std::mem::offset_of;
use std::sync::atomic::AtomicU64;

/// Text, size, alignment, offsets.
pub type Case = (&'static str, usize, usize, Vec<usize>);

macro_rules! case {
    ($text:literal, $name:ident { $($field:ident)+ }) => {
        ($text, size_of::<$name>(), align_of::<$name>(), vec![$(offset_of!($name, $field)),+])
    };
}

#[rustfmt::skip]
mod drawn {
use super::AtomicU64;
#[repr(C)] pub struct S0 { pub a: &'static str, pub b: [i16; 3] }
#[repr(C)] pub struct S1B { pub a: u8, pub b: u32, pub c: &'static str, pub d: i16, pub e: f64 }
#[repr(C)] pub struct S1 { pub a: [usize; 4], pub b: [S1B; 0] }
#[repr(C)] pub struct S2 { pub a: &'static str, pub b: AtomicU64, pub c: u64, pub d: *mut u8, pub e: AtomicU64 }
#[repr(C)] pub struct S3C { pub a: [f32; 3], pub b: [u8; 3], pub c: usize }
#[repr(C)] pub struct S3E { pub a: (), pub b: u64, pub c: usize, pub d: &'static str }
#[repr(C)] pub struct S3 { pub a: AtomicU64, pub b: u8, pub c: S3C, pub d: f32, pub e: S3E, pub f: [AtomicU64; 1] }
#[repr(C)] pub struct S4 { pub a: u8, pub b: [f64; 1], pub c: i16, pub d: f64, pub e: (), pub f: [f64; 3] }
#[repr(C)] pub struct S5 { pub a: u8, pub b: (), pub c: *mut u8 }
#[repr(C)] pub struct S6B { pub a: *mut u8, pub b: u32 }
#[repr(C)] pub struct S6C { pub a: *mut u8, pub b: i16, pub c: [u8; 3] }
#[repr(C)] pub struct S6D { pub a: i16, pub b: u8, pub c: [&'static str; 0] }
#[repr(C)] pub struct S6 { pub a: f32, pub b: S6B, pub c: [S6C; 0], pub d: S6D, pub e: u64 }
#[repr(C)] pub struct S7A { pub a: usize, pub b: u8, pub c: u8, pub d: *mut u8, pub e: () }
#[repr(C)] pub struct S7 { pub a: [S7A; 3] }
#[repr(C)] pub struct S8 { pub a: u64, pub b: AtomicU64 }
#[repr(C)] pub struct S9 { pub a: [u32; 4], pub b: u32, pub c: bool, pub d: u64, pub e: *mut u8, pub f: *mut u8 }
#[repr(C)] pub struct S10 { pub a: u8, pub b: f64, pub c: [f32; 2], pub d: u32, pub e: u64, pub f: u32 }
#[repr(C)] pub struct S11 { pub a: i16 }
#[repr(C)] pub struct S12B { pub a: *mut u8, pub b: u64, pub c: bool, pub d: *mut u8, pub e: f64, pub f: f64 }
#[repr(C)] pub struct S12 { pub a: bool, pub b: S12B, pub c: u8, pub d: f32, pub e: i16 }
#[repr(C)] pub struct S13A { pub a: AtomicU64, pub b: *mut u8, pub c: AtomicU64, pub d: bool, pub e: usize }
#[repr(C)] pub struct S13 { pub a: S13A, pub b: [AtomicU64; 0] }
#[repr(C)] pub struct S14 { pub a: bool, pub b: *mut u8, pub c: bool }
#[repr(C)] pub struct S15 { pub a: *mut u8 }
#[repr(C)] pub struct S16 { pub a: *mut u8, pub b: u8, pub c: f64, pub d: [i16; 3] }
#[repr(C)] pub struct S17 { pub a: &'static str, pub b: f64 }
#[repr(C)] pub struct S18 { pub a: f64, pub b: i16 }
#[repr(C)] pub struct S19 { pub a: usize }
#[repr(C)] pub struct S20A { pub a: [&'static str; 2], pub b: AtomicU64, pub c: usize }
#[repr(C)] pub struct S20 { pub a: [S20A; 2], pub b: usize, pub c: f64, pub d: f64, pub e: (), pub f: u8 }
#[repr(C)] pub struct S21 { pub a: u8, pub b: [u32; 4], pub c: u32, pub d: [f32; 0], pub e: u64 }
#[repr(C)] pub struct S22B { pub a: f64, pub b: [u32; 4] }
#[repr(C)] pub struct S22 { pub a: f32, pub b: S22B, pub c: u8, pub d: AtomicU64 }
#[repr(C)] pub struct S23 { pub a: *mut u8, pub b: AtomicU64, pub c: (), pub d: *mut u8, pub e: u64, pub f: [*mut u8; 2] }
#[repr(C)] pub struct S24B { pub a: [*mut u8; 0], pub b: f32, pub c: [f32; 3], pub d: f64, pub e: (), pub f: *mut u8 }
#[repr(C)] pub struct S24 { pub a: *mut u8, pub b: S24B }
#[repr(C)] pub struct S25B { pub a: AtomicU64, pub b: u32, pub c: f32 }
#[repr(C)] pub struct S25 { pub a: i16, pub b: [S25B; 2], pub c: *mut u8, pub d: [u64; 0], pub e: u32, pub f: usize }
#[repr(C)] pub struct S26B { pub a: *mut u8 }
#[repr(C)] pub struct S26E { pub a: u32, pub b: () }
#[repr(C)] pub struct S26 { pub a: [*mut u8; 2], pub b: S26B, pub c: u64, pub d: &'static str, pub e: S26E }
#[repr(C)] pub struct S27D { pub a: f32 }
#[repr(C)] pub struct S27 { pub a: i16, pub b: &'static str, pub c: [(); 3], pub d: [S27D; 3] }
#[repr(C)] pub struct S28 { pub a: i16, pub b: AtomicU64, pub c: [&'static str; 1], pub d: [*mut u8; 1] }
#[repr(C)] pub struct S29 { pub a: [*mut u8; 4] }
#[repr(C)] pub struct S30B { pub a: [(); 3] }
#[repr(C)] pub struct S30 { pub a: (), pub b: S30B, pub c: bool }
#[repr(C)] pub struct S31 { pub a: i16, pub b: () }
#[repr(C)] pub struct S32B { pub a: u64, pub b: i16 }
#[repr(C)] pub struct S32 { pub a: i16, pub b: S32B }
#[repr(C)] pub struct S33 { pub a: [&'static str; 1], pub b: [&'static str; 0] }
#[repr(C)] pub struct S34 { pub a: *mut u8 }
#[repr(C)] pub struct S35 { pub a: f32, pub b: &'static str, pub c: usize, pub d: [bool; 0], pub e: [u32; 0], pub f: &'static str }
#[repr(C)] pub struct S36 { pub a: AtomicU64 }
#[repr(C)] pub struct S37 { pub a: u32, pub b: AtomicU64, pub c: bool }
#[repr(C)] pub struct S38 { pub a: [u64; 0] }
#[repr(C)] pub struct S39B { pub a: i16, pub b: &'static str, pub c: (), pub d: f32, pub e: i16 }
#[repr(C)] pub struct S39 { pub a: (), pub b: S39B }
#[repr(C)] pub struct S40A { pub a: [bool; 1], pub b: AtomicU64, pub c: u32, pub d: AtomicU64, pub e: *mut u8, pub f: i16 }
#[repr(C)] pub struct S40 { pub a: S40A, pub b: *mut u8, pub c: [usize; 3], pub d: *mut u8 }
#[repr(C)] pub struct S41 { pub a: [*mut u8; 3], pub b: [*mut u8; 2] }
#[repr(C)] pub struct S42A { pub a: usize }
#[repr(C)] pub struct S42 { pub a: S42A, pub b: AtomicU64, pub c: u64 }
#[repr(C)] pub struct S43A { pub a: [u64; 4], pub b: &'static str }
#[repr(C)] pub struct S43 { pub a: S43A, pub b: f32, pub c: [*mut u8; 2], pub d: u8, pub e: (), pub f: i16 }
#[repr(C)] pub struct S44 { pub a: i16 }
#[repr(C)] pub struct S45 { pub a: [u32; 2] }
#[repr(C)] pub struct S46C { pub a: f64 }
#[repr(C)] pub struct S46 { pub a: f32, pub b: i16, pub c: [S46C; 3], pub d: usize, pub e: [i16; 3] }
#[repr(C)] pub struct S47 { pub a: bool }
#[repr(C)] pub struct S48A { pub a: f32, pub b: [AtomicU64; 4], pub c: i16, pub d: usize, pub e: [bool; 0], pub f: u64 }
#[repr(C)] pub struct S48E { pub a: u64, pub b: f64 }
#[repr(C)] pub struct S48 { pub a: S48A, pub b: i16, pub c: f32, pub d: [&'static str; 4], pub e: [S48E; 0], pub f: () }
#[repr(C)] pub struct S49C { pub a: [(); 3], pub b: *mut u8 }
#[repr(C)] pub struct S49 { pub a: [f32; 4], pub b: usize, pub c: S49C, pub d: f64 }
#[repr(C)] pub struct S50 { pub a: f64, pub b: [*mut u8; 1] }
#[repr(C)] pub struct S51A { pub a: &'static str, pub b: &'static str, pub c: u8, pub d: [usize; 3], pub e: [f32; 4] }
#[repr(C)] pub struct S51 { pub a: S51A, pub b: AtomicU64, pub c: [(); 0], pub d: u8, pub e: [*mut u8; 3], pub f: [u32; 0] }
#[repr(C)] pub struct S52 { pub a: *mut u8 }
#[repr(C)] pub struct S53 { pub a: usize, pub b: *mut u8 }
#[repr(C)] pub struct S54 { pub a: u32 }
#[repr(C)] pub struct S55 { pub a: &'static str, pub b: [i16; 1] }
#[repr(C)] pub struct S56 { pub a: usize }
#[repr(C)] pub struct S57 { pub a: (), pub b: u8, pub c: (), pub d: [&'static str; 3], pub e: usize }
#[repr(C)] pub struct S58 { pub a: (), pub b: AtomicU64, pub c: [AtomicU64; 2] }
#[repr(C)] pub struct S59 { pub a: f64, pub b: usize, pub c: u32 }
#[repr(C)] pub struct S60 { pub a: [u64; 2] }
#[repr(C)] pub struct S61 { pub a: u64 }
#[repr(C)] pub struct S62 { pub a: [(); 3], pub b: [f64; 0] }
#[repr(C)] pub struct S63 { pub a: (), pub b: f32, pub c: [(); 1], pub d: () }
}

use drawn::*;

#[rustfmt::skip]
pub fn cases() -> Vec<Case> { vec![
    case!("struct { a: &str, b: [i16; 3] }", S0 { a b }),
    case!("struct { a: [usize; 4], b: [struct { a: u8, b: u32, c: &str, d: i16, e: f64 }; 0] }", S1 { a b }),
    case!("struct { a: &str, b: AtomicU64, c: u64, d: *mut u8, e: AtomicU64 }", S2 { a b c d e }),
    case!("struct { a: AtomicU64, b: u8, c: struct { a: [f32; 3], b: [u8; 3], c: usize }, d: f32, e: struct { a: (), b: u64, c: usize, d: &str }, f: [AtomicU64; 1] }", S3 { a b c d e f }),
    case!("struct { a: u8, b: [f64; 1], c: i16, d: f64, e: (), f: [f64; 3] }", S4 { a b c d e f }),
    case!("struct { a: u8, b: (), c: *mut u8 }", S5 { a b c }),
    case!("struct { a: f32, b: struct { a: *mut u8, b: u32 }, c: [struct { a: *mut u8, b: i16, c: [u8; 3] }; 0], d: struct { a: i16, b: u8, c: [&str; 0] }, e: u64 }", S6 { a b c d e }),
    case!("struct { a: [struct { a: usize, b: u8, c: u8, d: *mut u8, e: () }; 3] }", S7 { a }),
    case!("struct { a: u64, b: AtomicU64 }", S8 { a b }),
    case!("struct { a: [u32; 4], b: u32, c: bool, d: u64, e: *mut u8, f: *mut u8 }", S9 { a b c d e f }),
    case!("struct { a: u8, b: f64, c: [f32; 2], d: u32, e: u64, f: u32 }", S10 { a b c d e f }),
    case!("struct { a: i16 }", S11 { a }),
    case!("struct { a: bool, b: struct { a: *mut u8, b: u64, c: bool, d: *mut u8, e: f64, f: f64 }, c: u8, d: f32, e: i16 }", S12 { a b c d e }),
    case!("struct { a: struct { a: AtomicU64, b: *mut u8, c: AtomicU64, d: bool, e: usize }, b: [AtomicU64; 0] }", S13 { a b }),
    case!("struct { a: bool, b: *mut u8, c: bool }", S14 { a b c }),
    case!("struct { a: *mut u8 }", S15 { a }),
    case!("struct { a: *mut u8, b: u8, c: f64, d: [i16; 3] }", S16 { a b c d }),
    case!("struct { a: &str, b: f64 }", S17 { a b }),
    case!("struct { a: f64, b: i16 }", S18 { a b }),
    case!("struct { a: usize }", S19 { a }),
    case!("struct { a: [struct { a: [&str; 2], b: AtomicU64, c: usize }; 2], b: usize, c: f64, d: f64, e: (), f: u8 }", S20 { a b c d e f }),
    case!("struct { a: u8, b: [u32; 4], c: u32, d: [f32; 0], e: u64 }", S21 { a b c d e }),
    case!("struct { a: f32, b: struct { a: f64, b: [u32; 4] }, c: u8, d: AtomicU64 }", S22 { a b c d }),
    case!("struct { a: *mut u8, b: AtomicU64, c: (), d: *mut u8, e: u64, f: [*mut u8; 2] }", S23 { a b c d e f }),
    case!("struct { a: *mut u8, b: struct { a: [*mut u8; 0], b: f32, c: [f32; 3], d: f64, e: (), f: *mut u8 } }", S24 { a b }),
    case!("struct { a: i16, b: [struct { a: AtomicU64, b: u32, c: f32 }; 2], c: *mut u8, d: [u64; 0], e: u32, f: usize }", S25 { a b c d e f }),
    case!("struct { a: [*mut u8; 2], b: struct { a: *mut u8 }, c: u64, d: &str, e: struct { a: u32, b: () } }", S26 { a b c d e }),
    case!("struct { a: i16, b: &str, c: [(); 3], d: [struct { a: f32 }; 3] }", S27 { a b c d }),
    case!("struct { a: i16, b: AtomicU64, c: [&str; 1], d: [*mut u8; 1] }", S28 { a b c d }),
    case!("struct { a: [*mut u8; 4] }", S29 { a }),
    case!("struct { a: (), b: struct { a: [(); 3] }, c: bool }", S30 { a b c }),
    case!("struct { a: i16, b: () }", S31 { a b }),
    case!("struct { a: i16, b: struct { a: u64, b: i16 } }", S32 { a b }),
    case!("struct { a: [&str; 1], b: [&str; 0] }", S33 { a b }),
    case!("struct { a: *mut u8 }", S34 { a }),
    case!("struct { a: f32, b: &str, c: usize, d: [bool; 0], e: [u32; 0], f: &str }", S35 { a b c d e f }),
    case!("struct { a: AtomicU64 }", S36 { a }),
    case!("struct { a: u32, b: AtomicU64, c: bool }", S37 { a b c }),
    case!("struct { a: [u64; 0] }", S38 { a }),
    case!("struct { a: (), b: struct { a: i16, b: &str, c: (), d: f32, e: i16 } }", S39 { a b }),
    case!("struct { a: struct { a: [bool; 1], b: AtomicU64, c: u32, d: AtomicU64, e: *mut u8, f: i16 }, b: *mut u8, c: [usize; 3], d: *mut u8 }", S40 { a b c d }),
    case!("struct { a: [*mut u8; 3], b: [*mut u8; 2] }", S41 { a b }),
    case!("struct { a: struct { a: usize }, b: AtomicU64, c: u64 }", S42 { a b c }),
    case!("struct { a: struct { a: [u64; 4], b: &str }, b: f32, c: [*mut u8; 2], d: u8, e: (), f: i16 }", S43 { a b c d e f }),
    case!("struct { a: i16 }", S44 { a }),
    case!("struct { a: [u32; 2] }", S45 { a }),
    case!("struct { a: f32, b: i16, c: [struct { a: f64 }; 3], d: usize, e: [i16; 3] }", S46 { a b c d e }),
    case!("struct { a: bool }", S47 { a }),
    case!("struct { a: struct { a: f32, b: [AtomicU64; 4], c: i16, d: usize, e: [bool; 0], f: u64 }, b: i16, c: f32, d: [&str; 4], e: [struct { a: u64, b: f64 }; 0], f: () }", S48 { a b c d e f }),
    case!("struct { a: [f32; 4], b: usize, c: struct { a: [(); 3], b: *mut u8 }, d: f64 }", S49 { a b c d }),
    case!("struct { a: f64, b: [*mut u8; 1] }", S50 { a b }),
    case!("struct { a: struct { a: &str, b: &str, c: u8, d: [usize; 3], e: [f32; 4] }, b: AtomicU64, c: [(); 0], d: u8, e: [*mut u8; 3], f: [u32; 0] }", S51 { a b c d e f }),
    case!("struct { a: *mut u8 }", S52 { a }),
    case!("struct { a: usize, b: *mut u8 }", S53 { a b }),
    case!("struct { a: u32 }", S54 { a }),
    case!("struct { a: &str, b: [i16; 1] }", S55 { a b }),
    case!("struct { a: usize }", S56 { a }),
    case!("struct { a: (), b: u8, c: (), d: [&str; 3], e: usize }", S57 { a b c d e }),
    case!("struct { a: (), b: AtomicU64, c: [AtomicU64; 2] }", S58 { a b c }),
    case!("struct { a: f64, b: usize, c: u32 }", S59 { a b c }),
    case!("struct { a: [u64; 2] }", S60 { a }),
    case!("struct { a: u64 }", S61 { a }),
    case!("struct { a: [(); 3], b: [f64; 0] }", S62 { a b }),
    case!("struct { a: (), b: f32, c: [(); 1], d: () }", S63 { a b c d }),
] }
