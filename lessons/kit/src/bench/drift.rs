//! Whether a page's figures still hold: the ratios that were recorded, beside the ratios of today.
//!
//! Only ratios are compared, and only to peers that criterion measures here: they travel from machine to machine, if
//! not far. The limit is wide for that reason. It catches a lesson that became slow, and a table that was never true.

use super::report::{Measured, Row};

/// How far a ratio may be from the recorded one, as a factor, either way.
pub(crate) const LIMIT: f64 = 4.0;

/// The rows that are compared.
///
/// # Errors
/// If none is left: such a check could not fail.
pub(super) fn without(rows: &[Row], uncompared: &[String]) -> Result<Vec<Row>, String> {
    let compared: Vec<Row> = rows.iter().filter(|row| !uncompared.contains(&row.workload)).cloned().collect();
    match compared.is_empty() {
        true => Err("nothing that was measured is compared: choose another filter".to_owned()),
        false => Ok(compared),
    }
}

/// What no longer holds, a sentence each. Of the workloads that are `unsteady`, what is better than recorded holds, and
/// so does any victory where a victory is recorded.
pub(super) fn drifted(recorded: &Measured, rows: &[Row], unsteady: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    for row in rows {
        let workload = &row.workload;
        let Some(then) = recorded.rows.iter().find(|then| then.workload == *workload) else {
            faults.push(format!("{workload} is not recorded: run `{}`", recorded.command));
            continue;
        };
        let unsteady = unsteady.contains(workload);
        let holds = |now: f64, then: f64| match unsteady {
            true => now / then <= LIMIT || now.max(then) <= 1.0,
            false => (1.0 / LIMIT..=LIMIT).contains(&(now / then)),
        };
        for entry in row.entries.iter().skip(1) {
            match (ratio(row, &entry.name), ratio(then, &entry.name)) {
                (Some(now), Some(then)) if holds(now, then) => {}
                (Some(now), Some(then)) => {
                    faults.push(format!("{workload}: {now:.2} of {}, and recorded is {then:.2}", entry.name));
                }
                _ => faults.push(format!("{workload}: {} is not recorded: run `{}`", entry.name, recorded.command)),
            }
        }
    }
    faults
}

/// The lesson's value over that of `peer`.
fn ratio(row: &Row, peer: &str) -> Option<f64> {
    let own = row.entries.first()?;
    let peer = row.entries.iter().find(|entry| entry.name == peer)?;
    Some(own.value / peer.value)
}

#[cfg(test)]
mod tests {
    use super::{drifted, without};
    use crate::bench::{Entry, Measured, Row};

    fn row(workload: &str, entries: &[(&str, f64)]) -> Row {
        let entries = entries.iter().map(|&(name, value)| Entry { name: name.to_owned(), value });
        Row { workload: workload.to_owned(), unit: "ns".to_owned(), entries: entries.collect() }
    }

    #[test]
    fn a_ratio_may_waver_but_not_drift() {
        let rows = vec![row("append", &[("own", 2.0), ("Vec", 1.0), ("Go", 9.0)])];
        let recorded = Measured::now("cargo bench".to_owned(), None, 7, rows);
        let now = |own, vec| drifted(&recorded, &[row("append", &[("own", own), ("Vec", vec)])], &[]);
        assert_eq!(now(20.0, 10.0), Vec::<String>::new(), "another machine, the same ratio");
        assert_eq!(now(7.0, 1.0), Vec::<String>::new(), "a noisy one");
        assert_eq!(now(9.0, 1.0), ["append: 9.00 of Vec, and recorded is 2.00"]);
        assert_eq!(now(1.0, 10.0).len(), 1, "much better is not what the page says either");
        let unsteady = ["append".to_owned()];
        let now = |own| drifted(&recorded, &[row("append", &[("own", own), ("Vec", 1.0)])], &unsteady);
        assert_eq!((now(0.1).len(), now(9.0).len()), (0, 1), "better is no drift there, worse is");
        let now = |own| drifted(&recorded, &[row("append", &[("own", own), ("Go", 1.0)])], &unsteady);
        assert_eq!((now(0.99).len(), now(1.01).len()), (0, 1), "0.22 of Go is recorded: it has to stay the faster one");
    }

    #[test]
    fn what_is_not_compared_is_left_out_and_something_is_left() {
        let rows = [row("k2", &[("own", 1.0)]), row("k2-longest", &[("own", 1.0)])];
        let compared = without(&rows, &["k2-longest".to_owned()]).expect("one is left");
        assert_eq!(compared, rows[..1]);
        assert!(without(&rows[1..], &["k2-longest".to_owned()]).is_err());
    }

    #[test]
    fn what_is_measured_is_recorded() {
        let recorded = Measured::now("cargo bench".to_owned(), None, 7, vec![row("a", &[("own", 1.0)])]);
        let faults = drifted(&recorded, &[row("a", &[("own", 1.0), ("Vec", 1.0)]), row("b", &[("own", 1.0)])], &[]);
        assert_eq!(faults, ["a: Vec is not recorded: run `cargo bench`", "b is not recorded: run `cargo bench`"]);
    }
}
