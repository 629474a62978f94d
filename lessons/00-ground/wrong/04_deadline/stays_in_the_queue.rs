//! Goes away without leaving the queue. A later sender takes it for somebody who waits.

use std::time::Instant;

use ground::park::{self, Waiter};
use ground::stage::Shared;

/// Waits for a value until `deadline` at the latest.
pub fn receive_until(queue: &Shared<Option<Waiter>>, slot: &Shared<Option<u32>>, deadline: Instant) -> Option<u32> {
    queue.set(Some(park::current()));
    loop {
        if let Some(value) = slot.update(Option::take) {
            return Some(value);
        }
        if !park::park_until(deadline) {
            return slot.update(Option::take);
        }
    }
}

/// Gives `value` to the receiver that waits, if one does.
pub fn send(queue: &Shared<Option<Waiter>>, slot: &Shared<Option<u32>>, value: u32) -> bool {
    let Some(receiver) = queue.update(Option::take) else { return false };
    slot.set(Some(value));
    receiver.ready();
    true
}
