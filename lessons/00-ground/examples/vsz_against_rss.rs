//! Address space is not memory: 64 MiB are reserved, 1 MiB of it is touched, and then released.
//! `cargo run -p lesson-00 --example vsz_against_rss` prints four readings of this process, as growth since the first;
//! with `-- --json` the same as data for a plot.

use ground::pages::{Error, Reservation, Usage, page_size, usage};

const MIB: usize = 1 << 20;

fn main() -> Result<(), Error> {
    usage(); // the first reading brings in pages of its own
    let start = usage();
    let mut readings = vec![("start", start)];

    let pages = Reservation::new(64 * MIB, page_size())?;
    readings.push(("64 MiB reserved", usage()));

    pages.commit(0..MIB)?;
    for at in (0..MIB).step_by(page_size()) {
        // SAFETY: the first MiB is committed, and nobody else knows of it.
        unsafe { pages.as_ptr().add(at).write_volatile(1) };
    }
    readings.push(("1 MiB touched", usage()));

    pages.release(0..MIB)?;
    readings.push(("released", usage()));

    if std::env::args().any(|arg| arg == "--json") {
        print_json(&readings);
    } else {
        print_table(&readings);
    }
    Ok(())
}

/// By how much each reading is above the first: VSZ and RSS in MiB to one decimal, and page faults.
fn growth(readings: &[(&'static str, Usage)]) -> impl Iterator<Item = (&'static str, f64, f64, u64)> {
    let start = readings[0].1;
    let mib = |now: usize, then: usize| {
        let tenths = (now as f64 - then as f64) / MIB as f64 * 10.0;
        tenths.round() / 10.0 + 0.0 // a rounded -0.0 becomes 0.0
    };
    readings
        .iter()
        .map(move |&(what, now)| (what, mib(now.vsz, start.vsz), mib(now.rss, start.rss), now.faults - start.faults))
}

fn print_table(readings: &[(&'static str, Usage)]) {
    println!("{:16}  {:>10}  {:>10}  {:>11}", "", "VSZ, MiB", "RSS, MiB", "page faults");
    for (what, vsz, rss, faults) in growth(readings) {
        println!("{what:16}  {vsz:>+10.1}  {rss:>+10.1}  {faults:>+11}");
    }
}

fn print_json(readings: &[(&'static str, Usage)]) {
    let rows: Vec<String> = growth(readings)
        .map(|(what, vsz, rss, faults)| {
            format!(r#"    {{"what": "{what}", "vsz_mib": {vsz:.1}, "rss_mib": {rss:.1}, "faults": {faults}}}"#)
        })
        .collect();
    println!("{{\n  \"growth\": [\n{}\n  ]\n}}", rows.join(",\n"));
}
