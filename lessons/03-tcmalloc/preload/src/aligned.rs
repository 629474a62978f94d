//! The functions that begin an object at a multiple of what they are told: one idea, five names from five decades.

use std::alloc::{GlobalAlloc, Layout};
use std::ffi::{c_int, c_void};
use std::ptr;

use tcmalloc::TcMalloc;

use crate::errno::fail;

/// Objects have at least this alignment.
const LEAST: usize = size_of::<*const c_void>();

/// `size` bytes at a multiple of `align`, a power of two; null if there is not so much memory.
fn allocate(align: usize, size: usize) -> *mut c_void {
    let layout = Layout::from_size_align(size.max(1), align.max(LEAST));
    // SAFETY: the layout has a byte.
    layout.map_or(ptr::null_mut(), |layout| unsafe { TcMalloc.alloc(layout).cast() })
}

/// The system's page, which is what `valloc` means; the allocator's own is another.
fn page() -> usize {
    // SAFETY: it reads a number.
    usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).expect("every system has a page size")
}

/// `size` bytes at a multiple of `align`.
///
/// # Errors
/// Null and `EINVAL`: the alignment is no power of two. Null and `ENOMEM`: there is not so much memory.
///
/// Source: C17 7.22.3.1.
#[unsafe(no_mangle)]
pub extern "C" fn aligned_alloc(align: usize, size: usize) -> *mut c_void {
    if !align.is_power_of_two() {
        return fail(libc::EINVAL);
    }
    let object = allocate(align, size);
    if object.is_null() { fail(libc::ENOMEM) } else { object }
}

/// [`aligned_alloc`], before C had it.
///
/// # Errors
/// As for [`aligned_alloc`].
///
/// Source: the C library's manual, `memalign`.
#[unsafe(no_mangle)]
pub extern "C" fn memalign(align: usize, size: usize) -> *mut c_void {
    aligned_alloc(align, size)
}

/// Puts the address of `size` bytes at a multiple of `align` into `object`, and returns 0.
///
/// # Errors
/// `EINVAL`: the alignment is no power of two, or less than a pointer's. `ENOMEM`: there is not so much memory. Neither
/// `errno` nor `object` is touched then.
///
/// # Safety
/// `object` may be written.
///
/// Source: POSIX.1-2017, `posix_memalign`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn posix_memalign(object: *mut *mut c_void, align: usize, size: usize) -> c_int {
    if !align.is_power_of_two() || align < LEAST {
        return libc::EINVAL;
    }
    let made = allocate(align, size);
    if made.is_null() {
        return libc::ENOMEM;
    }
    // SAFETY: the caller's promise.
    unsafe { object.write(made) };
    0
}

/// `size` bytes from the start of a page of the system.
///
/// # Errors
/// Null and `ENOMEM`: there is not so much memory.
///
/// Source: the C library's manual, `valloc`.
#[unsafe(no_mangle)]
pub extern "C" fn valloc(size: usize) -> *mut c_void {
    aligned_alloc(page(), size)
}

/// Whole pages of the system: `size` bytes, rounded up; a page for 0.
///
/// # Errors
/// Null and `ENOMEM`: there is not so much memory, or no number for so much.
///
/// Source: the C library's manual, `pvalloc`.
#[unsafe(no_mangle)]
pub extern "C" fn pvalloc(size: usize) -> *mut c_void {
    match size.max(1).checked_next_multiple_of(page()) {
        Some(size) => valloc(size),
        None => fail(libc::ENOMEM),
    }
}
