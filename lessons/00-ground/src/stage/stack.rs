//! A puppet's stack: a reservation of [`pages`](crate::pages) whose lowest page is a guard.
//!
//! ```text
//!   limit                                                          base
//!   | guard | committed: a page costs memory when it is touched    |     calls grow to the left
//! ```
//! Where the system has light guards, a stack and its guard are one mapping, and the kernel makes one of that and the
//! stack above it. So ten thousand stacks are a few mappings. Elsewhere each stack is two.
//!
//! # Invariant
//! - S6: of a stack's pages, the lowest faults on every access and all others can be used, until the stack is dropped.

use corosensei::stack::valgrind::ValgrindStackRegistration;
use corosensei::stack::{Stack, StackPointer};

use crate::pages::{Error, Reservation, light_guards, page_size};

/// Reserved for each stack. A panic in a debug build needs some 10 KB of it.
const BYTES: usize = 256 << 10;

/// A stack that faults when it overflows.
pub(super) struct GuardedStack {
    /// Tells valgrind, where one watches, that a jump to these pages is another stack. Dropped before they are.
    _registered: ValgrindStackRegistration,
    /// The guard and the stack above it (S6). Nobody else has the reservation, so nobody releases or commits a part.
    pages: Reservation,
}

impl GuardedStack {
    /// A stack of its own.
    ///
    /// # Errors
    /// The system gives no addresses, or no room for another mapping.
    pub(super) fn new() -> Result<GuardedStack, Error> {
        let guard = page_size();
        let pages = Reservation::new(guard + BYTES, guard)?;
        if light_guards() {
            // All of it in one piece, so that no mapping is split.
            pages.commit(0..pages.bytes())?;
            pages.guard(0..guard)?;
        } else {
            // What is not committed faults: this page has its guard already.
            pages.commit(guard..pages.bytes())?;
        }
        let _registered = ValgrindStackRegistration::new(pages.as_ptr().as_ptr(), pages.bytes());
        Ok(GuardedStack { _registered, pages })
    }
}

// SAFETY: S6: the lowest page is a guard, and above it lie `BYTES`, more than `MIN_STACK_SIZE`. Both ends are ends of
// pages, so they are aligned, and the reservation keeps them in place.
unsafe impl Stack for GuardedStack {
    fn base(&self) -> StackPointer {
        self.limit().checked_add(self.pages.bytes()).expect("a reservation ends before the addresses do")
    }

    fn limit(&self) -> StackPointer {
        self.pages.as_ptr().addr()
    }
}
