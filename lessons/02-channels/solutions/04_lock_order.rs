//! Take many locks so that nobody who does the same ever waits for you for ever.
//!
//! A `select` locks all of its channels. Another one may name the same channels in another order, and a select may name
//! a channel twice. `explore` tries every order of two such parties.

use ground::lock::{Guard, RuntimeLock};

/// Takes every one of `locks` once, and returns the guards.
pub fn lock_all<'a>(locks: &[&'a RuntimeLock<u32>]) -> Vec<Guard<'a, u32>> {
    // exercise: begin
    //~ locks.iter().map(|lock| lock.lock()).collect()
    let mut locks = locks.to_vec();
    locks.sort_by_key(|lock| std::ptr::from_ref(*lock).addr());
    locks.dedup_by_key(|lock| std::ptr::from_ref(*lock).addr());
    locks.into_iter().map(RuntimeLock::lock).collect()
    // exercise: end
}
