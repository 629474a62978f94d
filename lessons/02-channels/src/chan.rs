//! What programs hold: a handle to a channel, or to the nil channel.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use crate::case::{Patience, wait_for};
use crate::direction::{Receiver, Sender};
use crate::error::{RecvTimeoutError, SendError, SendTimeoutError, TryRecvError, TrySendError};
use crate::fast::No;
use crate::gate::LOCKED;
use crate::hchan::Hchan;
use crate::sudog::How;

/// A channel: Go's `chan T`. A clone is the same channel; dropping it closes nothing.
///
/// ```
/// use channels::Chan;
/// let ch = Chan::make(1);
/// ch.send("hello");
/// ch.close();
/// assert_eq!((ch.recv(), ch.recv()), (Some("hello"), None));
/// ```
pub struct Chan<T> {
    /// `None`: the nil channel.
    hchan: Option<Arc<Hchan<T>>>,
}

impl<T> Chan<T> {
    /// An open channel with a buffer for `cap` values; with none, a sender waits for its receiver.
    ///
    /// Source: Go 1.27 `runtime/chan.go`, `makechan`.
    ///
    /// # Panics
    /// `makechan: size out of range` if no memory could hold the buffer.
    pub fn make(cap: usize) -> Chan<T> {
        Chan::with(Hchan::new(cap, 0, None))
    }

    /// The same, and every operation takes the lock, as in Go: a channel without the fast way.
    ///
    /// # Panics
    /// As [`Chan::make`].
    pub fn make_locked(cap: usize) -> Chan<T> {
        Chan::with(Hchan::new(cap, LOCKED, None))
    }

    /// The nil channel: whoever sends or receives waits for ever.
    pub const fn nil() -> Chan<T> {
        Chan { hchan: None }
    }

    pub(crate) fn with(hchan: Hchan<T>) -> Chan<T> {
        Chan { hchan: Some(Arc::new(hchan)) }
    }

    #[inline]
    pub(crate) fn hchan(&self) -> Option<&Hchan<T>> {
        self.hchan.as_deref()
    }

    /// Whether it is the nil channel.
    pub fn is_nil(&self) -> bool {
        self.hchan.is_none()
    }

    /// How many values are in the buffer: 0 for nil, and for a timer's channel.
    pub fn len(&self) -> usize {
        self.hchan().filter(|hchan| hchan.tick.is_none()).map_or(0, |hchan| hchan.ring.len())
    }

    /// Whether the buffer is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many values the buffer can hold: 0 for nil, and for a timer's channel.
    pub fn cap(&self) -> usize {
        self.hchan().filter(|hchan| hchan.tick.is_none()).map_or(0, |hchan| hchan.ring.cap())
    }

    /// Closes the channel: what is in the buffer can still be received, then [`Chan::recv`] gives `None`.
    ///
    /// Source: Go 1.27 `runtime/chan.go`, `closechan`.
    ///
    /// # Panics
    /// `close of nil channel`, `close of closed channel`
    pub fn close(&self) {
        let Some(hchan) = self.hchan() else { panic!("close of nil channel") };
        hchan.close();
    }

    /// The same channel, to send to.
    pub fn sender(&self) -> Sender<T> {
        Sender::of(self.clone())
    }

    /// The same channel, to receive from.
    pub fn receiver(&self) -> Receiver<T> {
        Receiver::of(self.clone())
    }
}

impl<T: Send> Chan<T> {
    /// Sends, waiting for room or for a receiver: Go's `ch <- v`. On the nil channel for ever.
    ///
    /// Source: Go 1.27 `runtime/chan.go`, `chansend`.
    ///
    /// # Panics
    /// `send on closed channel`, also if the channel is closed while this waits. The value is dropped then.
    #[inline]
    pub fn send(&self, value: T) {
        if self.send_or_closed(value).is_err() {
            panic!("send on closed channel");
        }
    }

    /// Sends like [`Chan::send`], but a closed channel hands the value back.
    ///
    /// # Errors
    /// [`SendError`] if the channel is closed, or is closed while this waits.
    #[inline]
    pub fn send_or_closed(&self, value: T) -> Result<(), SendError<T>> {
        self.send_within(value, Patience::Forever).map_err(|error| SendError(error.into_inner()))
    }

