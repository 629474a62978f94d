//! A tree of schedules, a table and a plot, on a served page: they work without JavaScript and pass the audits.

use crate::audit;
use crate::open_to_edit;
use crate::page::{Look, Page};
use crate::site::Site;
use serde_json::json;

/// The miniature's own fixtures (tests/book/mini.rs).
const ORDERS: &str = include_str!("../book/mini/orders.json");
const SIZES: &str = include_str!("../book/mini/sizes.json");

/// A short page, to whose end the figures go: an audit of it takes seconds.
const PAGE: &str = "/how-to-use.html";

/// A server with the three figures on a page.
fn open(name: &str) -> Option<(Page, Site)> {
    let (mut page, site) = open_to_edit(name)?;
    let snapshot = format!("---\nsource: lessons/01-slices/tests/scenes.rs\nexpression: text\n---\n{ORDERS}");
    site.add("lessons/01-slices/tests/snapshots/scenes__orders.snap", &snapshot);
    site.add("lessons/01-slices/benches/sizes.json", SIZES);
    let figures = "{{#tree lesson-01/orders}}\n\n{{#measured lesson-01/sizes}}\n\n{{#plot lesson-01/sizes}}";
    site.edit("book/text/how-to-use.md", |text| format!("{text}\n{figures}\n"));
    page.go(&format!("{}{PAGE}", site.url));
    page.until("document.readyState === 'complete' && Boolean(document.querySelector('figure.plot svg'))");
    Some((page, site))
}

/// Opens every branch, so that an audit sees all of the tree.
fn open_all(page: &mut Page) {
    page.eval("document.querySelectorAll('figure.tree details').forEach((branch) => { branch.open = true; })");
}

#[test]
fn a_failing_branch_opens_by_keyboard_without_javascript() {
    let Some((mut page, site)) = open("tree") else { return };
    page.scripts(false);
    page.go(&format!("{}{PAGE}", site.url));
    let ends = "[...document.querySelectorAll('figure.tree .end')].filter((end) => end.checkVisibility()).length";
    assert_eq!(page.eval(ends), 0, "all branches are closed at first");
    // Down the first side that fails, until nothing is left to open.
    let next = "[...document.querySelectorAll('figure.tree details:not([open]) > summary')].find((summary) =>
        summary.checkVisibility() && summary.querySelector('[data-verdict=wrong]'))";
    for opened in 1..=9 {
        page.eval(&format!("{next}.focus()"));
        page.press("Enter");
        page.until(&format!("document.querySelectorAll('figure.tree details[open]').length === {opened}"));
        if page.eval(ends) != json!(0) {
            let seen =
                "[...document.querySelectorAll('figure.tree .end')].find((end) => end.checkVisibility()).innerText";
            let text = page.text(seen);
            assert!(text.contains("fails") && text.contains("both inside"), "{text}");
            return;
        }
    }
    panic!("nine branches were opened, and none of them ended");
}

#[test]
fn axe_finds_nothing_in_a_tree_a_table_and_a_plot() {
    let Some((mut page, site)) = open("figures") else { return };
    let Some(axe) = audit::axe() else { return };
    let url = format!("{}{PAGE}", site.url);
    for theme in ["light", "coal", "navy", "rust", "ayu"] {
        for width in [1280, 390] {
            let look = Look { theme, width };
            page.go_in(&url, look);
            open_all(&mut page);
            let what = format!("the figures in {look:?}");
            audit::axe_finds_nothing(&mut page, &axe, &what);
            if width == 390 {
                audit::nothing_overflows(&mut page, &what);
            }
        }
    }
}
