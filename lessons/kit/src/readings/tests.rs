//! Readings are printed, recorded and compared.

use super::{Cell, Compare, Readings, Unit};

fn table(rows: &[(&str, f64, f64)]) -> Readings {
    let mut table = Readings::new("Costs", "cargo run -p lesson-00 --example costs -- --record");
    table.column("made each", Unit::Ns, Compare::Ratio);
    table.column("memory", Unit::Mib, Compare::Within(0.3));
    for &(what, ns, mib) in rows {
        table.row(what, [ns.into(), mib.into()]);
    }
    table
}

const RECORDED: [(&str, f64, f64); 3] =
    [("process", 800_000.0, 3.0), ("thread", 40_000.0, 0.1), ("coroutine", 10_000.0, 0.1)];

/// Records one table in a file, and checks another against it.
fn checked(recorded: &Readings, now: &Readings) -> Result<String, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("benches/costs.json");
    recorded.keep(&path, ["--record".to_owned()].into_iter())?;
    now.keep(&path, ["--check".to_owned()].into_iter())
}

#[test]
fn a_slower_machine_has_the_same_ratios() {
    let slower = table(&RECORDED.map(|(what, ns, mib)| (what, ns * 20.0, mib)));
    assert_eq!(checked(&table(&RECORDED), &slower).as_deref(), Ok("6 recorded readings still hold\n"));
}

#[test]
fn one_row_that_drifted_is_named_and_no_other() {
    let mut rows = RECORDED;
    rows[2].1 = 50_000.0;
    let error = checked(&table(&RECORDED), &table(&rows)).expect_err("coroutines are five times slower");
    assert!(
        error.contains("coroutine: made each is 50.0 µs, and recorded is 10.0 µs, beside the other rows"),
        "{error}"
    );
    assert!(!error.contains("thread:") && error.contains("; run `cargo run -p lesson-00"), "{error}");
}

#[test]
fn an_exact_column_wavers_by_its_limit_only() {
    let with = |mib| table(&[("process", 1.0, mib)]);
    assert!(checked(&with(3.0), &with(3.3)).is_ok());
    let error = checked(&with(3.0), &with(3.4)).expect_err("it grew");
    assert!(error.contains("process: memory is 3.4 MiB, and recorded is 3.0 MiB"), "{error}");
}

#[test]
fn rows_that_are_not_recorded_or_no_longer_measured_are_faults() {
    let error = checked(&table(&RECORDED[..1]), &table(&RECORDED[1..2])).expect_err("another row");
    assert!(
        error.contains("`thread` is not recorded") && error.contains("`process` is recorded and no longer"),
        "{error}"
    );
}

#[test]
fn what_the_system_does_not_tell_is_not_compared() {
    let mut now = table(&RECORDED);
    now.rows[0].cells[1] = Cell::Missing;
    assert_eq!(checked(&table(&RECORDED), &now).as_deref(), Ok("5 recorded readings still hold\n"));
}

#[test]
fn a_row_without_a_reading_is_not_recorded() {
    let mut stopped = table(&RECORDED);
    stopped.row("fibre", [Cell::Missing, Cell::Missing]);
    let error = checked(&stopped, &stopped).expect_err("nothing was measured");
    assert_eq!(error, "`fibre` was not measured, so nothing is recorded");
}

#[test]
fn a_file_that_is_missing_or_broken_and_an_unknown_option_are_said() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("costs.json");
    let keep = |option: &str| table(&RECORDED).keep(&path, [option.to_owned()].into_iter()).expect_err("it fails");
    assert!(keep("--check").ends_with("; run `cargo run -p lesson-00 --example costs -- --record`"));
    std::fs::write(&path, "{").expect("it can be written");
    assert!(keep("--check").contains("costs.json: EOF while parsing an object at line 1"));
    assert_eq!(keep("--recrod"), "unknown option `--recrod`: there are --record and --check");
}

#[test]
fn the_table_has_a_unit_with_every_reading() {
    let mut printed = table(&RECORDED[1..]);
    printed.notes.push("A note.".to_owned());
    assert_eq!(
        printed.table(),
        "           made each   memory\nthread       40.0 µs  0.1 MiB\ncoroutine    10.0 µs  0.1 MiB\nA note."
    );
    assert_eq!(Cell::Number(10_000.0).shown(Unit::Count), "10,000");
    assert_eq!(Cell::Number(81_920.0).shown(Unit::Bytes), "80 KiB");
    assert_eq!(Cell::Missing.shown(Unit::Bytes), "-");
}

#[test]
fn an_unsteady_row_may_be_worse_by_any_factor_and_not_much_better() {
    let with = |thread: f64| {
        let mut now = Readings::new("Costs", "cargo run");
        now.column("made each", Unit::Ns, Compare::Ratio);
        now.row("thread", [thread.into()]);
        now.unsteady();
        [10.0, 20.0, 30.0].into_iter().for_each(|ns| now.row(format!("{ns}"), [ns.into()]));
        now
    };
    let recorded = with(100.0);
    assert_eq!(super::compare::drifted(&recorded, &with(90_000.0)).0, Vec::<String>::new());
    assert_eq!(
        super::compare::drifted(&recorded, &with(10.0)).0.len(),
        1,
        "ten times as good is not what the page says"
    );
}

#[test]
fn its_json_is_read_back() {
    let mut there = table(&RECORDED);
    there.rows[1].cells[0] = Cell::Missing;
    let back: Readings = serde_json::from_str(&there.to_json()).expect("it is JSON");
    assert_eq!((back.rows, back.date), (there.rows, there.date));
}

#[test]
#[should_panic(expected = "row `thread` has 1 readings for 2 columns")]
fn a_row_has_a_reading_for_each_column() {
    table(&[]).row("thread", [Cell::Missing]);
}