    /// Sends if that is possible at once: Go's `select` of one send and `default`.
    ///
    /// # Errors
    /// [`TrySendError`], with the value.
    #[inline]
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        if self.hchan().is_some_and(Hchan::is_full) {
            return Err(TrySendError::Full(value));
        }
        self.send_within(value, Patience::None).map_err(|error| match error {
            SendTimeoutError::Timeout(value) => TrySendError::Full(value),
            SendTimeoutError::Closed(value) => TrySendError::Closed(value),
        })
    }

    /// Sends, waiting until `deadline` at the latest.
    ///
    /// # Errors
    /// [`SendTimeoutError`], with the value.
    pub fn send_until(&self, value: T, deadline: Instant) -> Result<(), SendTimeoutError<T>> {
        self.send_within(value, Patience::Until(deadline))
    }

    #[inline]
    fn send_within(&self, value: T, patience: Patience) -> Result<(), SendTimeoutError<T>> {
        let (how, slot) = match self.hchan() {
            Some(hchan) => match hchan.try_send(value) {
                Ok(()) => return Ok(()),
                Err((value, No::NotNow)) if matches!(patience, Patience::None) => (None, Some(value)),
                Err((value, no)) => hchan.send_slowly(value, no, patience),
            },
            None => (wait_for(&mut [], patience, "chan send (nil chan)").map(|(_, how)| how), Some(value)),
        };
        let back = || slot.expect("a value that was not sent is still there");
        match how {
            Some(How::Passed) => Ok(()),
            Some(_) => Err(SendTimeoutError::Closed(back())),
            None => Err(SendTimeoutError::Timeout(back())),
        }
    }

    /// Receives, waiting for a value: Go's `v, ok := <-ch`, with `None` for `!ok`. On the nil channel for ever.
    ///
    /// Source: Go 1.27 `runtime/chan.go`, `chanrecv`.
    #[inline]
    pub fn recv(&self) -> Option<T> {
        self.receive_within(Patience::Forever).ok()
    }

    /// Receives if that is possible at once: Go's `select` of one receive and `default`.
    ///
    /// # Errors
    /// [`TryRecvError`]
    #[inline]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        if self.hchan().is_some_and(Hchan::is_empty) {
            return Err(TryRecvError::Empty);
        }
        self.recv_now()
    }

    /// Apart, so that a failing try is a few loads in its caller's loop.
    #[inline(never)]
    fn recv_now(&self) -> Result<T, TryRecvError> {
        self.receive_within(Patience::None).map_err(|error| match error {
            RecvTimeoutError::Timeout => TryRecvError::Empty,
            RecvTimeoutError::Closed => TryRecvError::Closed,
        })
    }

    /// Receives, waiting until `deadline` at the latest.
    ///
    /// # Errors
    /// [`RecvTimeoutError`]
    pub fn recv_until(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        self.receive_within(Patience::Until(deadline))
    }

    #[inline]
    fn receive_within(&self, patience: Patience) -> Result<T, RecvTimeoutError> {
        let (how, slot) = match self.hchan() {
            Some(hchan) => match hchan.try_receive() {
                Ok(value) => return Ok(value),
                Err(No::NotNow) if matches!(patience, Patience::None) => (None, None),
                Err(no) => hchan.receive_slowly(no, patience),
            },
            None => (wait_for(&mut [], patience, "chan receive (nil chan)").map(|(_, how)| how), None),
        };
        match how {
            Some(How::Passed) => Ok(slot.expect("a value that was received is here")),
            Some(_) => Err(RecvTimeoutError::Closed),
            None => Err(RecvTimeoutError::Timeout),
        }
    }

    /// Receives until the channel is closed and drained: Go's `for v := range ch`.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter(self)
    }
}

/// See [`Chan::iter`].
#[derive(Debug)]
pub struct Iter<'a, T>(&'a Chan<T>);

impl<T: Send> Iterator for Iter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.recv()
    }
}

impl<'a, T: Send> IntoIterator for &'a Chan<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> Clone for Chan<T> {
    fn clone(&self) -> Chan<T> {
        Chan { hchan: self.hchan.clone() }
    }
}

/// Two channels are equal if they are one, as in Go.
impl<T> PartialEq for Chan<T> {
    fn eq(&self, other: &Chan<T>) -> bool {
        match (&self.hchan, &other.hchan) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        }
    }
}

impl<T> Eq for Chan<T> {}

impl<T> fmt::Debug for Chan<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chan").field("len", &self.len()).field("cap", &self.cap()).finish_non_exhaustive()
    }
}
