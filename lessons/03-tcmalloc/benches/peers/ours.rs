//! This lesson's allocator as C functions.

use std::alloc::{GlobalAlloc, Layout};
use std::ffi::c_void;

use tcmalloc::TcMalloc;

/// A workload's layout.
pub fn layout(size: usize) -> Layout {
    // SAFETY: the loads' sizes are small, and 8 is a power of two.
    unsafe { Layout::from_size_align_unchecked(size, 8) }
}

pub unsafe extern "C" fn malloc(size: usize) -> *mut c_void {
    // SAFETY: the loads ask for one byte at least.
    unsafe { TcMalloc.alloc(layout(size)).cast() }
}

pub unsafe extern "C" fn free(object: *mut c_void) {
    // SAFETY: the caller's promise.
    unsafe { tcmalloc::free_unsized(object.cast()) };
}

pub unsafe extern "C" fn free_sized(object: *mut c_void, size: usize) {
    // SAFETY: the caller's promise: it is the layout that it was allocated with.
    unsafe { TcMalloc.dealloc(object.cast(), layout(size)) };
}
