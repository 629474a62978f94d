//! Drops doubles, and takes the rest in the order in which they are named.

use ground::lock::{Guard, RuntimeLock};

/// Takes every one of `locks` once, and returns the guards.
pub fn lock_all<'a>(locks: &[&'a RuntimeLock<u32>]) -> Vec<Guard<'a, u32>> {
    let mut taken: Vec<&RuntimeLock<u32>> = Vec::new();
    for &lock in locks {
        if !taken.iter().any(|other| std::ptr::eq(*other, lock)) {
            taken.push(lock);
        }
    }
    taken.into_iter().map(RuntimeLock::lock).collect()
}
