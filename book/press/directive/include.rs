//! `{{#include FILE:ANCHOR}}` and `{{#title TEXT}}`: mdBook's own, left for mdBook to do, once it is sure that it can.
//!
//! mdBook only logs a missing file, and says nothing at all of a missing anchor. Code comes in by `{{#listing}}`; an
//! include is for prose that two pages share.

use super::{Directive, Shelf};
use crate::anchor::Source;
use crate::fault::did_you_mean;
use crate::workspace::files_in;
use anyhow::{Result, bail};

/// The directive itself, after the check.
///
/// # Errors
/// The file or the anchor is not there, or the file holds directives, which would not be expanded.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    if directive.name != "title" {
        check(shelf, directive)?;
    }
    Ok(format!("{{{{#{} {}}}}}\n", directive.name, directive.argument))
}

fn check(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<()> {
    let (file, part) = directive.argument.split_once(':').map_or((directive.argument, ""), |(file, part)| (file, part));
    let page = shelf.workspace.join(&directive.page.name);
    let dir = page.parent().unwrap_or(shelf.workspace.root());
    let path = dir.join(file);
    if file.is_empty() || !path.is_file() {
        let beside = files_in(path.parent().unwrap_or(dir))?;
        let there = beside.iter().filter_map(|f| pathdiff(dir, f));
        bail!("there is no file `{file}` to include{}", did_you_mean(file, there));
    }
    let names_anchor =
        !part.is_empty() && part.split(':').any(|piece| piece.parse::<usize>().is_err() && !piece.is_empty());
    if names_anchor {
        Source::read(shelf.workspace, &path)?.marked(part)?;
    }
    if shelf.workspace.read(&path)?.contains("{{#") {
        bail!("`{file}` holds directives, which an include does not expand; put them on the page itself");
    }
    Ok(())
}

/// A file's path as the page would write it, where it lies below or beside the page's folder.
fn pathdiff(dir: &std::path::Path, file: &std::path::Path) -> Option<String> {
    let mut up = String::new();
    for base in dir.ancestors() {
        if let Ok(rest) = file.strip_prefix(base) {
            return Some(format!("{up}{}", rest.to_string_lossy().replace('\\', "/")));
        }
        up.push_str("../");
    }
    None
}
