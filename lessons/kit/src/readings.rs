//! What an example measured: a table that it prints, that `--record` keeps for the book, and that `--check` compares.
//!
//! # Idea
//! A bench compares peers on one workload; an example measures one thing in several ways (time, memory, page faults). So a
//! column has a unit of its own, and says how far today's reading may be from the recorded one: see [`Compare`].
//!
//! ```no_run
//! use kit::readings::{Compare, Readings, Unit};
//!
//! let mut table = Readings::new("What a thread costs", "cargo run --release -p lesson-00 --example threads -- --record");
//! table.column("made each", Unit::Ns, Compare::Ratio);
//! table.row("thread", [1234.0.into()]);
//! table.finish(env!("CARGO_MANIFEST_DIR"), "threads");
//! ```

mod compare;
mod show;

use std::path::Path;
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use crate::machine;

pub use compare::median;

/// `benches/NAME.json`: what was measured, where and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Readings {
    /// What the table shows, as a heading.
    pub title: String,
    /// The kind of machine (`2 cores, linux x86_64`), never which one.
    pub machine: String,
    /// The day (`2026-11-23`).
    pub date: String,
    /// The compiler (`1.95.0`).
    pub rustc: String,
    /// What a reader types to record it again.
    pub command: String,
    /// What was measured, left to right.
    pub columns: Vec<Column>,
    /// On what, top to bottom.
    pub rows: Vec<Row>,
    /// Sentences under the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// One thing that was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// What its readings are.
    pub unit: Unit,
    /// How today's readings are compared with the recorded ones: the example decides it, so it is not recorded.
    #[serde(skip)]
    pub compare: Compare,
}

/// What a reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A number of things.
    Count,
    /// Nanoseconds.
    Ns,
    /// Bytes.
    Bytes,
    /// MiB, to one decimal.
    #[serde(rename = "MiB")]
    Mib,
    /// No number.
    Text,
}

/// How a column's readings of today are held against the recorded ones.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Compare {
    /// Not at all.
    #[default]
    Never,
    /// They are the same.
    Exact,
    /// They differ by no more than this.
    Within(f64),
    /// Each is to the others as it was, within a wide factor: what a column of times keeps on another machine.
    Ratio,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// A reading for each column.
    pub cells: Vec<Cell>,
    /// Whether somebody else's load can make its times worse by any factor: then only "not much better" is held. The
    /// example decides it, so it is not recorded.
    #[serde(skip)]
    pub unsteady: bool,
}

/// One reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// A number, in its column's unit.
    Number(f64),
    /// Text.
    Text(String),
    /// The system does not tell.
    Missing,
}

