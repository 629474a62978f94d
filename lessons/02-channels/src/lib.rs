//! Where values wait: Go's `hchan`, a ring buffer with two queues of waiters, and `select` over many of them.
//!
//! # Idea
//! A channel is a buffer, and two queues of parties that could not go on. A value moves from a sender to the buffer, from
//! the buffer to a receiver, or, when both are there, straight from one to the other.
//! ```text
//!                      +----------------- hchan -----------------+
//!     sender --------> |  ring  [ 3 ][ 4 ][   ][   ]             | --------> receiver
//!                      |        recvx-^    ^-sendx               |
//!     sendq: a, b ...  |  who found it full   who found it empty |  recvq: c, d ...
//!                      +-----------------------------------------+
//! ```
//! # Invariants
//! R1 to R3 in `ring.rs` (who owns a slot), W1 to W3 in `sudog.rs` (who may touch a party's wait), C1 and C2 in `hchan.rs`
//! (what is settled when the lock is free).
//! # Locks
//! One for the queues of each channel. A `select` takes all of its channels' locks, the oldest channel first.
//! Nobody parks, wakes anybody or drops a value while holding one.
//! # Differs from Go
//! - The buffer is used without the lock while nobody waits (Go 1.27 `runtime/chan.go` locks for every operation).
//! - A timer's channel looks at the clock when it is used, and needs no queue of timers (`runtime/time.go`).
//! - Sending hands the value back, on request, where Go panics ([`Chan::send_or_closed`]).
//! - A buffer of values without a size has room for 2^58 at most, and not for any number (`runtime/chan.go`, `makechan`).
//! # Example
//! ```
//! let (ch, squares) = { let ch = channels::Chan::make(2); (ch.receiver(), ch.sender()) };
//! std::thread::spawn(move || { (1..=3).for_each(|n| squares.send(n * n)); squares.close() });
//! assert_eq!(ch.iter().collect::<Vec<_>>(), [1, 4, 9]);
//! ```
//! # Reading order
//! `plain` · `chan` · `direction` · `error` · `hchan` · `queue` · `sudog` · `case` · `shuffle` · `meet` · `select` · `macros` ·
//! `ring` · `gate` · `fast` · `memory` · `model` · `timer` · `inspect`

mod case;
mod chan;
mod direction;
mod error;
mod fast;
mod gate;
mod hchan;
mod inspect;
mod macros;
mod meet;
mod memory;
#[cfg(all(test, loom))]
mod model;
pub mod plain;
mod queue;
mod ring;
mod select;
mod shuffle;
mod sudog;
mod timer;

pub use self::error::{RecvTimeoutError, SendError, SendTimeoutError, TryRecvError, TrySendError};
pub use self::select::{Fired, Receives, Sends, select, select_or_closed};
#[doc(hidden)]
pub use self::select::{fired as __fired, select_now as __select_now, select_until as __select_until};
pub use self::{case::Case, chan::Chan, chan::Iter, direction::Receiver, direction::Sender};
pub use self::{inspect::ChanView, inspect::SudogView, timer::Ticker, timer::after};
