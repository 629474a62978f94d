//! `{{#oracle slices/surprises}}`: what real Go printed, with its version.

use super::{Directive, Shelf};
use crate::fault::did_you_mean;
use crate::html;
use crate::workspace::{files_below, files_in};
use anyhow::{Result, bail};
use kit::oracle::{labels, section_in};
use std::path::PathBuf;

/// The figure of a recording, or of its part under `== LABEL`.
///
/// # Errors
/// No such recording or label, or recordings of several releases.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let (name, label) = directive.argument.split_once(':').map_or((directive.argument, None), |(n, l)| (n, Some(l)));
    let (path, release) = recording(shelf, name)?;
    let text = shelf.workspace.read(&path)?;
    let text = match label {
        Some(label) => part(&text, label, &shelf.workspace.name(&path))?,
        None => without_head(&text).trim().to_owned(),
    };
    let what = html::escape(&shelf.workspace.name(&path));
    let code = html::fenced("text", &text);
    Ok(format!(
        "<figure class=\"oracle\">\n<figcaption>Printed by <span class=\"release\">{}</span>: <code>{what}</code></figcaption>\n\n{code}\n</figure>\n",
        html::escape(&release.replace('-', " to "))
    ))
}

/// The one file `NAME.go1.27.3.txt`, and the release in its name.
fn recording(shelf: &Shelf<'_>, name: &str) -> Result<(PathBuf, String)> {
    let oracle = shelf.workspace.join("tests/oracle");
    let wanted = oracle.join(name);
    let stem = wanted.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut found = Vec::new();
    for path in files_in(wanted.parent().unwrap_or(&oracle))? {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let release = file.strip_prefix(&stem).and_then(|f| f.strip_prefix('.')).and_then(|f| f.strip_suffix(".txt"));
        if let Some(release) = release.filter(|release| release.starts_with("go1.")) {
            found.push((path.clone(), release.to_owned()));
        }
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => {
            let there = files_below(&oracle)?;
            let there = there.iter().filter_map(|path| {
                let file = path.strip_prefix(&oracle).ok()?.to_string_lossy().replace('\\', "/");
                Some(file.strip_suffix(".txt")?.split_once(".go1.")?.0.to_owned())
            });
            bail!("tests/oracle has no recording `{name}`{}", did_you_mean(name, there))
        }
        _ => {
            let releases: Vec<_> = found.iter().map(|(_, release)| release.as_str()).collect();
            bail!("`{name}` was recorded with {}; give each recording a name of its own", releases.join(" and "))
        }
    }
}

/// A recording opens with a comment that names its program and release: the caption says that.
fn without_head(text: &str) -> &str {
    if text.starts_with("# ") { text.split_once('\n').map_or("", |(_, rest)| rest) } else { text }
}

/// The lines after `== LABEL`, up to the next `== `.
fn part(text: &str, label: &str, name: &str) -> Result<String> {
    match section_in(text, label) {
        Some(part) => Ok(part.trim_end().to_owned()),
        None => bail!("{name} has no part `{label}`{}", did_you_mean(label, labels(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_ends_where_the_next_begins() {
        let text = "== a\n1\n\n== b\n2\n";
        assert_eq!(part(text, "a", "f").expect("there"), "1");
        assert_eq!(part(text, "b", "f").expect("there"), "2");
        assert_eq!(part(text, "c", "f").expect_err("missing").to_string(), "f has no part `c`; did you mean `a`?");
    }
}
