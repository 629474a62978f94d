//! Do two parties at one lock run side by side? The lesson's are threads, and Go's are goroutines, on all cores and on
//! one. Beside the time of a section: how many of them a party has in a row, before the other has its next one.
//!
//! `cargo run --release -p lesson-07 --example cores`; with `-- --record` the chapter's table is written anew, with
//! `-- --check` compared. Go's rows come from `tests/oracle/locks/cores.go`, and are left open where there is no Go.

#[path = "../benches/loads/crowd.rs"]
#[allow(dead_code, reason = "here nobody asks how long each waits")]
mod crowd;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::thread;

use crowd::{crowd, work};
use kit::bench::{from_lines, run_go};
use kit::readings::{Cell, Compare, Readings, Unit, median};
use lock_api::RawMutex;

/// How often each is measured; the median counts.
const RUNS: usize = 7;

fn main() -> ExitCode {
    let command = "cargo run --release -p lesson-07 --example cores -- --record";
    let mut table = Readings::new("Sections in a row, and what a second core is worth", command);
    table.column("each section", Unit::Ns, Compare::Ratio);
    // Not compared: it is the number of sections between two moments at which somebody loses its core.
    table.column("sections in a row", Unit::Count, Compare::Never);
    let mut row = |what: &str, cells: [Cell; 2]| {
        table.row(what, cells);
        table.unsteady(); // whether two threads run side by side is the system's to say
    };
    row("mutex \u{d7} 1, this lesson's", [mutexes::<locks::RawMutex>(1)[0].into(), Cell::Missing]);
    row("mutex \u{d7} 2, this lesson's", mutexes::<locks::RawMutex>(2).map(Cell::from));
    row("mutex \u{d7} 2, parking_lot's", mutexes::<parking_lot::RawMutex>(2).map(Cell::from));
    let go = of_go();
    let of = |name: &str| go.get(name).map_or(Cell::Missing, |value| Cell::Number(*value));
    row("mutex \u{d7} 1, Go's", [of("mutex-k1"), Cell::Missing]);
    row("mutex \u{d7} 2, Go's", [of("mutex-k2"), of("mutex-k2-row")]);
    row("mutex \u{d7} 2, Go's on one core", [of("mutex-k2-onecore"), of("mutex-k2-row-onecore")]);
    row("99 reads of 100 \u{d7} 1, this lesson's", [readers(1).into(), Cell::Missing]);
    row("99 reads of 100 \u{d7} 4, this lesson's", [readers(4).into(), Cell::Missing]);
    row("99 reads of 100 \u{d7} 4, Go's", [of("rw-99read-k4"), Cell::Missing]);
    row("99 reads of 100 \u{d7} 4, Go's on one core", [of("rw-99read-k4-onecore"), Cell::Missing]);
    table.notes.push(format!("Medians of {RUNS} runs of 60 ms."));
    table.finish(env!("CARGO_MANIFEST_DIR"), "cores")
}

/// The time of a section, and how many a party has in a row.
fn mutexes<L: RawMutex + Send + Sync>(parties: usize) -> [f64; 2] {
    /// What the lock guards.
    struct Guarded {
        value: u64,
        last: Option<thread::ThreadId>,
        changes: u64,
    }
    let run = |_| {
        let lock = lock_api::Mutex::<L, _>::new(Guarded { value: 1, last: None, changes: 0 });
        let crowd = crowd(parties, |_| {
            let mut guarded = lock.lock();
            let this = Some(thread::current().id());
            if guarded.last != this {
                guarded.last = this;
                guarded.changes += 1;
            }
            guarded.value = work(4, guarded.value);
        });
        (crowd.ns_an_operation(), crowd.total() as f64 / lock.lock().changes as f64)
    };
    let (times, rows): (Vec<f64>, Vec<f64>) = (0..RUNS).map(run).unzip();
    [times, rows].map(|all| median(all).expect("it was measured"))
}

/// The time of a section of the lesson's lock for readers and writers, where one in a hundred writes.
fn readers(parties: usize) -> f64 {
    let run = |_| {
        let lock = locks::RwLock::new(1);
        let section = |turn: u64| match turn % 100 {
            0 => {
                let mut value = lock.write();
                *value = work(4, *value);
            }
            _ => _ = std::hint::black_box(work(4, *lock.read())),
        };
        crowd(parties, section).ns_an_operation()
    };
    median((0..RUNS).map(run).collect()).expect("it was measured")
}

/// What the Go program printed, by name. Nothing, if there is no Go.
fn of_go() -> BTreeMap<String, f64> {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracle/locks/cores.go");
    let printed = run_go(program).unwrap_or_else(|why| {
        eprintln!("{why}");
        String::new()
    });
    let figures = from_lines("Go", &printed).expect("the program prints figures").figures;
    figures.into_iter().map(|figure| (figure.workload, figure.value)).collect()
}
