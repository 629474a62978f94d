//! Go's `copyChecker`, and what it means in a language with moves.
//!
//! In Go every assignment of a struct copies it, and nothing can forbid that. A copied condition variable has a copy of
//! the queue's ends, and a waiter would sleep in one and be called in the other. So a `sync.Cond` notes its own address
//! when it is first used. Used at another address, it panics.
//!
//! In Rust there are two questions in this. *Copied* it cannot be: a type is copied only if it says so, and
//! [`crate::Cond`] does not. *Moved* it can be, also after use: its bytes are then at another address, and the old
//! place is given up. A `copyChecker` cannot tell the two apart, and would panic for a move, which does no harm: to
//! move it, nobody may be borrowing it, so nobody waits. The compiler checks what Go has to check at run time. So the
//! lesson's `Cond` has none.
//!
//! Source: Go 1.27 `sync/cond.go`, `copyChecker`.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

/// Notices that it has been used at another address before.
///
/// ```
/// let checker = locks::CopyChecker::new();
/// checker.check();
/// checker.check(); // at home
/// ```
#[derive(Debug, Default)]
pub struct CopyChecker {
    /// Where it was first checked; 0 before that.
    home: AtomicUsize,
}

impl CopyChecker {
    /// One that has not been used.
    pub const fn new() -> CopyChecker {
        CopyChecker { home: AtomicUsize::new(0) }
    }

    /// Notes where it is, or compares.
    ///
    /// # Panics
    /// `sync.Cond is copied`, if it has been checked elsewhere before.
    pub fn check(&self) {
        let here = std::ptr::from_ref(self).addr();
        // Relaxed: the address is all that is told, and it is the same for every party.
        let copied = match self.home.load(Relaxed) {
            0 => self.home.compare_exchange(0, here, Relaxed, Relaxed).is_err_and(|home| home != here),
            home => home != here,
        };
        assert!(!copied, "sync.Cond is copied");
    }
}
