//! `{{#orderings lesson-07}}`: the memory orderings of a lesson, each weakened, and which model notices.
//!
//! The table is what `.ci/weaken` recorded in the lesson's `tests/orderings.tsv`, which CI compares with a run of today. Here it is held
//! against the sources: a line that is no longer there is an error.

use super::{Directive, Shelf, snapshot};
use crate::html::{command, escape, spoken};
use anyhow::{Context, Result, bail};

/// One ordering and one that is weaker.
#[derive(Debug, PartialEq, Eq)]
struct Weakened<'t> {
    file: &'t str,
    ordering: &'t str,
    weaker: &'t str,
    code: &'t str,
    noticed_by: &'t str,
    /// Why nobody notices, where nobody does.
    why: &'t str,
}

/// A table of a lesson's orderings.
///
/// # Errors
/// No such lesson, or nothing was recorded, or something else, or a line of code that is not in its file any more.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let lesson = snapshot::lesson(shelf, directive)?;
    let path = lesson.dir.join("tests/orderings.tsv");
    let name = shelf.workspace.name(&path);
    if !path.is_file() {
        bail!("{name} is not there; record it with `python3 .ci/weaken {} --record`", lesson.package);
    }
    let text = shelf.workspace.read(&path)?;
    let rows = parse(&text).with_context(|| format!("{name} is not what .ci/weaken records"))?;
    for row in &rows {
        let source = shelf.workspace.read(&lesson.dir.join(row.file))?;
        if !source.lines().any(|line| line.trim() == row.code) {
            bail!(
                "{name} is stale: {} has no line `{}`; record it with `python3 .ci/weaken {} --record`",
                row.file,
                row.code,
                lesson.package
            );
        }
    }
    let noticed = rows.iter().filter(|row| row.why.is_empty()).count();
    let body: String = rows.iter().map(shown).collect();
    let command = command(&format!("python3 .ci/weaken {}", lesson.package));
    Ok(format!(
        "<details class=\"orderings\"><summary>{} weaker orderings, one at a time: {noticed} are noticed</summary>\n\
         <div class=\"table-wrapper\"><table><thead><tr><th scope=\"col\">where</th><th scope=\"col\">weakened</th>\
         <th scope=\"col\">what notices</th></tr></thead><tbody>{body}</tbody></table></div>\n\
         <p class=\"where\">Checked by {command}</p>\n</details>\n",
        rows.len()
    ))
}

fn shown(row: &Weakened<'_>) -> String {
    let notices = match row.why {
        "" if row.noticed_by.starts_with("fatal error: ") => format!("<code>{}</code>", escape(row.noticed_by)),
        "" => escape(&spoken(row.noticed_by)),
        why => format!("no model: {}", escape(why)),
    };
    format!(
        "<tr><td>{}<br><code>{}</code></td><td>{} to {}</td><td>{notices}</td></tr>",
        escape(row.file),
        escape(row.code),
        row.ordering,
        row.weaker
    )
}

/// Reads the lines below the heading.
fn parse(text: &str) -> Result<Vec<Weakened<'_>>> {
    let row = |line| match str::split(line, '\t').collect::<Vec<_>>()[..] {
        [file, ordering, weaker, code, noticed_by, why] if (noticed_by == "nobody") != why.is_empty() => {
            Ok(Weakened { file, ordering, weaker, code, noticed_by, why })
        }
        _ => bail!("`{line}` is not six fields, the last of them for what nobody notices"),
    };
    text.lines().skip(1).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_nobody_notices_has_a_reason_and_nothing_else_has() {
        let rows = "head\nsrc/a.rs\tAcquire\tRelaxed\tx.load(Acquire)\ta_model\t\n";
        let rows = parse(rows).expect("well formed");
        assert_eq!((rows[0].noticed_by, rows[0].why), ("a_model", ""));
        assert!(parse("head\nsrc/a.rs\tAcquire\tRelaxed\tx.load(Acquire)\tnobody\t").is_err());
        assert!(parse("head\nsrc/a.rs\tAcquire\tRelaxed\tx.load(Acquire)\ta_model\tit is rare").is_err());
        assert!(parse("head\nnonsense").is_err());
    }
}
