//! Address space is not memory: 64 MiB are reserved, 1 MiB of it is touched, and then released.
//! `cargo run -p lesson-00 --example vsz_against_rss` prints four readings of this process, as growth since the first; with
//! `-- --record` the chapter's plot is written anew, with `-- --check` compared.

use std::process::ExitCode;

use ground::pages::{Error, Reservation, Usage, page_size, usage};
use kit::readings::{Compare, Readings, Unit};

const MIB: usize = 1 << 20;

fn main() -> Result<ExitCode, Error> {
    // A rehearsal: the program's own pages that the steps need come in now, and are not counted.
    steps()?;
    Ok(table(&steps()?).finish(env!("CARGO_MANIFEST_DIR"), "vsz_rss"))
}

/// What this process has after each step.
fn steps() -> Result<[(&'static str, Usage); 4], Error> {
    let start = usage();

    let pages = Reservation::new(64 * MIB, page_size())?;
    let reserved = usage();

    pages.commit(0..MIB)?;
    for at in (0..MIB).step_by(page_size()) {
        // SAFETY: the first MiB is committed, and nobody else knows of it.
        unsafe { pages.as_ptr().add(at).write_volatile(1) };
    }
    let touched = usage();

    pages.release(0..MIB)?;
    Ok([("start", start), ("64 MiB reserved", reserved), ("1 MiB touched", touched), ("released", usage())])
}

/// By how much each reading is above the first.
fn table(readings: &[(&str, Usage)]) -> Readings {
    let command = "cargo run -p lesson-00 --example vsz_against_rss -- --record";
    let mut table = Readings::new("Address space and memory, as growth since the start", command);
    table.column("VSZ", Unit::Mib, Compare::Within(0.3));
    table.column("RSS", Unit::Mib, Compare::Within(0.3));
    // Where the system hands out huge pages, one fault brings 2 MiB.
    table.column("page faults", Unit::Count, Compare::Never);
    let start = readings[0].1;
    let mib = |now: usize, then: usize| (now as f64 - then as f64) / MIB as f64;
    for (what, now) in readings {
        let faults = (now.faults - start.faults) as f64;
        table.row(*what, [mib(now.vsz, start.vsz).into(), mib(now.rss, start.rss).into(), faults.into()]);
    }
    table
}
