//! Spin locks are far more efficient, say the notes. With short sections, and few threads that have a core each? With
//! long sections, and many threads that have not?
//!
//! `cargo run --release -p lesson-07 --example spin_or_sleep`; with `-- --record` the chapter's table is written anew,
//! with `-- --check` compared.
//!
//! Two clocks: the one on the wall, and that of the processor, which counts what all threads burn. Who spins burns as
//! much as who works. What one thread alone needs for a section is the work; what is burnt beyond that goes to waiting
//! and to waking others.

#[path = "../benches/loads/crowd.rs"]
#[allow(dead_code, reason = "here nobody asks how long each waits")]
mod crowd;

use std::mem::MaybeUninit;
use std::process::ExitCode;
use std::time::Duration;

use crowd::{crowd, work};
use kit::readings::{Cell, Compare, Readings, Unit, median};
use lock_api::{Mutex, RawMutex};
use locks::sleep::RawFutexLock;
use locks::spin::{RawTicket, RawTtas};

/// How often each lock is measured; the median counts.
const RUNS: usize = 3;
/// What is done in a section, in rounds of xorshift, and by how many.
const CROWDS: [(&str, u32, usize); 4] = [("short", 4, 1), ("short", 4, 2), ("long", 20_000, 2), ("long", 20_000, 16)];

fn main() -> ExitCode {
    let command = "cargo run --release -p lesson-07 --example spin_or_sleep -- --record";
    let mut table = Readings::new("Spinning and sleeping, by the clock on the wall and by the processor's", command);
    table.column("wall time each", Unit::Ns, Compare::Never);
    table.column("processor time each", Unit::Ns, Compare::Ratio);
    // Not compared: a difference of two.
    table.column("burnt while waiting", Unit::Ns, Compare::Never);
    for (length, rounds, parties) in CROWDS {
        let mut row = |lock: &str, costs: [Cell; 3]| {
            table.row(format!("{length} \u{d7} {parties}, {lock}"), costs);
            if lock == "ticket" || lock.starts_with("test") || (length, parties) == ("short", 2) {
                // Who spins for one that has no core burns whatever others leave; and two that meet again and again do
                // so more or less often from run to run.
                table.unsteady();
            }
        };
        row("test, then test and set", costs::<RawTtas>(parties, rounds));
        row("ticket", costs::<RawTicket>(parties, rounds));
        row("futex", costs::<RawFutexLock>(parties, rounds));
        row("mutex", costs::<locks::RawMutex>(parties, rounds));
    }
    let alone = "Burnt while waiting: the processor's time for each section, without that of a thread which is alone.";
    table.notes.push(format!("Medians of {RUNS} runs of 60 ms. {alone}"));
    table.finish(env!("CARGO_MANIFEST_DIR"), "spin_or_sleep")
}

/// Wall time and processor time of a section and what comes between two, and what of the second was not for the work.
fn costs<L: RawMutex + Sync + Send>(parties: usize, rounds: u32) -> [Cell; 3] {
    let [wall, processor] = times::<L>(parties, rounds);
    let burnt = if parties == 1 {
        Cell::Missing // nobody waits
    } else {
        let [_, alone] = times::<L>(1, rounds);
        (processor - alone).max(0.0).into() // below 0 if two runs of the same differ by more than the waiting
    };
    [wall.into(), processor.into(), burnt]
}

/// Wall time and processor time.
fn times<L: RawMutex + Sync + Send>(parties: usize, rounds: u32) -> [f64; 2] {
    let run = || {
        let lock: Mutex<L, u64> = Mutex::new(1);
        let before = burnt();
        let crowd = crowd(parties, |_| {
            let mut value = lock.lock();
            *value = work(rounds, *value);
        });
        (crowd.ns_an_operation(), (burnt() - before).as_nanos() as f64 / crowd.total() as f64)
    };
    let (wall, processor): (Vec<f64>, Vec<f64>) = (0..RUNS).map(|_| run()).unzip();
    [wall, processor].map(|times| median(times).expect("it was measured"))
}

/// The processor time of this process so far: of all its threads, and of the system for them.
fn burnt() -> Duration {
    let mut usage = MaybeUninit::<libc::rusage>::uninit();
    // SAFETY: the call fills the whole structure: it fails for no other reason than an unknown first argument.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr());
        usage.assume_init()
    };
    let time = |time: libc::timeval| {
        let whole = Duration::from_secs(time.tv_sec.try_into().expect("no time is negative"));
        whole + Duration::from_micros(time.tv_usec.try_into().expect("no time is negative"))
    };
    time(usage.ru_utime) + time(usage.ru_stime)
}
