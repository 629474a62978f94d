//! Locks: who waits by looking, who waits by sleeping, and Go's way between the two.
//!
//! # Idea
//! A lock is a word that the parties agree on, and a place for those who have to wait. A spin lock has no such place. A
//! sleeping lock has one that is found by the word's address, when it is needed; on it stand all of Go's locks.
//! ```text
//!     Mutex <T>   RwLock <T>   Condvar         guards, by `lock_api`
//!     GoMutex     GoRwMutex    Once | Cond     Go's bare forms
//!     Sema: permits, and a queue    | NotifyList: tickets, and a queue
//!     table: address -> queues      | wait: one party's wait for one call
//!     ground: park and ready, on threads, on a stage, on goroutines
//! ```
//! # Invariants
//! SP1 (`spin`), Q1 and Q2 (`spin/mcs`), W1 and W2 (`wait`), T1 (`tree`), S1 (`sema`), M1 to M3 (`mutex`), RW1 and RW2
//! (`rwmutex`), O1 (`once`), N1 and N2 (`notify`).
//! # Locks
//! Each root of the table and each `NotifyList` has a lock, and nobody takes two, or parks or wakes anybody under one.
//! # Differs from Go
//! - A fatal error aborts; Go prints all goroutines and exits with code 2 (Go 1.27 `runtime/panic.go`, `fatal`).
//! - Whether to spin is lesson 00's to say: Go looks at its scheduler's queues (`runtime/proc.go`, `canSpin`).
//! - A thread whose last mutex was crowded looks before it tries (`mutex.rs`); Go tries (`internal/sync/mutex.go`).
//! - Who is called takes W down, up or not: Go throws. A treap's priorities are scrambled addresses: Go draws them.
//! - `Cond` has no `copyChecker`: `copy_checker.rs` says why. No race detector, no profile of contention.
//! # Example
//! ```
//! let mutex = locks::GoMutex::new();
//! mutex.lock();
//! assert!(!mutex.try_lock());
//! mutex.unlock();
//! ```
//! # Reading order
//! `spin/mod` · `spin/tas` · `spin/ttas` · `spin/ticket` · `spin/mcs` · `spin/holder` · `wait` · `tree` · `table` ·
//! `sleep/mod` · `sleep/futex` · `sleep/lock` · `sema` · `state` · `mutex` · `rwmutex` · `once` · `notify` · `cond` ·
//! `copy_checker` · `raw` · `inspect` · `memory` · `model`

mod cond;
mod copy_checker;
mod inspect;
mod memory;
#[cfg(all(test, loom))]
mod model;
mod mutex;
mod notify;
mod once;
mod raw;
mod rwmutex;
pub mod sema;
pub mod sleep;
pub mod spin;
mod state;
mod table;
mod tree;
mod wait;

pub use self::inspect::{MutexView, NotifyView, RwMutexView, TicketView};
#[cfg(not(loom))]
pub use self::raw::*;
pub use self::{cond::Cond, cond::Locker, cond::RLocker, copy_checker::CopyChecker, once::Once};
pub use self::{mutex::GoMutex, mutex::ModalMutex, mutex::STARVATION_THRESHOLD_NS, rwmutex::GoRwMutex};
pub use self::{notify::NotifyList, sema::Sema, state::StateView};
