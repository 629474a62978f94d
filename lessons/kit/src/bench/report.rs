//! What is made of the figures: medians, the table with its ratios, and `benches/measured.json`.

use serde::{Deserialize, Serialize};

use super::Figure;
use crate::machine::{self, three_digits};

/// `benches/measured.json`: what was measured, where and how. The page shows it; `--record` writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The kind of machine (`2 cores, linux x86_64`), never which one.
    pub machine: String,
    /// The day (`2026-11-23`).
    pub date: String,
    /// The compiler (`1.95.0`).
    pub rustc: String,
    /// Go's version (`go1.27.3`), if it was measured beside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub go: Option<String>,
    /// How many rounds the medians are of.
    pub rounds: usize,
    /// What a reader types to measure it again.
    pub command: String,
    /// A row a workload.
    pub rows: Vec<Row>,
}

/// One workload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its name (`append-1`).
    pub workload: String,
    /// What the values are (`ns/elem`).
    pub unit: String,
    /// The lesson first, then its peers.
    pub entries: Vec<Entry>,
}

/// One peer's median.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The peer.
    pub name: String,
    /// The median over the rounds.
    pub value: f64,
}

impl Row {
    /// The lesson's value over that of its best peer, and that peer; `None` where no peer was measured. Two kinds of entry are
    /// shown and are no peers: another version of the lesson's own, `channels, plain` beside `channels`; and, in parentheses, what
    /// does not do the same: `(spin)`, which never sleeps, beside locks that do.
    pub fn ratio(&self) -> Option<(f64, &str)> {
        let (own, others) = self.entries.split_first()?;
        let is_own = |name: &str| name.strip_prefix(&own.name).is_some_and(|rest| rest.starts_with(", "));
        let peers = others.iter().filter(|other| !is_own(&other.name) && !other.name.starts_with('('));
        let best = peers.min_by(|a, b| a.value.total_cmp(&b.value))?;
        Some((own.value / best.value, &best.name))
    }
}

impl Measured {
    /// These rows, measured here and now.
    pub fn now(command: String, go: Option<String>, rounds: usize, rows: Vec<Row>) -> Measured {
        Measured {
            machine: machine::kind(),
            date: machine::today(),
            rustc: machine::rustc(),
            go,
            rounds,
            command,
            rows,
        }
    }

    /// The file's text, a value a line.
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("strings and finite numbers always become JSON");
        text + "\n"
    }
}

/// The rows of a report: medians over the rounds, workloads and peers in the order that the bench declared.
///
/// # Errors
/// If something was measured that is not declared, or (unless `some` only were asked for) declared and not measured.
pub(super) fn rows(
    workloads: &[(String, String)],
    peers: &[String],
    figures: &[Figure],
    some: bool,
) -> Result<Vec<Row>, String> {
    for figure in figures {
        if !peers.contains(&figure.peer) {
            return Err(format!("peer `{}` was measured but not declared: add it to `.peers([..])`", figure.peer));
        }
        if !workloads.iter().any(|(name, _)| *name == figure.workload) {
            let name = &figure.workload;
            return Err(format!("workload `{name}` was measured but not declared: add `.workload(\"{name}\", unit)`"));
        }
    }
    let mut rows = Vec::new();
    for (workload, unit) in workloads {
        let entries: Vec<Entry> = peers
            .iter()
            .filter_map(|peer| {
                let value = median(of(figures, workload, peer))?;
                Some(Entry { name: peer.clone(), value: three_digits(value) })
            })
            .collect();
        if entries.first().map(|entry| &entry.name) == peers.first() {
            rows.push(Row { workload: workload.clone(), unit: unit.clone(), entries });
        } else if !some {
            return Err(format!(
                "workload `{workload}` was declared but `{}` was not measured on it",
                peers.join("`, `")
            ));
        }
    }
    Ok(rows)
}

