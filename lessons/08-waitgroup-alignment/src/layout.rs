//! One trait over all versions: where the two parts lie. What is done with them is the same in
//! all (`steps.rs`): Go 1.21 to 1.27 take the same atomic steps, but for the flag of Go 1.25 (`tests/notes.rs`).

use std::sync::atomic::{AtomicU32, AtomicU64};

// ANCHOR: layout
/// Where a version of Go keeps the state and the semaphore of a WaitGroup.
pub trait Layout: Send + Sync {
    /// Nobody works, nobody waits.
    const ZERO: Self;
    /// The waiters' bits of the state.
    const WAITERS: u64;
    /// What a waiter says that it waits for, in a report of a deadlock.
    const WHY: &'static str;
    /// The state, and the semaphore on which waiters sleep.
    fn parts(&self) -> (&AtomicU64, &AtomicU32);
}
// ANCHOR_END: layout
