//! Takes from the buffer, and leaves the sender waiting although there is room now.

use std::collections::VecDeque;

/// A channel; parties are named by numbers.
#[derive(Debug, Default)]
pub struct Hchan {
    pub buffer: VecDeque<u32>,
    pub cap: usize,
    /// Who waits to send, with its value, oldest first.
    pub sendq: VecDeque<(usize, u32)>,
    /// Who waits to receive, oldest first.
    pub recvq: VecDeque<usize>,
}

/// What became of a send.
#[derive(Debug, PartialEq, Eq)]
pub enum Sent {
    /// This receiver has the value now, and is to be woken.
    HandedTo(usize),
    Buffered,
    /// The sender is in the queue.
    Waits,
}

/// What became of a receive.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// A value; and a sender that is to be woken, since its value has found a place.
    Value(u32, Option<usize>),
    /// The receiver is in the queue.
    Waits,
}

impl Hchan {
    /// `me` sends `value`.
    pub fn send(&mut self, me: usize, value: u32) -> Sent {
        if let Some(receiver) = self.recvq.pop_front() {
            return Sent::HandedTo(receiver);
        }
        if self.buffer.len() < self.cap {
            self.buffer.push_back(value);
            return Sent::Buffered;
        }
        self.sendq.push_back((me, value));
        Sent::Waits
    }

    /// `me` receives.
    pub fn receive(&mut self, me: usize) -> Received {
        if let Some(oldest) = self.buffer.pop_front() {
            return Received::Value(oldest, None);
        }
        if let Some((sender, value)) = self.sendq.pop_front() {
            return Received::Value(value, Some(sender));
        }
        self.recvq.push_back(me);
        Received::Waits
    }
}
