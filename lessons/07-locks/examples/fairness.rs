//! What fairness costs: 2, 4 and 8 threads at one lock, with sections of about 2 µs.
//!
//! `cargo run --release -p lesson-07 --example fairness`; with `-- --record` the chapter's plot is written anew, with
//! `-- --check` compared.
//!
//! The same mutex three times, with another threshold: never in starving mode, after a millisecond (Go's), always.
//! Beside them std's mutex and parking_lot's. Each is measured several times; the table has the medians, and from where
//! to where the time of a section and the longest wait went.

#[path = "../benches/loads/crowd.rs"]
mod crowd;

use std::process::ExitCode;

use crowd::{crowd, waits, work};
use kit::readings::{Cell, Compare, Readings, Unit};
use locks::{ModalMutex, STARVATION_THRESHOLD_NS};

/// How often each lock is measured with each number of threads.
const RUNS: usize = 5;
/// The row of the mutex that is handed over each time.
const HANDED_OVER: &str = "always handed over";

/// A lock around a number.
trait Lock: Default + Sync {
    fn with(&self, f: impl FnOnce(&mut u64));
}

type Modal<const NS: u64> = lock_api::Mutex<ModalMutex<NS>, u64>;

impl<const NS: u64> Lock for Modal<NS> {
    fn with(&self, f: impl FnOnce(&mut u64)) {
        f(&mut self.lock());
    }
}

impl Lock for std::sync::Mutex<u64> {
    fn with(&self, f: impl FnOnce(&mut u64)) {
        f(&mut self.lock().expect("no party panics"));
    }
}

impl Lock for parking_lot::Mutex<u64> {
    fn with(&self, f: impl FnOnce(&mut u64)) {
        f(&mut self.lock());
    }
}

/// What one run found.
struct Run {
    section: f64,
    longest: f64,
    p999: f64,
    unfairness: f64,
}

fn main() -> ExitCode {
    let command = "cargo run --release -p lesson-07 --example fairness -- --record";
    let mut table = Readings::new("Time and fairness of a lock that all threads want", command);
    table.column("each section", Unit::Ns, Compare::Ratio);
    // Not compared: one thread that the system passed over for a slice of time makes the longest wait.
    table.column("longest wait", Unit::Ns, Compare::Never);
    table.column("99.9 % wait less than", Unit::Ns, Compare::Never);
    table.column("most : least", Unit::Text, Compare::Never);
    table.column("section, in all runs", Unit::Text, Compare::Never);
    table.column("longest wait, in all runs", Unit::Text, Compare::Never);
    rows::<Modal<{ u64::MAX }>>(&mut table, "never handed over");
    rows::<Modal<STARVATION_THRESHOLD_NS>>(&mut table, "Go's");
    rows::<Modal<0>>(&mut table, HANDED_OVER);
    rows::<std::sync::Mutex<u64>>(&mut table, "std");
    rows::<parking_lot::Mutex<u64>>(&mut table, "parking_lot");
    table.notes.push(format!("Medians of {RUNS} runs of 60 ms, and for the waits of as many with clocks."));
    table.finish(env!("CARGO_MANIFEST_DIR"), "fairness")
}

fn rows<L: Lock>(table: &mut Readings, name: &str) {
    for parties in [2, 4, 8] {
        let runs: Vec<Run> = (0..RUNS).map(|_| run::<L>(parties)).collect();
        let middle = |of: fn(&Run) -> f64| sorted(&runs, of)[RUNS / 2];
        let ns = |ns: f64| Cell::Number(ns).shown(Unit::Ns);
        let unfairness = match middle(|run| run.unfairness) {
            little if little < 10.0 => format!("{little:.1}"),
            much => Cell::Number(much).shown(Unit::Count),
        };
        let spread = |of: fn(&Run) -> f64| {
            let all = sorted(&runs, of);
            Cell::Text(format!("{} to {}", ns(all[0]), ns(all[RUNS - 1])))
        };
        let times = [middle(|run| run.section), middle(|run| run.longest), middle(|run| run.p999)].map(Cell::Number);
        let spreads = [spread(|run| run.section), spread(|run| run.longest)];
        table.row(format!("{name} \u{d7} {parties}"), times.into_iter().chain([unfairness.into()]).chain(spreads));
        if name == HANDED_OVER {
            table.unsteady(); // each section waits for a core that somebody else may have
        }
    }
}

fn run<L: Lock>(parties: usize) -> Run {
    let lock = L::default();
    let crowd = crowd(parties, |_| lock.with(|value| *value = work(1000, *value)));
    let waits = waits(parties, |entered| {
        lock.with(|value| {
            entered();
            *value = work(1000, *value);
        })
    });
    Run {
        section: crowd.ns_an_operation(),
        longest: waits.longest(),
        p999: waits.of_1000(999),
        unfairness: crowd.unfairness(),
    }
}

fn sorted(runs: &[Run], of: impl Fn(&Run) -> f64) -> Vec<f64> {
    let mut all: Vec<f64> = runs.iter().map(of).collect();
    all.sort_by(f64::total_cmp);
    all
}
