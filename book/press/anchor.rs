//! Anchors: the named pieces of a source file that pages show.
//!
//! They are mdBook's own: `// ANCHOR: name` opens one, `// ANCHOR_END: name` closes it. The press reads them
//! itself, because mdBook shows an empty block where an anchor is missing, and says nothing. A function needs no
//! anchor: its name is one.

use crate::fault::did_you_mean;
use crate::item;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::path::Path;

/// The most anchors that one file may hold (style.md: no marker soup).
pub const MOST_ANCHORS: usize = 6;

/// A line as it is shown, with its number in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, from 1, as an editor shows it.
    pub number: usize,
    /// Its text.
    pub text: String,
}

/// A source file as pages show it: without anchor lines, and with the pieces they named.
#[derive(Debug)]
pub struct Source {
    name: String,
    lines: Vec<Line>,
    anchors: Vec<(String, std::ops::Range<usize>)>,
}

impl Source {
    /// Reads a file and its anchors.
    ///
    /// # Errors
    /// The file cannot be read; an anchor is opened twice, never closed, or closed and never opened; more than six.
    pub fn read(workspace: &Workspace, path: &Path) -> Result<Source> {
        Source::parse(workspace.name(path), &workspace.read(path)?)
    }

    fn parse(name: String, text: &str) -> Result<Source> {
        let (mut lines, mut anchors, mut open) = (Vec::new(), Vec::new(), Vec::<(String, usize, usize)>::new());
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(anchor) = marker(line, "ANCHOR:") {
                let taken = open.iter().map(|(n, ..)| n).chain(anchors.iter().map(|(n, _)| n)).any(|n| n == anchor);
                if taken {
                    bail!("{name}:{number}: the anchor `{anchor}` is opened a second time; give each its own name");
                }
                open.push((anchor.to_owned(), lines.len(), number));
            } else if let Some(anchor) = marker(line, "ANCHOR_END:") {
                let Some(at) = open.iter().position(|(n, ..)| n == anchor) else {
                    bail!("{name}:{number}: ANCHOR_END: {anchor} closes an anchor that is not open");
                };
                let (anchor, start, _) = open.remove(at);
                anchors.push((anchor, start..lines.len()));
            } else {
                lines.push(Line { number, text: line.to_owned() });
            }
        }
        if let Some((anchor, _, number)) = open.first() {
            bail!("{name}:{number}: the anchor `{anchor}` is never closed; add `// ANCHOR_END: {anchor}`");
        }
        if anchors.len() > MOST_ANCHORS {
            bail!(
                "{name}:1: {} anchors, but at most {MOST_ANCHORS} a file; split the file, or show larger items",
                anchors.len()
            );
        }
        Ok(Source { name, lines, anchors })
    }

    /// The whole file, without anchor lines.
    pub fn whole(&self) -> String {
        text(&tidy(&self.lines))
    }

    /// The piece that `anchor` names, or the function of that name, its common indentation removed.
    ///
    /// # Errors
    /// The file has no such anchor or function; the message offers the nearest.
    pub fn anchored(&self, anchor: &str) -> Result<String> {
        Ok(text(&self.anchored_lines(anchor)?))
    }

    /// The same, line by line with their numbers.
    ///
    /// # Errors
    /// As [`Source::anchored`].
    pub fn anchored_lines(&self, anchor: &str) -> Result<Vec<Line>> {
        let named = self.anchors.iter().find(|(name, _)| name == anchor).map(|(_, range)| range.clone());
        match named.or_else(|| item::function(&self.lines, anchor)) {
            Some(range) => Ok(tidy(&self.lines[range])),
            None => {
                let there = self.anchors.iter().map(|(name, _)| name.as_str()).chain(item::functions(&self.lines));
                bail!("{} has no anchor or function `{anchor}`{}", self.name, did_you_mean(anchor, there))
            }
        }
    }

    /// Checks that markers name `anchor`: mdBook's own includes know no functions.
    ///
    /// # Errors
    /// The file has no such marker; the message offers the nearest.
    pub fn marked(&self, anchor: &str) -> Result<()> {
        let names = || self.anchors.iter().map(|(name, _)| name);
        if names().all(|name| name != anchor) {
            bail!("{} has no anchor `{anchor}`{}", self.name, did_you_mean(anchor, names()));
        }
        Ok(())
    }
}

/// The name in a marker line: mdBook takes any line that holds the marker, whatever the language's comment is.
fn marker<'l>(line: &'l str, word: &str) -> Option<&'l str> {
    let (before, after) = line.split_once(word)?;
    let is_comment = matches!(before.trim(), "//" | "#" | "--" | "/*" | "<!--");
    is_comment.then(|| after.split_whitespace().next()).flatten()
}

/// Drops blank lines at both ends and the indentation that all lines share.
fn tidy(lines: &[Line]) -> Vec<Line> {
    let blank = |line: &&Line| line.text.trim().is_empty();
    let skip = lines.iter().take_while(blank).count();
    let keep = lines.len() - lines[skip..].iter().rev().take_while(blank).count();
    let lines = &lines[skip..keep];
    let indent = |line: &Line| line.text.len() - line.text.trim_start().len();
    let common = lines.iter().filter(|l| !blank(l)).map(indent).min().unwrap_or(0);
    let cut = |line: &Line| Line { number: line.number, text: line.text.get(common..).unwrap_or("").to_owned() };
    lines.iter().map(cut).collect()
}

fn text(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Source> {
        Source::parse("a.rs".to_owned(), text)
    }

    #[test]
    fn an_anchor_yields_its_lines_without_markers_and_common_indentation() {
        let source = parse("a\n    // ANCHOR: x\n    b\n\n      c\n    // ANCHOR_END: x\nd").expect("well formed");
        assert_eq!(source.anchored("x").expect("there"), "b\n\n  c");
        assert_eq!(source.whole(), "a\n    b\n\n      c\nd");
    }

    #[test]
    fn a_missing_anchor_is_answered_with_the_nearest() {
        let source = parse("// ANCHOR: append\nb\n// ANCHOR_END: append").expect("well formed");
        let said = source.anchored("apend").expect_err("missing").to_string();
        assert_eq!(said, "a.rs has no anchor or function `apend`; did you mean `append`?");
    }

    #[test]
    fn an_anchor_that_is_never_closed_or_never_opened_is_refused() {
        let unclosed = parse("a\n// ANCHOR: x\nb").expect_err("unclosed").to_string();
        assert!(unclosed.starts_with("a.rs:2: the anchor `x` is never closed"), "{unclosed}");
        let unopened = parse("// ANCHOR_END: x").expect_err("unopened").to_string();
        assert!(unopened.starts_with("a.rs:1: ANCHOR_END: x closes"), "{unopened}");
    }
}
