//! `{{#plot lesson-07/NAME}}` where the first two columns are times: one against the other.
//!
//! Rows with names like `std × 2` and `std × 8` belong together, and of them the last has a point: all of them would be a
//! tangle, and the table has them all. Both axes are logarithmic, for times of different things differ by factors.

use super::plot::text;
use crate::html::escape;
use kit::readings::{Cell, Readings, Row, Unit};

/// Where the axes begin, in the drawing's units, and how long they are.
const LEFT: usize = 72;
const TOP: usize = 24;
const WIDE: usize = 440;
const HIGH: usize = 300;
/// What is right of the plot, for the names.
const NAMES: usize = 152;
/// A line of text.
const LINE: usize = 16;

/// The drawing.
///
/// # Errors
/// The first two columns are not both times, or one of their readings is missing or not above zero.
pub(super) fn draw(readings: &Readings) -> Result<String, String> {
    let [across, up, ..] = &readings.columns[..] else { return Err("no column of it is a size".to_owned()) };
    if (across.unit, up.unit) != (Unit::Ns, Unit::Ns) {
        return Err("no column of it is a size".to_owned());
    }
    let rows = last_of_each(&readings.rows);
    let (xs, ys) = (Axis::new(&rows, 0, &across.name, WIDE)?, Axis::new(&rows, 1, &up.name, HIGH)?);
    let (width, height) = (LEFT + WIDE + NAMES, TOP + HIGH + 3 * LINE);
    let mut inside = frame(&xs, &ys);
    inside.push_str(&text(0, LINE - 4, "start", &up.name));
    inside.push_str(&text(LEFT + WIDE, TOP + HIGH + 2 * LINE + 8, "end", &across.name));
    inside.push_str(&points(&rows, &xs, &ys));
    let spoken = spoken(&readings.title, &rows, [&across.name, &up.name]);
    Ok(format!(
        "<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-size=\"14\">{inside}</svg>",
        escape(&spoken)
    ))
}

/// A logarithmic axis.
struct Axis {
    values: Vec<f64>,
    /// 1, 2 and 5 of each power of ten, from the last below all values to the first above.
    marks: Vec<f64>,
    length: usize,
}

impl Axis {
    fn new(rows: &[&Row], column: usize, name: &str, length: usize) -> Result<Axis, String> {
        let values = rows.iter().map(|row| match row.cells[column] {
            Cell::Number(value) if value > 0.0 => Ok(value),
            _ => Err(format!("`{name}` of `{}` is no time above zero", row.what)),
        });
        let values = values.collect::<Result<Vec<f64>, _>>()?;
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(0.0, f64::max);
        let all: Vec<f64> = (-3..20).flat_map(|power| [1.0, 2.0, 5.0].map(|mark| mark * 10f64.powi(power))).collect();
        let from = all.iter().rposition(|mark| *mark <= least).unwrap_or(0);
        let to = all.iter().position(|mark| *mark > most).unwrap_or(all.len() - 1);
        Ok(Axis { values, marks: all[from..=to].to_vec(), length })
    }

    /// How far from the axis's beginning.
    fn place(&self, value: f64) -> usize {
        let (from, to) = (self.marks[0].ln(), self.marks[self.marks.len() - 1].ln());
        ((value.ln() - from) / (to - from) * self.length as f64).round() as usize
    }
}

/// Both axes with their marks.
fn frame(xs: &Axis, ys: &Axis) -> String {
    let base = TOP + HIGH;
    let mut out = format!("<path class=\"axis\" d=\"M{LEFT} {TOP}v{HIGH}h{WIDE}\"/>");
    for &mark in &xs.marks {
        let x = LEFT + xs.place(mark);
        out.push_str(&format!("<path class=\"axis\" d=\"M{x} {base}v5\"/>"));
        out.push_str(&text(x, base + LINE + 4, "middle", &shown(mark)));
    }
    for &mark in &ys.marks {
        let y = base - ys.place(mark);
        out.push_str(&format!("<path class=\"axis\" d=\"M{LEFT} {y}h-5\"/>"));
        out.push_str(&text(LEFT - 8, y + 5, "end", &shown(mark)));
    }
    out
}

