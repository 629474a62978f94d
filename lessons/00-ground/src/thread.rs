//! The default backend: a party is a thread of the operating system, and sleeps in a futex.
//!
//! Each thread has one word, its token:
//!
//! | word | meaning | `ready` | `park` |
//! | --- | --- | --- | --- |
//! | `EMPTY` | it runs, and nobody has readied it | -> `TOKEN` | -> `PARKED`, sleeps |
//! | `TOKEN` | it runs, and has been readied | stays | -> `EMPTY`, returns at once |
//! | `PARKED` | it sleeps, or is about to | -> `TOKEN`, wakes it | impossible: it is not running |
//!
//! Rejected: a mutex and a condition variable (two more writes a wait), and a futex without a spin. Waking a core that
//! has gone to sleep takes tens of microseconds, and the answer to what we wait for is often a few hundred nanoseconds
//! away. So a thread looks at its word for a while first. How long it looks is learned from its sleeps: a short one says
//! that a longer look would have saved it, a long one that looking was in vain. If the last `ready` came from the thread's own
//! core, the next one cannot come while the thread looks: then it offers the core at each look. Also rejected: learning from looks that
//! failed. Two threads that wake each other out of sleep then never look long enough to see that they need not sleep.

use std::cell::Cell;
use std::hint;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicI32, AtomicU32};
use std::time::{Duration, Instant};

use crate::futex;
use crate::park::{Waiter, Wake};

const EMPTY: u32 = 0;
const TOKEN: u32 = 1;
const PARKED: u32 = 2;

/// The fewest and the most looks at the word before the thread sleeps.
const LOOKS: std::ops::RangeInclusive<u32> = 8..=4096;
/// Every so many looks the core is offered to others: the one that we wait for may be waiting for it. About 1 µs, several
/// times what an answer from another core takes.
const LOOKS_A_YIELD: u32 = 32;
/// A sleep that was shorter than this costs more than looking on would have.
const SHORT: Duration = Duration::from_micros(100);

/// A thread that can be told to go on.
struct Party {
    /// The token: see the table. Written by anybody, taken by the thread alone.
    word: AtomicU32,
    /// The core that the last `ready` came from. A guess of where the next one comes from, and no more.
    readied_on: AtomicI32,
}

thread_local! {
    /// This thread's party: made when it is first asked for, so that a `park` allocates nothing.
    static PARTY: Arc<Party> = Party::new();
    /// How often to look before the next sleep.
    static PATIENCE: Cell<u32> = const { Cell::new(64) };
    /// The party of a thread that is ending, and whose other one is gone: destructors of thread-locals take locks, too. A word
    /// without a destructor, which outlives them all. What it points to is never freed.
    static LATE: Cell<Option<&'static Arc<Party>>> = const { Cell::new(None) };
}

impl Party {
    fn new() -> Arc<Party> {
        Arc::new(Party { word: AtomicU32::new(EMPTY), readied_on: AtomicI32::new(NO_CORE) })
    }

    /// Runs `f` with this thread's.
    fn with<R>(f: impl Fn(&Arc<Party>) -> R) -> R {
        PARTY.try_with(&f).unwrap_or_else(|_| f(Party::late()))
    }

    #[cold]
    fn late() -> &'static Arc<Party> {
        let late = LATE.get().unwrap_or_else(|| Box::leak(Box::new(Party::new())));
        LATE.set(Some(late));
        late
    }
}

impl Wake for Party {
    fn wake(&self) {
        self.readied_on.store(core(), Relaxed);
        // Release: what was done before this `ready` is seen after the `park` that takes the token (Acquire in `take`).
        if self.word.swap(TOKEN, Release) == PARKED {
            futex::wake_one(&self.word); // the thread may be gone by now; the word is not: our caller shares it
        }
    }
}

impl Party {
    /// Takes the token if it is there.
    fn take(&self) -> bool {
        // Acquire: partner of the Release in `wake`.
        self.word.compare_exchange(TOKEN, EMPTY, Acquire, Relaxed).is_ok()
    }

    /// Looks for the token a while, without sleeping, and not past `deadline`.
    fn look(&self, deadline: Option<Instant>) -> bool {
        if !many_cores() {
            return false; // whoever has the token for us cannot run while we look
        }
        // Who shares this core with us cannot answer while we look: then it is offered at once.
        let here = core();
        let shared = here != NO_CORE && here == self.readied_on.load(Relaxed);
        let in_a_row = if shared { 1 } else { LOOKS_A_YIELD };
        let mut left = PATIENCE.get();
        loop {
            for _ in 0..in_a_row.min(left) {
                if self.word.load(Relaxed) == TOKEN && self.take() {
                    return true;
                }
                hint::spin_loop();
            }
            left = left.saturating_sub(LOOKS_A_YIELD);
            if left == 0 || deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return false;
            }
            std::thread::yield_now();
        }
    }

    /// Sleeps until the token is there: `false` if time ran out first.
    fn sleep(&self, deadline: Option<Instant>) -> bool {
        // Only a token can stand in the way: this thread alone writes PARKED.
        if self.word.compare_exchange(EMPTY, PARKED, Relaxed, Relaxed).is_err() {
            return self.take();
        }
        loop {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                // Not PARKED any more: then the token came in the last moment, and it counts.
                let timed_out = self.word.compare_exchange(PARKED, EMPTY, Relaxed, Relaxed).is_ok();
                return !timed_out && self.take();
            }
            futex::wait(&self.word, PARKED, left);
            if self.take() {
                return true;
            }
        }
    }
}

/// Sleeps, and learns from it: after a short sleep the next look is longer, after a long one shorter. A sleep that its
/// deadline ended says nothing.
fn learn(sleep: impl FnOnce() -> bool) -> bool {
    let asleep = Instant::now();
    let woken = sleep();
    if woken {
        let patience = PATIENCE.get();
        let next = if asleep.elapsed() < SHORT { patience * 2 } else { patience / 2 };
        PATIENCE.set(next.clamp(*LOOKS.start(), *LOOKS.end()));
    }
    woken
}

/// The thread that is running now.
pub(crate) fn current() -> Waiter {
    Waiter::new(Party::with(|party| Arc::clone(party) as Arc<dyn Wake>))
}

/// Waits for this thread's token: `false` if `deadline` came first.
pub(crate) fn park(deadline: Option<Instant>) -> bool {
    Party::with(|party| party.take() || party.look(deadline) || learn(|| party.sleep(deadline)))
}

/// Whether another thread can run at the same time as this one. (std's `available_parallelism` would also know of quotas,
/// but it reads files and allocates, and an allocator has locks, too.)
pub(crate) fn many_cores() -> bool {
    static MANY: OnceLock<bool> = OnceLock::new();
    // SAFETY: it reads a number of the system.
    *MANY.get_or_init(|| unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) } > 1)
}

/// What [`core`] says where the system does not tell.
const NO_CORE: i32 = -1;

/// The core that this thread runs on at this moment.
fn core() -> i32 {
    #[cfg(target_os = "linux")]
    // SAFETY: it reads a number that the kernel keeps for this thread.
    return unsafe { libc::sched_getcpu() };
    #[cfg(not(target_os = "linux"))]
    NO_CORE
}
