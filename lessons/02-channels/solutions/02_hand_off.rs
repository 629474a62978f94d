//! Write what a sender and a receiver do when they come to a channel.
//!
//! This channel does not park anybody. It says who must wait, and whom somebody has met. Under the lock one of these is
//! true: nobody waits; receivers wait and the buffer is empty; senders wait and the buffer is full.

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
        // exercise: begin
        //~ todo!("{me} sends {value}: to a receiver, into the buffer, or it waits")
        if let Some(receiver) = self.recvq.pop_front() {
            return Sent::HandedTo(receiver);
        }
        if self.buffer.len() < self.cap {
            self.buffer.push_back(value);
            return Sent::Buffered;
        }
        self.sendq.push_back((me, value));
        Sent::Waits
        // exercise: end
    }

    /// `me` receives.
    pub fn receive(&mut self, me: usize) -> Received {
        // exercise: begin
        //~ todo!("{me} receives: the oldest value there is, or it waits")
        let sender = self.sendq.pop_front();
        match (self.buffer.pop_front(), sender) {
            (Some(oldest), Some((sender, value))) => {
                self.buffer.push_back(value);
                Received::Value(oldest, Some(sender))
            }
            (Some(oldest), None) => Received::Value(oldest, None),
            (None, Some((sender, value))) => Received::Value(value, Some(sender)),
            (None, None) => {
                self.recvq.push_back(me);
                Received::Waits
            }
        }
        // exercise: end
    }
}
