//! Waiting for a group: Go's `WaitGroup`, a counter and its waiters in one word, and the address where that word may
//! lie.
//!
//! # Idea
//! Who works is counted in the high half of a 64-bit word, who waits in the low half, and both change in one atomic
//! step. Who takes the counter to zero releases as many as wait. Go takes atomic steps on 64 bits at addresses divisible
//! by 8 alone, and its 32-bit compilers promise 4 for a `uint64`: so it kept three words of 32 bits, and looked for the
//! right two.
//! ```text
//!    state   [ counter: 32 bits | flag: 1 | waiters: 31 ]      add, done, wait: one atomic step
//!    sema    [ 32 bits ]                                       where waiters sleep (lesson 07)
//! ```
//! # Invariants
//! A1 and A2 in `pair.rs` (where the state lies), W1 and W2 in `steps.rs` (who releases whom).
//! # Locks
//! None of its own: the semaphore has one for its queue.
//! # Differs from Go (1.27 `sync/waitgroup.go`)
//! - No `synctest` bubbles: the flag is kept out of the waiters, and nobody sets it.
//! - [`WaitGroup`] is shared by reference or [`std::sync::Arc`]; Go's `noCopy` is Rust's rule that it has no `Clone`.
//! - The delta of `add` is an `i32`. Go's is an `int`, of which 32 bits count: `Add(1<<32)` adds nothing on 64 bits.
//! - `go` starts a thread, and wants an [`std::sync::Arc`], also of what is `static`; for other parties there is
//!   [`Group::task`]. Nothing here ends a party in the middle, as Go's `runtime.Goexit` does.
//! - There are no hooks for a race detector (the lines under `race.Enabled`): ThreadSanitizer sees the atomics.
//! # Example
//! ```
//! static WG: waitgroup::WaitGroup = waitgroup::WaitGroup::new();
//! WG.add(1);
//! std::thread::spawn(|| WG.done());
//! WG.wait();
//! ```
//! # Reading order
//! `state` · `memory` · `steps` · `layout` · `group` · `task` · `pair` · `go1_17` · `go1_18` · `go1_21` · `go1_25` ·
//! `model` · `torn` · `ruler/mod` · `ruler/kind` · `ruler/parse` · `ruler/place` · `ruler/order` · `ruler/draw`

pub mod go1_17;
pub mod go1_18;
pub mod go1_21;
pub mod go1_25;
pub mod group;
mod layout;
mod memory;
#[cfg(all(test, loom))]
mod model;
mod pair;
pub mod ruler;
pub mod state;
mod steps;
mod task;
pub mod torn;

pub use self::go1_25::WaitGroup;
pub use self::group::{Group, GroupView};
pub use self::{layout::Layout, pair::Pair};
