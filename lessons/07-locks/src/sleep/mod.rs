//! The sleeping lock that every system has: a word that the parties agree on, and a queue that the kernel keeps.
//!
//! [`futex`] is the kernel's half, and [`RawFutexLock`] the program's.

#![cfg(not(loom))] // a lock of `lock_api` is made at compile time, and loom's atomics are not

pub mod futex;
mod lock;

pub use self::lock::RawFutexLock;

/// A lock that sleeps, around a value. It is fast and knows no fairness: compare [`crate::Mutex`].
pub type FutexLock<T> = lock_api::Mutex<RawFutexLock, T>;
