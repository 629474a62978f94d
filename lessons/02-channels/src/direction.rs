//! The two one-way views of a channel.
//!
//! Go's `chan T` turns into a `chan<- T` or a `<-chan T` by itself, and never back. Here `sender()` and `receiver()` do
//! the one, and nothing does the other. Each view has the methods of its direction alone: what Go's compiler refuses,
//! Rust's refuses.

use std::fmt;
use std::time::Instant;

use crate::chan::{Chan, Iter};
use crate::error::{RecvTimeoutError, SendError, SendTimeoutError, TryRecvError, TrySendError};

/// A channel that can only be sent to, and closed: Go's `chan<- T`.
///
/// ```compile_fail,E0599
/// channels::Chan::<i32>::make(1).sender().recv(); // Go: cannot receive from send-only channel chan<- int s
/// ```
#[derive(PartialEq, Eq)]
pub struct Sender<T>(Chan<T>);

/// A channel that can only be received from: Go's `<-chan T`.
///
/// ```compile_fail,E0599
/// channels::Chan::<i32>::make(1).receiver().send(1); // Go: cannot send to receive-only channel <-chan int r
/// ```
/// ```compile_fail,E0599
/// channels::Chan::<i32>::make(1).receiver().close(); // Go: cannot close receive-only channel r
/// ```
/// ```compile_fail,E0308
/// let back: channels::Chan<i32> = channels::Chan::make(1).receiver(); // Go: cannot use r (variable of type <-chan int) as chan int value
/// ```
#[derive(PartialEq, Eq)]
pub struct Receiver<T>(Chan<T>);

impl<T> Sender<T> {
    pub(crate) fn of(chan: Chan<T>) -> Sender<T> {
        Sender(chan)
    }

    pub(crate) fn chan(&self) -> &Chan<T> {
        &self.0
    }

    /// The nil channel.
    pub const fn nil() -> Sender<T> {
        Sender(Chan::nil())
    }

    /// As [`Chan::is_nil`].
    pub fn is_nil(&self) -> bool {
        self.0.is_nil()
    }

    /// As [`Chan::len`].
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// As [`Chan::is_empty`].
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As [`Chan::cap`].
    pub fn cap(&self) -> usize {
        self.0.cap()
    }

    /// As [`Chan::close`].
    ///
    /// # Panics
    /// `close of nil channel`, `close of closed channel`
    pub fn close(&self) {
        self.0.close();
    }
}

impl<T: Send> Sender<T> {
    /// As [`Chan::send`].
    ///
    /// # Panics
    /// `send on closed channel`
    #[inline]
    pub fn send(&self, value: T) {
        self.0.send(value);
    }

    /// As [`Chan::send_or_closed`].
    ///
    /// # Errors
    /// [`SendError`], with the value.
    #[inline]
    pub fn send_or_closed(&self, value: T) -> Result<(), SendError<T>> {
        self.0.send_or_closed(value)
    }

    /// As [`Chan::try_send`].
    ///
    /// # Errors
    /// [`TrySendError`], with the value.
    #[inline]
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        self.0.try_send(value)
    }

    /// As [`Chan::send_until`].
    ///
    /// # Errors
    /// [`SendTimeoutError`], with the value.
    pub fn send_until(&self, value: T, deadline: Instant) -> Result<(), SendTimeoutError<T>> {
        self.0.send_until(value, deadline)
    }
}

impl<T> Receiver<T> {
    pub(crate) fn of(chan: Chan<T>) -> Receiver<T> {
        Receiver(chan)
    }

    pub(crate) fn chan(&self) -> &Chan<T> {
        &self.0
    }

    /// The nil channel.
    pub const fn nil() -> Receiver<T> {
        Receiver(Chan::nil())
    }

    /// As [`Chan::is_nil`].
    pub fn is_nil(&self) -> bool {
        self.0.is_nil()
    }

    /// As [`Chan::len`].
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// As [`Chan::is_empty`].
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As [`Chan::cap`].
    pub fn cap(&self) -> usize {
        self.0.cap()
    }
}

impl<T: Send> Receiver<T> {
    /// As [`Chan::recv`].
    #[inline]
    pub fn recv(&self) -> Option<T> {
        self.0.recv()
    }

    /// As [`Chan::try_recv`].
    ///
    /// # Errors
    /// [`TryRecvError`]
    #[inline]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.0.try_recv()
    }

    /// As [`Chan::recv_until`].
    ///
    /// # Errors
    /// [`RecvTimeoutError`]
    pub fn recv_until(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        self.0.recv_until(deadline)
    }

    /// As [`Chan::iter`].
    pub fn iter(&self) -> Iter<'_, T> {
        self.0.iter()
    }
}

impl<'a, T: Send> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Sender<T> {
        Sender(self.0.clone())
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Receiver<T> {
        Receiver(self.0.clone())
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sender").field(&self.0).finish()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Receiver").field(&self.0).finish()
    }
}
