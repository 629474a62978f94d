//! Queues again after each park. Woken for nothing it is in the queue twice, and later its second place eats a wake-up.

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
        state.held = false;
        state.queue.pop_front()
    });
    if let Some(waiter) = next {
        waiter.ready();
    }
}
