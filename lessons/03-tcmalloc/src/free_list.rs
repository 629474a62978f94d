//! The list of a thread's free objects of one class, twice: linked through the objects, as the notes and gperftools have
//! it, and as a stack of addresses beside them.
//!
//! ```text
//!    Linked   head -> [ next | ... ] -> [ next | ... ] -> [ 0 | ... ]        the links are in the objects
//!
//!    Stack    [ a ][ b ][ c ][   ][   ]                                      the objects are not touched
//!                         ^-len        ^-cap
//! ```
//! The linked list needs no memory of its own. But a free writes into the object, and the next allocation reads what was
//! written: that costs a cache miss where the object was freed long ago, and two where another core had it. The stack's
//! addresses lie side by side, and eight of them are fetched at once.
//!
//! # Invariant
//! - F1: the objects in a list are free, of one class, and in no other list: the list owns their bytes.

use std::ptr;

// ANCHOR: free_list
/// A thread's free objects of one class.
///
/// # Safety
/// `pop` gives each object that was pushed once, and nothing else; `is_empty` is true exactly if all were given.
pub unsafe trait FreeList: sealed::Sealed {
    /// No objects.
    #[doc(hidden)]
    const EMPTY: Self;

    /// How many objects.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an object.
    ///
    /// # Safety
    /// Its bytes are the caller's, and become the list's (F1). The list has room for it.
    unsafe fn push(&mut self, object: *mut u8);

    /// Takes the object that was added last.
    ///
    /// # Safety
    /// The list is not empty.
    unsafe fn pop(&mut self) -> *mut u8;

    /// How many objects it has room for; `None`: any number.
    fn room(&self) -> Option<usize>;

    /// Takes memory for `slots.len()` addresses, and returns the memory it had. The objects stay.
    #[doc(hidden)]
    fn adopt(&mut self, slots: &'static mut [*mut u8]) -> &'static mut [*mut u8];
}
// ANCHOR_END: free_list

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Linked {}
    impl Sealed for super::Stack {}
}

// ANCHOR: linked
/// Objects linked through their first words.
pub struct Linked {
    head: *mut u8,
    len: u32,
}

// SAFETY: what `push` links in front, `pop` unlinks.
unsafe impl FreeList for Linked {
    const EMPTY: Linked = Linked { head: ptr::null_mut(), len: 0 };

    #[inline]
    fn len(&self) -> usize {
        self.len as usize
    }

    #[inline]
    unsafe fn push(&mut self, object: *mut u8) {
        // SAFETY: the object's bytes are ours (F1), and the smallest object is a word.
        unsafe { object.cast::<*mut u8>().write(self.head) };
        self.head = object;
        self.len += 1;
    }

    #[inline]
    unsafe fn pop(&mut self) -> *mut u8 {
        let object = self.head;
        // SAFETY: it is in the list, so its bytes are ours (F1), and `push` wrote the link.
        self.head = unsafe { object.cast::<*mut u8>().read() };
        self.len -= 1;
        object
    }

    fn room(&self) -> Option<usize> {
        None
    }

    fn adopt(&mut self, slots: &'static mut [*mut u8]) -> &'static mut [*mut u8] {
        slots
    }
}
// ANCHOR_END: linked

// ANCHOR: stack
/// Addresses of objects, in memory of the list's own.
pub struct Stack {
    /// Room for `cap` addresses; the first `len` are set.
    slots: *mut *mut u8,
    len: u32,
    cap: u32,
}

// SAFETY: what `push` writes at the end, `pop` takes from the end.
unsafe impl FreeList for Stack {
    const EMPTY: Stack = Stack { slots: ptr::null_mut(), len: 0, cap: 0 };

    #[inline]
    fn len(&self) -> usize {
        self.len as usize
    }

    #[inline]
    unsafe fn push(&mut self, object: *mut u8) {
        // SAFETY: the caller's promise: `len < cap`.
        unsafe { self.slots.add(self.len as usize).write(object) };
        self.len += 1;
    }

    #[inline]
    unsafe fn pop(&mut self) -> *mut u8 {
        self.len -= 1;
        // SAFETY: the slot was below `len`, so it is set.
        unsafe { self.slots.add(self.len as usize).read() }
    }

    fn room(&self) -> Option<usize> {
        Some((self.cap - self.len) as usize)
    }

    fn adopt(&mut self, slots: &'static mut [*mut u8]) -> &'static mut [*mut u8] {
        debug_assert!(slots.len() >= self.len());
        // SAFETY: the first `len` slots are set, and the new memory has room for them.
        unsafe { ptr::copy_nonoverlapping(self.slots, slots.as_mut_ptr(), self.len()) };
        let (old, cap) = (self.slots, self.cap as usize);
        (self.slots, self.cap) = (slots.as_mut_ptr(), slots.len() as u32);
        // SAFETY: the memory was adopted as a slice of this length, and is the caller's from here on.
        if old.is_null() { &mut [] } else { unsafe { std::slice::from_raw_parts_mut(old, cap) } }
    }
}
// ANCHOR_END: stack
