//! The `locks` workloads on OS threads: this lesson beside the locks of other crates, beside its own steps on the way,
//! and beside Go (whose parties are goroutines).
//!
//! `cargo bench -p lesson-07`, and with `-- --record` the chapter's figures are written anew.

mod loads;
mod peers;

use std::process::ExitCode;
use std::time::Duration;

use criterion::Criterion;
use kit::bench::{Bench, Round, run_go};
use peers::{Futex, Lesson, Mcs, Mutex, ParkingLot, Spin, Std, Tas, Ticket, Ttas, Usync};

fn main() -> ExitCode {
    let go = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracle/locks/bench.go");
    let mut bench = Bench::new(env!("CARGO_MANIFEST_DIR"), "cargo bench -p lesson-07 -- --record")
        .peers([Lesson::NAME, Std::NAME, ParkingLot::NAME, Usync::NAME, Spin::NAME])
        .peers([Futex::NAME, Ticket::NAME, Mcs::NAME, Ttas::NAME, Tas::NAME])
        .workload("mutex-uncontended", "ns/pair");
    for [time, unfair, p999, longest] in loads::CONTENDED {
        // Who has a core when the lock is freed decides the time, and one slice of the system's time the others.
        bench = bench.workload(time, "ns/op").unsteady(time);
        for (name, unit) in [(unfair, "max/min"), (p999, "ns"), (longest, "ns")] {
            bench = bench.workload(name, unit).uncompared(name);
        }
    }
    bench
        .workload("rw-read-uncontended", "ns/pair")
        .workload("rw-99read-k4", "ns/op")
        .unsteady("rw-99read-k4")
        .workload("cond-pingpong", "ns/roundtrip")
        .unsteady("cond-pingpong")
        .workload("sem-uncontended", "ns/pair")
        .workload("once-done", "ns/op")
        .outside("Go", move || run_go(go))
        .run(measure)
}

fn measure(round: &Round) {
    let mut criterion = Criterion::default()
        .without_plots()
        .output_directory(round.directory())
        .with_filter(round.filter())
        .sample_size(10)
        .warm_up_time(Duration::from_millis(60))
        .measurement_time(Duration::from_millis(200));
    // The peers take turns, so that a slow minute of the machine hits all of them.
    mutexes::<Lesson>(&mut criterion, round);
    mutexes::<Std>(&mut criterion, round);
    mutexes::<ParkingLot>(&mut criterion, round);
    mutexes::<Usync>(&mut criterion, round);
    mutexes::<Spin>(&mut criterion, round);
    mutexes::<Futex>(&mut criterion, round);
    mutexes::<Ticket>(&mut criterion, round);
    mutexes::<Mcs>(&mut criterion, round);
    mutexes::<Ttas>(&mut criterion, round);
    mutexes::<Tas>(&mut criterion, round);
    loads::readers::<Lesson>(&mut criterion, round);
    loads::readers::<Std>(&mut criterion, round);
    loads::readers::<ParkingLot>(&mut criterion, round);
    loads::readers::<Usync>(&mut criterion, round);
    loads::readers::<Spin>(&mut criterion, round);
    loads::turns::<Lesson>(&mut criterion);
    loads::turns::<Std>(&mut criterion);
    loads::turns::<ParkingLot>(&mut criterion);
    loads::turns::<Usync>(&mut criterion);
    loads::semaphore(&mut criterion);
    loads::once::<Lesson>(&mut criterion);
    loads::once::<Std>(&mut criterion);
    loads::once::<ParkingLot>(&mut criterion);
    loads::once::<Usync>(&mut criterion);
    loads::once::<Spin>(&mut criterion);
}

fn mutexes<P: Mutex>(criterion: &mut Criterion, round: &Round) {
    loads::uncontended::<P>(criterion);
    loads::contended::<P>(round);
}
