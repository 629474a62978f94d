//! `workbook learn`: the loop around the exercises.
//!
//! # Idea
//! A reader edits a file; on each save its tests run, and what is wrong with it is shown. Everything else is one key
//! away: a hint, the next exercise, the chapter, the starter again. What the exercises are, which one is open and how
//! each stands is a `Session`; two views are built on it: the terminal program (`screen`) and
//! lines of text (`plain`).
//!
//! # Invariants
//! - What the reader wrote is never lost: a file is copied to `.workbook/backup/` before it is written over.
//! - The terminal is given back as it was, on a panic too.
//! - No child outlives the program or the save that made it stale.
//!
//! # Reading order
//! `session` · `progress` (what outlives the program) · `answer` (backups, the solution beside) · `check` (cargo, and
//! what its output means) · `child` · `watch` (saves) · `plain` · `screen` and its `keys`, `paint`, `terminal` (raw mode)

mod answer;
mod chapter;
mod check;
mod child;
mod paint;
mod plain;
mod progress;
mod screen;
mod session;
mod terminal;
mod watch;

use std::io::IsTerminal;

use anyhow::Context;
use kit::catalog;

/// What `workbook learn` takes.
#[derive(clap::Args, Debug, Default)]
pub struct Args {
    /// Lines of text and no terminal control: for pipes, logs and screen readers
    ///
    /// Prints the exercises and how they stand, runs the current one once, and then reads commands from standard input,
    /// one a line: run, hint, next, list, open ID, chapter, reset, solution, quit (or their first letters). Saving the
    /// exercise runs its tests, too. At the end of the input the program ends: `learn --plain </dev/null` is one run.
    #[arg(long)]
    pub plain: bool,

    /// Only the exercises of this lesson (`01`)
    #[arg(long, value_name = "NUMBER")]
    pub lesson: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// What went wrong, with file, line and remedy.
pub fn run(args: &Args) -> anyhow::Result<()> {
    let root = catalog::find_root(&std::env::current_dir()?)
        .context("no lessons here: run this in the workbook's folder, where `lessons/` is")?;
    let session = session::Session::open(&root, args.lesson.as_deref())?;
    if args.plain {
        return plain::run(session);
    }
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        anyhow::bail!("this is no terminal: `cargo run -- learn --plain` writes lines of text");
    }
    screen::run(session)
}
