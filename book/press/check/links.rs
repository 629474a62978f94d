//! Every link in the built site leads somewhere, and nothing is fetched from another host.

use super::html::{Document, urls};
use crate::fault::{Fault, did_you_mean};
use std::collections::{BTreeMap, BTreeSet};

/// The built site, as the check wants it.
pub struct Site<'s> {
    /// Every file, by its path from the site's root, with `/`.
    pub files: &'s BTreeSet<String>,
    /// Every HTML file.
    pub documents: &'s BTreeMap<String, Document>,
    /// Every style sheet's text.
    pub sheets: &'s BTreeMap<String, String>,
    /// Where an HTML file comes from: the page's name for messages, and its text.
    pub sources: &'s BTreeMap<String, (String, String)>,
}

impl Site<'_> {
    /// All dead links, missing files, double ids and foreign hosts.
    ///
    /// The print page and the copy of the first page repeat what other pages say, so they are read only where no
    /// page of the text has a fault of its own.
    pub fn faults(&self) -> Vec<Fault> {
        let (pages, copies): (Vec<_>, Vec<_>) =
            self.documents.keys().partition(|path| self.sources.contains_key(*path));
        let mut faults: Vec<_> = pages.into_iter().flat_map(|path| self.document(path)).collect();
        if faults.is_empty() {
            faults.extend(copies.into_iter().flat_map(|path| self.document(path)));
        }
        for (path, css) in self.sheets {
            let foreign = urls(css).into_iter().filter(|url| is_foreign(url));
            faults.extend(foreign.map(|url| Fault::new(path, line_of(css, &url), fetches(&url))));
        }
        faults
    }

    fn document(&self, path: &str) -> Vec<Fault> {
        let document = &self.documents[path];
        let (name, text) = match self.sources.get(path) {
            Some((name, text)) => (name.as_str(), text.as_str()),
            None => (path, ""),
        };
        let mut faults = Vec::new();
        for id in &document.twice {
            faults.push(Fault::new(
                name,
                line_of(text, id),
                format!("two things on the page have the id `{id}`; name one with {{#another}}"),
            ));
        }
        for reference in &document.references {
            let target = reference.target.as_str();
            let said = if is_foreign(target) {
                reference.fetched.then(|| fetches(target))
            } else {
                self.dead(path, target, text)
            };
            if let Some(said) = said {
                let written = as_written(target, text);
                faults.push(Fault::new(name, line_of(text, &written), said));
            }
        }
        faults
    }

    /// What is wrong with a link from the file at `path`, if anything is.
    fn dead(&self, path: &str, target: &str, text: &str) -> Option<String> {
        let has_scheme =
            target.split_once(':').is_some_and(|(scheme, _)| scheme.bytes().all(|b| b.is_ascii_alphanumeric()));
        if has_scheme || target.is_empty() {
            return None;
        }
        let written = as_written(target, text);
        if target.starts_with('/') {
            return Some(format!(
                "the link `{written}` starts at the host's root, which is not the book's under a prefix; make it relative"
            ));
        }
        let (file, fragment) = target.split_once('#').map_or((target, None), |(file, fragment)| (file, Some(fragment)));
        let file = file.split('?').next().unwrap_or(file);
        let Some(to) = resolve(path, &percent_decoded(file)) else {
            return Some(format!("the link `{written}` leads out of the book"));
        };
        let to = if self.files.contains(&to) { to } else { join(&to, "index.html") };
        if !self.files.contains(&to) {
            let markdown = written.split('#').next().unwrap_or("").ends_with(".md");
            let there = self
                .files
                .iter()
                .filter(|f| f.ends_with(".html") == target_is_page(file))
                .map(|f| relative(path, f, markdown));
            let wanted = written.split('#').next().unwrap_or(&written);
            return Some(format!("the link `{written}` leads nowhere{}", did_you_mean(wanted, there)));
        }
        let fragment = percent_decoded(fragment.filter(|f| !f.is_empty())?);
        let document = self.documents.get(&to)?;
        if document.ids.contains(&fragment) {
            return None;
        }
        Some(format!(
            "the link `{written}` leads to no `#{fragment}` on that page{}",
            did_you_mean(&fragment, &document.ids)
        ))
    }
}

fn target_is_page(file: &str) -> bool {
    file.is_empty() || file.ends_with('/') || file.ends_with(".html") || !file.contains('.')
}

fn is_foreign(target: &str) -> bool {
    let target = target.trim().to_ascii_lowercase();
    ["http:", "https:", "ws:", "wss:", "ftp:", "//"].iter().any(|start| target.starts_with(start))
}

fn fetches(target: &str) -> String {
    format!("the page would fetch `{target}` from another host; keep a copy in the book (a plain link is fine)")
}

/// The author wrote `a.md`; mdBook made `a.html` of it.
fn as_written(target: &str, text: &str) -> String {
    let markdown = target.replacen(".html", ".md", 1);
    if !text.contains(target) && text.contains(&markdown) { markdown } else { target.to_owned() }
}

/// The line that holds the words, from 1; the first line where none does (a link that the press or the theme wrote).
fn line_of(text: &str, words: &str) -> usize {
    text.lines().position(|line| line.contains(words)).map_or(1, |at| at + 1)
}

fn join(dir: &str, file: &str) -> String {
    if dir.is_empty() { file.to_owned() } else { format!("{}/{file}", dir.trim_end_matches('/')) }
}

/// The path that a relative link from `page` leads to; none if it leaves the site.
fn resolve(page: &str, link: &str) -> Option<String> {
    if link.is_empty() {
        return Some(page.to_owned());
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// How `page` links to `file`.
fn relative(page: &str, file: &str, markdown: bool) -> String {
    let from: Vec<_> = page.split('/').collect();
    let to: Vec<_> = file.split('/').collect();
    let common = from.iter().zip(&to).take(from.len().min(to.len()) - 1).take_while(|(a, b)| a == b).count();
    let link = format!("{}{}", "../".repeat(from.len() - 1 - common), to[common..].join("/"));
    if markdown { link.replacen(".html", ".md", 1) } else { link }
}

fn percent_decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_from_their_page() {
        assert_eq!(resolve("a/b.html", "../c.html").as_deref(), Some("c.html"));
        assert_eq!(resolve("a/b.html", "").as_deref(), Some("a/b.html"));
        assert_eq!(resolve("b.html", "../c.html"), None);
    }

    #[test]
    fn a_suggested_link_is_written_as_its_page_would_write_it() {
        assert_eq!(relative("a/b.html", "c.html", true), "../c.md");
        assert_eq!(relative("a/b.html", "a/c/d.html", false), "c/d.html");
    }

    #[test]
    fn percent_signs_are_read_as_bytes() {
        assert_eq!(percent_decoded("%E5%88%87a%"), "\u{5207}a%");
    }
}
