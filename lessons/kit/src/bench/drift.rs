//! Whether a page's figures still hold: the ratios that were recorded, beside the ratios of today.
//!
//! Only ratios are compared, and only to peers that are measured here: they travel from machine to machine, if not far. The
//! limit is wide for that reason. It catches a lesson that became slow, and a table that was never true.
//!
//! Somebody else's load spoils a round, or ten in a row, and then all is well again. A lesson that became slow is slow in every
//! round. So a ratio has drifted if it did in every round, and in those that are measured because it seems to have drifted.

use super::Figure;
use super::report::{Measured, Row};

/// How far a ratio may be from the recorded one, as a factor, either way.
pub(crate) const LIMIT: f64 = 4.0;

/// How often a workload that seems to have drifted is measured again.
const AGAIN: usize = 3;

/// A ratio that no longer holds.
#[derive(Debug, PartialEq)]
struct Fault {
    workload: String,
    what: String,
    /// Whether another round could show that it holds after all. What is not recorded is not recorded.
    open: bool,
}

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

/// Compares the ratios of `rounds` with the recorded ones; a workload that has drifted is measured `again`.
///
/// # Errors
/// With every ratio that no longer holds, or with why something could not be measured again.
pub(super) fn check(
    recorded: &Measured,
    rows: &[Row],
    unsteady: &[String],
    mut rounds: Vec<Vec<Figure>>,
    mut again: impl FnMut(&str) -> Result<Vec<Vec<Figure>>, String>,
) -> Result<(), String> {
    for _ in 0..AGAIN {
        let open = faults(recorded, rows, unsteady, &rounds).into_iter().filter(|fault| fault.open);
        let mut drifted: Vec<_> = open.map(|fault| fault.workload).collect();
        drifted.dedup(); // the faults of one row follow each other
        for workload in &drifted {
            rounds.extend(again(workload)?);
        }
    }
    let faults = faults(recorded, rows, unsteady, &rounds);
    let faults: Vec<_> = faults.into_iter().map(|Fault { workload, what, .. }| format!("{workload}: {what}")).collect();
    match faults.is_empty() {
        true => Ok(()),
        false => Err(format!("the recorded figures no longer hold:\n  {}", faults.join("\n  "))),
    }
}

/// What holds in no round. Of the workloads that are `unsteady`, what is better than recorded holds; and where a victory is recorded,
/// a defeat that is no worse than the limit.
fn faults(recorded: &Measured, rows: &[Row], unsteady: &[String], rounds: &[Vec<Figure>]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for row in rows {
        let unsteady = unsteady.contains(&row.workload);
        let mut fault = |what, open| faults.push(Fault { workload: row.workload.clone(), what, open });
        let Some(then) = recorded.rows.iter().find(|then| then.workload == row.workload) else {
            fault(format!("not recorded: run `{}`", recorded.command), false);
            continue;
        };
        let [own, peers @ ..] = &row.entries[..] else { continue };
        for peer in peers {
            let Some(then) = recorded_ratio(then, &peer.name) else {
                fault(format!("{} is not recorded: run `{}`", peer.name, recorded.command), false);
                continue;
            };
            let now: Vec<f64> =
                rounds.iter().filter_map(|round| ratio(round, &row.workload, &own.name, &peer.name)).collect();
            let (least, most) =
                (now.iter().copied().fold(f64::INFINITY, f64::min), now.iter().copied().fold(0.0, f64::max));
            // Where several threads share one core, a peer that sleeps at once can win by a factor where it lost by fifty.
            let slower = least > LIMIT * if unsteady { then.max(1.0) } else { then };
            let faster = most / then < 1.0 / LIMIT && !unsteady;
            if slower || faster {
                let rounds = now.len();
                let peer = &peer.name;
                let what = format!("{least:.2} to {most:.2} of {peer} in {rounds} rounds, and recorded is {then:.2}");
                fault(what, true);
            }
        }
    }
    faults
}

/// The lesson's value over that of `peer` in one round.
fn ratio(round: &[Figure], workload: &str, own: &str, peer: &str) -> Option<f64> {
    let of = |name| round.iter().find(|figure| figure.workload == workload && figure.peer == name);
    Some(of(own)?.value / of(peer)?.value)
}

/// The lesson's recorded value over that of `peer`.
fn recorded_ratio(row: &Row, peer: &str) -> Option<f64> {
    let own = row.entries.first()?;
    let peer = row.entries.iter().find(|entry| entry.name == peer)?;
    Some(own.value / peer.value)
}

