//! Ground: processes, threads, coroutines, and one way to wait. What every later lesson stands on.
//!
//! # Idea
//! A lock, a channel, a WaitGroup: each is a little state and a queue of those who wait for it to change. So all of
//! them need just two things from below: *park*, sleep until somebody says go on; and *ready*, say it.
//! ```text
//!   lesson code:   enqueue(current()); unlock; park();          dequeue().ready();
//!                                              |                          |
//!   park:          the token rule: a `ready` before the `park` is not lost
//!                       |                      |                          |
//!   backend:       OS threads (futex)    puppets on a stage      goroutines (lesson 09)
//! ```
//! # Invariants
//! - P1: a `ready` makes the next `park` of its party return, now or later; several at once count as one.
//! - P2: a `park` may return without a `ready` to this very wait (a late one of an earlier wait). So callers park in
//!   a loop around the condition that they wait for.
//! # Locks
//! [`lock::RuntimeLock`] is the innermost: nobody parks on anything else while holding it.
//! # Differs from Go
//! Go's `gopark` takes an unlock function, since a goroutine may be readied while it still runs (Go 1.27
//! `runtime/proc.go`, `gopark`). Here the token rule covers that.
//! # Reading order
//! `park` · `thread` · `futex` · `random` · `lock` · `fatal` · `turns` · `stage/mod` · `stage/puppet` · `stage/stack` ·
//! `stage/token` · `stage/time` · `stage/wait` · `stage/run` · `stage/outcome` · `stage/script` · `stage/view` ·
//! `stage/current` · `stage/hook` · `stage/footprint` · `stage/shared` · `stage/choose` · `stage/search` ·
//! `stage/schedule` · `stage/report` · `stage/explore` · `pages/mod` · `pages/error` · `pages/usage` · `pages/sys`

mod fatal;
mod futex;
pub mod lock;
pub mod pages;
pub mod park;
mod random;
#[cfg(not(target_arch = "s390x"))] // its coroutines have no switch for it
pub mod stage;
mod thread;
mod turns;

pub use self::fatal::fatal;
