//! The book as a whole: it builds, it is the same every time, it works anywhere, and it cannot be broken in silence.

#[path = "book/broken.rs"]
mod broken;
#[path = "book/figures.rs"]
mod figures;
#[path = "book/mini.rs"]
mod mini;
#[path = "book/protocol.rs"]
mod protocol;
#[path = "book/served.rs"]
mod served;
#[path = "book/socket.rs"]
mod socket;

use mini::{Mini, files_of, workbook};
use std::path::Path;
use workbook::build;
use workbook::check::Document;
use workbook::site::{Use, describe};
use workbook::workspace::Workspace;

#[test]
fn the_real_book_builds() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = Workspace::at(env!("CARGO_MANIFEST_DIR"));
    if let Err(error) = build::into(&root, &dir.path().join("site"), &Use::default()) {
        panic!("{}", describe(&error));
    }
    assert!(dir.path().join("site/index.html").is_file());
}

#[test]
fn two_builds_give_the_same_bytes() {
    let book = Mini::new();
    let (one, two) = (book.build_to("one"), book.build_to("two"));
    let (one, two) = (files_of(&one), files_of(&two));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(two[name] == *bytes, "{name} differs from one build to the next");
    }
}

#[test]
fn no_page_has_a_link_that_would_leave_a_prefix() {
    let book = Mini::new();
    let site = book.build_to("site");
    let mut seen = 0;
    for (name, bytes) in files_of(&site).into_iter().filter(|(name, _)| name.ends_with(".html")) {
        let html = String::from_utf8(bytes).expect("HTML is UTF-8");
        assert!(!html.contains("<base"), "{name} fixes where the book is");
        assert!(!html.contains("WebSocket"), "{name} has the live script");
        for reference in Document::read(&html).references {
            seen += 1;
            assert!(!reference.target.starts_with('/'), "{name}: {}", reference.target);
        }
    }
    assert!(seen > 50, "the pages were read: {seen} references");
}

#[test]
fn a_site_url_makes_the_page_for_a_wrong_address_work_at_any_depth() {
    let book = Mini::new();
    let dest = book.path("site");
    let how = Use { live: None, site_url: Some("/workbook/".to_owned()) };
    build::into(&book.workspace(), &dest, &how).expect("it builds");
    let html = std::fs::read_to_string(dest.join("404.html")).expect("written");
    assert!(html.contains("<base href=\"/workbook/\">"));
}

#[test]
fn every_page_has_a_title_and_a_description_of_its_own() {
    let book = Mini::new();
    let page = book.page("chapter/index.html");
    assert!(page.contains("<title>Slices - A miniature</title>"), "{}", &page[..400]);
    assert!(page.contains("<meta name=\"description\" content=\"What a slice copies is a header.\">"));
    assert!(book.page("chapter/source.html").contains("content=\"All files of the lesson.\""));
}

#[test]
fn a_player_holds_its_frames_three_times_over() {
    let page = Mini::new().page("chapter/index.html");
    let json =
        page.split_once("class=\"scene\">").and_then(|(_, rest)| rest.split_once("</script>")).expect("the scene").0;
    let scene: serde_json::Value = serde_json::from_str(json).expect("the script is JSON");
    let frame = &scene["frames"][1];
    assert_eq!(frame["code"], "append.rs:append");
    assert_eq!(frame["mark"], 5, "the line's number in the file");
    assert_eq!(frame["source"], "../chapter/source.html#src-append-rs");
    assert_eq!(frame["goUrl"], "https://github.com/golang/go/blob/go1.27.3/src/runtime/slice.go#L178");
    assert!(page.contains("<span class=\"line\" data-n=\"5\">    grow(s)</span>"), "the code");
    let list =
        page.split_once("<ol class=\"trace\">").and_then(|(_, rest)| rest.split_once("</ol>")).expect("the list").0;
    for part in ["append(s, 4)", "&lt;b&gt; is text", "s: len 4", "recvq", "runtime/slice.go growslice"] {
        assert!(list.contains(part), "{part} is in the list:\n{list}");
    }
}

