//! mdBook's protocol, spoken to the program itself, as plain `mdbook build` speaks it.

use crate::mini::{Mini, workbook};
use mdbook_driver::MDBook;
use mdbook_preprocessor::PreprocessorContext;
use mdbook_preprocessor::book::{Book, BookItem};
use std::io::Write;
use std::process::{Command, Output, Stdio};

fn ask(book: &Mini) -> Output {
    let loaded = MDBook::load(book.root()).expect("the book loads");
    let context = PreprocessorContext::new(book.root().to_owned(), loaded.config.clone(), "html".to_owned());
    let input = serde_json::to_vec(&(&context, &loaded.book)).expect("the book is JSON");
    let mut child = Command::new(env!("CARGO_BIN_EXE_workbook"))
        .arg("preprocess")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("it has an input").write_all(&input).expect("it reads");
    child.wait_with_output().expect("it ends")
}

#[test]
fn the_book_comes_back_expanded() {
    let said = ask(&Mini::new());
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let book: Book = serde_json::from_slice(&said.stdout).expect("the answer is a book");
    let chapter = book.iter().find_map(|item| match item {
        BookItem::Chapter(chapter) if chapter.name == "Slices" => Some(&chapter.content),
        _ => None,
    });
    let chapter = chapter.expect("the chapter is there");
    assert!(chapter.contains("<trace-player") && chapter.contains("figure class=\"snapshot\""), "{chapter}");
    assert!(!chapter.contains("{{#snapshot"), "{chapter}");
}

#[test]
fn a_broken_book_fails_with_page_and_line() {
    let book = Mini::new();
    let at = book.add("{{#snapshot lesson-01/none}}");
    let said = ask(&book);
    let text = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(!said.status.success() && text.contains(&format!("book/text/chapter/index.md:{at}: ")), "{text}");
}

#[test]
fn html_is_supported_and_other_renderers_are_not() {
    let root = Mini::new();
    assert!(workbook(root.root(), &["preprocess", "supports", "html"]).status.success());
    assert!(!workbook(root.root(), &["preprocess", "supports", "epub"]).status.success());
}