/// The table that a bench prints: the ratio to the best peer first. A star marks a workload whose slowest round took
/// more than one and a half times its fastest: repeat it before you believe it.
pub(super) fn table(rows: &[Row], figures: &[Figure]) -> String {
    let mut lines = vec![["workload", "ratio", "best peer", "unit", "values"].map(str::to_owned)];
    for row in rows {
        let (ratio, best) = row.ratio().map_or((String::new(), "-"), |(ratio, best)| (format!("{ratio:.2}"), best));
        let values = row.entries.iter().map(|entry| {
            let star = if unsteady(of(figures, &row.workload, &entry.name)) { "*" } else { "" };
            format!("{} {}{star}", entry.name, entry.value)
        });
        let values = values.collect::<Vec<_>>().join("  ");
        lines.push([row.workload.clone(), ratio, best.to_owned(), row.unit.clone(), values]);
    }
    let mut widths = [0; 5];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let lines = lines.iter().map(|line| {
        let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn of<'a>(figures: &'a [Figure], workload: &'a str, peer: &'a str) -> impl Iterator<Item = f64> + 'a {
    figures.iter().filter(move |figure| figure.workload == workload && figure.peer == peer).map(|figure| figure.value)
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

fn unsteady(values: impl Iterator<Item = f64>) -> bool {
    let (fastest, slowest) =
        values.fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    slowest > 1.5 * fastest
}

#[cfg(test)]
mod tests {
    use super::{Entry, Row, median, rows, table};
    use crate::bench::Figure;

    fn figure(workload: &str, peer: &str, value: f64) -> Figure {
        Figure { workload: workload.to_owned(), peer: peer.to_owned(), value }
    }

    #[test]
    fn a_median_is_the_middle_and_not_the_mean() {
        assert_eq!(median([9.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, 1.0, 2.0, 100.0].into_iter()), Some(3.0));
        assert_eq!(median([].into_iter()), None);
    }

    #[test]
    fn the_ratio_to_the_best_peer_comes_first_and_an_unsteady_figure_has_a_star() {
        let workloads = [("append-1".to_owned(), "ns/elem".to_owned())];
        let peers = ["slices", "Vec", "Go"].map(str::to_owned);
        let mut figures = vec![figure("append-1", "slices", 6.5), figure("append-1", "Go", 20.0)];
        figures.extend([12.0, 13.0, 30.0].map(|value| figure("append-1", "Vec", value)));
        let rows = rows(&workloads, &peers, &figures, false).expect("all is declared and measured");
        assert_eq!(rows[0].ratio(), Some((0.5, "Vec")));
        assert_eq!(
            table(&rows, &figures),
            "workload  ratio  best peer  unit     values\n\
             append-1  0.50   Vec        ns/elem  slices 6.5  Vec 13*  Go 20"
        );
    }

    #[test]
    fn a_version_of_its_own_and_what_is_in_parentheses_are_no_peers() {
        let entry = |(name, value): (&str, f64)| Entry { name: name.to_owned(), value };
        let row = |entries: &[(&str, f64)]| Row {
            workload: "k2".to_owned(),
            unit: "ns".to_owned(),
            entries: entries.iter().copied().map(entry).collect(),
        };
        let all = row(&[("locks", 4.0), ("locks, plain", 1.0), ("(spin)", 1.0), ("std", 8.0), ("Go", 16.0)]);
        assert_eq!(all.ratio(), Some((0.5, "std")));
        assert_eq!(row(&[("locks", 4.0), ("(spin)", 1.0)]).ratio(), None);
    }

    #[test]
    fn what_was_measured_must_be_declared_and_the_other_way_round() {
        let workloads = [("a".to_owned(), "ns".to_owned()), ("b".to_owned(), "ns".to_owned())];
        let peers = ["own".to_owned()];
        let undeclared = rows(&workloads, &peers, &[figure("c", "own", 1.0)], false).expect_err("c is not declared");
        assert!(undeclared.contains("`.workload(\"c\", unit)`"), "{undeclared}");
        let stranger = rows(&workloads, &peers, &[figure("a", "Vec", 1.0)], false).expect_err("Vec is not declared");
        assert!(stranger.contains("peer `Vec`"), "{stranger}");
        let missing = rows(&workloads, &peers, &[figure("a", "own", 1.0)], false).expect_err("b was not measured");
        assert!(missing.contains("workload `b`"), "{missing}");
        let some = rows(&workloads, &peers, &[figure("a", "own", 1.0)], true).expect("a filter leaves some out");
        assert_eq!(some.len(), 1);
    }
}
