//! The `alloc` workloads: this lesson beside the C library's allocator, gperftools, jemalloc and mimalloc, where they are installed,
//! and beside Go, which has no `free`: its collector's cost is in the time, and so is the zeroing.
//!
//! `cargo bench -p lesson-03`, and with `-- --record` the chapter's figures are written anew.

mod loads;
mod peers;
mod steps;

use std::process::ExitCode;
use std::time::Duration;

use criterion::Criterion;
use kit::bench::{Bench, Round, run_go};
use peers::system::{self, Other};
use peers::{BY_ADDRESS, Kind, LESSON};

fn main() -> ExitCode {
    let (others, skipped) = system::found();
    // A test runner reads the other.
    eprintln!("{}", system::versions(&others));
    skipped.iter().for_each(|why| eprintln!("{why}"));
    if std::env::args().any(|argument| argument == "--record")
        && let Some(other) = others.iter().find(|other| !other.is_of_the_chapter)
    {
        eprintln!("error: {} is {} here, and the chapter's figures are of another version", other.name, other.version);
        return ExitCode::FAILURE;
    }
    let go = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracle/tcmalloc/bench.go");
    let steps = steps::STEPS.into_iter().chain(steps::yours()).collect::<Vec<_>>();
    let mut bench = Bench::new(env!("CARGO_MANIFEST_DIR"), "cargo bench -p lesson-03 -- --record")
        .peers([LESSON.0, BY_ADDRESS.0])
        .peers(steps.iter().map(|step| step.0))
        .peers(others.iter().flat_map(rows).map(|row| row.0));
    for (name, unit) in loads::NAMES {
        bench = bench.workload(name, unit);
    }
    // How threads share two cores decides the last three, and of the large pairs whether glibc's heap ends just there.
    for name in ["pair-256K", "pair-1M", "pair-1032K", "xthread-64", "larson-t2", "larson-t8"] {
        bench = bench.unsteady(name);
    }
    bench.outside("Go", move || run_go(go)).run(|round| measure(round, &steps, &others))
}

/// An allocator's rows: freed by the address alone, and with the size.
fn rows(other: &Other) -> impl Iterator<Item = (&'static str, Kind)> {
    std::iter::once((other.name, Kind::Unsized(other.plain))).chain(other.sized)
}

fn measure(round: &Round, steps: &[(&str, Kind)], others: &[Other]) {
    let mut criterion = Criterion::default()
        .without_plots()
        .output_directory(round.directory())
        .with_filter(round.filter())
        .sample_size(10)
        .nresamples(2000) // for a deviation that nobody reads; the median is what it is
        .warm_up_time(Duration::from_millis(60))
        .measurement_time(Duration::from_millis(200));
    // The peers take turns, so that a slow minute of the machine hits all of them.
    loads::all(&mut criterion, LESSON.0, LESSON.1);
    loads::all(&mut criterion, BY_ADDRESS.0, Kind::Unsized(BY_ADDRESS.1));
    for &(name, step) in steps {
        loads::of_a_step(&mut criterion, name, step);
    }
    for (name, other) in others.iter().flat_map(rows) {
        loads::all(&mut criterion, name, other);
    }
}
