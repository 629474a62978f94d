//! A gate on std's own primitives, so that a test of waiting does not wait by what it tests.

use std::sync::{Condvar, Mutex};

/// Opens when so many have passed it.
pub struct Gate {
    missing: Mutex<usize>,
    opened: Condvar,
}

impl Gate {
    pub fn new(parties: usize) -> Gate {
        Gate { missing: Mutex::new(parties), opened: Condvar::new() }
    }

    /// One has passed.
    pub fn pass(&self) {
        *self.missing.lock().unwrap() -= 1;
        self.opened.notify_all();
    }

    /// Waits until all have passed.
    pub fn wait(&self) {
        drop(self.opened.wait_while(self.missing.lock().unwrap(), |missing| *missing > 0).unwrap());
    }
}
