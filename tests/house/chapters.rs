//! Every chapter has the same beats in the same order, so that a reader always knows where she is.

use crate::tree::{Tree, assert_none, assert_one};

/// The headings of a chapter.
const BEATS: [&str; 9] = [
    "Predict",
    "The idea",
    "Build it",
    "Watch it",
    "What Go does",
    "The notes, checked",
    "How fast",
    "Exercises",
    "Go further",
];

const SUMMARY: &str = "book/text/SUMMARY.md";

fn complaints(tree: &Tree) -> Vec<String> {
    let Some(summary) = tree.get(SUMMARY) else {
        return vec![format!("{SUMMARY} is missing")];
    };
    chapters(summary).into_iter().flat_map(|chapter| beats(tree, &format!("book/text/{chapter}"))).collect()
}

/// The chapters that the summary lists: `01-slices/index.md`.
fn chapters(summary: &str) -> Vec<&str> {
    let targets = summary.lines().filter_map(|line| line.split_once("](")?.1.split(')').next());
    let numbered = |page: &&str| page.ends_with("/index.md") && page.starts_with(|c: char| c.is_ascii_digit());
    targets.filter(numbered).collect()
}

fn beats(tree: &Tree, page: &str) -> Vec<String> {
    let Some(text) = tree.get(page) else {
        return vec![format!("{SUMMARY} lists {page}, which is missing")];
    };
    let headings: Vec<(usize, &str)> = headings(text);
    let mut all = Vec::new();
    let mut last = 0;
    for beat in BEATS {
        match headings.iter().find(|(_, heading)| *heading == beat) {
            None => all.push(format!("{page}: no heading `## {beat}`")),
            Some(&(number, _)) if number < last => all.push(format!("{page}:{number}: `{beat}` comes too early")),
            Some(&(number, _)) => last = number,
        }
    }
    all
}

/// The headings of the second level outside code, with their lines and without `{#id}`.
fn headings(text: &str) -> Vec<(usize, &str)> {
    let mut fenced = false;
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        fenced ^= line.trim_start().starts_with("```");
        if let Some(heading) = line.strip_prefix("## ").filter(|_| !fenced) {
            found.push((number + 1, heading.split("{#").next().unwrap_or(heading).trim()));
        }
    }
    found
}

#[test]
fn every_chapter_has_its_beats() {
    assert_none(&complaints(&Tree::of_this_repository()));
}

#[test]
fn a_chapter_without_a_beat_is_reported() {
    let page = |headings: &[&str]| {
        let text = headings.iter().map(|heading| format!("## {heading}\n\nText.\n\n")).collect::<String>();
        let summary = "# Summary\n\n[The workbook](index.md)\n\n- [Slices](01-slices/index.md)\n  - [Source](01-slices/source.md)";
        complaints(&Tree::of(&[(SUMMARY, summary), ("book/text/01-slices/index.md", &text)]))
    };
    assert_none(&page(&BEATS));
    assert_none(&page(&[&BEATS[..2], &["An aside"], &BEATS[2..]].concat()));
    assert_none(&page(&[&["Predict {#predict}"], &BEATS[1..]].concat()));
    assert_one(&page(&[&BEATS[..3], &BEATS[4..]].concat()), "no heading `## Watch it`");
    assert_one(&page(&[&["The idea", "Predict"], &BEATS[2..]].concat()), "`The idea` comes too early");
}

#[test]
fn a_chapter_that_is_missing_is_reported() {
    let tree = Tree::of(&[(SUMMARY, "- [Slices](01-slices/index.md)")]);
    assert_one(&complaints(&tree), "lists book/text/01-slices/index.md, which is missing");
}
