//! How a reading is written: the same in the terminal and in the book.

use super::{Cell, Readings, Unit};

impl Cell {
    /// The reading with its unit, as people write it: `4.9 µs`, `80 KiB`, `64.0 MiB`; `-` where there is none.
    pub fn shown(&self, unit: Unit) -> String {
        match (self, unit) {
            (Cell::Missing, _) => "-".to_owned(),
            (Cell::Text(text), _) => text.clone(),
            (Cell::Number(ns), Unit::Ns) => match *ns {
                ns if ns < 10.0 => format!("{ns:.1} ns"),
                ns if ns < 1e3 => format!("{ns:.0} ns"),
                ns if ns < 1e6 => format!("{:.1} \u{b5}s", ns / 1e3),
                ns => format!("{:.1} ms", ns / 1e6),
            },
            (Cell::Number(bytes), Unit::Bytes) if *bytes < 10e6 => format!("{:.0} KiB", bytes / 1024.0),
            (Cell::Number(bytes), Unit::Bytes) => format!("{:.0} MiB", bytes / f64::from(1 << 20)),
            (Cell::Number(mib), Unit::Mib) => format!("{mib:.1} MiB"),
            (Cell::Number(count), Unit::Count | Unit::Text) => thousands(*count),
        }
    }
}

/// A count as prose writes it: `10,000`.
fn thousands(count: f64) -> String {
    let digits = format!("{:.0}", count.abs());
    let mut out = String::from(if count < 0.0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl Readings {
    /// The table as a terminal shows it: names to the left, readings to the right.
    pub(super) fn table(&self) -> String {
        let head = std::iter::once(String::new()).chain(self.columns.iter().map(|column| column.name.clone()));
        let mut lines = vec![head.collect::<Vec<_>>()];
        for row in &self.rows {
            let cells = row.cells.iter().zip(&self.columns).map(|(cell, column)| cell.shown(column.unit));
            lines.push(std::iter::once(row.what.clone()).chain(cells).collect());
        }
        let width = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..=self.columns.len()).map(width).collect();
        let lines = lines.iter().map(|line| {
            let cells = line[1..].iter().zip(&widths[1..]).map(|(cell, width)| format!("  {cell:>width$}"));
            format!("{:width$}{}", line[0], cells.collect::<String>(), width = widths[0])
        });
        lines.chain(self.notes.iter().cloned()).collect::<Vec<_>>().join("\n")
    }
}
