//! `{{#predict lesson-01/NAME}}` question `{{/predict}}`: a question whose answer is read from a snapshot.
//!
//! The answer is in a `<details>`, so it opens on a click without JavaScript. A line `{{#answer}}` in the body
//! separates the question from an explanation, which is shown under the snapshot.

use super::{Directive, Shelf, layout, player, snapshot, tree};
use crate::expand;
use crate::fault::Faults;
use crate::snapshot::Content;
use anyhow::{Result, bail};

/// The question, and the folded answer.
///
/// # Errors
/// No such snapshot, or no question. Faults inside the question go to `faults`.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>, faults: &mut Faults) -> Result<String> {
    let (lesson, recorded) = shelf.scene(directive.argument)?;
    let answer = match &recorded.content {
        Content::Text(text) => snapshot::figure(&lesson, &recorded, text),
        Content::Layout(ruler) => layout::figure(&lesson, &recorded, ruler),
        Content::Tree(orders) => tree::figure(&lesson, &recorded, orders),
        Content::Scene(scene) => player::element(shelf, directive.page, &lesson, &recorded, scene)?,
    };
    let page = directive.page;
    let split = directive.body.clone().find(|at| page.lines[*at].trim() == "{{#answer}}");
    let asked = directive.body.start..split.unwrap_or(directive.body.end);
    let (first, last) = (directive.first, directive.last);
    let mut question = format!("{first}\n{}", expand::lines(shelf, page, asked, faults));
    let mut why = String::new();
    match split {
        Some(at) => why = format!("{}{last}\n", expand::lines(shelf, page, at + 1..directive.body.end, faults)),
        None => question.push_str(last),
    }
    let question = question.trim();
    if question.is_empty() {
        bail!("{{{{#predict}}}} has no question; write it on the lines before {{{{/predict}}}}");
    }
    Ok(format!("<details class=\"predict\">\n<summary>\n\n{question}\n</summary>\n\n{answer}\n{why}\n</details>\n"))
}
