//! Make a lock from `park` and `ready`.
//!
//! The state is a `Shared` cell: whether the lock is held, and who waits for it. One `update` is one step that nobody
//! can interrupt; between two of them anybody may come. `lock` returns when the lock is the caller's, `unlock` lets the
//! next one try. A park may return for nothing.

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
    // exercise: begin
    //~ let _ = (state, park::park);
    //~ todo!("take it if it is free; if not, queue and park, and try again")
    let me = park::current();
    let take = |state: &mut State| {
        state.queue.retain(|waiter| waiter.number() != me.number()); // woken for nothing: still in it
        if state.held {
            state.queue.push_back(me.clone());
        }
        !std::mem::replace(&mut state.held, true)
    };
    while !state.update(take) {
        park::park();
    }
    // exercise: end
}

/// Frees the lock, and lets the oldest who waits try.
pub fn unlock(state: &Shared<State>) {
    // exercise: begin
    //~ let _ = state;
    //~ todo!("free it, and ready the oldest")
    let next = state.update(|state| {
        state.held = false;
        state.queue.pop_front()
    });
    if let Some(waiter) = next {
        waiter.ready();
    }
    // exercise: end
}
