//! The served book in a real browser: headless Chromium, driven over DevTools.
//!
//! Without Chromium every test says that it was skipped, and passes; with `CI_BROWSER=1` set, that is a failure. The
//! program serves a copy of the book, so nothing here touches the repository.
//! `cargo test --test browser -- screenshots` leaves pictures of every page in target/screenshots.

#[path = "browser/audit.rs"]
mod audit;
#[path = "browser/chromium.rs"]
mod chromium;
#[path = "browser/figures.rs"]
mod figures;
#[path = "browser/page.rs"]
mod page;
#[path = "browser/player.rs"]
mod player;
#[path = "browser/site.rs"]
mod site;

use chromium::Chromium;
use page::{Look, Page};
use serde_json::json;
use site::Site;
use std::path::Path;
use std::sync::Arc;

/// The chapter that the tests read.
const CHAPTER: &str = "/01-slices/index.html";
const CHAPTER_TEXT: &str = "book/text/01-slices/index.md";

/// A tab and the served book, or `None` (and a word about it) where there is no Chromium. The book is only to be read.
fn open(name: &str) -> Option<(Page, Arc<Site>)> {
    Some((tab(name)?, Site::shared()))
}

/// The same with a server of its own, whose book the test may change.
fn open_to_edit(name: &str) -> Option<(Page, Site)> {
    Some((tab(name)?, Site::serve(name)))
}

fn tab(name: &str) -> Option<Page> {
    let Some(program) = chromium::find() else {
        assert!(
            std::env::var_os("CI_BROWSER").is_none(),
            "CI_BROWSER is set, but there is no Chromium; install one or set CHROMIUM"
        );
        println!("skipped: no Chromium on the path (set CHROMIUM to one) to run {name}");
        return None;
    };
    let browser = Chromium::launch(&program, site::scratch(&format!("{name}-profile")));
    Some(Page::open(browser))
}

/// The addresses of all pages, as the sidebar lists them, and the print page.
fn all_pages(page: &mut Page, site: &Site) -> Vec<String> {
    page.go(&format!("{}/index.html", site.url));
    let links =
        page.eval("[...new Set([...document.querySelectorAll('#mdbook-sidebar a')].map((a) => a.href.split('#')[0]))]");
    let mut pages: Vec<String> = serde_json::from_value(links).expect("links are texts");
    assert!(pages.iter().any(|url| url.ends_with(CHAPTER)), "the sidebar leads to {CHAPTER}: {pages:?}");
    pages.push(format!("{}/print.html", site.url));
    pages
}

#[test]
fn a_search_finds_a_term_of_the_chapter() {
    let Some((mut page, site)) = open("search") else { return };
    page.go(&format!("{}/index.html", site.url));
    // The index loads beside the page; a key that comes before it would be lost.
    page.until("Boolean(window.search && document.getElementById('mdbook-search-toggle'))");
    page.press("s");
    page.until("document.activeElement.id === 'mdbook-searchbar'");
    page.type_letters("capacity");
    page.until("document.querySelectorAll('#mdbook-searchresults li').length > 0");
    let found = page.text("document.querySelector('#mdbook-searchresults').innerText.toLowerCase()");
    assert!(found.contains("capacity"), "the results quote the term: {found}");
}

#[test]
fn a_theme_once_chosen_stays() {
    let Some((mut page, site)) = open("theme") else { return };
    page.go(&format!("{}{CHAPTER}", site.url));
    let ground = "getComputedStyle(document.querySelector('.page-wrapper')).backgroundColor";
    let before = page.text(ground);
    page.eval("document.getElementById('mdbook-theme-toggle').click()");
    page.eval("document.getElementById('mdbook-theme-navy').click()");
    page.until("document.documentElement.classList.contains('navy')");
    assert_ne!(page.text(ground), before, "another theme has another ground");
    page.go(&format!("{}/index.html", site.url));
    assert_eq!(page.eval("document.documentElement.classList.contains('navy')"), true, "the next page has it too");
}

#[test]
fn a_command_is_copied_by_its_button() {
    let Some((mut page, site)) = open("copy") else { return };
    page.go(&format!("{}{CHAPTER}", site.url));
    page.call("Browser.grantPermissions", json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }));
    page.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
    page.eval("document.querySelector('main > figure button.copy').focus()");
    page.press("Enter");
    page.until("document.querySelector('main > figure button.copy').textContent === 'Copied'");
    let command = page.text("document.querySelector('main > figure code.command').dataset.copy");
    assert_eq!(page.text("navigator.clipboard.readText()"), command);
}

#[test]
fn the_sidebar_opens_and_closes_by_keyboard() {
    let Some((mut page, site)) = open("sidebar") else { return };
    page.go(&format!("{}{CHAPTER}", site.url));
    let button = "document.querySelector('#mdbook-menu-bar button[aria-controls=mdbook-sidebar]')";
    let open = format!("{button}.getAttribute('aria-expanded')");
    assert_eq!(page.text(&open), "true", "on a wide window it is open");
    page.eval(&format!("{button}.focus()"));
    page.press("Enter");
    assert_eq!(page.text(&open), "false");
    assert_eq!(page.eval("document.documentElement.classList.contains('sidebar-visible')"), false);
    page.press("Enter");
    assert_eq!(page.text(&open), "true");
}

#[test]
fn an_edit_reloads_the_page() {
    let Some((mut page, site)) = open_to_edit("reload") else { return };
    page.go(&format!("{}{CHAPTER}", site.url));
    site.edit(CHAPTER_TEXT, |text| format!("{text}\n\nThe sentence that a test added.\n"));
    page.until("document.querySelector('main').innerText.includes('The sentence that a test added.')");
}

