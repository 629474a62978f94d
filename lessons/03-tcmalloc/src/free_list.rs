//! The list of a thread's free objects of one class, twice: linked through the objects, as the notes and gperftools have
//! it, and as a stack of addresses beside them.
//!
//! ```text
//!    Linked   head -> [ next | ... ] -> [ next | ... ] -> [ 0 | ... ]        the links are in the objects
//!
//!    Stack    [ a ][ b ][ c ][   ][   ][   ]                                 the objects are not touched
//!             ^-base         ^-top     ^-full
//! ```
//! The linked list needs no memory of its own. But a free writes into the object, and the next allocation reads what was
//! written: that costs a cache miss where the object was freed long ago, and two where another core had it. The stack's
//! addresses lie side by side, and eight of them are fetched at once.
//!
//! # Invariant
//! - F1: the objects in a list are free, of one class, and in no other list: the list owns their bytes.

use std::ptr;

// ANCHOR: free_list
/// A thread's free objects of one class, and how many it may have. Exercise 3.7 writes one more kind.
///
/// # Safety
/// A list gives what it got, and nothing else:
/// - `pop` gives each object that was pushed once; `len` says how many are left, and `is_empty` whether none is;
/// - `adopt` gives back the memory that it was called with the last time, whole, and the list has let go of it. The first time, and
///   where a list takes no memory, that is an empty slice or the one that it is called with. `room` counts what it has;
/// - a list may move to another thread, and it is never dropped.
pub unsafe trait FreeList {
    /// No objects, and none allowed.
    const EMPTY: Self;

    /// Whether a cache reaches its lists by an address of which the compiler knows nothing: see `list` in `thread_cache.rs`. The
    /// bench has a kind that says no, to show what it gains.
    const BY_ONE_ADDRESS: bool = true;

    /// How many objects.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool;

    /// How many objects it may have.
    fn max(&self) -> usize;

    /// Whether it has as many objects as it may have, or more.
    fn is_full(&self) -> bool;

    /// Lets it have up to `max` objects. It has room for them, and for one more.
    fn set_max(&mut self, max: usize);

    /// The fewest objects it has had since `mark`.
    fn low(&self) -> usize;

    /// Begins to look for the fewest objects anew.
    fn mark(&mut self);

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

    /// How many objects it has room for, those that it has included.
    fn room(&self) -> usize;

    /// Takes memory for `slots.len()` addresses, and returns the memory it had. The objects stay.
    fn adopt(&mut self, slots: &'static mut [*mut u8]) -> &'static mut [*mut u8];
}
// ANCHOR_END: free_list

// ANCHOR: linked
/// Objects linked through their first words.
pub struct Linked {
    head: *mut u8,
    len: u32,
    max: u32,
    low: u32,
}

// SAFETY: what `push` links in front, `pop` unlinks.
unsafe impl FreeList for Linked {
    const EMPTY: Linked = Linked { head: ptr::null_mut(), len: 0, max: 0, low: 0 };

    fn len(&self) -> usize {
        self.len as usize
    }

    #[inline]
    fn is_empty(&self) -> bool {
        self.head.is_null()
    }

    fn max(&self) -> usize {
        self.max as usize
    }

    #[inline]
    fn is_full(&self) -> bool {
        self.len >= self.max
    }

    fn set_max(&mut self, max: usize) {
        self.max = max as u32;
    }

    fn low(&self) -> usize {
        self.low as usize
    }

    fn mark(&mut self) {
        self.low = self.len;
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
        if self.low > self.len {
            self.low = self.len;
        }
        object
    }

    fn room(&self) -> usize {
        usize::MAX
    }

    fn adopt(&mut self, slots: &'static mut [*mut u8]) -> &'static mut [*mut u8] {
        slots
    }
}
// ANCHOR_END: linked

// ANCHOR: stack
/// Addresses of objects, in memory of the list's own. All four positions point into it.
pub struct Stack {
    /// Where the next address goes.
    top: *mut *mut u8,
    /// The first.
    base: *mut *mut u8,
    /// Where `top` is when the list has as many as it may have.
    full: *mut *mut u8,
    /// The lowest that `top` was since `mark`.
    low: *mut *mut u8,
    /// How many addresses there is room for.
    room: u32,
}

// SAFETY: what `push` writes at the top, `pop` takes from the top.
unsafe impl FreeList for Stack {
    const EMPTY: Stack = {
        let none = ptr::null_mut();
        Stack { top: none, base: none, full: none, low: none, room: 0 }
    };

    fn len(&self) -> usize {
        (self.top.addr() - self.base.addr()) / size_of::<*mut u8>()
    }

    #[inline]
    fn is_empty(&self) -> bool {
        self.top == self.base
    }

    fn max(&self) -> usize {
        (self.full.addr() - self.base.addr()) / size_of::<*mut u8>()
    }

    #[inline]
    fn is_full(&self) -> bool {
        self.top >= self.full
    }

    fn set_max(&mut self, max: usize) {
        debug_assert!(max == 0 || max < self.room());
        self.full = self.base.wrapping_add(max);
    }

    fn low(&self) -> usize {
        (self.low.addr() - self.base.addr()) / size_of::<*mut u8>()
    }

    fn mark(&mut self) {
        self.low = self.top;
    }

    #[inline]
    unsafe fn push(&mut self, object: *mut u8) {
        // SAFETY: the caller's promise: there is room at the top, and so there is a place above it.
        unsafe {
            self.top.write(object);
            self.top = self.top.add(1);
        }
    }

    #[inline]
    unsafe fn pop(&mut self) -> *mut u8 {
        // SAFETY: the caller's promise: there is an address below the top.
        self.top = unsafe { self.top.sub(1) };
        if self.low > self.top {
            self.low = self.top;
        }
        // SAFETY: `push` wrote it.
        unsafe { self.top.read() }
    }

    fn room(&self) -> usize {
        self.room as usize
    }

    fn adopt(&mut self, slots: &'static mut [*mut u8]) -> &'static mut [*mut u8] {
        let (len, max, low, room) = (self.len(), self.max(), self.low(), self.room());
        debug_assert!(slots.len() >= len);
        let (old, new) = (self.base, slots.as_mut_ptr());
        // SAFETY: the first `len` places are set, and the new memory has room for them.
        unsafe { ptr::copy_nonoverlapping(old, new, len) };
        let at = |count| new.wrapping_add(count);
        *self = Stack { top: at(len), base: new, full: at(max), low: at(low), room: slots.len() as u32 };
        // SAFETY: the memory was adopted as a slice of this length, and is the caller's from here on.
        if old.is_null() { &mut [] } else { unsafe { std::slice::from_raw_parts_mut(old, room) } }
    }
}
// ANCHOR_END: stack
