//! The harness of `tests/exercises.rs`: one set of tests, run on the reader's file, the solution and the wrong
//! answers.
//!
//! # Idea
//! An exercise sleeps until its file differs from the shipped starter. Until then it is one ignored test that
//! says which file to open; afterwards its tests run with everything else. What must always hold is tested
//! always: the solution passes, the starter fails what it is meant to fail, every wrong answer is caught.
//!
//! Rejected: a feature or an environment variable that turns exercises on (one more thing to know), and a crate
//! per variant (three times the build for one function).
//!
//! # A lesson's files
//! ```text
//! tests/exercises.rs                   kit::exercises! { .. }                 the list, and the program
//! tests/exercises/01_growth_rule.rs    kit::tests![a_test, another]; fn ..    what an answer must do
//! exercises/01_growth_rule.rs          the reader's
//! solutions/01_growth_rule.rs          the answer
//! wrong/01_growth_rule/NAME.rs         a wrong answer
//! ```
//! A file of tests finds the answer under test as `super::answer` (`use super::answer::next_cap;`).

mod macros;
mod run;
mod trials;

use crate::catalog::Catalog;
pub use run::{DEADLINE, Failure, failures, run_test};
pub use trials::{problems, trials, wrong_answers};

/// A test of an exercise.
#[derive(Clone, Copy, Debug)]
pub struct Test {
    /// The function's name.
    pub name: &'static str,
    /// Panics if the answer is wrong.
    pub run: fn(),
}

/// The tests of one wrong answer.
#[derive(Clone, Copy, Debug)]
pub struct Wrong {
    /// The name of its file, without `.rs`.
    pub name: &'static str,
    /// The tests, on this answer.
    pub tests: &'static [Test],
}

/// An exercise as `kit::exercises!` compiled it.
#[derive(Clone, Copy, Debug)]
pub struct Exercise {
    /// The name of its module.
    pub name: &'static str,
    /// Lesson and number: `1.1`.
    pub id: &'static str,
    /// The name of its files, with `.rs`.
    pub file: &'static str,
    /// The folder of its wrong answers.
    pub wrong_folder: &'static str,
    /// The tests, on the solution.
    pub solution: &'static [Test],
    /// The tests, on the reader's file.
    pub yours: &'static [Test],
    /// The tests, on each wrong answer.
    pub wrong: &'static [Wrong],
}

/// A lesson as `kit::exercises!` compiled it.
#[derive(Clone, Copy, Debug)]
pub struct Lesson {
    /// The lesson's folder.
    pub root: &'static str,
    /// The lesson's package (`lesson-01`).
    pub package: &'static str,
    /// Its exercises.
    pub exercises: &'static [Exercise],
    /// Compares the table of wrong answers with its snapshot.
    pub snapshot: fn(&str),
}

/// The `main` of `tests/exercises.rs`.
///
/// A filter that is an exercise's id (`1.1`) means that exercise alone, not every name with those letters.
pub fn main(lesson: &'static Lesson) -> std::process::ExitCode {
    let mut arguments = libtest_mimic::Arguments::from_args();
    let mut trials = trials(lesson, &Catalog::read(lesson.root.as_ref()));
    let id = arguments.filter.take_if(|filter| lesson.exercises.iter().any(|exercise| exercise.id == filter));
    if let Some(id) = id {
        trials.retain(|trial| trial.name().split(' ').next() == Some(&id));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