#[test]
fn what_a_directive_names_is_on_the_page() {
    let page = Mini::new().page("chapter/index.html");
    for part in [
        "<figure class=\"snapshot\">",
        "len 3 cap 4\n\n{{#player}} is not expanded here",
        "cargo test -p lesson-01 --test scenes it_grows",
        "<code>lessons/01-slices/src/append.rs</code>",
        "<details class=\"predict\">",
        "Because there is room.",
        "Exercise 1.1 \u{b7} The growth rule",
        "<summary>Hint 3</summary>",
        "held until Go 1.17",
        "Printed by <span class=\"release\">go1.27.3</span>",
        "0.50\u{d7} Vec",
        "<svg role=\"img\" aria-label=\"A header points into an array\"",
        "lesson-01 --test exercises 1.1",
        "<figure class=\"layout\">",
        "<th scope=\"row\">too small</th><td>Forgets <code>needed</code>.</td>",
    ] {
        assert!(page.contains(part), "{part} is on the page:\n{page}");
    }
    assert!(!page.contains("it leaves out"), "only the labelled part of a recording is shown");
    assert!(!page.contains("ANCHOR"), "anchors are not shown");
}

#[test]
fn a_question_may_start_and_end_on_the_lines_of_its_directive() {
    for question in [
        "{{#predict lesson-01/it_grows}} How *long*? {{/predict}}",
        "{{#predict lesson-01/it_grows}} How\n*long*? {{/predict}}",
        "{{#predict lesson-01/it_grows}}\nHow *long*?\n{{/predict}}",
    ] {
        let book = Mini::new();
        book.add(question);
        let page = book.page("chapter/index.html");
        let asked = page
            .split("<summary>")
            .any(|part| part.split("</summary>").next().is_some_and(|q| q.contains("<em>long</em>?")));
        assert!(asked, "{question}\n{page}");
    }
}

#[test]
fn a_directive_in_a_list_stays_in_its_item() {
    let page = Mini::new().page("chapter/index.html");
    let item = page.split_once("<p>in a list:</p>").and_then(|(_, rest)| rest.split_once("</li>")).expect("the item").0;
    assert!(item.contains("class=\"claim\""), "{item}");
}

#[test]
fn a_failed_build_leaves_the_old_site_and_nothing_else() {
    let book = Mini::new();
    let site = book.build_to("site");
    let before = files_of(&site);
    book.write("book/text/index.md", "# Broken\n\n{{#snapshot lesson-01/none}}\n");
    build::into(&book.workspace(), &site, &Use::default()).expect_err("it is broken");
    assert!(files_of(&site) == before);
    let left: Vec<_> =
        std::fs::read_dir(book.root()).expect("read").filter_map(|e| e.ok()?.file_name().into_string().ok()).collect();
    assert!(!left.iter().any(|name| name.starts_with(".workbook-")), "{left:?}");
}

#[test]
fn a_folder_that_is_no_book_is_not_overwritten() {
    let book = Mini::new();
    book.write("mine/notes.txt", "mine");
    let error = build::into(&book.workspace(), &book.path("mine"), &Use::default()).expect_err("refused");
    assert!(error.to_string().contains("holds something that is not a book"), "{error}");
    assert!(book.path("mine/notes.txt").is_file());
}

#[test]
fn every_command_explains_itself() {
    for command in ["serve", "build", "learn", "doctor", "starters", "preprocess"] {
        let said = workbook(Path::new("/"), &[command, "--help"]);
        assert!(said.status.success(), "{command} --help");
        let text = String::from_utf8_lossy(&said.stdout).into_owned();
        assert!(text.contains(&format!("workbook {command}")) && text.contains("--help"), "{text}");
    }
    let said = workbook(Path::new("/"), &["--help"]);
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(text.contains("--port") && text.contains("preprocess"), "{text}");
}

#[test]
fn outside_a_workbook_the_error_says_what_is_missing() {
    let empty = tempfile::tempdir().expect("a temporary folder");
    let said = workbook(empty.path(), &["build"]);
    let text = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(!said.status.success() && text.contains("no book.toml beside a folder lessons/"), "{text}");
}
