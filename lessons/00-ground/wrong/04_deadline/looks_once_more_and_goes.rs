//! Leaves the queue and looks into the slot once more. The sender may have taken it out, and not yet put the value in.

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
            queue.set(None);
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
