//! Trees of schedules, and what examples measured: how a page shows them, and every way in which they fail.

use crate::broken::{PAGE, SNAPSHOTS, fails_with, holds};
use crate::mini::Mini;

const SIZES: &str = "lessons/01-slices/benches/sizes.json";

/// The figure of this class on the miniature's chapter.
fn figure(class: &str) -> String {
    let page = Mini::new().page("chapter/index.html");
    let start = page.split_once(&format!("<figure class=\"{class}\">")).expect("the figure is there").1;
    start.split_once("</figure>").expect("it is closed").0.to_owned()
}

#[test]
fn a_tree_is_branches_that_are_closed_at_first_and_say_how_many_orders_fail() {
    let tree = figure("tree");
    for part in [
        "<p class=\"tree-title\">A lock that looks, and then takes</p>",
        "12 orders, of which 4 fail. Each branch is who goes next.",
        "<span class=\"puppet\">a</span> <code>looks: free</code>",
        "2 of 6 orders fail",
        "<span class=\"verdict\" data-verdict=\"wrong\">fails</span> a and b are both inside.",
        "<span class=\"verdict\" data-verdict=\"holds\">passes</span> never more than one inside.",
        "cargo test -p lesson-01 --test scenes orders",
    ] {
        assert!(tree.contains(part), "{part} is in the tree:\n{tree}");
    }
    assert!(tree.contains("<details class=\"branch\"><summary>") && !tree.contains("<details class=\"branch\" open"));
    assert_eq!(tree.matches("class=\"end\"").count(), 12, "every order ends");
}

#[test]
fn a_question_may_have_a_tree_for_its_answer() {
    let book = Mini::new();
    book.add("{{#predict lesson-01/orders}} How many fail? {{/predict}}");
    assert_eq!(book.page("chapter/index.html").matches("<figure class=\"tree\">").count(), 2);
}

#[test]
fn what_was_measured_is_a_table_that_names_machine_date_and_command() {
    let table = figure("measured");
    for part in [
        "<th scope=\"col\" class=\"number\">VSZ</th>",
        "<th scope=\"row\">reserved</th><td class=\"number\">64.0 MiB</td><td class=\"number\">0.0 MiB</td>\
         <td class=\"number\">4.9 \u{b5}s</td><td>0 of 9</td>",
        "<td class=\"number\">-</td>",
        "Measured on 2026-11-23: 2 cores, rustc 1.95.0. One row is left out.",
        "cargo run -p lesson-01 --example sizes -- --record",
    ] {
        assert!(table.contains(part), "{part} is in the figure:\n{table}");
    }
}

#[test]
fn a_plot_draws_the_sizes_and_says_them() {
    let plot = figure("plot");
    for part in [
        "aria-label=\"Address space and memory. VSZ: reserved 64.0 MiB, touched 64.0 MiB. RSS: reserved 0.0 MiB, touched 1.0 MiB.\"",
        "<th scope=\"row\">touched</th>",
        "cargo run -p lesson-01 --example sizes -- --record",
    ] {
        assert!(plot.contains(part), "{part} is in the figure:\n{plot}");
    }
    assert_eq!(plot.matches("class=\"block\"").count(), 3, "what is zero has no block");
}

#[test]
fn a_tree_that_is_not_there_or_of_another_kind() {
    fails_with(
        "{{#tree lesson-01/orderz}}",
        "has no snapshot `orderz` (tests/snapshots/scenes__orderz.snap); did you mean `orders`?",
    );
    fails_with(
        "{{#tree lesson-01/it_grows}}",
        "it_grows is text, which {{#tree}} cannot show; did you mean {{#snapshot lesson-01/it_grows}}?",
    );
    fails_with(
        "{{#snapshot lesson-01/orders}}",
        "is a tree of schedules, which {{#snapshot}} cannot show; did you mean {{#tree lesson-01/orders}}?",
    );
}

#[test]
fn a_tree_that_is_malformed() {
    let file = &format!("{SNAPSHOTS}/scenes__orders.snap");
    let fails = |old: &str, new: &str, words: &str| {
        let book = Mini::new();
        book.replace(file, old, new);
        let said = book.fails();
        holds(&said, &format!("{PAGE}:"), file);
        holds(&said, &format!("{PAGE}:"), words);
    };
    fails(
        "\"tree\": {",
        "\"tree\": ",
        "record it again with `INSTA_UPDATE=always cargo test -p lesson-01 --test scenes orders`",
    );
    fails("\"puppet\"", "\"pupet\"", "has `tree` but is no tree: unknown field `pupet`");
    fails("\"end\": {\n", "\"end\": null, \"x\": {\n", "unknown field `x`");
    fails("\"ok\": false", "\"ok\": 1", "invalid type: integer `1`, expected a boolean");
    let book = Mini::new();
    book.snapshot("scenes__orders", r#"{"tree": {"title": "t", "root": [{"puppet": "a", "did": "looks"}]}}"#);
    holds(&book.fails(), PAGE, "nothing follows `a: looks`, and it has no `end`; make it with Tree::from_runs");
}

#[test]
fn readings_that_are_not_there() {
    let says = "lessons/01-slices/benches/size.json is not there; an example of lesson-01 records it with `-- --record`; did you mean `sizes`?";
    fails_with("{{#measured lesson-01/size}}", says);
    fails_with("{{#plot lesson-01/size}}", says);
    fails_with("{{#measured lesson-02/sizes}}", "there is no lesson `lesson-02`; did you mean `lesson-01`?");
    fails_with("{{#plot lesson-01}}", "write {{#plot lesson-NN/NAME}}");
}

#[test]
fn readings_that_are_malformed() {
    let fails = |old: &str, new: &str, words: &str| {
        let book = Mini::new();
        book.replace(SIZES, old, new);
        let said = book.fails();
        holds(&said, &format!("{PAGE}:"), words);
        holds(&said, &format!("{PAGE}:"), "record it again with `-- --record`");
    };
    fails("\"cells\": [64.0, 0.0", "\"cells\": [64.0 0.0", "benches/sizes.json:14: expected `,` or `]`");
    fails("\"MiB\"", "\"miles\"", "benches/sizes.json:8: unknown variant `miles`");
    fails(", \"0 of 9\"", "", "benches/sizes.json:1: row `reserved` has 3 readings for 4 columns");
    fails("\"0 of 9\"", "0", "row `reserved` has something in column `seen`");
}

#[test]
fn readings_that_cannot_be_plotted() {
    let book = Mini::new();
    book.replace(SIZES, "\"MiB\"", "\"count\"");
    let says =
        "lesson-01/sizes cannot be plotted: no column of it is a size; show it with {{#measured lesson-01/sizes}}";
    holds(&book.fails(), PAGE, says);
}
