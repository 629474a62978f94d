//! The trace player, on a page that has one of every panel: tests/browser/fixture.html, put into a served chapter.

use crate::page::Page;
use crate::{CHAPTER, open};
use serde_json::{Value, json};

const FIXTURE: &str = include_str!("fixture.html");

/// Replaces a chapter's text by the fixture; its player comes to life as it would in a page.
pub fn inject(page: &mut Page) {
    page.eval(&format!("document.querySelector('main').innerHTML = {}", Value::from(FIXTURE)));
    page.until("document.querySelector('trace-player').classList.contains('is-live')");
    // The theme's script has looked for boxes that scroll before these came; it looks again when the window changes.
    page.eval("dispatchEvent(new Event('resize'))");
}

fn step_of(page: &mut Page) -> String {
    page.text("document.querySelector('.tp-count').textContent")
}

/// The trimmed texts of all elements that a selector finds in the state, without what only screen readers get.
fn texts(page: &mut Page, selector: &str) -> Vec<String> {
    let script = format!(
        "[...document.querySelectorAll('.tp-now:not(.is-trial) {selector}')].map((node) => {{
            const copy = node.cloneNode(true);
            copy.querySelectorAll('.said').forEach((said) => said.remove());
            return copy.textContent.trim();
        }})"
    );
    serde_json::from_value(page.eval(&script)).expect("texts")
}

#[test]
fn the_player_steps_by_keyboard_and_the_page_stays() {
    let Some((mut page, site)) = open("keys") else { return };
    page.go(&format!("{}{CHAPTER}", site.url));
    inject(&mut page);
    let address = page.text("location.href");
    page.eval("document.querySelector('.tp-slider').focus()");
    for (key, step) in [
        ("ArrowRight", "step 2 of 3"),
        ("End", "step 3 of 3"),
        ("ArrowRight", "step 3 of 3"),
        ("ArrowLeft", "step 2 of 3"),
        ("Home", "step 1 of 3"),
        ("ArrowLeft", "step 1 of 3"),
    ] {
        page.press(key);
        assert_eq!(step_of(&mut page), step, "after {key}");
    }
    page.press(" ");
    assert_eq!(page.text("document.querySelector('.tp-play').getAttribute('aria-label')"), "Pause", "space plays");
    page.press(" ");
    assert_eq!(page.text("document.querySelector('.tp-play').getAttribute('aria-label')"), "Play", "space pauses");
    page.eval("document.querySelector('.tp-next').focus()");
    page.press(" ");
    assert_eq!(step_of(&mut page), "step 2 of 3", "space presses the button that has the focus, once");
    assert_eq!(page.text("location.href"), address, "mdBook has not turned the page");
}

#[test]
fn a_step_is_announced_once() {
    let Some((mut page, site)) = open("announce") else { return };
    page.go(&format!("{}{CHAPTER}", site.url));
    inject(&mut page);
    page.eval(
        "window.heard = [];
         new MutationObserver((changes) => heard.push(...changes.flatMap((c) => [...c.addedNodes]).map((n) => n.textContent)))
            .observe(document.querySelector('.tp [role=status]'), { childList: true })",
    );
    page.eval("document.querySelector('.tp-next').focus()");
    page.press("Enter");
    page.until("heard.length > 0");
    assert_eq!(page.eval("heard"), json!(["step 2 of 3: s = append(s, 4)"]));
    // The focused slider speaks for itself, so the live region is silent.
    page.eval("document.querySelector('.tp-slider').focus()");
    page.press("ArrowRight");
    let spoken = page.text("document.querySelector('.tp-slider').getAttribute('aria-valuetext')");
    assert_eq!(spoken, "step 3 of 3: t = append(s, 5, 6, 7, 8, 9)");
    assert_eq!(page.eval("heard.length"), 1);
}

#[test]
fn every_kind_of_panel_is_drawn() {
    let Some((mut page, site)) = open("kinds") else { return };
    page.go(&format!("{}{CHAPTER}", site.url));
    inject(&mut page);
    assert_eq!(texts(&mut page, ".panel-cells:first-child dt"), ["array", "len", "cap"]);
    assert_eq!(texts(&mut page, ".panel-cells:first-child dd"), ["A", "3", "8"]);
    assert_eq!(texts(&mut page, ".panel-array .index"), ["0", "1", "2", "3", "4", "5", "6", "7"]);
    assert_eq!(texts(&mut page, ".panel-array .value"), ["0", "0", "0"]);
    assert_eq!(texts(&mut page, ".panel-array .slot.is-empty").len(), 5);
    assert_eq!(texts(&mut page, ".panel-array .mark:not(.is-soft)"), ["s: len 3"]);
    assert_eq!(texts(&mut page, ".panel-array .mark.is-soft"), ["s: cap 8"]);
    assert_eq!(texts(&mut page, ".panel-array .pointer"), ["s.array"]);
    assert_eq!(texts(&mut page, ".panel-list li"), ["4096", "8192", "12288", "nil"]);
    assert_eq!(texts(&mut page, ".panel-queue .slot"), ["G1", "G2", "", ""]);
    assert_eq!(texts(&mut page, ".panel-bits dt .index"), ["bits 31 to 3", "bit 2", "bit 1", "bit 0"]);
    assert_eq!(texts(&mut page, ".panel-map dt"), ["0..4", "4..5"]);
    assert_eq!(texts(&mut page, ".panel-text .line"), ["[0 0 0]", "len=3 cap=8"]);
    assert_eq!(
        texts(&mut page, ".is-changed, .tp-now:not(.is-trial) .is-new"),
        [""; 0],
        "the first step changes nothing"
    );
}

