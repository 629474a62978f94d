//! `workbook preprocess`: mdBook's protocol, so that plain `mdbook build` makes the same pages.
//!
//! mdBook asks `preprocess supports RENDERER` first, then writes the context and the book as JSON to standard input,
//! and reads the book back from standard output. The checks of the built HTML need the built HTML, so they are not
//! made here: `workbook build` makes them.

use crate::site::{NAME, Press};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use mdbook_preprocessor::Preprocessor;
use std::io::{Read, Write};

/// What `workbook preprocess` takes.
#[derive(clap::Args, Debug, Default)]
pub struct Args {
    #[command(subcommand)]
    ask: Option<Ask>,
}

#[derive(clap::Subcommand, Debug)]
enum Ask {
    /// Whether the book can be made for a renderer: it succeeds if so
    Supports {
        /// The renderer's name, such as html
        renderer: String,
    },
}

/// Runs the command.
///
/// # Errors
/// The input is not mdBook's, or what is wrong with the book, with file, line and remedy.
pub fn run(args: &Args) -> Result<()> {
    if let Some(Ask::Supports { renderer }) = &args.ask {
        anyhow::ensure!(renderer == "html", "the press writes HTML, which the renderer `{renderer}` does not read");
        return Ok(());
    }
    exchange(std::io::stdin().lock(), std::io::stdout().lock())
}

/// Reads the context and the book, and writes the expanded book.
///
/// # Errors
/// As [`run`].
pub fn exchange(input: impl Read, mut output: impl Write) -> Result<()> {
    let (context, book) = mdbook_preprocessor::parse_input(input).map_err(|e| {
        anyhow::anyhow!("{e:#}; this command is for mdBook, which declares it as [preprocessor.{NAME}] in book.toml")
    })?;
    let book = Press(Workspace::at(&context.root)).run(&context, book)?;
    serde_json::to_writer(&mut output, &book).context("the book cannot be written to standard output")?;
    output.flush().context("the book cannot be written to standard output")
}
