//! What comes back when a value was not sent, or none received. A value that was not sent is in the error.

use std::error::Error;
use std::fmt;

/// The channel was closed. Here is the value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SendError<T>(pub T);

/// Why a value was not sent at once, and the value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TrySendError<T> {
    /// The buffer was full, or nobody was there to take it.
    Full(T),
    /// The channel was closed.
    Closed(T),
}

/// Why a value was not sent in time, and the value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SendTimeoutError<T> {
    /// Time ran out.
    Timeout(T),
    /// The channel was closed.
    Closed(T),
}

/// Why nothing was received at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryRecvError {
    /// There was nothing, and nobody who would send it.
    Empty,
    /// The channel was closed, and all that was in it has been received.
    Closed,
}

/// Why nothing was received in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecvTimeoutError {
    /// Time ran out.
    Timeout,
    /// The channel was closed, and all that was in it has been received.
    Closed,
}

impl<T> TrySendError<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        match self {
            TrySendError::Full(value) | TrySendError::Closed(value) => value,
        }
    }
}

impl<T> SendTimeoutError<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        match self {
            SendTimeoutError::Timeout(value) | SendTimeoutError::Closed(value) => value,
        }
    }
}

/// `Display`, `Error`, and for errors with a value a `Debug` that does not ask for one of the value.
macro_rules! errors {
    ($($name:ident $(<$T:ident>)? { $($pattern:pat => $text:literal;)+ })+) => {$(
        impl$(<$T>)? fmt::Display for $name$(<$T>)? {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $($pattern => $text,)+ })
            }
        }
        impl$(<$T>)? Error for $name$(<$T>)? {}
        $(impl<$T> fmt::Debug for $name<$T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        })?
    )+};
}

errors! {
    SendError<T> { SendError(_) => "send on closed channel"; }
    TrySendError<T> {
        TrySendError::Full(_) => "the channel is full, or nobody receives";
        TrySendError::Closed(_) => "send on closed channel";
    }
    SendTimeoutError<T> {
        SendTimeoutError::Timeout(_) => "nobody took the value in time";
        SendTimeoutError::Closed(_) => "send on closed channel";
    }
    TryRecvError {
        TryRecvError::Empty => "nothing is there to receive";
        TryRecvError::Closed => "the channel is closed and drained";
    }
    RecvTimeoutError {
        RecvTimeoutError::Timeout => "nothing came in time";
        RecvTimeoutError::Closed => "the channel is closed and drained";
    }
}