#[test]
fn brackets_stand_under_the_slots_that_they_mean() {
    let Some((mut page, site)) = open("brackets") else { return };
    page.go(&format!("{}{CHAPTER}", site.url));
    inject(&mut page);
    let off = "(() => {
        const row = document.querySelector('.tp-now .panel-array .row');
        const slots = [...row.querySelectorAll('.slot')].map((slot) => slot.getBoundingClientRect());
        const mark = row.querySelector('.mark:not(.is-soft) .bracket').getBoundingClientRect();
        return Math.max(Math.abs(mark.left - slots[0].left), Math.abs(mark.right - slots[2].right));
    })()";
    let off = page.eval(off).as_f64().expect("a distance");
    assert!(off <= 4.0, "the bracket of 0..3 is {off} px off");
}

#[test]
fn what_a_step_changed_is_marked() {
    let Some((mut page, site)) = open("changes") else { return };
    page.go(&format!("{}{CHAPTER}", site.url));
    inject(&mut page);
    page.eval("document.querySelector('.tp-next').click()");
    assert_eq!(texts(&mut page, ".panel-cells .is-changed dt"), ["len"]);
    assert_eq!(texts(&mut page, ".panel-cells .is-changed .was"), ["3"], "with the value before");
    assert_eq!(texts(&mut page, ".panel-array .slot.is-changed .index"), ["3"]);
    assert_eq!(texts(&mut page, ".panel-array .mark .is-changed"), ["s: len 4", "t: len 0"]);
    assert_eq!(texts(&mut page, ".panel-array .pointer .is-changed"), ["t.array", "end"]);
    assert_eq!(texts(&mut page, ".panel-list .is-gone"), ["4096"]);
    assert_eq!(texts(&mut page, ".panel-list .is-new"), ["16384"]);
    assert_eq!(texts(&mut page, ".panel-queue .is-gone"), ["G1"]);
    assert_eq!(texts(&mut page, ".panel-queue .is-new:not(.panel)"), ["G3"]);
    assert_eq!(texts(&mut page, ".panel-bits .is-changed .was"), ["0", "0"]);
    assert_eq!(texts(&mut page, ".panel-map .is-new dt"), ["5..9"]);
    assert_eq!(texts(&mut page, ".panel-map .is-gone dt"), ["4..5"]);
    assert_eq!(texts(&mut page, ".panel-text .line.is-new"), ["[0 0 0 4]", "len=4 cap=8"]);
    assert_eq!(texts(&mut page, ".panel.is-new .panel-name"), ["sendqnew"]);
    assert_eq!(texts(&mut page, ".panel.is-gone .panel-name"), ["old headergone"]);
}

#[test]
fn the_line_that_made_the_step_is_beside_it() {
    let Some((mut page, site)) = open("lines") else { return };
    page.go(&format!("{}{CHAPTER}", site.url));
    inject(&mut page);
    page.eval("document.querySelector('.tp-last').click()");
    assert_eq!(page.text("document.querySelector('.line.is-here').textContent.trim()"), "let double = 2 * old;");
    assert_eq!(page.eval("document.querySelectorAll('.tp-listing .code:not([hidden])').length"), 1);
    let go = page.text("document.querySelector('.tp-go a').href");
    assert!(go.ends_with("/src/runtime/slice.go#L326"), "{go}");
    assert_eq!(page.eval("scrollY"), 0, "showing a line never scrolls the page");
}

#[test]
fn an_address_opens_a_player_at_a_step() {
    let Some((mut page, site)) = open("deep") else { return };
    page.go(&format!("{}{CHAPTER}", site.url));
    inject(&mut page);
    page.eval("location.hash = 'player-fixture-step-3'");
    page.until("document.querySelector('.tp-count').textContent === 'step 3 of 3'");
}

#[test]
fn with_reduced_motion_nothing_glides_and_it_still_plays() {
    let Some((mut page, site)) = open("motion") else { return };
    let reduce = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    page.call("Emulation.setEmulatedMedia", reduce);
    page.go(&format!("{}{CHAPTER}", site.url));
    inject(&mut page);
    let gliding = "[...document.querySelectorAll('body *')].filter((node) => {
        const style = getComputedStyle(node);
        return style.transitionDuration.split(', ').some((time) => parseFloat(time) > 0) || style.animationName !== 'none';
    }).map((node) => node.tagName + '.' + node.className)";
    assert_eq!(page.eval(gliding), json!([]));
    page.eval("document.querySelector('.tp-play').click()");
    page.until("document.querySelector('.tp-count').textContent === 'step 3 of 3'");
    page.until("document.querySelector('.tp-play').getAttribute('aria-label') === 'Play'");
}
