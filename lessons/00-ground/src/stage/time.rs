//! Virtual time: a clock that stands still while anybody can run, and jumps to the next deadline when nobody can.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

/// The end of time, 292 years after the start: what Go's `time.Duration` can hold.
const END: Duration = Duration::from_nanos(i64::MAX as u64);

/// The clock of a stage and the deadlines that are set on it.
pub(super) struct Clock {
    /// A real instant, so that `park::now()` can be one. It is never shown: views count from it.
    start: Instant,
    /// How much virtual time has passed.
    elapsed: Duration,
    /// Earliest first; of one deadline, the one that was set first.
    timers: BinaryHeap<Reverse<Timer>>,
    /// The number of the next timer.
    next: u64,
}

/// A deadline of a puppet's wait. The wait is over, and the timer dead, when the puppet's own number is another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Timer {
    at: Duration,
    pub(super) number: u64,
    pub(super) puppet: usize,
}

impl Clock {
    pub(super) fn new() -> Clock {
        Clock { start: Instant::now(), elapsed: Duration::ZERO, timers: BinaryHeap::new(), next: 1 }
    }

    pub(super) fn now(&self) -> Instant {
        self.start + self.elapsed
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// `deadline` on this clock; one before its start is its start.
    pub(super) fn since_start(&self, deadline: Instant) -> Duration {
        deadline.saturating_duration_since(self.start)
    }

    /// Sets a deadline and returns the timer's number.
    pub(super) fn set(&mut self, at: Duration, puppet: usize) -> u64 {
        let number = self.next;
        self.next += 1;
        self.timers.push(Reverse(Timer { at: at.min(END), number, puppet }));
        number
    }

    /// The next timer that is alive, taken out, if its deadline is `limit` at the latest; the clock moves to it.
    pub(super) fn fire(&mut self, limit: Duration, alive: impl Fn(&Timer) -> bool) -> Option<Timer> {
        while let Some(&Reverse(timer)) = self.timers.peek() {
            if !alive(&timer) {
                self.timers.pop();
            } else if timer.at <= limit {
                self.timers.pop();
                self.elapsed = self.elapsed.max(timer.at);
                return Some(timer);
            } else {
                return None;
            }
        }
        None
    }

    /// Moves the clock on to `to`, if it is not there yet.
    pub(super) fn advance_to(&mut self, to: Duration) {
        self.elapsed = self.elapsed.max(to.min(END));
    }
}
