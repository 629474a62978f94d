//! Takes a return from `park` for a permit. A park may return for nothing.

use std::collections::VecDeque;

use ground::lock::RuntimeLock;
use ground::park::{self, Waiter};

/// A number of permits, or a queue.
#[derive(Debug, Default)]
pub struct State {
    /// Permits that nobody waits for.
    pub permits: u32,
    /// Who waits, oldest first. `waiter.id()` tells one from another.
    pub queue: VecDeque<Waiter>,
}

/// A semaphore.
#[derive(Debug)]
pub struct Semaphore {
    pub state: RuntimeLock<State>,
}

impl Semaphore {
    /// One with so many permits.
    pub fn new(permits: u32) -> Semaphore {
        Semaphore { state: RuntimeLock::new(State { permits, queue: VecDeque::new() }) }
    }

    /// Returns when the caller has a permit.
    pub fn acquire(&self) {
        let me = park::current();
        let mut state = self.state.lock();
        if state.permits > 0 {
            state.permits -= 1;
            return;
        }
        state.queue.push_back(me);
        drop(state);
        park::park();
    }

    /// Gives a permit back.
    pub fn release(&self) {
        let mut state = self.state.lock();
        let Some(oldest) = state.queue.pop_front() else {
            state.permits += 1;
            return;
        };
        drop(state);
        oldest.ready();
    }
}
