//! `SUMMARY.md` names chapters that are there. mdBook would say which file it cannot read, but not which line names it.

use crate::fault::{Fault, did_you_mean};
use crate::workspace::{Workspace, files_below};
use std::path::Path;

/// The faults of the summary of the text in `src`.
pub fn faults(workspace: &Workspace, src: &Path) -> Vec<Fault> {
    let dir = workspace.join(src);
    let path = dir.join("SUMMARY.md");
    let name = workspace.name(&path);
    let text = match workspace.read(&path) {
        Ok(text) => text,
        Err(error) => return vec![Fault::new(name, 1, format!("{error:#}; the summary lists the book's pages"))],
    };
    let mut faults = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Some(chapter) = line.split_once("](").and_then(|(_, rest)| rest.split_once(')')).map(|(path, _)| path)
        else {
            continue;
        };
        // An empty path is a draft: a chapter that is announced and not yet written.
        if !chapter.is_empty() && !dir.join(chapter).is_file() {
            let pages = files_below(&dir).unwrap_or_default();
            let there = pages.iter().filter_map(|page| {
                let page = page.strip_prefix(&dir).ok()?.to_string_lossy().replace('\\', "/");
                (page.ends_with(".md") && page != "SUMMARY.md").then_some(page)
            });
            faults.push(Fault::new(
                &name,
                number,
                format!("there is no page `{chapter}`{}", did_you_mean(chapter, there)),
            ));
        }
    }
    faults
}
