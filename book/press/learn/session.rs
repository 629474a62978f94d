//! The exercises, which one is open, and how each stands: everything that both views share.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use kit::catalog::{self, Catalog, Entry};
use kit::starter::header;

use super::answer;
use super::check::Outcome;
use super::progress::{Progress, State};

/// One exercise of one lesson.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// The lesson's list, which knows where the files are.
    pub catalog: Catalog,
    /// Its entry there.
    pub entry: Entry,
    /// The lesson's package (`lesson-01`).
    pub package: String,
}

impl Exercise {
    /// The file that the reader edits.
    pub fn file(&self) -> PathBuf {
        self.catalog.exercise(&self.entry)
    }

    /// The same, from the root.
    pub fn shown(&self) -> String {
        self.catalog.shown(&self.entry)
    }

    /// What a reader would type to run it by hand.
    pub fn command(&self) -> String {
        format!("cargo test -p {} --test exercises -- {}", self.package, self.entry.id)
    }

    /// By what the progress knows it.
    fn key(&self) -> String {
        format!("{} {}", self.entry.id, self.entry.file)
    }
}

/// What the reader works on.
pub struct Session {
    /// The root of the workspace.
    pub root: PathBuf,
    /// All exercises, in the order of the lessons.
    pub exercises: Vec<Exercise>,
    current: usize,
    progress: Progress,
}

impl Session {
    /// Reads the exercises of all lessons, or of one (`01`, `1`, `lesson-01`), and the progress.
    ///
    /// # Errors
    /// If a list cannot be read, or there is nothing to do.
    pub fn open(root: &Path, lesson: Option<&str>) -> anyhow::Result<Session> {
        let wanted = lesson.map(|name| format!("{:0>2}", name.trim_start_matches("lesson-")));
        let mut exercises = Vec::new();
        let mut numbers = Vec::new();
        for folder in catalog::lessons(root)? {
            let number = catalog::number(&folder).unwrap_or_default().to_owned();
            if wanted.as_ref().is_none_or(|wanted| *wanted == number) {
                let catalog = Catalog::read(&folder)?;
                let package = format!("lesson-{number}");
                let entries = catalog.exercises.iter().cloned();
                exercises.extend(entries.map(|entry| Exercise {
                    catalog: catalog.clone(),
                    entry,
                    package: package.clone(),
                }));
            }
            numbers.push(number);
        }
        if let (Some(lesson), true) = (lesson, exercises.is_empty()) {
            bail!("lesson `{lesson}` has no exercises; these have: {}", numbers.join(", "));
        }
        let progress = Progress::read(root)?;
        let remembered = |exercise: &Exercise| progress.current() == Some(&exercise.key());
        let current = exercises.iter().position(remembered).unwrap_or(0);
        if exercises.is_empty() {
            bail!("no lesson has exercises yet: there is no lessons/NN-name/exercises.toml");
        }
        Ok(Session { root: root.to_owned(), exercises, current, progress })
    }

    /// The exercise that is open.
    pub fn exercise(&self) -> &Exercise {
        &self.exercises[self.current]
    }

    /// Its place in the list.
    pub fn current(&self) -> usize {
        self.current
    }

    /// Opens an exercise and remembers it.
    ///
    /// # Errors
    /// If the progress cannot be written.
    pub fn open_exercise(&mut self, index: usize) -> anyhow::Result<()> {
        self.current = index.min(self.exercises.len() - 1);
        let key = self.exercise().key();
        self.progress.set_current(&key);
        self.progress.write()
    }

    /// Opens the next exercise that is not passed, from this one on and around; `false` if all are passed.
    ///
    /// # Errors
    /// If a file cannot be read or the progress not be written.
    pub fn next(&mut self) -> anyhow::Result<bool> {
        let count = self.exercises.len();
        for index in (1..count).map(|step| (self.current + step) % count) {
            if self.state(index)? != State::Passed {
                self.open_exercise(index)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How an exercise stands.
    ///
    /// # Errors
    /// If its files cannot be read.
    pub fn state(&self, index: usize) -> anyhow::Result<State> {
        let exercise = &self.exercises[index];
        if !exercise.catalog.started(&exercise.entry)? {
            return Ok(State::NotStarted);
        }
        let text = catalog::read(&exercise.file())?;
        Ok(self.progress.state(&exercise.key(), &text).unwrap_or(State::NotChecked))
    }

    /// How many exercises are passed.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn passed(&self) -> anyhow::Result<usize> {
        let mut passed = 0;
        for index in 0..self.exercises.len() {
            passed += usize::from(self.state(index)? == State::Passed);
        }
        Ok(passed)
    }

    /// Remembers how the open exercise's run ended, when its file had this text.
    ///
    /// # Errors
    /// If the progress cannot be written.
    pub fn record(&mut self, text: &str, outcome: &Outcome) -> anyhow::Result<()> {
        let Some(state) = outcome.state() else { return Ok(()) };
        let key = self.exercise().key();
        self.progress.set_current(&key);
        self.progress.set_state(&key, text, state);
        self.progress.write()
    }

    /// What the open exercise asks for: the header of its solution, as Markdown.
    ///
    /// # Errors
    /// If the solution cannot be read.
    pub fn task(&self) -> anyhow::Result<String> {
        let exercise = self.exercise();
        Ok(header(&catalog::read(&exercise.catalog.solution(&exercise.entry))?))
    }

    /// The hints that the reader has asked for so far.
    pub fn hints(&self) -> &[String] {
        let hints = &self.exercise().entry.hints;
        &hints[..self.progress.hints(&self.exercise().key()).min(hints.len())]
    }

    /// Shows one hint more.
    ///
    /// # Errors
    /// If the progress cannot be written.
    pub fn hint(&mut self) -> anyhow::Result<()> {
        let shown = self.hints().len();
        if shown < self.exercise().entry.hints.len() {
            let key = self.exercise().key();
            self.progress.set_hints(&key, shown + 1);
            self.progress.write()?;
        }
        Ok(())
    }

    /// Copies the reader's file to a backup, writes the starter again, and returns where the copy is (from the root).
    ///
    /// # Errors
    /// If the copy or the starter cannot be written.
    pub fn reset(&mut self) -> anyhow::Result<String> {
        let exercise = self.exercise();
        let starter = exercise.catalog.starter(&exercise.entry)?;
        let file = exercise.file();
        let copy = answer::back_up(&self.root, &exercise.entry.id, &file)?;
        std::fs::write(&file, starter).with_context(|| file.display().to_string())?;
        let key = exercise.key();
        self.progress.set_hints(&key, 0);
        self.progress.write()?;
        Ok(copy.strip_prefix(&self.root).unwrap_or(&copy).display().to_string())
    }

    /// The solution beside the reader's answer, once that is passed.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn solution(&self, width: usize) -> anyhow::Result<Option<String>> {
        if self.state(self.current)? != State::Passed {
            return Ok(None);
        }
        let exercise = self.exercise();
        let yours = catalog::read(&exercise.file())?;
        let solution = catalog::read(&exercise.catalog.solution(&exercise.entry))?;
        Ok(Some(answer::beside(&yours, &solution, width)))
    }
}
