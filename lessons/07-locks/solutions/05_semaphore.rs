//! Make a semaphore from `park` and `ready`, in which nobody passes those who wait.
//!
//! A release gives its permit to the oldest who waits, and keeps it only if nobody does. So permits and waiters are
//! never there at the same time. What is under the lock is one step; between two steps anybody may come. A park may
//! return for nothing, and nobody may park while it has the lock. How does who has parked see that it was given a
//! permit?

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
        // exercise: begin
        //~ let _ = (park::current, park::park);
        //~ todo!("take a permit, or queue, and park until you were given one")
        let me = park::current();
        let mut state = self.state.lock();
        if state.permits > 0 {
            state.permits -= 1;
            return;
        }
        state.queue.push_back(me.clone());
        drop(state);
        // Only a release takes anybody out, and with a permit.
        while self.state.lock().queue.iter().any(|waiter| waiter.id() == me.id()) {
            park::park();
        }
        // exercise: end
    }

    /// Gives a permit back.
    pub fn release(&self) {
        // exercise: begin
        //~ todo!("to the oldest who waits, or for whoever comes next")
        let mut state = self.state.lock();
        let Some(oldest) = state.queue.pop_front() else {
            state.permits += 1;
            return;
        };
        drop(state);
        oldest.ready();
        // exercise: end
    }
}
