//! Takes the first one that is named and the rest by address: two that begin differently meet in the middle.

use ground::lock::{Guard, RuntimeLock};

/// Takes every one of `locks` once, and returns the guards.
pub fn lock_all<'a>(locks: &[&'a RuntimeLock<u32>]) -> Vec<Guard<'a, u32>> {
    let mut rest = locks.to_vec();
    rest.sort_by_key(|lock| std::ptr::from_ref(*lock).addr());
    rest.dedup_by_key(|lock| std::ptr::from_ref(*lock).addr());
    let Some(&first) = locks.first() else { return Vec::new() };
    rest.retain(|lock| !std::ptr::eq(*lock, first));
    std::iter::once(first).chain(rest).map(RuntimeLock::lock).collect()
}
