//! `{{#source lesson-01}}`: all of a lesson's source, in the order in which it wants to be read.

use super::{Directive, Shelf, shelf, snapshot};
use crate::anchor::Source;
use crate::fault::did_you_mean;
use crate::html;
use crate::workspace::files_below;
use anyhow::{Result, bail};
use std::path::Path;

/// A heading and the code of each file: `lib.rs`, then what its `# Reading order` names.
///
/// # Errors
/// No such lesson; `lib.rs` has no reading order, names a file that is not there, or leaves one out.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let lesson = snapshot::lesson(shelf, directive)?;
    let src = lesson.dir.join("src");
    let lib = src.join("lib.rs");
    let files: Vec<String> = files_below(&src)?
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .filter_map(|path| Some(path.strip_prefix(&src).ok()?.to_string_lossy().replace('\\', "/")))
        .collect();
    let order = reading_order(&shelf.workspace.read(&lib)?, &shelf.workspace.name(&lib), &files)?;
    let mut out = String::new();
    for file in std::iter::once("lib.rs".to_owned()).chain(order) {
        let path = Path::new(&file);
        let code = Source::read(shelf.workspace, &src.join(path))?.whole();
        let name = file.replace('_', "\\_");
        out.push_str(&format!("## src/{name} {{#{}}}\n\n{}\n", shelf::source_id(path), html::fenced("rust", &code)));
    }
    Ok(out)
}

/// The files that the header's `# Reading order` names, as `name.rs` or as `` `name` ``.
fn reading_order(lib: &str, name: &str, files: &[String]) -> Result<Vec<String>> {
    let header = (1..).zip(lib.lines().map_while(|line| line.strip_prefix("//!")));
    let mut section = header.skip_while(|(_, line)| line.trim() != "# Reading order");
    if section.next().is_none() {
        bail!("{name}:1: the header has no `# Reading order`; name the files there, in the order of the chapter");
    }
    let mut order: Vec<String> = Vec::new();
    for (number, line) in section.take_while(|(_, line)| !line.trim().starts_with("# ")) {
        let spans = line.split('`').skip(1).step_by(2);
        for word in spans.map(|span| span.rsplit("::").next().unwrap_or(span).trim_start_matches("src/")) {
            let file = if word.ends_with(".rs") { word.to_owned() } else { format!("{word}.rs") };
            if !files.contains(&file) {
                bail!(
                    "{name}:{number}: the reading order names `{word}`, which is no file of src/{}",
                    did_you_mean(&file, files)
                );
            }
            if file != "lib.rs" && !order.contains(&file) {
                order.push(file);
            }
        }
    }
    if let Some(left_out) = files.iter().find(|file| *file != "lib.rs" && !order.contains(file)) {
        bail!("{name}:1: the `# Reading order` leaves out `{left_out}`; name it where the chapter comes to it");
    }
    Ok(order)
}
