//! Several threads that do the same for 60 ms, and what became of each.

use std::hint::black_box;
use std::sync::Barrier;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};

/// How long a crowd works.
const TIME: Duration = Duration::from_millis(60);
/// What a party does between two sections, in rounds of xorshift.
const BETWEEN: u32 = 8;

/// What a crowd did.
pub struct Crowd {
    /// Until the last one had ended.
    wall: Duration,
    /// Operations of each party.
    operations: Vec<u64>,
}

impl Crowd {
    /// Operations of all.
    pub fn total(&self) -> u64 {
        self.operations.iter().sum()
    }

    /// Wall time over the operations of all.
    pub fn ns_an_operation(&self) -> f64 {
        self.wall.as_nanos() as f64 / self.total() as f64
    }

    /// Operations of the party that did most, over those of the one that did least. Each does one at least.
    pub fn unfairness(&self) -> f64 {
        let (least, most) = (self.operations.iter().min(), self.operations.iter().max());
        *most.expect("there are parties") as f64 / *least.expect("there are parties") as f64
    }
}

/// How long each operation of a crowd had to wait, in nanoseconds, the shortest first.
pub struct Waits(Vec<u32>);

impl Waits {
    /// What so many of 1000 wait at most.
    pub fn of_1000(&self, many: usize) -> f64 {
        f64::from(self.0[(self.0.len() - 1) * many / 1000])
    }

    /// The longest.
    pub fn longest(&self) -> f64 {
        f64::from(*self.0.last().expect("each party has waited once at least"))
    }
}

/// So many rounds of xorshift.
#[inline]
pub fn work(rounds: u32, value: u64) -> u64 {
    (0..rounds).fold(value | 1, |mut x, _| {
        x ^= x << 13;
        x ^= x >> 7;
        x ^ x << 17
    })
}

/// `parties` threads that call `operation` again and again, with the number of the call.
pub fn crowd(parties: usize, operation: impl Fn(u64) + Sync) -> Crowd {
    each_with(parties, |_: &mut (), turn| operation(turn)).0
}

/// The same, where `operation` says when it has what it waited for.
pub fn waits(parties: usize, operation: impl Fn(&mut dyn FnMut()) + Sync) -> Waits {
    let timed = |waits: &mut Vec<u32>, _| {
        let (asked, mut had) = (Instant::now(), None);
        operation(&mut || had = Some(asked.elapsed()));
        let nanoseconds = had.expect("it says so").as_nanos();
        waits.push(u32::try_from(nanoseconds).expect("nobody waits for four seconds"));
    };
    let mut all = each_with(parties, timed).1.concat();
    all.sort_unstable();
    Waits(all)
}

/// Each thread has something of its own, which is returned.
fn each_with<S: Default + Send>(parties: usize, operation: impl Fn(&mut S, u64) + Sync) -> (Crowd, Vec<S>) {
    let (start, stop) = (Barrier::new(parties + 1), AtomicBool::new(false));
    let party = || {
        let (mut own, mut turns, mut between) = (S::default(), 0, 1);
        start.wait();
        loop {
            operation(&mut own, turns);
            turns += 1;
            between = black_box(work(BETWEEN, between));
            if stop.load(Relaxed) {
                return (turns, own);
            }
        }
    };
    thread::scope(|s| {
        let threads: Vec<_> = (0..parties).map(|_| s.spawn(party)).collect();
        start.wait();
        let began = Instant::now();
        thread::sleep(TIME);
        stop.store(true, Relaxed);
        let results = threads.into_iter().map(|thread| thread.join().expect("no party panics"));
        let (operations, own) = results.unzip();
        (Crowd { wall: began.elapsed(), operations }, own)
    })
}
