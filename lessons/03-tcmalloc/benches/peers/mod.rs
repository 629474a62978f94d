//! The allocators that are compared. Each is a pair of C functions, called through pointers, so that all pay the same call.

pub mod ours;
pub mod system;
mod versions;

use std::ffi::{c_int, c_void};

/// C's `malloc`.
pub type Malloc = unsafe extern "C" fn(usize) -> *mut c_void;
/// C's `free`.
pub type Free = unsafe extern "C" fn(*mut c_void);
/// A `free` that is told the size.
pub type FreeSized = unsafe extern "C" fn(*mut c_void, usize);
/// The same, with flags: 0 for none.
pub type FreeSizedFlags = unsafe extern "C" fn(*mut c_void, usize, c_int);

/// An allocator as the loads see it: they always know the size, and a C program's `free` does not hear of it.
pub trait Peer: Copy + Send + Sync {
    fn malloc(self, size: usize) -> *mut u8;

    /// # Safety
    /// The object is from `malloc` with this size, and nobody uses it any more.
    unsafe fn free(self, object: *mut u8, size: usize);
}

/// One whose `free` is of this type.
#[derive(Clone, Copy)]
pub struct Functions<F> {
    pub malloc: Malloc,
    pub free: F,
}

/// One whose `free` finds the size.
pub type Unsized = Functions<Free>;
/// One whose `free` is told the size.
pub type Sized = Functions<FreeSized>;

/// Makes functions with such a `free` a peer: how it is called.
macro_rules! peer {
    ($free:ty, $self:ident, $object:ident, $size:ident, $call:expr) => {
        impl Peer for Functions<$free> {
            #[inline]
            fn malloc(self, size: usize) -> *mut u8 {
                // SAFETY: C's malloc may be called with any size.
                unsafe { (self.malloc)(size).cast() }
            }

            #[inline]
            unsafe fn free($self, $object: *mut u8, $size: usize) {
                // SAFETY: the caller's promise.
                unsafe { $call };
            }
        }
    };
}

peer!(Free, self, object, _size, (self.free)(object.cast()));
peer!(FreeSized, self, object, size, (self.free)(object.cast(), size));
peer!(FreeSizedFlags, self, object, size, (self.free)(object.cast(), size, 0));

/// A peer, by the type of its `free`.
#[derive(Clone, Copy)]
pub enum Kind {
    Unsized(Unsized),
    Sized(Sized),
    Flags(Functions<FreeSizedFlags>),
}

/// This lesson's, freed by the layout, as Rust programs do.
pub const LESSON: (&str, Kind) = ("tcmalloc", Kind::Sized(Sized { malloc: ours::malloc, free: ours::free_sized }));
/// This lesson's, freed by the address alone, as C programs do.
pub const BY_ADDRESS: (&str, Unsized) = ("tcmalloc, by address", Unsized { malloc: ours::malloc, free: ours::free });
