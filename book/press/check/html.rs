//! Reading the built HTML: just enough to see its ids, its links, and what it would fetch.

use std::collections::BTreeSet;

/// What one HTML file refers to.
#[derive(Debug, Default)]
pub struct Document {
    /// Every `id`, and every `name` of an `<a>`.
    pub ids: BTreeSet<String>,
    /// Ids that stand there twice.
    pub twice: BTreeSet<String>,
    /// Every reference to something else.
    pub references: Vec<Reference>,
}

/// A reference, as it was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Reference {
    /// The target.
    pub target: String,
    /// Whether a browser fetches it to show the page. A link is only followed when somebody clicks on it.
    pub fetched: bool,
}

impl Document {
    /// Reads a file's text.
    pub fn read(html: &str) -> Document {
        let mut document = Document::default();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            rest = &rest[at..];
            if rest.starts_with("<!--") {
                rest = after(rest, "-->");
                continue;
            }
            if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
                rest = &rest[1..];
                continue;
            }
            let (name, attributes, tail) = tag(&rest[1..]);
            rest = tail;
            document.element(&name, &attributes);
            if name == "script" || name == "style" {
                let end = format!("</{name}");
                let inside = rest.find(&end).map_or(rest, |at| &rest[..at]);
                if name == "style" {
                    document.fetch_all(urls(inside));
                }
                rest = &rest[inside.len()..];
            }
        }
        document
    }

    fn element(&mut self, name: &str, attributes: &[(String, String)]) {
        let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let id = value("id").or_else(|| if name == "a" { value("name") } else { None });
        if let Some(id) = id
            && !self.ids.insert(id.to_owned())
        {
            self.twice.insert(id.to_owned());
        }
        for (attribute, value) in attributes {
            match attribute.as_str() {
                // <base> is a place, not a reference; a canonical address is a name.
                "href" | "xlink:href" if name != "base" => {
                    let canonical = attributes.iter().any(|(a, v)| a == "rel" && v == "canonical");
                    let fetched = !matches!(name, "a" | "area") && !canonical;
                    self.references.push(Reference { target: value.clone(), fetched });
                }
                "src" | "poster" => self.references.push(Reference { target: value.clone(), fetched: true }),
                "data" if name == "object" => self.references.push(Reference { target: value.clone(), fetched: true }),
                "srcset" => self
                    .fetch_all(value.split(',').filter_map(|part| part.split_whitespace().next().map(str::to_owned))),
                "style" => self.fetch_all(urls(value)),
                _ => {}
            }
        }
    }

    fn fetch_all(&mut self, targets: impl IntoIterator<Item = String>) {
        self.references.extend(targets.into_iter().map(|target| Reference { target, fetched: true }));
    }
}

/// What a style sheet fetches: every `url(...)` and every `@import "..."`.
pub fn urls(css: &str) -> Vec<String> {
    let unquoted = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
    let mut found = Vec::new();
    for piece in css.split("url(").skip(1) {
        let piece = piece.trim_start();
        // A quoted address may hold a bracket, as images written into the sheet do.
        let inside = match piece.chars().next() {
            Some(quote @ ('"' | '\'')) => piece[1..].split(quote).next(),
            _ => piece.split(')').next(),
        };
        found.extend(inside.map(unquoted));
    }
    for piece in css.split("@import").skip(1) {
        let piece = piece.trim_start();
        if let Some(quote @ ('"' | '\'')) = piece.chars().next() {
            found.extend(piece[1..].split(quote).next().map(str::to_owned));
        }
    }
    found
}

/// A tag from behind its `<`: its name, its attributes, and what comes after its `>`.
fn tag(text: &str) -> (String, Vec<(String, String)>, &str) {
    let end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(text.len());
    let name = text[..end].to_ascii_lowercase();
    let (mut rest, mut attributes) = (&text[end..], Vec::new());
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return (name, attributes, rest.get(1..).unwrap_or(""));
        }
        let end = rest.find(|c: char| c.is_whitespace() || "=>/".contains(c)).unwrap_or(rest.len()).max(1);
        let attribute = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            rest = after.trim_start();
            (value, rest) = match rest.chars().next() {
                Some(quote @ ('"' | '\'')) => rest[1..].split_once(quote).unwrap_or((&rest[1..], "")),
                _ => rest.split_at(rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len())),
            };
        }
        attributes.push((attribute, decode(value)));
    }
}

fn after<'t>(text: &'t str, end: &str) -> &'t str {
    text.find(end).map_or("", |at| &text[at + end.len()..])
}

/// The five entities that attributes are written with.
fn decode(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    let pairs = [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    pairs.iter().fold(value.to_owned(), |text, (entity, char)| text.replace(entity, char))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_knows_its_ids_and_what_it_refers_to() {
        let document = Document::read(
            "<!-- <a href='no'> --><p id=a title='x > y'>1 < 2<a href=\"b.html#c&amp;d\">x</a><img src=i.png />\
             <script>var s = '<a href=\"no\">';</script><style>@import 'x.css'; p { background: url(\"y)z.png\") }</style>",
        );
        assert!(document.ids.contains("a") && document.twice.is_empty());
        let seen: Vec<_> = document.references.iter().map(|r| (r.target.as_str(), r.fetched)).collect();
        assert_eq!(seen, [("b.html#c&d", false), ("i.png", true), ("y)z.png", true), ("x.css", true)]);
    }
}
