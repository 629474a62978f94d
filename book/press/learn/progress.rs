//! What outlives the program: `.workbook/progress.toml`, which git ignores.
//!
//! An exercise is keyed by its id and its name, so that a renumbered or replaced exercise starts afresh. Keys that this
//! version does not know are kept: the file may come from a newer workbook, or name an exercise of another branch.

use std::path::{Path, PathBuf};

use anyhow::Context;
use toml::{Table, Value};

/// How an exercise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The file is the shipped starter.
    NotStarted,
    /// The file has changed since it was last run, or was never run.
    NotChecked,
    /// It does not compile.
    CompileError,
    /// At least one test fails.
    Failing,
    /// All tests pass.
    Passed,
}

impl State {
    /// The state as it is shown and kept.
    pub fn name(self) -> &'static str {
        match self {
            State::NotStarted => "not started",
            State::NotChecked => "not checked",
            State::CompileError => "compile error",
            State::Failing => "failing",
            State::Passed => "passed",
        }
    }

    fn from_name(name: &str) -> Option<State> {
        [State::NotStarted, State::NotChecked, State::CompileError, State::Failing, State::Passed]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// The file, and what it says.
pub struct Progress {
    path: PathBuf,
    table: Table,
}

impl Progress {
    /// Reads the file; a missing one is empty.
    ///
    /// # Errors
    /// If it cannot be read, or is no TOML.
    pub fn read(root: &Path) -> anyhow::Result<Progress> {
        let path = root.join(".workbook").join("progress.toml");
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            read => read.with_context(|| path.display().to_string())?,
        };
        let table = text.parse().with_context(|| {
            format!("{}: mend it, or delete it to begin afresh (your answers are not in it)", path.display())
        })?;
        Ok(Progress { path, table })
    }

    /// Writes the file, in one step: a program that is killed leaves the old one or the new one.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self) -> anyhow::Result<()> {
        let place = || self.path.display().to_string();
        let folder = self.path.parent().with_context(place)?;
        std::fs::create_dir_all(folder).with_context(place)?;
        let draft = self.path.with_extension("toml.new");
        std::fs::write(&draft, self.table.to_string()).with_context(place)?;
        std::fs::rename(&draft, &self.path).with_context(place)
    }

    /// The key of the exercise that was open last.
    pub fn current(&self) -> Option<&str> {
        self.table.get("current")?.as_str()
    }

    /// Remembers which exercise is open.
    pub fn set_current(&mut self, key: &str) {
        self.table.insert("current".to_owned(), Value::String(key.to_owned()));
    }

    /// How the exercise stood when its file had this text.
    pub fn state(&self, key: &str, text: &str) -> Option<State> {
        let exercise = self.exercise(key)?;
        let same = exercise.get("text")?.as_str()? == digest(text);
        same.then(|| State::from_name(exercise.get("state")?.as_str()?)).flatten()
    }

    /// Remembers how the exercise stands now that its file has this text.
    pub fn set_state(&mut self, key: &str, text: &str, state: State) {
        let exercise = self.exercise_mut(key);
        exercise.insert("state".to_owned(), Value::String(state.name().to_owned()));
        exercise.insert("text".to_owned(), Value::String(digest(text)));
    }

    /// How many hints the reader has seen.
    pub fn hints(&self, key: &str) -> usize {
        let hints = self.exercise(key).and_then(|exercise| exercise.get("hints")?.as_integer());
        hints.and_then(|hints| usize::try_from(hints).ok()).unwrap_or(0)
    }

    /// Remembers how many hints the reader has seen.
    pub fn set_hints(&mut self, key: &str, hints: usize) {
        let hints = i64::try_from(hints).unwrap_or(i64::MAX);
        self.exercise_mut(key).insert("hints".to_owned(), Value::Integer(hints));
    }

    fn exercise(&self, key: &str) -> Option<&Table> {
        self.table.get("exercises")?.get(key)?.as_table()
    }

    fn exercise_mut(&mut self, key: &str) -> &mut Table {
        table_in(table_in(&mut self.table, "exercises"), key)
    }
}

/// The table under a key; whatever else stands there is no progress of ours, and gives way.
fn table_in<'a>(table: &'a mut Table, key: &str) -> &'a mut Table {
    let value = table.entry(key).or_insert_with(|| Value::Table(Table::new()));
    if !value.is_table() {
        *value = Value::Table(Table::new());
    }
    value.as_table_mut().expect("it was made a table above")
}

/// FNV-1a of the text without what editors change on their own: enough to see whether a file is the one that was run.
fn digest(text: &str) -> String {
    let lines = text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    let hash = lines
        .trim_end()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::{Progress, State};

    fn progress(text: &str) -> Progress {
        Progress { path: "progress.toml".into(), table: text.parse().expect("the test's text is TOML") }
    }

    #[test]
    fn a_state_holds_for_the_text_that_was_run() {
        let mut progress = progress("");
        progress.set_state("1.1 01_rule", "let a;\n", State::Passed);
        assert_eq!(progress.state("1.1 01_rule", "let a; \r\n"), Some(State::Passed));
        assert_eq!(progress.state("1.1 01_rule", "let b;\n"), None);
        assert_eq!(progress.state("1.1 01_other", "let a;\n"), None);
    }

    #[test]
    fn what_this_version_does_not_know_is_kept() {
        let mut progress = progress("theme = \"dark\"\n[exercises.\"9.9 09_new\"]\nstate = \"passed\"\nstars = 3\n");
        progress.set_hints("1.1 01_rule", 2);
        progress.set_current("1.1 01_rule");
        let text = progress.table.to_string();
        for kept in
            ["theme = \"dark\"", "[exercises.\"9.9 09_new\"]", "stars = 3", "hints = 2", "current = \"1.1 01_rule\""]
        {
            assert!(text.contains(kept), "no `{kept}` in:\n{text}");
        }
    }

    #[test]
    fn an_odd_file_is_no_reason_to_panic() {
        let mut progress = progress("exercises = 3\ncurrent = 4\n");
        assert_eq!((progress.current(), progress.hints("1.1 01_rule")), (None, 0));
        progress.set_hints("1.1 01_rule", 1);
        assert_eq!(progress.hints("1.1 01_rule"), 1);
    }
}
