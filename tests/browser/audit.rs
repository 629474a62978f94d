//! Two audits of a page: axe-core, and nothing wider than the window.

use crate::page::Page;
use std::path::Path;

/// axe-core's script, or `None` (and a word about it) where it has not been fetched.
pub fn axe() -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/axe/node_modules/axe-core/axe.min.js");
    let script = std::fs::read_to_string(&file).ok();
    if script.is_none() {
        let remedy = "npm install --prefix target/axe axe-core";
        assert!(
            std::env::var_os("CI_BROWSER").is_none(),
            "CI_BROWSER is set, but {} is missing; {remedy}",
            file.display()
        );
        println!("skipped: no axe-core in target/axe; {remedy}");
    }
    script
}

/// Fails on any violation that axe-core knows, best practices included, and on an audit that looked at nothing.
pub fn axe_finds_nothing(page: &mut Page, axe: &str, what: &str) {
    // What moves is looked at where it comes to rest.
    page.until("document.getAnimations().every((animation) => animation.playState !== 'running')");
    page.eval(&format!("{axe}; true"));
    let report = page.eval(
        "axe.run(document).then((result) => ({
            passes: result.passes.length,
            violations: result.violations.map((v) => v.id + ': ' + v.help + '\\n' + v.nodes.slice(0, 5).map((n) =>
                '    ' + n.target.join(' ') + '\\n      ' + n.failureSummary.replaceAll('\\n', '\\n      ')).join('\\n')),
        }))",
    );
    assert!(report["passes"].as_u64().is_some_and(|passes| passes > 10), "axe-core looked at {what}");
    let violations: Vec<String> = serde_json::from_value(report["violations"].clone()).expect("violations are texts");
    assert!(violations.is_empty(), "axe-core on {what}:\n{}", violations.join("\n"));
}

/// Fails if anything sticks out of the window to the right without a box of its own that scrolls.
///
/// mdBook hides what overflows, so the width of the document alone says little; every element is measured too.
pub fn nothing_overflows(page: &mut Page, what: &str) {
    let wide = page.eval(
        "(() => {
            const limit = screen.width;
            const boxed = (node) => {
                for (let up = node.parentElement; up && up.tagName !== 'MAIN'; up = up.parentElement) {
                    const style = getComputedStyle(up);
                    if (['auto', 'scroll', 'hidden', 'clip'].includes(style.overflowX) && up.getBoundingClientRect().right <= limit + 1) return true;
                }
                return false;
            };
            return [...document.querySelectorAll('main *, #mdbook-menu-bar *')]
                .filter((node) => node.getBoundingClientRect().right > limit + 1 && node.getClientRects().length && !boxed(node))
                .filter((node) => !node.closest('svg') || node.tagName === 'svg')
                .slice(0, 5)
                .map((node) => node.tagName + '.' + node.getAttribute('class') + ' ends at ' + node.getBoundingClientRect().right
                    + ' of ' + limit + ': ' + node.textContent.trim().slice(0, 60));
        })()",
    );
    assert_eq!(wide, serde_json::json!([]), "{what} is too wide");
    let sizes = page.call("Page.getLayoutMetrics", serde_json::json!({}));
    let content = sizes["cssContentSize"]["width"].as_f64();
    assert_eq!(content, page.eval("screen.width").as_f64(), "{what}: the content is not as wide as the screen");
}
