//! Write the queue of a condition variable: `less`, who goes to sleep, and what a call does.
//!
//! Who waits takes a ticket, frees its lock, and goes to sleep. A call is for the oldest ticket that has not been
//! called. Its owner may be asleep already, or may not have got there yet. Tickets go round: after `u32::MAX` comes 0,
//! and fewer than 2^31 are out at a time.

/// Who waits. Tickets from `notify` up to `wait` are out and have not been called.
#[derive(Debug)]
pub struct NotifyList {
    /// The next ticket to be given out.
    pub wait: u32,
    /// The next ticket to be called.
    pub notify: u32,
    /// Tickets whose owners sleep, in the order in which they went to sleep, which may be another one.
    pub asleep: Vec<u32>,
}

/// What a call has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called {
    /// No ticket is out: the call is for nobody.
    Nobody,
    /// The owner of this ticket is to be woken. It is no longer in `asleep`.
    Sleeper(u32),
    /// The owner is not asleep yet.
    OnItsWay,
}

/// Whether ticket `a` was given out before ticket `b`.
pub fn less(a: u32, b: u32) -> bool {
    // your part: begin
    todo!("is {a} older than {b}, also when the numbers have gone round between them?")
    // your part: end
}

impl NotifyList {
    /// Takes the next ticket.
    pub fn add(&mut self) -> u32 {
        let ticket = self.wait;
        self.wait = ticket.wrapping_add(1);
        ticket
    }

    /// The owner of `ticket` is about to sleep. Whether it has to: then it is in `asleep`.
    pub fn sleep(&mut self, ticket: u32) -> bool {
        // your part: begin
        todo!("has {ticket} been called already?")
        // your part: end
    }

    /// Calls the oldest ticket that has not been called.
    pub fn notify_one(&mut self) -> Called {
        // your part: begin
        todo!("whose turn is it, and does that one sleep?")
        // your part: end
    }
}
