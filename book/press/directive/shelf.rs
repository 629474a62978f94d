//! The shelf: the workspace, where the book shows what, and which snapshots have been used so far.

use super::go::Symbols;
use crate::claims::Claims;
use crate::page::Page;
use crate::snapshot::{self, Snapshot};
use crate::workspace::{Lesson, Workspace};
use anyhow::Result;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a directive may ask for.
pub struct Shelf<'w> {
    /// The workbook on disk.
    pub workspace: &'w Workspace,
    /// Lesson to the page that shows its whole source.
    sources: BTreeMap<String, String>,
    /// The page of all claims.
    claims: Option<String>,
    used: RefCell<BTreeSet<PathBuf>>,
    // Read at the first use. A shelf is made for one build, so nothing here outlives a change of its file.
    checked: OnceCell<Claims>,
    symbols: OnceCell<Symbols>,
}

impl<'w> Shelf<'w> {
    /// Looks through the pages for those that others link to.
    pub fn new(workspace: &'w Workspace, pages: &[Page]) -> Self {
        let mut shelf = Shelf {
            workspace,
            sources: BTreeMap::new(),
            claims: None,
            used: RefCell::default(),
            checked: OnceCell::new(),
            symbols: OnceCell::new(),
        };
        for page in pages {
            for line in page.lines.iter().map(|line| line.trim()) {
                if let Some(lesson) = line.strip_prefix("{{#source ").and_then(|l| l.strip_suffix("}}")) {
                    shelf.sources.insert(lesson.trim().to_owned(), page.html_path());
                } else if line == "{{#claims}}" {
                    shelf.claims = Some(page.html_path());
                }
            }
        }
        shelf
    }

    /// The scene at `lesson-01/NAME`, noted as used.
    ///
    /// # Errors
    /// As [`snapshot::scene`].
    pub fn scene(&self, address: &str) -> Result<(Lesson, Snapshot)> {
        let (lesson, snapshot) = snapshot::scene(self.workspace, address)?;
        self.note(&snapshot.path);
        Ok((lesson, snapshot))
    }

    /// The claims of the notes.
    ///
    /// # Errors
    /// As [`Claims::read`].
    pub fn claims(&self) -> Result<&Claims> {
        if let Some(claims) = self.checked.get() {
            return Ok(claims);
        }
        let claims = Claims::read(self.workspace)?;
        Ok(self.checked.get_or_init(|| claims))
    }

    /// Where Go's functions stand.
    ///
    /// # Errors
    /// As [`Symbols::read`].
    pub fn symbols(&self) -> Result<&Symbols> {
        if let Some(symbols) = self.symbols.get() {
            return Ok(symbols);
        }
        let symbols = Symbols::read(self.workspace)?;
        Ok(self.symbols.get_or_init(|| symbols))
    }

    /// Notes that a page shows this snapshot.
    pub fn note(&self, snapshot: &Path) {
        self.used.borrow_mut().insert(snapshot.to_owned());
    }

    /// The snapshots that pages show.
    pub fn used(&self) -> BTreeSet<PathBuf> {
        self.used.borrow().clone()
    }

    /// A link from `page` to a file of a lesson on the page that shows the lesson's source; none if no page does, or
    /// if the file is not under `src/`.
    pub fn source_href(&self, page: &Page, lesson: &Lesson, file: &Path) -> Option<String> {
        let target = self.sources.get(&lesson.package)?;
        let file = file.strip_prefix(lesson.dir.join("src")).ok()?;
        Some(href(page, target, &source_id(file)))
    }

    /// A link from `page` to a claim on the page of all claims.
    pub fn claim_href(&self, page: &Page, id: &str) -> Option<String> {
        self.claims.as_ref().map(|target| href(page, target, id))
    }
}

/// The id of a file's heading on the page of a lesson's source: `src-append-rs`.
pub fn source_id(file: &Path) -> String {
    let name = file.to_string_lossy();
    let id: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    format!("src-{id}")
}

/// A relative link. It goes by way of the site's root, so that it is one link wherever the folder lies, and so that
/// the print page can cut the way back off.
fn href(page: &Page, target: &str, id: &str) -> String {
    let up = "../".repeat(page.path.matches('/').count());
    format!("{up}{target}#{id}")
}
