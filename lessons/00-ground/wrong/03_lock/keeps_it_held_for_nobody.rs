//! Hands the lock over held, and who is woken finds it held: by nobody.

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
    let take = |state: &mut State| {
        if state.held {
            state.queue.push_back(park::current());
        }
        !std::mem::replace(&mut state.held, true)
    };
    while !state.update(take) {
        park::park();
    }
}

/// Frees the lock, and lets the oldest who waits try.
pub fn unlock(state: &Shared<State>) {
    let next = state.update(|state| {
        state.held = !state.queue.is_empty();
        state.queue.pop_front()
    });
    if let Some(waiter) = next {
        waiter.ready();
    }
}
