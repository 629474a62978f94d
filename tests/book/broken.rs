//! Each way to break a book, and the message that it must give: `page:line: what is wrong; did you mean NEAREST`.

use crate::mini::Mini;

pub const PAGE: &str = "book/text/chapter/index.md";
pub const SNAPSHOTS: &str = "lessons/01-slices/tests/snapshots";

/// The chapter with one more line must fail with a message at that line that holds these words.
#[track_caller]
pub fn fails_with(line: &str, words: &str) {
    let book = Mini::new();
    let at = book.add(line);
    holds(&book.fails(), &format!("{PAGE}:{at}: "), words);
}

/// One line of what was said starts so, and holds the words.
#[track_caller]
pub fn holds(said: &str, place: &str, words: &str) {
    assert!(
        said.lines().any(|line| line.starts_with(place) && line.contains(words)),
        "wanted `{place}...{words}`, got:\n{said}"
    );
}

#[test]
fn a_snapshot_that_is_not_there() {
    fails_with(
        "{{#snapshot lesson-01/it_growz}}",
        "lesson-01 has no snapshot `it_growz` (tests/snapshots/scenes__it_growz.snap); did you mean `it_grows`?",
    );
}

#[test]
fn a_snapshot_of_another_kind() {
    fails_with("{{#snapshot lesson-01/steps}}", "did you mean {{#player lesson-01/steps}}?");
    fails_with("{{#player lesson-01/header}}", "did you mean {{#layout lesson-01/header}}?");
    fails_with("{{#layout lesson-01/it_grows}}", "did you mean {{#snapshot lesson-01/it_grows}}?");
}

#[test]
fn a_lesson_that_is_not_there() {
    fails_with("{{#snapshot lesson-1/it_grows}}", "there is no lesson `lesson-1`; did you mean `lesson-01`?");
    fails_with("{{#bench lesson-02}}", "there is no lesson `lesson-02`; did you mean `lesson-01`?");
}

#[test]
fn a_file_or_an_anchor_that_is_not_there() {
    fails_with(
        "{{#listing lesson-01/apend.rs}}",
        "lessons/01-slices has no file `apend.rs`; did you mean `append.rs`?",
    );
    fails_with(
        "{{#listing lesson-01/append.rs:apend}}",
        "append.rs has no anchor or function `apend`; did you mean `append`?",
    );
    fails_with(
        "{{#listing oracle/slices/surprise.go}}",
        "no file `slices/surprise.go`; did you mean `slices/surprises.go`?",
    );
}

#[test]
fn an_include_that_mdbook_would_only_log() {
    fails_with(
        "{{#include ../shard.txt}}",
        "there is no file `../shard.txt` to include; did you mean `../shared.txt`?",
    );
    fails_with("{{#include ../shared.txt:part}}", "shared.txt has no anchor `part`; there is none to choose from");
    fails_with("{{#rustdoc_include ../shared.txt:part}}", "shared.txt has no anchor `part`");
}

#[test]
fn a_directive_that_does_not_exist_or_stands_in_a_sentence() {
    fails_with("{{#snapshoot lesson-01/it_grows}}", "there is no directive `snapshoot`; did you mean `snapshot`?");
    fails_with("See {{#snapshot lesson-01/it_grows}} here.", "{{#snapshot}} stands alone on its line");
    fails_with("Write {{#x to start.", "the directive is not closed on its line");
    fails_with("{{/predict}}", "this closes nothing");
}

#[test]
fn a_question_without_an_end_or_without_words() {
    fails_with("{{#predict lesson-01/it_grows}}\nWhy?", "{{#predict}} is never closed");
    fails_with("{{#predict lesson-01/it_grows}}\n\n{{/predict}}", "has no question");
}

#[test]
fn a_fault_inside_a_question_has_its_own_line() {
    let book = Mini::new();
    let at = book.add("{{#predict lesson-01/it_grows}}\nWhy?\n{{#listing lesson-01/none.rs}}\n{{/predict}}");
    holds(&book.fails(), &format!("{PAGE}:{}: ", at + 2), "has no file `none.rs`");
}

#[test]
fn code_that_is_typed_by_hand() {
    fails_with("```rust\nfn f() {}\n```", "a fenced `rust` block is typed into the page");
    fails_with("```\noutput\n```", "a fenced block is typed into the page");
    fails_with("~~~text\noutput\n~~~", "a fenced `text` block is typed into the page");
    fails_with("    indented", "an indented block is typed into the page");
    fails_with("<pre>x</pre>", "<pre> is typed into the page");
}

