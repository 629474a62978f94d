//! How C functions say what went wrong.

use std::ffi::c_int;
use std::ptr;

/// Null, with the reason in `errno`.
#[cold]
pub(crate) fn fail<T>(reason: c_int) -> *mut T {
    // SAFETY: the C library gives the address of this thread's `errno`.
    unsafe { *libc::__errno_location() = reason };
    ptr::null_mut()
}
