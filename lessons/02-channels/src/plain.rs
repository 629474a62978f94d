//! The plain channel: one lock, as in Go, and not a line for speed. Read this first; the rest of the lesson makes it fast.
//!
//! Three places to be: in the buffer, in the queue of senders, in the queue of receivers. Under the lock, one of
//! these is always true (Go 1.27 `runtime/chan.go`, the invariants at its head):
//! - nobody waits;
//! - receivers wait, and the buffer is empty;
//! - senders wait, and the buffer is full.

use std::collections::VecDeque;
use std::sync::Arc;

use ground::lock::RuntimeLock;
use ground::park::{self, Waiter};

use crate::error::{SendError, TryRecvError, TrySendError};

/// A channel: Go's `chan T`, without `select`. A clone is the same channel.
#[derive(Debug)]
pub struct Chan<T> {
    hchan: Arc<RuntimeLock<Hchan<T>>>,
}

#[derive(Debug)]
struct Hchan<T> {
    buffer: VecDeque<T>,
    cap: usize,
    closed: bool,
    /// Who waits to send, with what it sends.
    sendq: VecDeque<(T, Parked<T>)>,
    /// Who waits to receive.
    recvq: VecDeque<Parked<T>>,
}

/// A party that sleeps, and where it will find what became of its wait.
#[derive(Debug)]
struct Parked<T> {
    waiter: Waiter,
    end: Arc<RuntimeLock<Option<End<T>>>>,
}

/// What became of a wait.
#[derive(Debug)]
enum End<T> {
    Sent,
    Received(T),
    /// The channel was closed; a sender has its value back.
    Closed(Option<T>),
}

/// Who is to be woken once the lock is free, and what it will find.
type Wake<T> = (Parked<T>, End<T>);

impl<T> Parked<T> {
    fn new() -> Parked<T> {
        Parked { waiter: park::current(), end: Arc::new(RuntimeLock::new(None)) }
    }

    fn copy(&self) -> Parked<T> {
        Parked { waiter: self.waiter.clone(), end: Arc::clone(&self.end) }
    }

    fn wake(self, end: End<T>) {
        *self.end.lock() = Some(end);
        self.waiter.ready();
    }

    /// Parks until somebody has woken this party with an end.
    fn sleep(self) -> End<T> {
        loop {
            if let Some(end) = self.end.lock().take() {
                return end;
            }
            park::park();
        }
    }
}

impl<T> Hchan<T> {
    /// Sends without waiting, or says why not.
    fn send_now(&mut self, value: T) -> Result<Option<Wake<T>>, TrySendError<T>> {
        if self.closed {
            return Err(TrySendError::Closed(value));
        }
        if let Some(receiver) = self.recvq.pop_front() {
            return Ok(Some((receiver, End::Received(value)))); // a hand-off: past the buffer
        }
        if self.buffer.len() == self.cap {
            return Err(TrySendError::Full(value));
        }
        self.buffer.push_back(value);
        Ok(None)
    }

    /// Receives without waiting, or says why not.
    fn receive_now(&mut self) -> Result<(T, Option<Parked<T>>), TryRecvError> {
        let waiting = self.sendq.pop_front();
        match (self.buffer.pop_front(), waiting) {
            (Some(oldest), Some((value, sender))) => {
                self.buffer.push_back(value); // the buffer was full: the sender's value takes the free place
                Ok((oldest, Some(sender)))
            }
            (Some(oldest), None) => Ok((oldest, None)),
            (None, Some((value, sender))) => Ok((value, Some(sender))), // a hand-off
            (None, None) if self.closed => Err(TryRecvError::Closed),
            (None, None) => Err(TryRecvError::Empty),
        }
    }
}

impl<T> Chan<T> {
    /// An open channel with a buffer for `cap` values.
    pub fn make(cap: usize) -> Chan<T> {
        let (sendq, recvq) = (VecDeque::new(), VecDeque::new());
        let hchan = Hchan { buffer: VecDeque::with_capacity(cap), cap, closed: false, sendq, recvq };
        Chan { hchan: Arc::new(RuntimeLock::new(hchan)) }
    }

    /// How many values are in the buffer.
    pub fn len(&self) -> usize {
        self.hchan.lock().buffer.len()
    }

    /// Whether the buffer is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many values the buffer can hold.
    pub fn cap(&self) -> usize {
        self.hchan.lock().cap
    }

    /// Sends if that is possible at once.
    ///
    /// # Errors
    /// [`TrySendError`], with the value.
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        let receiver = self.hchan.lock().send_now(value)?;
        receiver.into_iter().for_each(|(receiver, end)| receiver.wake(end));
        Ok(())
    }

    /// Sends, waiting for room or for a receiver; a closed channel hands the value back.
    ///
    /// # Errors
    /// [`SendError`] if the channel is closed, or is closed while this waits.
    pub fn send_or_closed(&self, value: T) -> Result<(), SendError<T>> {
        let mut hchan = self.hchan.lock();
        let me = match hchan.send_now(value) {
            Err(TrySendError::Closed(value)) => return Err(SendError(value)),
            Err(TrySendError::Full(value)) => {
                let me = Parked::new();
                hchan.sendq.push_back((value, me.copy()));
                me
            }
            Ok(receiver) => {
                drop(hchan); // first the lock, then the wake-up: who wakes should find it free
                receiver.into_iter().for_each(|(receiver, end)| receiver.wake(end));
                return Ok(());
            }
        };
        drop(hchan);
        match me.sleep() {
            End::Closed(value) => Err(SendError(value.expect("a sender gets its value back"))),
            End::Sent | End::Received(_) => Ok(()),
        }
    }

    /// Sends, as Go does.
    ///
    /// # Panics
    /// `send on closed channel`
    pub fn send(&self, value: T) {
        if self.send_or_closed(value).is_err() {
            panic!("send on closed channel");
        }
    }

    /// Receives if that is possible at once.
    ///
    /// # Errors
    /// [`TryRecvError`]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let (value, sender) = self.hchan.lock().receive_now()?;
        sender.into_iter().for_each(|sender| sender.wake(End::Sent));
        Ok(value)
    }

    /// Receives, waiting for a value. `None`: the channel is closed and drained.
    pub fn recv(&self) -> Option<T> {
        let mut hchan = self.hchan.lock();
        let me = match hchan.receive_now() {
            Err(TryRecvError::Closed) => return None,
            Err(TryRecvError::Empty) => {
                let me = Parked::new();
                hchan.recvq.push_back(me.copy());
                me
            }
            Ok((value, sender)) => {
                drop(hchan);
                sender.into_iter().for_each(|sender| sender.wake(End::Sent));
                return Some(value);
            }
        };
        drop(hchan);
        match me.sleep() {
            End::Received(value) => Some(value),
            End::Sent | End::Closed(_) => None,
        }
    }

    /// Closes the channel and wakes everybody.
    ///
    /// # Panics
    /// `close of closed channel`
    pub fn close(&self) {
        let mut hchan = self.hchan.lock();
        assert!(!std::mem::replace(&mut hchan.closed, true), "close of closed channel");
        let (senders, receivers) = (std::mem::take(&mut hchan.sendq), std::mem::take(&mut hchan.recvq));
        drop(hchan);
        receivers.into_iter().for_each(|receiver| receiver.wake(End::Closed(None)));
        senders.into_iter().for_each(|(value, sender)| sender.wake(End::Closed(Some(value))));
    }
}

impl<T> Clone for Chan<T> {
    fn clone(&self) -> Chan<T> {
        Chan { hchan: Arc::clone(&self.hchan) }
    }
}