#[test]
fn a_diagram_that_is_none_or_says_nothing() {
    fails_with("```pikchr A box\nbax \"s\"\n```", "pikchr cannot draw this");
    fails_with("```pikchr\nbox\n```", "says nothing to who cannot see it");
}

#[test]
fn a_dead_link() {
    fails_with("[x](sauce.md)", "the link `sauce.md` leads nowhere; did you mean `source.md`?");
    fails_with("[x](../clams.md)", "the link `../clams.md` leads nowhere; did you mean `../claims.md`?");
    fails_with("![x](picture.png)", "the link `picture.png` leads nowhere");
    fails_with("<a href=\"../../x.html\">x</a>", "leads out of the book");
    fails_with("[x](/claims.html)", "starts at the host's root");
}

#[test]
fn a_link_to_a_heading_that_is_not_there() {
    fails_with("[x](#wach)", "the link `#wach` leads to no `#wach` on that page; did you mean `watch`?");
    fails_with(
        "[x](source.md#src-apend-rs)",
        "leads to no `#src-apend-rs` on that page; did you mean `src-append-rs`?",
    );
}

#[test]
fn two_things_with_one_id() {
    let book = Mini::new();
    book.add("<p id=\"watch\">x</p>");
    holds(&book.fails(), PAGE, "two things on the page have the id `watch`");
}

#[test]
fn anything_fetched_from_another_host() {
    let says = "would fetch `https://example.org/x";
    fails_with("![x](https://example.org/x.png)", says);
    fails_with("<script src=\"https://example.org/x.js\"></script>", says);
    fails_with("<link rel=\"stylesheet\" href=\"https://example.org/x.css\">", says);
    fails_with("<p style=\"background: url(https://example.org/x.png)\">x</p>", says);
    fails_with("<iframe src=\"//example.org/x\"></iframe>", "would fetch `//example.org/x`");
    let book = Mini::new();
    book.write("book/theme/css/mini.css", "p { margin: 0 }\n@import \"https://example.org/x.css\";\n");
    holds(&book.fails(), "book/theme/css/mini.css:2: ", says);
}

#[test]
fn a_snapshot_that_no_page_shows() {
    let book = Mini::new();
    book.snapshot("scenes__lost", "x");
    book.snapshot("behaviour__odd", "x");
    let said = book.fails();
    holds(&said, &format!("{SNAPSHOTS}/scenes__lost.snap:1: "), "put {{#snapshot lesson-01/lost}} on one");
    holds(&said, &format!("{SNAPSHOTS}/behaviour__odd.snap:1: "), "no page can show this snapshot");
}

#[test]
fn a_snapshot_that_nobody_accepted_or_that_is_no_text() {
    let book = Mini::new();
    book.write(&format!("{SNAPSHOTS}/scenes__it_grows.snap.new"), "---\nsource: x\n---\nnew\n");
    holds(&book.fails(), &format!("{SNAPSHOTS}/scenes__it_grows.snap.new:1: "), "nobody accepted");
    let book = Mini::new();
    book.write(
        &format!("{SNAPSHOTS}/scenes__picture.snap"),
        "---\nsource: x\nextension: png\nsnapshot_kind: binary\n---\n",
    );
    book.write(&format!("{SNAPSHOTS}/scenes__picture.snap.png"), "png");
    let at = book.add("{{#snapshot lesson-01/picture}}");
    holds(&book.fails(), &format!("{PAGE}:{at}: "), "is a binary snapshot; the book shows text only");
}

#[test]
fn a_frame_whose_line_is_not_on_exactly_one_line() {
    let steps = &format!("{SNAPSHOTS}/scenes__steps.snap");
    let says = "must be on exactly one";
    for (line, lines) in
        [("\"line\": \"shrink(\"", "on 0 lines"), ("\"line\": \"}\"", "on 1 lines"), ("\"line\": \"s\"", "on 2 lines")]
    {
        let book = Mini::new();
        book.replace(steps, "\"line\": \"grow(\"", line);
        if lines == "on 1 lines" {
            book.build_to("site");
            continue;
        }
        let said = book.fails();
        holds(&said, PAGE, says);
        holds(&said, PAGE, lines);
        holds(&said, PAGE, "frame 2 of steps (`s = append(s, 4)`)");
    }
}

