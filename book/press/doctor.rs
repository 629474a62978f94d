//! `workbook doctor`: what this machine has of what the workbook needs, and how to mend the rest. It asks no network.

mod checks;

use std::path::Path;

use anyhow::{Context, bail};
use kit::catalog;

/// What `workbook doctor` takes.
#[derive(clap::Args, Debug, Default)]
pub struct Args {}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// All is well.
    Ok,
    /// Something works less well, or later.
    Warn,
    /// The workbook does not work.
    Fail,
}

/// One line of the report.
#[derive(Debug)]
struct Line {
    verdict: Verdict,
    what: &'static str,
    found: String,
    /// What to do about it; empty when all is well.
    mend: String,
}

impl Line {
    fn ok(what: &'static str, found: impl Into<String>) -> Line {
        Line { verdict: Verdict::Ok, what, found: found.into(), mend: String::new() }
    }

    fn warn(what: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Line {
        Line { verdict: Verdict::Warn, what, found: found.into(), mend: mend.into() }
    }

    fn fail(what: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Line {
        Line { verdict: Verdict::Fail, what, found: found.into(), mend: mend.into() }
    }

    fn print(&self) {
        let verdict = match self.verdict {
            Verdict::Ok => "ok",
            Verdict::Warn => "warn",
            Verdict::Fail => "FAIL",
        };
        println!("{verdict:<5} {:<10} {}", self.what, self.found);
        for line in self.mend.lines() {
            println!("                 {line}");
        }
    }
}

/// Runs the command: a line a check, and an error if a needed thing is missing.
///
/// # Errors
/// If this is no workbook, or a check failed.
pub fn run(_args: &Args) -> anyhow::Result<()> {
    let root = catalog::find_root(&std::env::current_dir()?)
        .context("no lessons here: run this in the workbook's folder, where `lessons/` is")?;
    let mut failed = Vec::new();
    for check in CHECKS {
        let line = check(&root);
        line.print();
        if line.verdict == Verdict::Fail {
            failed.push(line.what);
        }
    }
    if !failed.is_empty() {
        bail!("not ready: {}; the lines above say how to mend it", failed.join(", "));
    }
    println!("ready");
    Ok(())
}

/// The checks, needed things first.
const CHECKS: &[fn(&Path) -> Line] = &[
    checks::rustc,
    checks::cargo,
    checks::offline,
    checks::disk,
    checks::port,
    checks::exercises,
    checks::git,
    checks::snapshots,
    checks::chromium,
    checks::go,
];
