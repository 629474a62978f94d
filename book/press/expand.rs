//! From the text as it was written to the text that mdBook renders: every directive is replaced by what it names.
//!
//! This is the one way through which the book is made, whether `workbook build`, `workbook serve` or mdBook's own
//! program asks for it.

use crate::directive::{self, Directive, Shelf};
use crate::fault::{Fault, Faults};
use crate::page::{Language, Page};
use crate::workspace::Workspace;
use crate::{check, html};
use mdbook_preprocessor::book::{Book, BookItem};
use std::ops::Range;
use std::path::Path;

/// Expands every page of the book in place, and checks what can be checked before it is HTML.
///
/// # Errors
/// All faults of all pages.
pub fn book(workspace: &Workspace, src: &Path, book: &mut Book) -> Result<(), Faults> {
    let mut faults = Faults::default();
    let mut pages = Vec::new();
    let text = workspace.name(&workspace.join(src));
    book.for_each_mut(|item| {
        if let BookItem::Chapter(chapter) = item
            && let Some(path) = chapter.source_path.as_ref().or(chapter.path.as_ref())
        {
            let path = path.to_string_lossy().replace('\\', "/");
            let (page, typed) = Page::parse(&format!("{text}/{path}"), &path, &chapter.content);
            faults.extend(typed);
            pages.push(page);
        }
    });
    let shelf = Shelf::new(workspace, &pages);
    let mut expanded = pages.iter().map(|page| self::page(&shelf, page, &mut faults)).collect::<Vec<_>>().into_iter();
    book.for_each_mut(|item| {
        if let BookItem::Chapter(chapter) = item
            && chapter.path.is_some()
            && let Some(content) = expanded.next()
        {
            chapter.content = content;
        }
    });
    faults.extend(check::snapshots::faults(workspace, &shelf.used()));
    faults.into_result()
}

fn page(shelf: &Shelf<'_>, page: &Page, faults: &mut Faults) -> String {
    lines(shelf, page, 0..page.lines.len(), faults)
}

/// Expands some lines of a page. The body of a directive is expanded by the same way in.
pub fn lines(shelf: &Shelf<'_>, page: &Page, range: Range<usize>, faults: &mut Faults) -> String {
    let mut out = String::new();
    let mut at = range.start;
    while at < range.end {
        let line = &page.lines[at];
        if let Some(fence) = page.fence_at(at) {
            match fence.language {
                Language::Pikchr => match directive::diagram::expand(&fence.info, &fence.body) {
                    Ok(figure) => place(&mut out, line, &figure),
                    Err(error) => faults.push(Fault::new(&page.name, at + 1, format!("{error:#}"))),
                },
                Language::Console => {
                    for line in &page.lines[fence.lines.clone()] {
                        out.push_str(line);
                        out.push('\n');
                    }
                }
            }
            refuse_directives(page, at + 1..fence.lines.end, faults);
            at = fence.lines.end.min(range.end);
            continue;
        }
        match Directive::at(page, at, range.end) {
            None => {
                out.push_str(line);
                out.push('\n');
                at += 1;
            }
            Some(Err(fault)) => {
                faults.push(fault);
                at += 1;
            }
            Some(Ok(directive)) => {
                match directive.expand(shelf, faults) {
                    Ok(text) => place(&mut out, line, &text),
                    Err(error) => faults.push(Fault::new(&page.name, at + 1, format!("{error:#}"))),
                }
                at = directive.end;
            }
        }
    }
    out
}

/// Puts a figure in the place of a line, as deep in a list or a quotation as the line was.
fn place(out: &mut String, line: &str, figure: &str) {
    let deep: String = line.chars().take_while(|c| c.is_whitespace() || *c == '>').collect();
    let apart = if deep.trim().is_empty() { String::new() } else { deep.trim_end().to_owned() };
    out.push_str(&apart);
    out.push('\n');
    for line in figure.lines() {
        if line.is_empty() {
            out.push_str(&apart);
        } else {
            out.push_str(&deep);
            out.push_str(line);
        }
        out.push('\n');
    }
    out.push_str(&apart);
    out.push('\n');
}

/// A directive inside a fence would be shown, or replaced by mdBook: neither is meant.
fn refuse_directives(page: &Page, inside: Range<usize>, faults: &mut Faults) {
    for at in inside {
        if page.lines.get(at).is_some_and(|line| line.contains("{{#")) {
            faults.push(Fault::new(&page.name, at + 1, "a directive inside a fenced block does nothing; take it out"));
        }
    }
}

/// Markdown in one paragraph, for a place where HTML is wanted: code spans, strong text and emphasis, links as they are.
pub fn inline(markdown: &str) -> String {
    use mdbook_markdown::pulldown_cmark::{Event, Tag, TagEnd};
    let mut out = String::new();
    let options = mdbook_markdown::MarkdownOptions::default();
    for event in mdbook_markdown::new_cmark_parser(markdown.trim(), &options) {
        match event {
            Event::Start(Tag::Emphasis) => out.push_str("<em>"),
            Event::End(TagEnd::Emphasis) => out.push_str("</em>"),
            Event::Start(Tag::Strong) => out.push_str("<strong>"),
            Event::End(TagEnd::Strong) => out.push_str("</strong>"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                out.push_str(&format!("<a href=\"{}\">", html::escape(&dest_url)));
            }
            Event::End(TagEnd::Link) => out.push_str("</a>"),
            Event::Code(code) => out.push_str(&format!("<code>{}</code>", html::escape(&code))),
            Event::Text(text) => out.push_str(&html::escape(&text)),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::End(TagEnd::Paragraph) => out.push(' '),
            _ => {}
        }
    }
    out.trim_end().to_owned()
}
