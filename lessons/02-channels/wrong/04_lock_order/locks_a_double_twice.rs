//! The right order, and waits for itself where a lock is named twice.

use ground::lock::{Guard, RuntimeLock};

/// Takes every one of `locks` once, and returns the guards.
pub fn lock_all<'a>(locks: &[&'a RuntimeLock<u32>]) -> Vec<Guard<'a, u32>> {
    let mut locks = locks.to_vec();
    locks.sort_by_key(|lock| std::ptr::from_ref(*lock).addr());
    locks.into_iter().map(RuntimeLock::lock).collect()
}
