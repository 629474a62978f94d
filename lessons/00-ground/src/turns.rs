//! Who waits for a lock where all parties take turns on one thread: a queue of waiters, since nobody may sleep in the kernel.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use crate::park::{self, Waiter};

thread_local! {
    /// Who waits for which lock, oldest first, where all parties take turns on this thread.
    static QUEUES: RefCell<VecDeque<Waiting>> = const { RefCell::new(VecDeque::new()) };
    /// The number of the next place in a queue. While it is 0, nobody ever waited on this thread, and its queues are not
    /// touched: they would want a destructor, whose registering allocates, and an allocator has locks, too.
    static PLACES: Cell<u64> = const { Cell::new(0) };
}

/// A party that waits for the lock at an address.
struct Waiting {
    lock: usize,
    place: u64,
    waiter: Waiter,
}

/// A place in the queue of a lock, for one park. Left when the park returns, for whatever reason: a place that nobody
/// stands in would take the wake-up that is another's.
pub(crate) struct Place {
    lock: usize,
    place: u64,
}

impl Place {
    pub(crate) fn join(lock: usize) -> Place {
        let place = PLACES.get();
        PLACES.set(place + 1);
        QUEUES.with_borrow_mut(|queues| queues.push_back(Waiting { lock, place, waiter: park::current() }));
        Place { lock, place }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let left = QUEUES.with_borrow_mut(|queues| {
            let at = queues.iter().position(|waiting| waiting.place == self.place)?;
            queues.remove(at)
        });
        // It was called, and unwinds (its stage is going): the call goes to the next.
        if left.is_none()
            && std::thread::panicking()
            && let Some(next) = next_for(self.lock)
        {
            next.ready();
        }
    }
}

/// Takes the first who waits for the lock at this address out of the queues.
pub(crate) fn next_for(lock: usize) -> Option<Waiter> {
    if PLACES.get() == 0 {
        return None;
    }
    QUEUES.with_borrow_mut(|queues| {
        let at = queues.iter().position(|waiting| waiting.lock == lock)?;
        queues.remove(at).map(|waiting| waiting.waiter)
    })
}
