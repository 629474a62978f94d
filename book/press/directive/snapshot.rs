//! `{{#snapshot lesson-01/NAME}}`: what a scene printed, with the command that prints it again.

use super::{Directive, Shelf};
use crate::html;
use crate::snapshot::{Content, Snapshot};
use crate::workspace::Lesson;
use anyhow::{Result, bail};

/// The figure of a text snapshot.
///
/// # Errors
/// No such snapshot, or it is not text.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let (lesson, snapshot) = shelf.scene(directive.argument)?;
    let Content::Text(text) = &snapshot.content else { return Err(other_kind(directive, &snapshot)) };
    Ok(figure(&lesson, &snapshot, text))
}

/// A text snapshot as a figure.
pub fn figure(lesson: &Lesson, snapshot: &Snapshot, text: &str) -> String {
    let code = html::fenced("text", text);
    format!("<figure class=\"snapshot\">\n\n{code}\n{}\n</figure>\n", caption(lesson, snapshot))
}

/// The caption of whatever a scene recorded: its name, and the command that records it again.
pub fn caption(lesson: &Lesson, snapshot: &Snapshot) -> String {
    let title = html::escape(&html::spoken(&snapshot.name));
    let command = html::command(&scene_command(lesson, snapshot));
    format!("<figcaption><span class=\"title\">{title}</span> {command}</figcaption>")
}

/// What a reader types to run the scene that recorded this.
pub fn scene_command(lesson: &Lesson, snapshot: &Snapshot) -> String {
    format!("cargo test -p {} --test scenes {}", lesson.package, snapshot.name)
}

/// The error of a directive that met another kind of snapshot.
pub fn other_kind(directive: &Directive<'_>, snapshot: &Snapshot) -> anyhow::Error {
    let (kind, right) = snapshot.content.kind();
    let Directive { name, argument, .. } = directive;
    anyhow::anyhow!(
        "{argument} is {kind}, which {{{{#{name}}}}} cannot show; did you mean {{{{#{right} {argument}}}}}?"
    )
}

/// An argument that must be a lesson and nothing more.
///
/// # Errors
/// There is no such lesson.
pub fn lesson(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<Lesson> {
    if directive.argument.is_empty() {
        bail!("{{{{#{}}}}} wants a lesson; write {{{{#{} lesson-NN}}}}", directive.name, directive.name);
    }
    shelf.workspace.lesson(directive.argument)
}