#[cfg(test)]
mod tests {
    use super::{AGAIN, check, faults, without};
    use crate::bench::{Entry, Figure, Measured, Row};

    fn row(workload: &str, entries: &[(&str, f64)]) -> Row {
        let entries = entries.iter().map(|&(name, value)| Entry { name: name.to_owned(), value });
        Row { workload: workload.to_owned(), unit: "ns".to_owned(), entries: entries.collect() }
    }

    /// Rounds in which the lesson took so long where its peer took 1.
    fn rounds(workload: &str, peer: &str, own: &[f64]) -> Vec<Vec<Figure>> {
        let figure = |peer: &str, value| Figure { workload: workload.to_owned(), peer: peer.to_owned(), value };
        own.iter().map(|&own| vec![figure("own", own), figure(peer, 1.0)]).collect()
    }

    fn recorded() -> Measured {
        let rows = vec![row("append", &[("own", 2.0), ("Vec", 1.0), ("Go", 9.0)])];
        Measured::now("cargo bench".to_owned(), None, 7, rows)
    }

    fn found(peer: &str, own: &[f64], unsteady: bool) -> Vec<String> {
        let unsteady = if unsteady { vec!["append".to_owned()] } else { Vec::new() };
        let rows = [row("append", &[("own", 7.0), (peer, 7.0)])];
        let faults = faults(&recorded(), &rows, &unsteady, &rounds("append", peer, own));
        faults.into_iter().map(|fault| fault.what).collect()
    }

    #[test]
    fn a_ratio_may_waver_but_not_drift() {
        let none = Vec::<String>::new();
        assert_eq!(found("Vec", &[2.0, 2.1], false), none);
        assert_eq!(found("Vec", &[7.0, 7.5], false), none, "a noisy machine");
        assert_eq!(found("Vec", &[30.0, 7.0, 30.0], false), none, "one good round shows that it can");
        assert_eq!(found("Vec", &[9.0, 30.0], false), ["9.00 to 30.00 of Vec in 2 rounds, and recorded is 2.00"]);
        assert_eq!(found("Vec", &[0.1, 0.2], false).len(), 1, "much better is not what the page says either");
    }

    #[test]
    fn an_unsteady_workload_may_become_better_and_may_lose_but_not_by_much() {
        assert_eq!(found("Vec", &[0.1, 0.2], true).len(), 0, "better is no drift there");
        assert_eq!(found("Vec", &[9.0, 9.5], true).len(), 1, "worse is");
        // 0.22 of Go is recorded.
        assert_eq!((found("Go", &[3.9, 9.0], true).len(), found("Go", &[4.1, 9.0], true).len()), (0, 1));
        assert_eq!((found("Go", &[0.85], false).len(), found("Go", &[0.9], false).len()), (0, 1));
    }

    #[test]
    fn what_seems_to_have_drifted_is_measured_again_and_nothing_else() {
        let rows = [row("append", &[("own", 9.0), ("Vec", 1.0)])];
        let mut asked = 0;
        let spoilt = || rounds("append", "Vec", &[9.0]);
        let held = check(&recorded(), &rows, &[], spoilt(), |workload| {
            asked += 1;
            assert_eq!(workload, "append");
            Ok(rounds("append", "Vec", &[2.0]))
        });
        assert_eq!((held, asked), (Ok(()), 1));
        let slow = check(&recorded(), &rows, &[], spoilt(), |_| Ok(spoilt()));
        let slow = slow.expect_err("it is slow whenever it is measured");
        let rounds = 1 + AGAIN;
        assert!(
            slow.ends_with(&format!("append: 9.00 to 9.00 of Vec in {rounds} rounds, and recorded is 2.00")),
            "{slow}"
        );
        let fails = check(&recorded(), &rows, &[], spoilt(), |_| Err("no more".to_owned()));
        assert_eq!(fails, Err("no more".to_owned()));
        let new = [row("copy", &[("own", 1.0)])];
        let unrecorded = check(&recorded(), &new, &[], Vec::new(), |_| panic!("another round would not record it"));
        assert!(unrecorded.is_err());
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
        let rows = [row("append", &[("own", 1.0), ("smallvec", 1.0)]), row("copy", &[("own", 1.0)])];
        let faults = faults(&recorded(), &rows, &[], &[]);
        let faults: Vec<_> = faults.iter().map(|fault| format!("{}: {}", fault.workload, fault.what)).collect();
        assert_eq!(
            faults,
            ["append: smallvec is not recorded: run `cargo bench`", "copy: not recorded: run `cargo bench`"]
        );
    }
}