#[test]
fn a_frame_that_names_an_item_or_a_function_that_is_not_there() {
    let steps = &format!("{SNAPSHOTS}/scenes__steps.snap");
    let book = Mini::new();
    book.replace(steps, "append.rs:append", "append.rs:apend");
    holds(&book.fails(), PAGE, "has no anchor or function `apend`; did you mean `append`?");
    let book = Mini::new();
    book.replace(steps, "runtime/slice.go growslice", "runtime/slice.go growSlice");
    holds(&book.fails(), PAGE, "no function `runtime/slice.go growSlice`; did you mean `runtime/slice.go growslice`?");
}

#[test]
fn a_claim_or_a_section_that_is_not_there() {
    fails_with("{{#claim SL1O}}", "has no claim `SL1O`; did you mean `SL10`?");
    fails_with("{{#claims slices}}", "has no section `slices`; did you mean `slice`?");
}

#[test]
fn an_exercise_that_is_not_there_or_has_two_hints() {
    fails_with("{{#exercise 1.2}}", "there is no exercise `1.2`; did you mean `1.1`?");
    let book = Mini::new();
    book.replace("lessons/01-slices/exercises.toml", "\"One.\", ", "");
    holds(
        &book.fails(),
        PAGE,
        "exercise 1.1: it has not three hints: write three, each saying more than the one before",
    );
}

#[test]
fn a_recording_or_a_part_of_one_that_is_not_there() {
    fails_with("{{#oracle slices/surprise}}", "no recording `slices/surprise`; did you mean `slices/surprises`?");
    fails_with("{{#oracle slices/surprises:grows}}", "has no part `grows`; did you mean `growth`?");
}

#[test]
fn anchors_that_are_unclosed_or_too_many() {
    let append = "lessons/01-slices/src/append.rs";
    let book = Mini::new();
    book.replace(append, "// ANCHOR_END: append\n", "");
    holds(&book.fails(), PAGE, "append.rs:3: the anchor `append` is never closed");
    let book = Mini::new();
    let many: String = (0..6).map(|n| format!("// ANCHOR: a{n}\n// ANCHOR_END: a{n}\n")).collect();
    book.replace(append, "use std::mem;\n", &many);
    holds(&book.fails(), PAGE, "7 anchors, but at most 6 a file");
}

#[test]
fn a_reading_order_that_leaves_a_file_out_or_names_one_too_many() {
    let source = "book/text/chapter/source.md:5: ";
    let book = Mini::new();
    book.write("lessons/01-slices/src/copy.rs", "fn copy() {}\n");
    holds(&book.fails(), source, "lib.rs:1: the `# Reading order` leaves out `copy.rs`");
    let book = Mini::new();
    book.replace("lessons/01-slices/src/lib.rs", "`append`", "`append` · `copi`");
    holds(&book.fails(), source, "lib.rs:3: the reading order names `copi`");
}

#[test]
fn html_that_mdbook_would_only_warn_of() {
    fails_with("<section class=\"odd\">\n\ntext", "unclosed HTML tag `<section>`");
}

#[test]
fn a_summary_that_names_a_page_that_is_not_there() {
    let book = Mini::new();
    book.replace("book/text/SUMMARY.md", "claims.md", "clams.md");
    holds(&book.fails(), "book/text/SUMMARY.md:7: ", "there is no page `clams.md`; did you mean `claims.md`?");
    assert!(!book.path("book/text/clams.md").exists(), "mdBook did not make the page up");
}

#[test]
fn all_faults_are_said_at_once() {
    let book = Mini::new();
    let at = book.add("{{#claim X}}\n\n{{#exercise 9.9}}");
    book.write("book/text/claims.md", "# Claims\n\n    typed\n");
    let said = book.fails();
    holds(&said, &format!("{PAGE}:{at}: "), "no claim `X`");
    holds(&said, &format!("{PAGE}:{}: ", at + 2), "no exercise `9.9`");
    holds(&said, "book/text/claims.md:3: ", "an indented block");
}

#[test]
fn a_directive_inside_a_fence() {
    let book = Mini::new();
    let at = book.add("```console\n{{#snapshot lesson-01/it_grows}}\n```");
    holds(&book.fails(), &format!("{PAGE}:{}: ", at + 1), "a directive inside a fenced block does nothing");
}
