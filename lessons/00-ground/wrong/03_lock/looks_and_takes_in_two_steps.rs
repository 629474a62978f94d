//! Looks whether the lock is free, and takes it afterwards. In between another can look.

use std::collections::VecDeque;

use ground::park::{self, Waiter};
use ground::stage::Shared;

/// What the lock knows.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Somebody is inside.
    pub held: bool,
    /// Who waits, oldest first.
    pub queue: VecDeque<Waiter>,
}

/// Returns when the caller has the lock.
pub fn lock(state: &Shared<State>) {
    while state.get().held {
        state.update(|state| state.queue.push_back(park::current()));
        park::park();
    }
    state.update(|state| state.held = true);
}

/// Frees the lock, and lets the oldest who waits try.
pub fn unlock(state: &Shared<State>) {
    let next = state.update(|state| {
        state.held = false;
        state.queue.pop_front()
    });
    if let Some(waiter) = next {
        waiter.ready();
    }
}