#[test]
fn a_build_error_shows_in_the_page_until_it_is_mended() {
    let Some((mut page, site)) = open_to_edit("error") else { return };
    page.go(&format!("{}{CHAPTER}", site.url));
    let mut good = String::new();
    site.edit(CHAPTER_TEXT, |text| {
        good.clone_from(&text);
        format!("{text}\n\n{{{{#snapshot lesson-01/no_such_scene}}}}\n")
    });
    page.until("document.getElementById('workbook-error')?.innerText.includes('no_such_scene')");
    site.edit(CHAPTER_TEXT, |_| good);
    page.until("document.readyState === 'complete' && !document.getElementById('workbook-error')");
    assert_eq!(page.eval("Boolean(document.querySelector('main h1'))"), true, "the chapter is there");
}

#[test]
fn no_page_asks_another_host_for_anything() {
    let Some((mut page, site)) = open("hosts") else { return };
    for url in all_pages(&mut page, &site) {
        page.go(&url);
        page.until("document.readyState === 'complete'");
        let asked = page.requests();
        assert!(asked.iter().any(|one| one.starts_with(&site.url)), "{url} asked for nothing at all: {asked:?}");
        for one in asked {
            let own = one.starts_with(&site.url) || one.starts_with("data:") || one.starts_with("blob:");
            assert!(own, "{url} asks another host: {one}");
        }
    }
}

#[test]
fn no_page_is_wider_than_a_small_phone() {
    let Some((mut page, site)) = open("narrow") else { return };
    for url in all_pages(&mut page, &site) {
        page.go_in(&url, Look { theme: "light", width: 360 });
        audit::nothing_overflows(&mut page, &url);
    }
    page.go(&format!("{}{CHAPTER}", site.url));
    player::inject(&mut page);
    for step in 1..=3 {
        page.eval(&format!("location.hash = 'player-fixture-step-{step}'"));
        page.until(&format!("document.querySelector('.tp-count').textContent === 'step {step} of 3'"));
        audit::nothing_overflows(&mut page, &format!("step {step} of the fixture"));
    }
}

#[test]
fn without_javascript_every_step_and_every_answer_is_there() {
    let Some((mut page, site)) = open("noscript") else { return };
    page.scripts(false);
    page.go(&format!("{}{CHAPTER}", site.url));
    let shown =
        "[...document.querySelectorAll('trace-player .trace > li')].map((li) => li.getBoundingClientRect().height > 0)";
    let steps: Vec<bool> = serde_json::from_value(page.eval(shown)).expect("a list of truths");
    assert!(steps.len() > 2 && steps.iter().all(|seen| *seen), "all steps are listed: {steps:?}");
    let answer = "document.querySelector('details.predict > :not(summary)').checkVisibility()";
    assert_eq!(page.eval(answer), false, "an answer is folded at first");
    page.eval("document.querySelector('details.predict > summary').focus()");
    page.press("Enter");
    page.until(answer);
}

#[test]
fn axe_finds_nothing_in_light() {
    let Some((mut page, site)) = open("axe-light") else { return };
    audit_all(&mut page, &site, "light");
}

#[test]
fn axe_finds_nothing_in_coal() {
    let Some((mut page, site)) = open("axe-coal") else { return };
    audit_all(&mut page, &site, "coal");
}

#[test]
fn axe_finds_nothing_in_navy() {
    let Some((mut page, site)) = open("axe-navy") else { return };
    audit_all(&mut page, &site, "navy");
}

fn audit_all(page: &mut Page, site: &Site, theme: &'static str) {
    let Some(axe) = audit::axe() else { return };
    for url in all_pages(page, site) {
        for width in [1280, 390] {
            let look = Look { theme, width };
            // The print page holds every other page once more, and paper has one theme and one width.
            if url.ends_with("/print.html") && (theme, width) != ("light", 1280) {
                continue;
            }
            page.go_in(&url, look);
            audit::axe_finds_nothing(page, &axe, &format!("{url} in {look:?}"));
        }
    }
    for width in [1280, 390] {
        page.go_in(&format!("{}{CHAPTER}", site.url), Look { theme, width });
        player::inject(page);
        audit::axe_finds_nothing(page, &axe, &format!("the fixture in {theme}, {width} px"));
    }
}

#[test]
fn axe_finds_nothing_in_the_other_themes() {
    let Some((mut page, site)) = open("axe-other") else { return };
    let Some(axe) = audit::axe() else { return };
    for theme in ["rust", "ayu"] {
        page.go_in(&format!("{}{CHAPTER}", site.url), Look { theme, width: 1280 });
        audit::axe_finds_nothing(&mut page, &axe, &format!("{CHAPTER} in {theme}"));
        player::inject(&mut page);
        page.eval("document.querySelector('.tp-next').click()");
        audit::axe_finds_nothing(&mut page, &axe, &format!("the fixture in {theme}"));
    }
}

#[test]
fn screenshots_of_every_page() {
    // Pictures are for people to look at, and cost a minute; the audits need none.
    if !std::env::args().any(|argument| argument == "screenshots") {
        println!("skipped: pictures are taken by `cargo test --test browser -- screenshots`");
        return;
    }
    let Some((mut page, site)) = open("screenshots") else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    std::fs::create_dir_all(&folder).expect("target/ can be written");
    for url in all_pages(&mut page, &site) {
        let name = url[site.url.len()..].trim_matches('/').replace('/', "-").replace(".html", "");
        for theme in ["light", "coal"] {
            for width in [1280, 390] {
                page.go_in(&url, Look { theme, width });
                let file = folder.join(format!("{name}-{theme}-{width}.png"));
                page.screenshot(&file);
                assert!(file.metadata().is_ok_and(|meta| meta.len() > 5_000), "{} shows something", file.display());
            }
        }
    }
}
