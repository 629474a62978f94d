//! `workbook build`: the book as a static site, for a folder or for any host.

use crate::site::{self, Use};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What `workbook build` takes.
#[derive(clap::Args, Debug, Default)]
pub struct Args {
    /// Where to write the site [default: build-dir of book.toml]
    #[arg(long, value_name = "DIR")]
    dest: Option<PathBuf>,
    /// Where the site's root will be, such as /workbook/; only the page for a wrong address needs to know
    #[arg(long, value_name = "URL")]
    site_url: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// What is wrong with the book, with file, line and remedy; what kept the site from being written.
pub fn run(args: &Args) -> Result<()> {
    let begun = Instant::now();
    let workspace = Workspace::find()?;
    let config = mdbook_driver::config::Config::from_disk(workspace.join("book.toml")).context("book.toml")?;
    let dest = args.dest.clone().unwrap_or_else(|| workspace.join(&config.build.build_dir));
    // A site URL in book.toml is mdBook's to read.
    let how = Use { live: None, site_url: args.site_url.clone().or(config.get("output.html.site-url")?) };
    into(&workspace, &dest, &how)?;
    println!("The book is in {} ({:.1} s)", dest.join("index.html").display(), begun.elapsed().as_secs_f64());
    Ok(())
}

/// Builds the site beside `dest`, and moves it there once it is whole and has passed every check: a failed build
/// leaves the old site as it was.
///
/// # Errors
/// As [`run`]; `dest` holds something that is not a book.
pub fn into(workspace: &Workspace, dest: &Path, how: &Use) -> Result<()> {
    let dest = std::path::absolute(dest).context("the destination is no path")?;
    let is_book = dest.join(".nojekyll").is_file() && dest.join("toc.html").is_file();
    if dest.is_file() || (dest.is_dir() && !is_book && std::fs::read_dir(&dest)?.next().is_some()) {
        bail!(
            "{} holds something that is not a book; give an empty folder, or one of an earlier build",
            dest.display()
        );
    }
    let parent = dest.parent().context("the root of the file system is no place for a book")?;
    std::fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
    let beside = tempfile::Builder::new()
        .prefix(".workbook-")
        .tempdir_in(parent)
        .with_context(|| format!("nothing can be written in {}", parent.display()))?;
    let fresh = beside.path().join("site");
    site::build(workspace, &fresh, how)?;
    if dest.is_dir() {
        std::fs::rename(&dest, beside.path().join("old"))
            .with_context(|| format!("{} cannot be replaced", dest.display()))?;
    }
    std::fs::rename(&fresh, &dest).with_context(|| format!("{} cannot be written", dest.display()))
}
