//! What mdBook leaves out of its pages: a description of each, and the live script while serving.

use crate::site::Use;

/// How long a description may be: search engines cut it there.
const LONGEST: usize = 160;

/// A page as it goes out.
pub fn page(name: &str, html: &str, how: &Use) -> String {
    let mut html = html.to_owned();
    let described = if matches!(name, "404.html" | "print.html" | "toc.html") { None } else { description(&html) };
    if let Some(text) = described {
        let empty = "<meta name=\"description\" content=\"";
        if let Some((before, after)) = html.split_once(empty)
            && let Some((_, after)) = after.split_once("\">")
        {
            html = format!("{before}{empty}{text}\">{after}");
        }
    }
    if name == "404.html" && how.site_url.is_none() {
        // mdBook assumes that the site is at the host's root; with relative links it works from a folder and in any prefix.
        html = html.replacen("<base href=\"/\">", "", 1);
    }
    if name == "print.html" {
        // Scenes name their source from the page's own folder, by way of the root; the print page is at the root.
        while html.contains("\"source\":\"../") {
            html = html.replace("\"source\":\"../", "\"source\":\"");
        }
    }
    if let Some(script) = &how.live
        && let Some(at) = html.rfind("</body>")
    {
        html.insert_str(at, script);
    }
    html
}

/// A page's description: what a comment `<!-- description: ... -->` says, or its first paragraph.
fn description(html: &str) -> Option<String> {
    let main = html.split_once("<main>")?.1.split("</main>").next()?;
    let text = match main.split_once("<!-- description:") {
        Some((_, after)) => escape(after.split_once("-->")?.0),
        None => {
            let after = main.split("<p").skip(1).find(|p| p.starts_with('>') || p.starts_with(" class=\"lead\""))?;
            plain(after.split_once('>')?.1.split("</p>").next()?)
        }
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then(|| shortened(&text).replace('"', "&quot;"))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The text of some HTML, its entities as they are.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

/// Cut at a sentence if one ends in time, else at a word.
fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST).collect();
    if let Some(at) = cut.rfind(". ") {
        return cut[..=at].to_owned();
    }
    let words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{words}\u{2026}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(main: &str) -> String {
        let html = format!("<meta name=\"description\" content=\"book\"><body><main>{main}</main></body>");
        page("a.html", &html, &Use::default())
    }

    #[test]
    fn a_page_is_described_by_its_first_paragraph() {
        let html = with("<h1>A</h1><p>A <em>slice</em> is\na &quot;header&quot;.</p><p>No.</p>");
        assert!(html.contains("content=\"A slice is a &quot;header&quot;.\""), "{html}");
    }

    #[test]
    fn a_comment_describes_a_page_better() {
        let html = with("<!-- description: What a slice is. --><p>No.</p>");
        assert!(html.contains("content=\"What a slice is.\""), "{html}");
    }

    #[test]
    fn a_long_description_ends_with_a_sentence_or_a_word() {
        assert_eq!(shortened(&format!("A sentence. {}", "word ".repeat(50))), "A sentence.");
        assert!(shortened(&"word ".repeat(50)).ends_with("word\u{2026}"));
    }

    #[test]
    fn the_live_script_is_the_last_thing_of_the_body_and_only_while_serving() {
        let how = Use { live: Some("<script>live</script>".to_owned()), site_url: None };
        let html = page("a.html", "<body><main></main></body>", &how);
        assert_eq!(html, "<body><main></main><script>live</script></body>");
        assert!(!page("a.html", "<body></body>", &Use::default()).contains("live"));
    }
}
