//! Puts the permit back and calls the oldest, who has to take it: whoever comes before it has woken takes it away.

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
        loop {
            let mut state = self.state.lock();
            state.queue.retain(|waiter| waiter.id() != me.id());
            if state.permits > 0 {
                state.permits -= 1;
                return;
            }
            state.queue.push_back(me.clone());
            drop(state);
            park::park();
        }
    }

    /// Gives a permit back.
    pub fn release(&self) {
        let mut state = self.state.lock();
        state.permits += 1;
        let oldest = state.queue.pop_front();
        drop(state);
        oldest.iter().for_each(Waiter::ready);
    }
}
