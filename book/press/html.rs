//! Writing HTML that survives Markdown.
//!
//! mdBook reads what the press writes as Markdown, where a blank line ends an HTML block. So HTML is written
//! without blank lines: text goes through [`escape`], which turns line ends into `&#10;`.

/// Text as it stands inside an element or an attribute, on one line.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' => safe.push_str("&#10;"),
            // mdBook would take `{{#` for a directive of its own.
            '{' => safe.push_str("&#123;"),
            // Markdown would take these for emphasis, code, a link or an escape where HTML stands inside a paragraph.
            '*' | '_' | '`' | '[' | ']' | '\\' | '~' => safe.push_str(&format!("&#{};", c as u32)),
            c => safe.push(c),
        }
    }
    safe
}

/// JSON for a `<script>`: on one line, and without any `<`, so that no text in it can end the script.
pub fn json(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c").replace("{{#", "{\\u007b#")
}

/// A fenced code block that no line of `code` can close, for mdBook to highlight.
pub fn fenced(language: &str, code: &str) -> String {
    let longest = code.lines().map(|l| l.trim_start().chars().take_while(|c| *c == '`').count()).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let lines: Vec<_> = code.lines().map(|line| for_mdbook(language, line)).collect();
    format!("{fence}{language}\n{}\n{fence}\n", lines.join("\n"))
}

/// Two things that mdBook does to a line of code and must not: `{{#...}}` is replaced by its preprocessor, and a Rust line
/// that starts with `# ` is hidden.
fn for_mdbook(language: &str, line: &str) -> String {
    let mut line = line.to_owned();
    let text = line.trim_start();
    if language == "rust" && (text == "#" || text.starts_with("# ") || text.starts_with("##")) {
        line.insert(line.len() - text.len(), '#');
    }
    match line.find("{{#") {
        Some(at) if line[at..].contains("}}") => line.insert(at, '\\'),
        _ => {}
    }
    line
}

/// A command that the reader can copy: the script of the theme adds the button.
pub fn command(line: &str) -> String {
    let line = escape(line);
    format!("<code class=\"command\" data-copy=\"{line}\">{line}</code>")
}

/// `a_slice_is_a_header` as people read it: `a slice is a header`.
pub fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_text_holds_no_line_end_and_no_directive() {
        assert_eq!(escape("a < b\n\n{{#x}}"), "a &lt; b&#10;&#10;&#123;&#123;#x}}");
    }

    #[test]
    fn a_fence_is_longer_than_any_in_the_code() {
        assert_eq!(fenced("text", "```\nx\n```"), "````text\n```\nx\n```\n````\n");
    }

    #[test]
    fn mdbook_neither_hides_nor_replaces_a_line_of_code() {
        assert_eq!(fenced("rust", "# x\n#[test]"), "```rust\n## x\n#[test]\n```\n");
        assert_eq!(fenced("text", "{{#include a}}"), "```text\n\\{{#include a}}\n```\n");
    }

    #[test]
    fn json_cannot_end_its_script() {
        assert_eq!(json(&serde_json::json!("</script>")), "\"\\u003c/script>\"");
    }
}
