//! The allocators that are compared. Each is a pair of C functions, called through pointers, so that all pay the same call.

mod ours;
mod steps;
pub mod system;

use std::ffi::c_void;

/// C's `malloc`.
pub type Malloc = unsafe extern "C" fn(usize) -> *mut c_void;
/// C's `free`.
pub type Free = unsafe extern "C" fn(*mut c_void);
/// A `free` that is told the size.
pub type FreeSized = unsafe extern "C" fn(*mut c_void, usize);

/// An allocator as the loads see it: they always know the size, and a C program's `free` does not hear of it.
pub trait Peer: Copy + Send + Sync {
    fn malloc(self, size: usize) -> *mut u8;

    /// # Safety
    /// The object is from `malloc` with this size, and nobody uses it any more.
    unsafe fn free(self, object: *mut u8, size: usize);
}

/// One whose `free` finds the size.
#[derive(Clone, Copy)]
pub struct Unsized {
    pub malloc: Malloc,
    pub free: Free,
}

impl Peer for Unsized {
    #[inline]
    fn malloc(self, size: usize) -> *mut u8 {
        // SAFETY: C's malloc may be called with any size.
        unsafe { (self.malloc)(size).cast() }
    }

    #[inline]
    unsafe fn free(self, object: *mut u8, _: usize) {
        // SAFETY: the caller's promise.
        unsafe { (self.free)(object.cast()) };
    }
}

/// One whose `free` is told the size.
#[derive(Clone, Copy)]
pub struct Sized {
    pub malloc: Malloc,
    pub free: FreeSized,
}

impl Peer for Sized {
    #[inline]
    fn malloc(self, size: usize) -> *mut u8 {
        // SAFETY: C's malloc may be called with any size.
        unsafe { (self.malloc)(size).cast() }
    }

    #[inline]
    unsafe fn free(self, object: *mut u8, size: usize) {
        // SAFETY: the caller's promise.
        unsafe { (self.free)(object.cast(), size) };
    }
}

/// This lesson's, freed by the layout, as Rust programs do.
pub const LESSON: (&str, Sized) = ("tcmalloc", Sized { malloc: ours::malloc, free: ours::free_sized });
/// This lesson's, freed by the address alone, as C programs do.
pub const BY_ADDRESS: (&str, Unsized) = ("tcmalloc, by address", Unsized { malloc: ours::malloc, free: ours::free });
/// The lesson's first step: one lock around everything.
pub const PLAIN: (&str, Sized) = ("tcmalloc, plain", Sized { malloc: steps::plain_malloc, free: steps::plain_free });
/// The whole lesson but for the stacks of addresses: lists are linked through the free objects.
pub const LINKED: (&str, Sized) =
    ("tcmalloc, linked", Sized { malloc: steps::linked_malloc, free: steps::linked_free });
