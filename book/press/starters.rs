//! `workbook starters`: the exercises' starters, made from their solutions.
//!
//! A starter is written over a file only if nobody loses work by it. A file that differs from the starter of today
//! is *old* if it is what this command wrote last (a copy lies in `.workbook/starters/`) or the starter of an earlier
//! solution in git's history; it is somebody's answer otherwise, and kept.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use kit::catalog::{self, Catalog, Entry};
use kit::starter::{same_text, starter};

/// What `workbook starters` takes.
#[derive(clap::Args, Debug, Default)]
pub struct Args {
    /// Write nothing; list the starters that are not what their solutions give, and fail if there is one.
    ///
    /// For the workbook's authors and CI. A file that you changed and did not commit is your answer, and passes.
    #[arg(long)]
    pub check: bool,
}

/// A reader's file, compared with the starter of its solution.
#[derive(Debug, PartialEq, Eq)]
enum State {
    /// It is the starter.
    Current,
    /// There is none.
    Missing,
    /// It is a starter that was made before.
    Old,
    /// It is none that was ever made, and it is committed like that.
    Committed,
    /// Somebody works on it.
    Answer,
}

/// Runs the command.
///
/// # Errors
/// What went wrong, with file, line and remedy.
pub fn run(args: &Args) -> anyhow::Result<()> {
    let root = catalog::find_root(&std::env::current_dir()?)
        .context("no lessons here: run this in the workbook's folder, where `lessons/` is")?;
    let mut stale = Vec::new();
    let (mut current, mut written, mut kept) = (0, 0, 0);
    for lesson in catalog::lessons(&root)? {
        let catalog = Catalog::read(&lesson)?;
        for entry in &catalog.exercises {
            let file = catalog.exercise(entry);
            let shown = catalog.shown(entry);
            let made = catalog.starter(entry)?;
            let state = state(&root, &catalog, entry, &made)?;
            match state {
                State::Current => current += 1,
                State::Answer => {
                    kept += 1;
                    println!("kept     {shown} (changed; `cargo run -- learn` can reset it)");
                }
                State::Missing | State::Old | State::Committed if args.check => {
                    let why = match state {
                        State::Missing => "is missing",
                        State::Old => "is older than its solution",
                        _ => "is committed, and is not what its solution gives (an answer, or written by hand)",
                    };
                    stale.push(format!("{shown} {why}"));
                }
                State::Committed => {
                    kept += 1;
                    println!("kept     {shown} (committed as somebody's answer; delete it to have it made again)");
                }
                State::Missing | State::Old => {
                    write(&file, &made)?;
                    written += 1;
                    println!("written  {shown}");
                }
            }
            if !args.check && matches!(state, State::Current | State::Missing | State::Old) {
                write(&copy(&root, &catalog, entry), &made)?;
            }
        }
    }
    if !stale.is_empty() {
        bail!("{}\nrun `cargo run -- starters` and commit what it wrote", stale.join("\n"));
    }
    println!("{current} current, {written} written, {kept} kept");
    Ok(())
}

fn state(root: &Path, catalog: &Catalog, entry: &Entry, made: &str) -> anyhow::Result<State> {
    let file = catalog.exercise(entry);
    if !file.exists() {
        return Ok(State::Missing);
    }
    let text = catalog::read(&file)?;
    if same_text(&text, made) {
        return Ok(State::Current);
    }
    let last = std::fs::read_to_string(copy(root, catalog, entry)).unwrap_or_default();
    if same_text(&text, &last) || is_of_an_earlier_solution(root, &catalog.solution(entry), &text) {
        return Ok(State::Old);
    }
    Ok(if is_committed(root, &file) { State::Committed } else { State::Answer })
}

/// Where a copy of the starter lies that this command wrote last.
fn copy(root: &Path, catalog: &Catalog, entry: &Entry) -> PathBuf {
    let lesson = catalog.lesson.file_name().unwrap_or_default();
    root.join(".workbook").join("starters").join(lesson).join(format!("{}.rs", entry.file))
}

/// Whether the solution had this starter in any commit. Without git there is no history, and the answer is no.
fn is_of_an_earlier_solution(root: &Path, solution: &Path, text: &str) -> bool {
    let Ok(path) = solution.strip_prefix(root) else { return false };
    let path = path.display().to_string();
    let commits = git(root, &["log", "--format=%H", "--", &path]).unwrap_or_default();
    commits.lines().any(|commit| {
        let earlier = git(root, &["show", &format!("{commit}:./{path}")]);
        earlier.and_then(|solution| starter(&solution).ok()).is_some_and(|made| same_text(text, &made))
    })
}

/// Whether git has exactly this text in its last commit.
fn is_committed(root: &Path, file: &Path) -> bool {
    let path = file.display().to_string();
    let known = git(root, &["ls-files", "--", &path]).is_some_and(|listed| !listed.is_empty());
    known && git(root, &["status", "--porcelain", "--", &path]).is_some_and(|changed| changed.is_empty())
}

fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let ran = Command::new("git").arg("-C").arg(root).args(arguments).output().ok()?;
    ran.status.success().then(|| String::from_utf8_lossy(&ran.stdout).into_owned())
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    let place = || file.display().to_string();
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(place)?;
    }
    std::fs::write(file, text).with_context(place)
}
