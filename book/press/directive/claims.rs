//! `{{#claim SL10}}`, `{{#claims slice}}`, `{{#claims}}`: what the notes say, and whether it holds.

use super::{Directive, Shelf};
use crate::claims::{Claim, Verdict};
use crate::expand::inline;
use crate::fault::did_you_mean;
use crate::html::{command, escape};
use anyhow::{Result, bail};

/// One claim, with its verdict, correction and proof.
///
/// # Errors
/// No claim has that id.
pub fn one(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let claims = shelf.claims()?;
    let id = directive.argument;
    let Some(claim) = claims.claim.iter().find(|claim| claim.id == id) else {
        bail!("book/claims.toml has no claim `{id}`{}", did_you_mean(id, claims.claim.iter().map(|c| &c.id)));
    };
    let label = match shelf.claim_href(directive.page, id) {
        Some(href) => format!("<a href=\"{}\">{id}</a>", escape(&href)),
        None => escape(id),
    };
    let mut out = format!(
        "<div class=\"claim\" data-verdict=\"{}\"><p>{} <span class=\"id\">{label}</span></p><p lang=\"zh\">{}</p><p>{}</p>",
        claim.verdict.word(),
        verdict(claim),
        inline(&claim.zh),
        inline(&claim.en)
    );
    for (class, text) in [("correction", &claim.correction), ("evidence", &claim.evidence)] {
        if !text.is_empty() {
            out.push_str(&format!("<p class=\"{class}\">{}</p>", inline(text)));
        }
    }
    out.push_str(&proofs(claim));
    out.push_str("</div>\n");
    Ok(out)
}

/// A section's claims as a table, or all sections with counts.
///
/// # Errors
/// There is no such section.
pub fn all(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let claims = shelf.claims()?;
    let name = directive.argument;
    if !name.is_empty() {
        if !claims.section.iter().any(|section| section.name == name) {
            bail!(
                "book/claims.toml has no section `{name}`{}",
                did_you_mean(name, claims.section.iter().map(|s| &s.name))
            );
        }
        let rows: Vec<_> = claims.of(name).collect();
        return Ok(format!("{}\n\n{}", counts(&rows), table(&rows, false)));
    }
    let every: Vec<_> = claims.claim.iter().collect();
    let mut out = format!("{}\n\n", counts(&every));
    for section in &claims.section {
        let rows: Vec<_> = claims.of(&section.name).collect();
        let title = section.title.replace('_', "\\_");
        out.push_str(&format!(
            "## {title} {{#claims-{}}}\n\n{}\n\n{}\n",
            section.name,
            counts(&rows),
            table(&rows, true)
        ));
    }
    Ok(out)
}

fn verdict(claim: &Claim) -> String {
    let said = match (&claim.verdict, &claim.until) {
        (Verdict::HeldUntil, Some(until)) => format!("held until Go {}", escape(until)),
        (verdict, _) => verdict.word().to_owned(),
    };
    format!("<span class=\"verdict\" data-verdict=\"{}\">{said}</span>", claim.verdict.word())
}

/// How many claims, and how many of each verdict.
fn counts(claims: &[&Claim]) -> String {
    let proven = claims.iter().filter(|claim| !claim.proof.is_empty()).count();
    let by_verdict: Vec<_> = Verdict::ALL
        .iter()
        .map(|verdict| {
            let count = claims.iter().filter(|claim| claim.verdict == *verdict).count();
            let word = verdict.word();
            format!(
                "<li><span class=\"verdict\" data-verdict=\"{word}\">{}</span> {count}</li>",
                word.replace('-', " ")
            )
        })
        .collect();
    format!(
        "<div class=\"claims-counts\"><p>{} claims, {proven} of them proven by a test.</p><ul>{}</ul></div>",
        claims.len(),
        by_verdict.concat()
    )
}

/// The table. Only the page of all claims gives its rows ids: others link to them.
fn table(claims: &[&Claim], with_ids: bool) -> String {
    let mut rows = String::new();
    for claim in claims {
        let id = escape(&claim.id);
        let row = if with_ids {
            format!("<tr id=\"{id}\" data-verdict=\"{}\">", claim.verdict.word())
        } else {
            "<tr>".to_owned()
        };
        rows.push_str(&format!(
            "{row}<td class=\"id\">{id}</td><td><p lang=\"zh\">{}</p><p>{}</p></td><td>{}</td><td>{}{}</td></tr>",
            inline(&claim.zh),
            inline(&claim.en),
            verdict(claim),
            if claim.correction.is_empty() { String::new() } else { format!("<p>{}</p>", inline(&claim.correction)) },
            proofs(claim)
        ));
    }
    format!(
        "<div class=\"table-wrapper\"><table class=\"claims\"><thead><tr><th scope=\"col\">id</th><th scope=\"col\">claim</th>\
         <th scope=\"col\">verdict</th><th scope=\"col\">what is so, and its proof</th></tr></thead><tbody>{rows}</tbody></table></div>\n"
    )
}

/// The tests that prove a claim, as commands.
fn proofs(claim: &Claim) -> String {
    let line = |proof: &String| format!("<p class=\"proof\">{}</p>", command(&proof_command(proof)));
    claim.proof.iter().map(line).collect()
}

/// `lesson-01/tests/behaviour.rs::name` as a command: `cargo test -p lesson-01 --test behaviour name`.
fn proof_command(proof: &str) -> String {
    let Some((file, test)) = proof.split_once("::") else { return format!("cargo test {proof}") };
    let stem = |path: &str| path.trim_end_matches(".rs").to_owned();
    match file.split_once('/') {
        Some(("tests", target)) => format!("cargo test --test {} {test}", stem(target)),
        Some((package, path)) => match path.strip_prefix("tests/") {
            Some(target) => format!("cargo test -p {package} --test {} {test}", stem(target)),
            None => format!("cargo test -p {package} --lib {test}"),
        },
        None => format!("cargo test {test}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_shown_as_the_command_that_runs_it() {
        assert_eq!(
            proof_command("lesson-01/tests/behaviour.rs::a_copy_is_a_copy"),
            "cargo test -p lesson-01 --test behaviour a_copy_is_a_copy"
        );
        assert_eq!(proof_command("tests/oracle.rs::growth"), "cargo test --test oracle growth");
        assert_eq!(proof_command("lesson-01/src/growth.rs::a"), "cargo test -p lesson-01 --lib a");
    }
}
