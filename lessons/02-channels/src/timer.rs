//! Channels that the clock sends to: `after` and `Ticker`.
//!
//! No thread and no queue of timers stands behind them. A timer is a note in its channel: when the next value is due.
//! Whoever comes to the channel looks at the clock first, and if the time has come, puts the value in. Who waits for
//! it parks until that time at the latest. So an unused timer costs nothing, needs no stop, and on a stage it follows
//! virtual time.
//!
//! Go came to this in 1.23: since then a receive, a `len` and a `select` run the timer of their channel first (Go 1.27
//! `runtime/time.go`, `maybeRunChan`), a forgotten ticker is collected, and after a `Stop` or `Reset` no old tick is seen.

use std::time::{Duration, Instant};

use ground::park;

use crate::chan::Chan;
use crate::direction::Receiver;
use crate::gate::LOCKED;
use crate::hchan::Hchan;

/// When the next value of a timer's channel is due. Under the lock of the channel.
#[derive(Default)]
pub(crate) struct Timer {
    next: Option<Instant>,
    period: Option<Duration>,
}

impl Timer {
    pub(crate) fn due(&self) -> Option<Instant> {
        self.next
    }

    /// The time of the value that is due, if one is. What was missed in between is missed for ever.
    fn fire(&mut self) -> Option<Instant> {
        let when = self.next?;
        let late = park::now().checked_duration_since(when)?;
        self.next = self.period.and_then(|period| {
            let missed = late.as_nanos() / period.as_nanos();
            when.checked_add(period)?.checked_add(nanoseconds(missed * period.as_nanos()))
        });
        Some(when)
    }
}

/// A duration of so many nanoseconds, or the longest.
fn nanoseconds(n: u128) -> Duration {
    Duration::from_nanos(u64::try_from(n).unwrap_or(u64::MAX))
}

impl<T> Hchan<T> {
    /// Puts the value in that is due. If the last one is still there, the new one is dropped: a slow reader sees gaps.
    pub(crate) fn tick_if_due(&self, timer: &mut Timer) {
        if let Some(make) = self.tick
            && let Some(when) = timer.fire()
        {
            let _full = self.ring.push(make(when));
        }
    }

    /// Sets the timer anew. A tick that was due before is not seen any more.
    fn set_timer(&self, next: Option<Instant>, period: Option<Duration>) {
        let mut queues = self.queues.lock();
        while self.ring.pop().is_ok() {}
        queues.timer = Timer { next, period };
        drop(queues);
        // Who waits has parked until the old time.
        self.start_over();
    }
}

fn timer(next: Option<Instant>, period: Option<Duration>) -> Receiver<Instant> {
    // Every operation must look at the clock, so there is no fast way.
    let chan = Chan::with(Hchan::new(1, LOCKED, Some(|when| when)));
    chan.hchan().expect("it was just made").set_timer(next, period);
    chan.receiver()
}

/// A channel that yields one value when `d` has passed: the time at which it was due.
///
/// Source: Go 1.27 `time/sleep.go`, `After`.
/// ```
/// use std::time::{Duration, Instant};
/// let start = Instant::now();
/// let when = channels::after(Duration::from_millis(1)).recv().expect("nobody closes it");
/// assert!(when - start >= Duration::from_millis(1));
/// ```
pub fn after(d: Duration) -> Receiver<Instant> {
    timer(park::now().checked_add(d), None)
}

/// A channel that yields a value again and again. Who reads too slowly misses some.
///
/// Source: Go 1.27 `time/tick.go`, `Ticker`.
/// ```
/// use std::time::Duration;
/// let ticker = channels::Ticker::new(Duration::from_millis(1));
/// let (first, second) = (ticker.receiver().recv(), ticker.receiver().recv());
/// assert!(second > first);
/// ticker.stop();
/// assert!(ticker.receiver().try_recv().is_err());
/// ```
#[derive(Debug)]
pub struct Ticker {
    receiver: Receiver<Instant>,
}

impl Ticker {
    /// A ticker of this period; the first tick comes after one.
    ///
    /// # Panics
    /// `non-positive interval for NewTicker` if `period` is zero.
    pub fn new(period: Duration) -> Ticker {
        assert!(!period.is_zero(), "non-positive interval for NewTicker");
        Ticker { receiver: timer(park::now().checked_add(period), Some(period)) }
    }

    /// The channel of the ticks: Go's field `C`. Nobody can send to it.
    pub fn receiver(&self) -> &Receiver<Instant> {
        &self.receiver
    }

    /// Starts over with a new period.
    ///
    /// # Panics
    /// `non-positive interval for Ticker.Reset` if `period` is zero.
    pub fn reset(&self, period: Duration) {
        assert!(!period.is_zero(), "non-positive interval for Ticker.Reset");
        self.set(park::now().checked_add(period), Some(period));
    }

    /// No more ticks. The channel is not closed: who waits, waits on.
    pub fn stop(&self) {
        self.set(None, None);
    }

    fn set(&self, next: Option<Instant>, period: Option<Duration>) {
        let hchan = self.receiver.chan().hchan().expect("a timer's channel is not nil");
        hchan.set_timer(next, period);
    }
}
