//! `{{#listing lesson-01/FILE:ANCHOR}}` and `{{#listing oracle/FILE:ANCHOR}}`: source, with its path.

use super::{Directive, Shelf};
use crate::anchor::Source;
use crate::fault::did_you_mean;
use crate::html;
use crate::workspace::{Lesson, files_below};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// The figure of a file, or of the piece of it that an anchor names.
///
/// # Errors
/// No such lesson, file or anchor.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let Some((owner, file)) = directive.argument.split_once('/') else {
        bail!("`{}` names no file; write {{{{#listing lesson-NN/FILE:ANCHOR}}}}", directive.argument);
    };
    let (file, anchor) = file.split_once(':').map_or((file, None), |(file, anchor)| (file, Some(anchor)));
    let (path, href) = if owner == "oracle" {
        (oracle_file(shelf, file)?, None)
    } else {
        let lesson = shelf.workspace.lesson(owner)?;
        let path = lesson_file(shelf, &lesson, file)?;
        let href = shelf.source_href(directive.page, &lesson, &path);
        (path, href)
    };
    let source = Source::read(shelf.workspace, &path)?;
    let code = match anchor {
        Some(anchor) => source.anchored(anchor)?,
        None => source.whole(),
    };
    let name = html::escape(&shelf.workspace.name(&path));
    let name = match href {
        Some(href) => format!("<a href=\"{}\"><code>{name}</code></a>", html::escape(&href)),
        None => format!("<code>{name}</code>"),
    };
    let code = html::fenced(language(&path), &code);
    Ok(format!("<figure class=\"listing\">\n<figcaption>{name}</figcaption>\n\n{code}\n</figure>\n"))
}

/// A lesson's file: under `src/`, or else under the lesson's folder.
///
/// # Errors
/// There is none; the message offers the nearest.
pub fn lesson_file(shelf: &Shelf<'_>, lesson: &Lesson, file: &str) -> Result<PathBuf> {
    let places = [lesson.dir.join("src"), lesson.dir.clone()];
    if let Some(path) = places.iter().map(|place| place.join(file)).find(|path| path.is_file()) {
        return Ok(path);
    }
    let mut there = names_below(&places[0])?;
    there.extend(names_below(&places[1])?);
    bail!("{} has no file `{file}`{}", shelf.workspace.name(&lesson.dir), did_you_mean(file, there))
}

fn oracle_file(shelf: &Shelf<'_>, file: &str) -> Result<PathBuf> {
    let dir = shelf.workspace.join("tests/oracle");
    let path = dir.join(file);
    if path.is_file() {
        return Ok(path);
    }
    bail!("tests/oracle has no file `{file}`{}", did_you_mean(file, names_below(&dir)?))
}

fn names_below(dir: &Path) -> Result<Vec<String>> {
    let files = files_below(dir)?;
    let names = files.iter().filter(|f| f.extension().is_some_and(|e| e != "snap"));
    Ok(names.filter_map(|f| Some(f.strip_prefix(dir).ok()?.to_string_lossy().replace('\\', "/"))).collect())
}

/// The language by which mdBook highlights a file.
pub fn language(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()) {
        Some("rs") => "rust",
        Some("go") => "go",
        Some("toml") => "toml",
        Some("py") => "python",
        Some("sh") => "bash",
        _ => "text",
    }
}
