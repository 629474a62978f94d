//! Write a receive with a deadline that loses no value.
//!
//! A receiver queues itself and waits until `deadline`. `send`, which is right, takes it out of the queue and puts the
//! value into the slot; what it sent counts as sent from then on. So a receiver may go away without a value only if
//! nobody has taken it out. `park_until` gives `false` if time ran out.

use std::time::Instant;

use ground::park::{self, Waiter};
use ground::stage::Shared;

/// Waits for a value until `deadline` at the latest.
pub fn receive_until(queue: &Shared<Option<Waiter>>, slot: &Shared<Option<u32>>, deadline: Instant) -> Option<u32> {
    // your part: begin
    let _ = (queue, slot, deadline, park::park_until);
    todo!("queue, wait until the deadline, and then find out whether somebody has come")
    // your part: end
}

/// Gives `value` to the receiver that waits, if one does.
pub fn send(queue: &Shared<Option<Waiter>>, slot: &Shared<Option<u32>>, value: u32) -> bool {
    let Some(receiver) = queue.update(Option::take) else { return false };
    slot.set(Some(value));
    receiver.ready();
    true
}
