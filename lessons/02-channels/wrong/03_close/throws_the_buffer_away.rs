//! Empties the buffer, as if a close took back what was sent.

use std::collections::VecDeque;

/// A channel; parties are named by numbers.
#[derive(Debug, Default)]
pub struct Hchan {
    pub buffer: VecDeque<u32>,
    pub closed: bool,
    /// Who waits to send, with its value, oldest first.
    pub sendq: VecDeque<(usize, u32)>,
    /// Who waits to receive, oldest first.
    pub recvq: VecDeque<usize>,
}

/// Who is to be woken by a close, oldest first.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Woken {
    /// Each gets nothing.
    pub receivers: Vec<usize>,
    /// Each gets its value back.
    pub senders: Vec<(usize, u32)>,
}

impl Hchan {
    /// Closes the channel.
    ///
    /// # Panics
    /// `close of closed channel`
    pub fn close(&mut self) -> Woken {
        assert!(!self.closed, "close of closed channel");
        self.closed = true;
        self.buffer.clear();
        Woken { receivers: self.recvq.drain(..).collect(), senders: self.sendq.drain(..).collect() }
    }

    /// What a receiver gets that does not wait: a value, `Ok(None)` if the channel is closed and drained, or
    /// `Err(())` if it would have to wait.
    #[allow(clippy::result_unit_err, reason = "it would have to wait: there is no more to say")]
    pub fn receive(&mut self) -> Result<Option<u32>, ()> {
        match self.buffer.pop_front() {
            Some(value) => Ok(Some(value)),
            None if self.closed => Ok(None),
            None => Err(()),
        }
    }
}
