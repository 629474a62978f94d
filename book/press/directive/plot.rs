//! `{{#plot lesson-00/NAME}}`: how the sizes that an example measured go from step to step.
//!
//! Each size has a plot of its own with its own scale, one over the other: what is 64 MiB in one and 1 MiB in the next is
//! readable in both, and no line is read on the wrong axis. The table under them says the same in numbers.
//!
//! Where the first two columns are times and none is a size, the one is drawn against the other: see `scatter.rs`.

use super::{Directive, Shelf, readings, scatter};
use crate::html::escape;
use anyhow::{Result, bail};
use kit::readings::{Cell, Column, Readings, Unit};

/// The figure of an example's readings: a plot for each column of sizes, and the table.
///
/// # Errors
/// As [`readings::named`]; or no column is a size, or a size is missing or below zero.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let recorded = readings::named(shelf, directive)?;
    let (table, caption) = (readings::table(&recorded), readings::caption(&recorded));
    let sizes = recorded.columns.iter().any(is_size);
    match if sizes { draw(&recorded) } else { scatter::draw(&recorded) } {
        Ok(svg) => Ok(format!("<figure class=\"plot\">\n{svg}\n{table}\n{caption}\n</figure>\n")),
        Err(why) => bail!("{} cannot be plotted: {why}; show it with {{{{#measured {0}}}}}", directive.argument),
    }
}

/// One size over the steps.
struct Series<'r> {
    name: &'r str,
    unit: Unit,
    values: Vec<f64>,
}

fn is_size(column: &Column) -> bool {
    matches!(column.unit, Unit::Mib | Unit::Bytes)
}

/// The columns that are sizes.
fn series(readings: &Readings) -> Result<Vec<Series<'_>>, String> {
    let mut all = Vec::new();
    for (at, column) in readings.columns.iter().enumerate() {
        if !is_size(column) {
            continue;
        }
        let value = |cells: &[Cell]| match cells[at] {
            Cell::Number(value) if value >= 0.0 => Some(value),
            _ => None,
        };
        let values = readings.rows.iter().map(|row| {
            value(&row.cells).ok_or_else(|| format!("`{}` of `{}` is no size from zero up", column.name, row.what))
        });
        let values = values.collect::<Result<_, _>>()?;
        all.push(Series { name: &column.name, unit: column.unit, values });
    }
    if all.is_empty() { Err("no column of it is a size".to_owned()) } else { Ok(all) }
}

/// Width of all steps together, and of what stands left of the first, in the drawing's units.
const STEPS: usize = 600;
const LEFT: usize = 64;
/// Height of one plot's bars, and of a whole plot with its heading.
const HIGH: usize = 90;
const PLOT: usize = 140;

/// The plots, one over the other, with the steps' names below the last.
fn draw(readings: &Readings) -> Result<String, String> {
    let all = series(readings)?;
    let (width, step) = (LEFT + STEPS, STEPS / readings.rows.len().max(1));
    let mut inside = String::new();
    for (at, series) in all.iter().enumerate() {
        inside.push_str(&plot(series, at * PLOT));
    }
    let bottom = all.len() * PLOT;
    for (at, row) in readings.rows.iter().enumerate() {
        inside.push_str(&text(LEFT + at * step + step / 2, bottom + 12, "middle", &row.what));
    }
    Ok(format!(
        "<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {width} {high}\" width=\"{width}\" height=\"{high}\" font-size=\"14\">{inside}</svg>",
        escape(&spoken(readings, &all)),
        high = bottom + 22
    ))
}

/// One size: a scale from zero to its largest value, a block for each step, and its value over the block.
fn plot(series: &Series<'_>, top: usize) -> String {
    let largest = series.values.iter().copied().fold(0.0, f64::max);
    let base = top + PLOT - 12;
    let step = STEPS / series.values.len().max(1);
    let mut out = text(0, top + 18, "start", series.name);
    out.push_str(&format!("<path class=\"axis\" d=\"M{LEFT} {base}h{STEPS}\"/>"));
    for (at, value) in series.values.iter().enumerate() {
        let share = if largest > 0.0 { value / largest } else { 0.0 };
        let high = (share * HIGH as f64).round() as usize;
        let (x, y) = (LEFT + at * step, base - high);
        if high > 0 {
            out.push_str(&format!("<rect class=\"block\" x=\"{x}\" y=\"{y}\" width=\"{step}\" height=\"{high}\"/>"));
        }
        out.push_str(&text(x + step / 2, y - 6, "middle", &Cell::Number(*value).shown(series.unit)));
    }
    out
}

/// Words at a place.
pub(super) fn text(x: usize, y: usize, anchor: &str, words: &str) -> String {
    format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>", escape(words))
}

/// The plots in words, for who cannot see them.
fn spoken(readings: &Readings, all: &[Series<'_>]) -> String {
    let said = all.iter().map(|series| {
        let steps = readings.rows.iter().zip(&series.values);
        let steps = steps.map(|(row, value)| format!("{} {}", row.what, Cell::Number(*value).shown(series.unit)));
        format!("{}: {}", series.name, steps.collect::<Vec<_>>().join(", "))
    });
    format!("{}. {}.", readings.title, said.collect::<Vec<_>>().join(". "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::readings::Compare;

    fn readings(rows: &[(&str, f64, f64)]) -> Readings {
        let mut readings = Readings::new("Growth", "cargo run");
        readings.column("VSZ", Unit::Mib, Compare::Never);
        readings.column("RSS", Unit::Mib, Compare::Never);
        readings.column("page faults", Unit::Count, Compare::Never);
        for &(what, vsz, rss) in rows {
            readings.row(what, [vsz.into(), rss.into(), 3.0.into()]);
        }
        readings
    }

    #[test]
    fn each_size_has_its_own_scale() {
        let svg = draw(&readings(&[("start", 0.0, 0.0), ("reserved", 64.0, 0.0), ("touched", 64.0, 1.0)]));
        let svg = svg.expect("all are sizes");
        assert_eq!(svg.matches("<rect").count(), 3, "zero has no block: {svg}");
        assert_eq!(svg.matches("height=\"90\"").count(), 3, "64 MiB and 1 MiB are both as high as their plot: {svg}");
        assert!(svg.contains("aria-label=\"Growth. VSZ: start 0.0 MiB, reserved 64.0 MiB, touched 64.0 MiB. RSS: "));
    }

    #[test]
    fn what_is_no_size_is_not_plotted() {
        let said = draw(&readings(&[("start", 0.0, -1.0)])).expect_err("below zero");
        assert_eq!(said, "`RSS` of `start` is no size from zero up");
        let mut counts = readings(&[("start", 0.0, 0.0)]);
        counts.columns.iter_mut().for_each(|column| column.unit = Unit::Count);
        assert_eq!(draw(&counts).expect_err("no sizes"), "no column of it is a size");
    }
}
