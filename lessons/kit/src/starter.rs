//! A starter is its solution without the reader's part.
//!
//! In a solution the reader's part stands between two markers, and what the starter has instead stands there
//! as comments that begin with `//~`:
//!
//! ```text
//!     // exercise: begin                          // your part: begin
//!     //~ todo!("the next capacity")      ->      todo!("the next capacity")
//!     old_cap * 2                                 // your part: end
//!     // exercise: end
//! ```
//!
//! The press writes starters with this, and the harness compares with it, so they cannot disagree.

use std::fmt;

const BEGIN: &str = "// exercise: begin";
const END: &str = "// exercise: end";
const LINE: &str = "//~";
const YOURS_BEGIN: &str = "// your part: begin";
const YOURS_END: &str = "// your part: end";

/// What is wrong with a solution's markers, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkerError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// The ways in which markers can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file has no markers at all.
    NoMarkers,
    /// A part begins and never ends.
    NoEnd,
    /// A part begins inside another.
    Nested,
    /// A part ends that never began.
    NoBegin,
    /// A part has no line for the starter.
    NoStarterLine,
    /// A starter's line stands outside every part.
    LineOutside,
}

impl fmt::Display for MarkerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line;
        match self.fault {
            Fault::NoMarkers => write!(f, "no `{BEGIN}`: put the reader's part between `{BEGIN}` and `{END}`"),
            Fault::NoEnd => write!(f, "line {line}: `{BEGIN}` has no end: add `{END}` after the reader's part"),
            Fault::Nested => write!(f, "line {line}: `{BEGIN}` inside a part: end the first one with `{END}`"),
            Fault::NoBegin => write!(f, "line {line}: `{END}` without a begin: add `{BEGIN}` before it"),
            Fault::NoStarterLine => {
                write!(f, "line {line}: this part leaves the reader nothing: add a line `{LINE} todo!(\"...\")`")
            }
            Fault::LineOutside => write!(f, "line {line}: `{LINE}` outside a part: move it below `{BEGIN}`"),
        }
    }
}

impl std::error::Error for MarkerError {}

/// Makes the starter of a solution.
///
/// # Errors
/// The first marker that is wrong, with its line.
pub fn starter(solution: &str) -> Result<String, MarkerError> {
    let fail = |line, fault| Err(MarkerError { line, fault });
    let mut text = String::with_capacity(solution.len());
    let mut parts = 0;
    // While inside a part: the line of its begin, and how many lines the starter has got from it.
    let mut part: Option<(usize, usize)> = None;
    for (number, line) in solution.lines().enumerate().map(|(index, line)| (index + 1, line)) {
        let code = line.trim();
        let indent = &line[..line.len() - line.trim_start().len()];
        match (&mut part, code) {
            (None, BEGIN) => {
                text.push_str(&format!("{indent}{YOURS_BEGIN}\n"));
                part = Some((number, 0));
                parts += 1;
            }
            (Some(_), BEGIN) => return fail(number, Fault::Nested),
            (None, END) => return fail(number, Fault::NoBegin),
            (Some((begin, 0)), END) => return fail(*begin, Fault::NoStarterLine),
            (Some(_), END) => {
                text.push_str(&format!("{indent}{YOURS_END}\n"));
                part = None;
            }
            (Some((_, lines)), _) => {
                if let Some(kept) = code.strip_prefix(LINE) {
                    let kept = kept.strip_prefix(' ').unwrap_or(kept);
                    text.push_str(if kept.is_empty() { "" } else { indent });
                    text.push_str(kept);
                    text.push('\n');
                    *lines += 1;
                }
            }
            (None, _) if code.starts_with(LINE) => return fail(number, Fault::LineOutside),
            (None, _) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    match part {
        Some((begin, _)) => fail(begin, Fault::NoEnd),
        None if parts == 0 => fail(1, Fault::NoMarkers),
        None => Ok(text),
    }
}

/// The lines between a file's markers, whether it is a solution or made from one, without the starter's lines. A file
/// whose markers are gone (they are the reader's to delete) is given whole.
pub fn parts(source: &str) -> Vec<&str> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in source.lines() {
        match line.trim() {
            BEGIN | YOURS_BEGIN => inside = true,
            END | YOURS_END => inside = false,
            code if inside && !code.starts_with(LINE) => lines.push(line),
            _ => {}
        }
    }
    if lines.is_empty() { source.lines().collect() } else { lines }
}

/// Whether two files say the same: line endings, blanks at the ends of lines and blank lines at the end of the
/// file do not count, because editors change them on their own.
pub fn same_text(one: &str, other: &str) -> bool {
    let tidy = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned();
    tidy(one) == tidy(other)
}

/// A file's `//!` header as Markdown: an exercise's task, a wrong answer's mistake.
pub fn header(source: &str) -> String {
    let lines = source.lines().map_while(|line| line.trim_end().strip_prefix("//!"));
    let text = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n");
    text.trim().to_owned()
}
