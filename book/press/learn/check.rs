//! Runs an exercise's tests, and says what came of it.
//!
//! Two steps, each a child that can be killed: cargo builds the lesson's `tests/exercises.rs` and hands over rustc's own
//! rendered diagnostics as JSON; then the program it built runs this exercise's tests. Without the first step the two
//! outputs would be one text, and "it does not compile" a guess.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::child::{Output, Run};
use super::progress::State;
use super::session::Exercise;

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The file is still the starter.
    NotStarted,
    /// It does not compile: rustc's diagnostics.
    CompileError(String),
    /// Tests fail: what they said, and how many of how many pass.
    Failing {
        /// The failing assertions.
        said: String,
        /// Tests that pass.
        passed: usize,
        /// Tests in all.
        total: usize,
    },
    /// All of so many tests pass.
    Passed(usize),
    /// The tests could not be built or run, through no fault of this exercise's file.
    Broken(String),
    /// A newer run took its place.
    Cancelled,
}

impl Outcome {
    /// How the exercise stands after it, if that is known.
    pub fn state(&self) -> Option<State> {
        match self {
            Outcome::CompileError(_) => Some(State::CompileError),
            Outcome::Failing { .. } => Some(State::Failing),
            Outcome::Passed(_) => Some(State::Passed),
            Outcome::NotStarted | Outcome::Broken(_) | Outcome::Cancelled => None,
        }
    }
}

impl Run {
    /// Builds and runs the exercise's tests; `colour` asks rustc for colours.
    pub fn check(&self, root: PathBuf, exercise: &Exercise, colour: bool) -> Outcome {
        match exercise.catalog.started(&exercise.entry) {
            Ok(true) => {}
            Ok(false) => return Outcome::NotStarted,
            Err(error) => return Outcome::Broken(error.to_string()),
        }
        let format = if colour { "json-diagnostic-rendered-ansi" } else { "json" };
        let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        build.args(["test", "--no-run", "--quiet", "-p", &exercise.package, "--test", "exercises"]);
        build.args(["--message-format", format]).current_dir(root);
        let built = match self.output(build) {
            Ok(Some(built)) => built,
            Ok(None) => return Outcome::Cancelled,
            Err(why) => return Outcome::Broken(why),
        };
        let program = match read_build(&built, &exercise.entry.file) {
            Ok(program) => program,
            Err(outcome) => return outcome,
        };
        let mut tests = Command::new(program);
        tests.args([&*exercise.entry.id, "--color", "never"]).current_dir(&exercise.catalog.lesson);
        // Of this exercise, only what runs on the reader's file.
        tests.args(["--skip", ": solution: ", "--skip", ": wrong answer ", "--skip", ": the starter fails "]);
        match self.output(tests) {
            Ok(Some(ran)) => read_tests(&ran),
            Ok(None) => Outcome::Cancelled,
            Err(why) => Outcome::Broken(why),
        }
    }
}

/// What cargo's messages say: the program that it built, or why there is none.
fn read_build(built: &Output, file: &str) -> Result<PathBuf, Outcome> {
    let mut program = None;
    let (mut ours, mut others) = (Vec::new(), Vec::new());
    for line in built.stdout.lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        match message["reason"].as_str() {
            Some("compiler-artifact") if message["target"]["name"] == "exercises" => {
                program = message["executable"].as_str().map(PathBuf::from);
            }
            Some("compiler-message") if message["message"]["level"] == "error" => {
                let diagnostic = &message["message"];
                let rendered = diagnostic["rendered"].as_str().unwrap_or_default();
                let spans = diagnostic["spans"].as_array().map(Vec::as_slice).unwrap_or_default();
                let in_ours = spans
                    .iter()
                    .filter_map(|span| span["file_name"].as_str())
                    .any(|name| name.ends_with(&format!("exercises/{file}.rs")));
                // `#[path]` leads through `tests/..`.
                let rendered = rendered.replace("tests/../", "").trim_end().to_owned();
                if in_ours {
                    ours.push(rendered)
                } else if !spans.is_empty() {
                    others.push(rendered)
                }
            }
            _ => {}
        }
    }
    match program {
        Some(program) if built.success => Ok(program),
        _ if !ours.is_empty() => Err(Outcome::CompileError(ours.join("\n\n"))),
        _ if !others.is_empty() => Err(Outcome::Broken(format!(
            "another file of this lesson does not compile, and it is in the same program: mend it, or reset it\n\n{}",
            others.join("\n\n")
        ))),
        _ => Err(Outcome::Broken(format!("cargo ended with {}\n{}", built.status, built.stderr.trim()))),
    }
}

/// What libtest's output says.
fn read_tests(ran: &Output) -> Outcome {
    let tests = ran.stdout.lines().filter(|line| line.starts_with("test ") && !line.starts_with("test result"));
    let passed = tests.clone().filter(|line| line.ends_with(" ... ok")).count();
    let failed = tests.filter(|line| line.ends_with(" ... FAILED")).count();
    if ran.success && failed == 0 && passed > 0 {
        return Outcome::Passed(passed);
    }
    if failed == 0 {
        // No list of failures: the program died (a stack overflow, an abort) or ran nothing.
        let said = format!("the tests ended with {}\n{}\n{}", ran.status, ran.stderr.trim(), ran.stdout.trim());
        return if passed == 0 && ran.success {
            Outcome::Broken(said)
        } else {
            Outcome::Failing { said, passed, total: passed + 1 }
        };
    }
    let list = ran.stdout.split_once("\nfailures:\n").map_or("", |(_, list)| list);
    let list = list.split_once("\nfailures:\n").map_or(list, |(said, _)| said);
    // `---- 1.1 growth_rule: yours: NAME ----` is the name to a reader.
    let said =
        list.trim().lines().map(|line| match line.strip_prefix("---- ").and_then(|line| line.strip_suffix(" ----")) {
            Some(name) => name.rsplit(": ").next().unwrap_or(name).to_owned(),
            None if line.is_empty() => String::new(),
            None => format!("    {line}"),
        });
    Outcome::Failing { said: said.collect::<Vec<_>>().join("\n"), passed, total: passed + failed }
}
