//! `{{#exercise 1.2}}`: the task, the file to open, the command that checks it, and three folded hints.

use super::{Directive, Shelf};
use crate::exercises;
use crate::html::{command, escape};
use anyhow::Result;

/// The exercise as a section of the page.
///
/// # Errors
/// There is no such exercise, or its solution has no task.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let (lesson, exercise) = exercises::find(shelf.workspace, directive.argument)?;
    let task = exercises::task(shelf.workspace, &lesson, &exercise)?;
    let file = shelf.workspace.name(&lesson.dir.join("exercises").join(format!("{}.rs", exercise.file)));
    let id = escape(&exercise.id).replace('.', "-");
    let mut out = format!(
        "<section class=\"exercise\">\n\n### Exercise {} \u{b7} {} {{#exercise-{id}}}\n\n{task}\n\n\
         <p class=\"where\">Open <code>{}</code>, and check it with</p>\n<p>{}</p>\n\n",
        exercise.id,
        exercise.title,
        escape(&file),
        command(&format!("cargo test -p {} --test exercises {}", lesson.package, exercise.id))
    );
    for (number, hint) in (1..).zip(&exercise.hints) {
        out.push_str(&format!(
            "<details class=\"hint\">\n<summary>Hint {number}</summary>\n\n{}\n\n</details>\n\n",
            hint.trim()
        ));
    }
    out.push_str("</section>\n");
    Ok(out)
}
