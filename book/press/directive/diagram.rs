//! ```` ```pikchr ALT ```` : a diagram written as text, drawn when the book is built.
//!
//! The drawing takes its colours from the theme: black is the text's, and the few colour names below are the
//! theme's inks, so that a diagram is right in light and dark. Any other colour is an error.

use crate::html::escape;
use anyhow::{Context, Result, bail};
use pikchr::{Pikchr, PikchrFlags};

/// pikchr's colour names that a diagram may use, and the theme's colour that each becomes.
const INKS: [(&str, &str, &str); 11] = [
    ("black", "rgb(0,0,0)", "currentColor"),
    ("white", "rgb(255,255,255)", "var(--raised)"),
    ("gray", "rgb(128,128,128)", "var(--ink-soft)"),
    ("lightgray", "rgb(211,211,211)", "var(--sunken)"),
    ("blue", "rgb(0,0,255)", "var(--accent)"),
    ("lightblue", "rgb(173,216,230)", "var(--accent-soft)"),
    ("red", "rgb(255,0,0)", "var(--change)"),
    ("pink", "rgb(255,192,203)", "var(--change-soft)"),
    ("green", "rgb(0,128,0)", "var(--good)"),
    ("lightgreen", "rgb(144,238,144)", "var(--good-soft)"),
    ("silver", "rgb(192,192,192)", "var(--rule)"),
];

/// The figure of a diagram, with `alt` as what it says to who cannot see it.
///
/// # Errors
/// There is no alternative text, the text is no pikchr, or it uses a colour that is not the theme's.
pub fn expand(alt: &str, body: &str) -> Result<String> {
    if alt.is_empty() {
        bail!("the diagram says nothing to who cannot see it; put a sentence after ```pikchr");
    }
    let drawn = Pikchr::render(body, None, PikchrFlags::default())
        .map_err(|error| anyhow::anyhow!("pikchr cannot draw this: {}", brief(&error)))?;
    let svg = drawn.rendered();
    let start = svg.find("<svg").context("pikchr drew nothing")?;
    let svg = themed(&svg[start..].replace('\n', " "))?;
    let alt = escape(alt);
    // As wide as it was drawn: without a width a browser would stretch it over the whole column.
    let width = drawn.width();
    let svg = svg.replacen("<svg", &format!("<svg role=\"img\" aria-label=\"{alt}\" width=\"{width}\""), 1);
    Ok(format!("<figure class=\"diagram\">{svg}<figcaption>{alt}</figcaption></figure>\n"))
}

/// The same drawing in the theme's colours. CSS variables want a style where pikchr wrote an attribute.
fn themed(svg: &str) -> Result<String> {
    let mut out = String::with_capacity(svg.len());
    let mut rest = svg;
    while let Some(at) = rest.find("rgb(") {
        let end = at + rest[at..].find(')').context("pikchr wrote a colour without an end")? + 1;
        let colour = &rest[at..end];
        let Some((_, _, ink)) = INKS.iter().find(|(_, rgb, _)| *rgb == colour) else {
            let names: Vec<_> = INKS.iter().map(|(name, ..)| *name).collect();
            bail!("the colour {colour} is not the theme's; use one of {}", names.join(", "));
        };
        let attribute = "fill=\"";
        if rest[..at].ends_with(attribute) && rest[end..].starts_with('"') {
            out.push_str(&rest[..at - attribute.len()]);
            out.push_str(&format!("style=\"fill:{ink}\""));
            rest = &rest[end + 1..];
        } else {
            out.push_str(&rest[..at]);
            out.push_str(ink);
            rest = &rest[end..];
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// pikchr's message in one line: the line of the diagram, and what is wrong there. It repeats the lines before that one
/// (`/*    3 */  box ..`) and marks the place with a caret.
fn brief(message: &str) -> String {
    let lines = || message.lines().map(str::trim).filter(|line| !line.chars().all(|c| "^ ".contains(c)));
    let at = lines().filter_map(|line| line.strip_prefix("/*")?.split_once("*/")).next_back();
    let why = lines().filter(|line| !line.starts_with("/*")).collect::<Vec<_>>().join(" ");
    let why = why.trim_start_matches("ERROR: ");
    at.map_or_else(|| why.to_owned(), |(number, line)| format!("line {}, `{}`: {why}", number.trim(), line.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagram_takes_its_colours_from_the_theme() {
        let figure = expand("A box", "box \"s\" fill lightblue color red").expect("drawn");
        assert!(figure.contains("aria-label=\"A box\""), "{figure}");
        assert!(figure.contains("fill:var(--accent-soft)") && figure.contains("stroke:var(--change)"), "{figure}");
        assert!(!figure.contains("rgb(") && figure.lines().count() == 1, "{figure}");
    }

    #[test]
    fn a_diagram_without_alternative_text_or_in_a_strange_colour_is_refused() {
        assert!(expand("", "box").expect_err("no text").to_string().contains("says nothing"));
        let strange = expand("A box", "box fill tomato").expect_err("strange").to_string();
        assert!(strange.contains("is not the theme's; use one of black"), "{strange}");
    }

    #[test]
    fn what_is_no_pikchr_is_refused_in_one_line() {
        let said = |body| expand("A box", body).expect_err("no pikchr").to_string();
        assert_eq!(said("box\nbax \"s\""), "pikchr cannot draw this: line 2, `bax \"s\"`: syntax error");
        assert_eq!(said("arrow from X.s"), "pikchr cannot draw this: line 1, `arrow from X.s`: no such object");
    }
}