/// A mark's time without a decimal that says nothing: `2 µs`.
fn shown(mark: f64) -> String {
    Cell::Number(mark).shown(Unit::Ns).replace(".0 ", " ")
}

/// The points and their names.
fn points(rows: &[&Row], xs: &Axis, ys: &Axis) -> String {
    let point = |at: usize| (TOP + HIGH - ys.place(ys.values[at]), LEFT + xs.place(xs.values[at]), &rows[at].what);
    let mut points: Vec<_> = (0..rows.len()).map(point).collect();
    // From top to bottom, and no name so near to the one above it that they could not be read.
    points.sort();
    let (mut out, mut free) = (String::new(), 0);
    for (y, x, what) in points {
        out.push_str(&format!("<circle class=\"block\" cx=\"{x}\" cy=\"{y}\" r=\"5\"/>"));
        let beside = free.max(y + 5);
        free = beside + LINE;
        out.push_str(&text(x + 9, beside, "start", what));
    }
    out
}

/// Of rows that differ in what follows the `×` only, and stand together, the last.
fn last_of_each(rows: &[Row]) -> Vec<&Row> {
    let name = |row: &Row| row.what.split_once(" \u{d7} ").map(|(name, _)| name.to_owned());
    let same = |a: &Row, b: &Row| name(a).is_some() && name(a) == name(b);
    rows.chunk_by(same).filter_map(|together| together.last()).collect()
}

/// The points in words, for who cannot see them.
fn spoken(title: &str, rows: &[&Row], names: [&String; 2]) -> String {
    let said = rows.iter().map(|row| {
        let of = |at: usize| format!("{} {}", names[at], row.cells[at].shown(Unit::Ns));
        format!("{}: {}, {}", row.what, of(0), of(1))
    });
    format!("{title}. {}.", said.collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::readings::Compare;

    fn readings(rows: &[(&str, f64, f64)]) -> Readings {
        let mut readings = Readings::new("Waits", "cargo run");
        readings.column("each", Unit::Ns, Compare::Never);
        readings.column("longest", Unit::Ns, Compare::Never);
        for &(what, each, longest) in rows {
            readings.row(what, [each.into(), longest.into()]);
        }
        readings
    }

    #[test]
    fn equal_factors_are_equal_distances() {
        let readings = readings(&[("a", 10.0, 1.0), ("b", 90.0, 1.0)]);
        let axis = Axis::new(&last_of_each(&readings.rows), 0, "each", 300).expect("they are times");
        assert_eq!(axis.marks, [10.0, 20.0, 50.0, 100.0]);
        assert_eq!([10.0, 31.6228, 100.0].map(|value| axis.place(value)), [0, 150, 300]);
    }

    #[test]
    fn the_last_of_each_name_has_a_point_and_a_name_that_can_be_read() {
        let rows = [("std × 2", 10.0, 1e6), ("std × 8", 20.0, 2e6), ("Go's × 2", 10.0, 1e6), ("Go's × 8", 20.0, 2e6)];
        let svg = draw(&readings(&rows)).expect("they are times");
        assert_eq!(svg.matches("<circle").count(), 2, "{svg}");
        let height =
            |what: &str| svg.split("<text ").skip(1).find(|it| it.contains(what))?.split('"').nth(3)?.parse().ok();
        let [one, other]: [i32; 2] = ["Go's × 8", "std × 8"].map(|what| height(what).expect("it is named"));
        assert!((one - other).abs() >= LINE as i32, "both are at one place, and their names are not: {svg}");
        assert!(svg.contains("aria-label=\"Waits. std × 8: each 20 ns, longest 2.0 ms; Go's × 8: each 20 ns"));
    }

    #[test]
    fn what_is_no_time_has_no_place() {
        let said = draw(&readings(&[("a", 1.0, 0.0)])).expect_err("there is no logarithm of it");
        assert_eq!(said, "`longest` of `a` is no time above zero");
    }
}
