//! Directives: `{{#name argument}}` on a line of its own, replaced by what it names.
//!
//! A file per family. Each gets the [`Shelf`] (where everything lies) and itself, and gives Markdown and HTML that
//! survives mdBook; a missing target is an error whose message offers the nearest right name.

pub mod bench;
pub mod claims;
pub mod diagram;
pub mod exercise;
pub mod go;
pub mod include;
pub mod layout;
pub mod listing;
pub mod measured;
pub mod oracle;
pub mod orderings;
pub mod panels;
pub mod player;
pub mod plot;
pub mod predict;
pub mod readings;
mod scatter;
pub mod shelf;
pub mod snapshot;
pub mod source;
pub mod tree;
pub mod wrong_answers;

pub use shelf::Shelf;

use crate::fault::{Fault, Faults, did_you_mean};
use crate::page::Page;
use anyhow::Result;
use std::ops::Range;

/// Every directive that a page may hold.
pub const NAMES: [&str; 18] = [
    "snapshot",
    "player",
    "layout",
    "listing",
    "source",
    "predict",
    "exercise",
    "wrong-answers",
    "orderings",
    "claim",
    "claims",
    "oracle",
    "bench",
    "tree",
    "measured",
    "plot",
    "include",
    "title",
];

/// A directive as it stands on a page.
#[derive(Debug)]
pub struct Directive<'p> {
    /// Its name, one of [`NAMES`].
    pub name: &'p str,
    /// What follows the name.
    pub argument: &'p str,
    /// The page.
    pub page: &'p Page,
    /// Its line, from 0.
    pub line: usize,
    /// The lines of its body, from 0; empty but for `predict`.
    pub body: Range<usize>,
    /// What of its body stands on its own first line.
    pub first: &'p str,
    /// What of its body stands on the line that closes it.
    pub last: &'p str,
    /// The first line after it, from 0.
    pub end: usize,
}

impl<'p> Directive<'p> {
    /// The directive at that line, if the line holds one. `end` is where the text ends.
    pub fn at(page: &'p Page, line: usize, end: usize) -> Option<Result<Directive<'p>, Fault>> {
        let text = page.lines[line].as_str();
        let start = text.find("{{#").or_else(|| text.find("{{/"))?;
        Some(Self::parse(page, line, end, start).map_err(|message| Fault::new(&page.name, line + 1, message)))
    }

    fn parse(page: &'p Page, line: usize, end: usize, start: usize) -> Result<Directive<'p>, String> {
        let text = page.lines[line].as_str();
        let Some(inside) = text[start..].strip_prefix("{{#") else {
            return Err("this closes nothing; a block starts with {{#predict lesson-NN/NAME}}".to_owned());
        };
        let Some((inside, after)) = inside.split_once("}}") else {
            return Err("the directive is not closed on its line; end it with }}".to_owned());
        };
        let (name, argument) = inside.trim().split_once(char::is_whitespace).unwrap_or((inside.trim(), ""));
        if !NAMES.contains(&name) && name != "rustdoc_include" {
            return Err(format!("there is no directive `{name}`{}", did_you_mean(name, NAMES)));
        }
        let deep = text[..start].trim_start_matches(|c: char| c.is_whitespace() || c == '>');
        if !deep.is_empty() || (!after.trim().is_empty() && name != "predict") {
            return Err(format!("{{{{#{name}}}}} stands alone on its line; nothing goes before or after it"));
        }
        let argument = argument.trim();
        let found = Directive { name, argument, page, line, body: line..line, first: "", last: "", end: line + 1 };
        if name == "predict" { found.block(after.trim(), end) } else { Ok(found) }
    }

    /// The same with its body: what follows it, up to `{{/predict}}`.
    fn block(self, after: &'p str, end: usize) -> Result<Directive<'p>, String> {
        const CLOSE: &str = "{{/predict}}";
        if let Some(question) = after.strip_suffix(CLOSE) {
            return Ok(Directive { first: question.trim(), ..self });
        }
        let closes = |at: &usize| self.page.lines[*at].trim_end().ends_with(CLOSE);
        let Some(close) = (self.line + 1..end).find(closes) else {
            return Err(format!("{{{{#predict}}}} is never closed; end the question with {CLOSE}"));
        };
        let last = self.page.lines[close].trim().trim_end_matches(CLOSE).trim();
        Ok(Directive { body: self.line + 1..close, first: after, last, end: close + 1, ..self })
    }

    /// What stands in its place.
    ///
    /// # Errors
    /// What it names is not there, or is of another kind. Faults inside its body go to `faults`.
    pub fn expand(&self, shelf: &Shelf<'_>, faults: &mut Faults) -> Result<String> {
        match self.name {
            "snapshot" => snapshot::expand(shelf, self),
            "player" => player::expand(shelf, self),
            "layout" => layout::expand(shelf, self),
            "listing" => listing::expand(shelf, self),
            "source" => source::expand(shelf, self),
            "predict" => predict::expand(shelf, self, faults),
            "exercise" => exercise::expand(shelf, self),
            "wrong-answers" => wrong_answers::expand(shelf, self),
            "orderings" => orderings::expand(shelf, self),
            "claim" => claims::one(shelf, self),
            "claims" => claims::all(shelf, self),
            "oracle" => oracle::expand(shelf, self),
            "bench" => bench::expand(shelf, self),
            "tree" => tree::expand(shelf, self),
            "measured" => measured::expand(shelf, self),
            "plot" => plot::expand(shelf, self),
            _ => include::expand(shelf, self),
        }
    }
}
