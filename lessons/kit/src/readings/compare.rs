//! Whether recorded readings still hold, column by column.

use super::{Cell, Column, Compare, Readings, Row};
use crate::bench::LIMIT;

/// What no longer holds, a sentence each, and how many readings were compared. A reading that the system does not tell
/// today is not compared.
pub(super) fn drifted(recorded: &Readings, now: &Readings) -> (Vec<String>, usize) {
    let (mut faults, mut compared) = (Vec::new(), 0);
    for (at, column) in now.columns.iter().enumerate() {
        let Some(before) =
            recorded.columns.iter().position(|then| (&then.name, then.unit) == (&column.name, column.unit))
        else {
            faults.push(format!("column `{}` is not recorded", column.name));
            continue;
        };
        let mut pairs = Vec::new();
        for row in &now.rows {
            let then = recorded.rows.iter().find(|then| then.what == row.what).map(|then| &then.cells[before]);
            match then {
                None => faults.push(format!("`{}` is not recorded", row.what)),
                Some(_) if row.cells[at] == Cell::Missing => {}
                Some(then) => pairs.push((row, &row.cells[at], then)),
            }
        }
        if column.compare != Compare::Never {
            compared += pairs.len();
            faults.extend(self::column(column, &pairs));
        }
    }
    for row in recorded.rows.iter().filter(|then| now.rows.iter().all(|row| row.what != then.what)) {
        faults.push(format!("`{}` is recorded and no longer measured", row.what));
    }
    faults.sort();
    faults.dedup();
    (faults, compared)
}

/// The faults of one column: each is a row, its reading of today and the recorded one.
fn column(column: &Column, pairs: &[(&Row, &Cell, &Cell)]) -> Vec<String> {
    // By how much this machine is slower than the recorded one.
    let scale = median(pairs.iter().filter_map(|(_, now, then)| quotient(now, then)).collect());
    let mut faults = Vec::new();
    for (row, now, then) in pairs {
        let most = if row.unsteady { f64::INFINITY } else { LIMIT };
        let holds = match (column.compare, now, then) {
            (Compare::Within(limit), Cell::Number(now), Cell::Number(then)) => (now - then).abs() <= limit + 1e-9,
            (Compare::Ratio, ..) => match (quotient(now, then), scale) {
                (Some(quotient), Some(scale)) => (1.0 / LIMIT..=most).contains(&(quotient / scale)),
                _ => now == then,
            },
            (Compare::Never, ..) => true,
            _ => now == then,
        };
        if !holds {
            let (now, then) = (now.shown(column.unit), then.shown(column.unit));
            let among = if column.compare == Compare::Ratio { ", beside the other rows" } else { "" };
            faults.push(format!("{}: {} is {now}, and recorded is {then}{among}", row.what, column.name));
        }
    }
    faults
}

/// Today's reading over the recorded one; none where that says nothing.
fn quotient(now: &Cell, then: &Cell) -> Option<f64> {
    match (now, then) {
        (Cell::Number(now), Cell::Number(then)) if *now > 0.0 && *then > 0.0 => Some(now / then),
        _ => None,
    }
}

/// The middle of some values, the upper one of two; none of none. No single value can shift it much.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