impl From<f64> for Cell {
    fn from(number: f64) -> Cell {
        Cell::Number(number)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<Option<usize>> for Cell {
    fn from(number: Option<usize>) -> Cell {
        number.map_or(Cell::Missing, |number| Cell::Number(number as f64))
    }
}

impl Readings {
    /// An empty table, to be filled here and now.
    pub fn new(title: impl Into<String>, command: impl Into<String>) -> Readings {
        Readings {
            title: title.into(),
            machine: machine::kind(),
            date: machine::today(),
            rustc: machine::rustc(),
            command: command.into(),
            columns: Vec::new(),
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a column.
    pub fn column(&mut self, name: &str, unit: Unit, compare: Compare) {
        self.columns.push(Column { name: name.to_owned(), unit, compare });
    }

    /// Adds a row: a reading for each column. Times are cut to three digits and MiB to one decimal, which is what of them
    /// means something.
    ///
    /// # Panics
    /// If there is not one reading for each column, of its column's kind.
    pub fn row(&mut self, what: impl Into<String>, cells: impl IntoIterator<Item = Cell>) {
        let cells = cells.into_iter().zip(&self.columns).map(|(cell, column)| cell.rounded(column.unit)).collect();
        let row = Row { what: what.into(), cells, unsteady: false };
        if let Err(why) = row.check(&self.columns) {
            panic!("{why}");
        }
        self.rows.push(row);
    }

    /// Says that the last row's times are unsteady: see [`Row::unsteady`].
    pub fn unsteady(&mut self) {
        self.rows.last_mut().expect("a row comes first").unsteady = true;
    }

    /// Whether every row has a reading for each column, of its kind: what is read from a file need not.
    ///
    /// # Errors
    /// With the first row that is at fault.
    pub fn check(&self) -> Result<(), String> {
        if self.rows.is_empty() {
            return Err("it has no row".to_owned());
        }
        self.rows.iter().try_for_each(|row| row.check(&self.columns))
    }

    /// The file's text.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings and finite numbers always become JSON") + "\n"
    }

    /// The end of an example's `main`: prints the table; `--record` on the command line writes `benches/NAME.json` of the
    /// lesson in this folder (`env!("CARGO_MANIFEST_DIR")`), and `--check` fails if what is recorded there no longer holds.
    pub fn finish(&self, lesson: impl AsRef<Path>, name: &str) -> ExitCode {
        println!("{}", self.table());
        match self.keep(&lesson.as_ref().join("benches").join(format!("{name}.json")), std::env::args().skip(1)) {
            Ok(said) => {
                print!("{said}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        }
    }

    /// Does what the command line asks for, and says what was done.
    fn keep(&self, path: &Path, arguments: impl Iterator<Item = String>) -> Result<String, String> {
        let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let mut said = String::new();
        for argument in arguments {
            if cfg!(debug_assertions) && self.command.contains("--release") {
                return Err(format!("a debug build measures something else: run `{}`", self.command));
            }
            match argument.as_str() {
                "--record" => {
                    if let Some(row) = self.rows.iter().find(|row| row.is_empty(&self.columns)) {
                        return Err(format!("`{}` was not measured, so nothing is recorded", row.what));
                    }
                    if let Some(folder) = path.parent() {
                        std::fs::create_dir_all(folder).map_err(|error| named(&error))?;
                    }
                    std::fs::write(path, self.to_json()).map_err(|error| named(&error))?;
                    said.push_str(&format!("recorded in {}\n", path.display()));
                }
                "--check" => {
                    let again = |why: &dyn std::fmt::Display| format!("{}; run `{}`", named(why), self.command);
                    let text = std::fs::read_to_string(path).map_err(|error| again(&error))?;
                    let recorded: Readings = serde_json::from_str(&text).map_err(|error| again(&error))?;
                    recorded.check().map_err(|why| again(&why))?;
                    let (faults, compared) = compare::drifted(&recorded, self);
                    if !faults.is_empty() {
                        return Err(again(&format!("no longer holds:\n  {}\n", faults.join("\n  "))));
                    }
                    said.push_str(&format!("{compared} recorded readings still hold\n"));
                }
                unknown => return Err(format!("unknown option `{unknown}`: there are --record and --check")),
            }
        }
        Ok(said)
    }
}

impl Row {
    fn check(&self, columns: &[Column]) -> Result<(), String> {
        if self.cells.len() != columns.len() {
            return Err(format!("row `{}` has {} readings for {} columns", self.what, self.cells.len(), columns.len()));
        }
        for (cell, column) in self.cells.iter().zip(columns) {
            let fits = match cell {
                Cell::Number(number) => column.unit != Unit::Text && number.is_finite(),
                Cell::Text(_) => column.unit == Unit::Text,
                Cell::Missing => true,
            };
            if !fits {
                return Err(format!(
                    "row `{}` has something in column `{}` that is no {:?}",
                    self.what, column.name, column.unit
                ));
            }
        }
        Ok(())
    }

    /// Whether nothing was measured: a count alone says on how many it was tried.
    fn is_empty(&self, columns: &[Column]) -> bool {
        self.cells.iter().zip(columns).all(|(cell, column)| *cell == Cell::Missing || column.unit == Unit::Count)
    }
}

impl Cell {
    fn rounded(self, unit: Unit) -> Cell {
        match (self, unit) {
            (Cell::Number(ns), Unit::Ns) => Cell::Number(machine::three_digits(ns)),
            // A rounded -0.0 becomes 0.0.
            (Cell::Number(mib), Unit::Mib) => Cell::Number((mib * 10.0).round() / 10.0 + 0.0),
            (cell, _) => cell,
        }
    }
}

#[cfg(test)]
mod tests;
