//! The book as a static site: mdBook's work, with the press before it and the checks after it.

use crate::check::links::Site;
use crate::check::{self, Document};
use crate::expand;
use crate::fault::Faults;
use crate::page::html_path;
use crate::polish;
use crate::workspace::{Workspace, files_below};
use anyhow::{Context, Result, anyhow};
use mdbook_driver::MDBook;
use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How the site will be used.
#[derive(Clone, Debug, Default)]
pub struct Use {
    /// A script for every page: `workbook serve` reloads with it. A static site has none.
    pub live: Option<String>,
    /// Where the site's root will be, if that is known. Only the page for what is not found needs it.
    pub site_url: Option<String>,
}

/// The press as one of mdBook's preprocessors.
pub struct Press(pub Workspace);

/// Its name in book.toml.
pub const NAME: &str = "workbook";

impl Preprocessor for Press {
    fn name(&self) -> &str {
        NAME
    }

    fn run(&self, ctx: &PreprocessorContext, mut book: Book) -> Result<Book> {
        expand::book(&self.0, &ctx.config.book.src, &mut book)?;
        Ok(book)
    }
}

/// Builds the whole site into `dest`, a folder that is not there yet or is empty.
///
/// # Errors
/// All [`Faults`] of the text, or what kept mdBook from building.
pub fn build(workspace: &Workspace, dest: &Path, how: &Use) -> Result<()> {
    let (built, said) = check::log::collect(|| render(workspace, dest, how));
    let sources = built?;
    let mut faults = Faults::default();
    let text_of =
        |page: &str| sources.pages.values().find(|(name, _)| name.ends_with(page)).map(|(_, text)| text.clone());
    faults.extend(said.iter().map(|message| check::log::fault(message, &sources.text, text_of)));
    faults.into_result()?;
    finish(workspace, dest, how, &sources)
}

/// The pages as they were written, by the HTML file that each becomes.
struct Sources {
    /// The folder of the text, as messages name it.
    text: String,
    pages: BTreeMap<String, (String, String)>,
}

fn render(workspace: &Workspace, dest: &Path, how: &Use) -> Result<Sources> {
    let config = mdbook_driver::config::Config::from_disk(workspace.join("book.toml"))
        .map_err(|e| anyhow!("book.toml: {e:#}"))?;
    let mut faults = Faults::default();
    faults.extend(check::summary::faults(workspace, &config.book.src));
    faults.into_result()?;
    let mut book = MDBook::load(workspace.root()).map_err(|e| anyhow!("{e:#}"))?;
    // A page that the summary names by mistake is an error, not a page to be made.
    book.config.build.create_missing = false;
    book.config.build.build_dir = dest.to_owned();
    if let Some(url) = &how.site_url {
        book.config.set("output.html.site-url", url)?;
    }
    let text = workspace.name(&workspace.join(&book.config.book.src));
    let mut sources = Sources { text: text.clone(), pages: BTreeMap::new() };
    for item in book.iter() {
        if let BookItem::Chapter(chapter) = item
            && let Some(path) = &chapter.source_path
        {
            let path = path.to_string_lossy().replace('\\', "/");
            sources.pages.insert(html_path(&path), (format!("{text}/{path}"), chapter.content.clone()));
        }
    }
    book.with_preprocessor(Press(workspace.clone()));
    book.build()?;
    Ok(sources)
}

/// Checks what mdBook wrote, and adds what it leaves out.
fn finish(workspace: &Workspace, dest: &Path, how: &Use, sources: &Sources) -> Result<()> {
    let (mut files, mut pages, mut sheets) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
    for path in files_below(dest)? {
        let name = path.strip_prefix(dest).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if name.ends_with(".html") {
            pages.insert(name.clone(), read(&path)?);
        } else if name.ends_with(".css") {
            sheets.insert(sheet_name(workspace, &name), read(&path)?);
        }
        files.insert(name);
    }
    let documents = pages.iter().map(|(name, html)| (name.clone(), Document::read(html))).collect();
    let mut faults = Faults::default();
    faults.extend(Site { files: &files, documents: &documents, sheets: &sheets, sources: &sources.pages }.faults());
    faults.into_result()?;
    for (name, html) in pages {
        let polished = polish::page(&name, &html, how);
        std::fs::write(dest.join(&name), polished).with_context(|| format!("{name} cannot be written"))?;
    }
    Ok(())
}

/// A style sheet of the theme by its own name, without the hash that mdBook put into it.
fn sheet_name(workspace: &Workspace, built: &str) -> String {
    let plain = built.rsplit_once('-').map(|(stem, _)| format!("{stem}.css"));
    plain.filter(|name| workspace.join(name).is_file()).unwrap_or_else(|| built.to_owned())
}

fn read(path: &PathBuf) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Faults as lines of their own; any other error in one line with its causes.
pub fn describe(error: &anyhow::Error) -> String {
    match error.chain().find_map(|cause| cause.downcast_ref::<Faults>()) {
        Some(faults) => faults.to_string(),
        None => format!("{error:#}"),
    }
}
