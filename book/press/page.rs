//! One page of the text: its lines, its fenced blocks, and what may not be typed into it.

use crate::fault::Fault;
use mdbook_markdown::pulldown_cmark::{CodeBlockKind, Event, Tag};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use std::ops::Range;

/// A page as it was written.
#[derive(Debug)]
pub struct Page {
    /// How messages name it: `book/text/01-slices/index.md`.
    pub name: String,
    /// Where it lies in the text, with `/`: `01-slices/index.md`.
    pub path: String,
    /// Its lines.
    pub lines: Vec<String>,
    /// Its fenced blocks, by line.
    pub fences: Vec<Fence>,
}

/// A fenced block that a page may hold.
#[derive(Debug)]
pub struct Fence {
    /// Its lines, fences included, from 0.
    pub lines: Range<usize>,
    /// `pikchr` or `console`.
    pub language: Language,
    /// What follows the language: a diagram's alternative text.
    pub info: String,
    /// What is between the fences.
    pub body: String,
}

/// What may be typed into a page: everything else is included from where a test sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// A diagram, drawn when the book is built.
    Pikchr,
    /// Commands for the reader's shell; a test runs them.
    Console,
}

impl Page {
    /// Reads a page's text, and says what was typed into it that may not be.
    pub fn parse(name: &str, path: &str, text: &str) -> (Page, Vec<Fault>) {
        let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let line_of = |offset: usize| starts.partition_point(|start| *start <= offset) - 1;
        let (mut fences, mut faults) = (Vec::new(), Vec::new());
        let mut open: Option<Fence> = None;
        for (event, range) in new_cmark_parser(text, &MarkdownOptions::default()).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    let (first, last) = (line_of(range.start), line_of(range.end.saturating_sub(1)));
                    match language(&kind) {
                        Ok((language, info)) => {
                            open = Some(Fence { lines: first..last + 1, language, info, body: String::new() });
                        }
                        Err(what) => faults.push(Fault::new(name, first + 1, typed(&what))),
                    }
                }
                Event::Text(piece) => {
                    if let Some(fence) = &mut open {
                        fence.body.push_str(&piece);
                    }
                }
                Event::End(mdbook_markdown::pulldown_cmark::TagEnd::CodeBlock) => fences.extend(open.take()),
                Event::Html(html) | Event::InlineHtml(html) if has_pre(&html) => {
                    faults.push(Fault::new(name, line_of(range.start) + 1, typed("<pre>")));
                }
                _ => {}
            }
        }
        let lines = text.lines().map(str::to_owned).collect();
        (Page { name: name.to_owned(), path: path.to_owned(), lines, fences }, faults)
    }

    /// The fenced block that starts at that line.
    pub fn fence_at(&self, line: usize) -> Option<&Fence> {
        self.fences.iter().find(|fence| fence.lines.start == line)
    }

    /// The page's address in the built site: `01-slices/index.html`.
    pub fn html_path(&self) -> String {
        html_path(&self.path)
    }
}

/// Where mdBook writes a page: `a/README.md` becomes `a/index.html`.
pub fn html_path(path: &str) -> String {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let (dir, file) = stem.rsplit_once('/').map_or(("", stem), |(dir, file)| (dir, file));
    let file = if file.eq_ignore_ascii_case("readme") { "index" } else { file };
    if dir.is_empty() { format!("{file}.html") } else { format!("{dir}/{file}.html") }
}

fn has_pre(html: &str) -> bool {
    let html = html.to_ascii_lowercase();
    html.contains("<pre>") || html.contains("<pre ")
}

fn language(kind: &CodeBlockKind<'_>) -> Result<(Language, String), String> {
    let CodeBlockKind::Fenced(info) = kind else { return Err("an indented block".to_owned()) };
    let (word, rest) = info.split_once(char::is_whitespace).unwrap_or((info, ""));
    match word {
        "pikchr" => Ok((Language::Pikchr, rest.trim().to_owned())),
        "console" => Ok((Language::Console, rest.trim().to_owned())),
        "" => Err("a fenced block".to_owned()),
        word => Err(format!("a fenced `{word}` block")),
    }
}

fn typed(what: &str) -> String {
    format!(
        "{what} is typed into the page, where no test sees it; show source with {{{{#listing lesson-NN/FILE:ANCHOR}}}} and \
         output with {{{{#snapshot lesson-NN/NAME}}}} (only ```pikchr and ```console may be typed)"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_its_fences_and_refuses_typed_code() {
        let text = "a\n\n```pikchr A box\nbox\n```\n\n```rust\nfn f() {}\n```\n\n    typed\n\n<pre>x</pre>\n";
        let (page, faults) = Page::parse("p.md", "p.md", text);
        let fence = page.fence_at(2).expect("the diagram");
        assert_eq!((fence.lines.clone(), fence.info.as_str(), fence.body.as_str()), (2..5, "A box", "box\n"));
        let said: Vec<_> = faults.iter().map(|f| (f.line, f.message.split(" is ").next().unwrap_or(""))).collect();
        assert_eq!(said, [(7, "a fenced `rust` block"), (11, "an indented block"), (13, "<pre>")]);
    }

    #[test]
    fn a_readme_becomes_an_index() {
        assert_eq!(html_path("a/README.md"), "a/index.html");
        assert_eq!(html_path("notes.md"), "notes.html");
    }
}
