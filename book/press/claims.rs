//! `book/claims.toml`: every claim of the notes, its verdict, and the test that proves it.

use crate::fault::did_you_mean;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// The sections of the notes, in order.
    #[serde(default)]
    pub section: Vec<Section>,
    /// The claims, in the order of the notes.
    #[serde(default)]
    pub claim: Vec<Claim>,
}

/// A section of the notes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// What claims call it.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// The lesson that checks it.
    #[serde(default)]
    pub lesson: String,
    /// Whether every claim of it must have a proof by now.
    #[serde(default)]
    pub finished: bool,
}

/// One claim.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What pages call it: `SL10`.
    pub id: String,
    /// Its section.
    pub section: String,
    /// Its line in the notes.
    #[serde(default)]
    pub line: usize,
    /// The sentence as it stands in the notes.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Whether it holds.
    pub verdict: Verdict,
    /// The last version of Go for which it held, with [`Verdict::HeldUntil`] only.
    pub until: Option<String>,
    /// What is so instead.
    #[serde(default)]
    pub correction: String,
    /// What real Go showed.
    #[serde(default)]
    pub evidence: String,
    /// The tests that prove it: `lesson-01/tests/behaviour.rs::name_of_test`.
    #[serde(default)]
    pub proof: Vec<String>,
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is so.
    Holds,
    /// It was so, up to some version of Go.
    HeldUntil,
    /// It is nearly so, or so only sometimes.
    Imprecise,
    /// It is not so.
    Wrong,
}

impl Verdict {
    /// All of them, as counts list them.
    pub const ALL: [Verdict; 4] = [Verdict::Holds, Verdict::HeldUntil, Verdict::Imprecise, Verdict::Wrong];

    /// As it is written in the file.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::HeldUntil => "held-until",
            Verdict::Imprecise => "imprecise",
            Verdict::Wrong => "wrong",
        }
    }
}

impl Claims {
    /// Reads `book/claims.toml`.
    ///
    /// # Errors
    /// It cannot be read; two claims have one id; a claim names no section, or has `until` without having held until then.
    pub fn read(workspace: &Workspace) -> Result<Claims> {
        let path = workspace.join("book/claims.toml");
        Self::parse(&workspace.read(&path)?)
            .with_context(|| format!("{} is not what it should be", workspace.name(&path)))
    }

    fn parse(text: &str) -> Result<Claims> {
        let claims: Claims = toml::from_str(text)?;
        let mut ids = std::collections::BTreeSet::new();
        for claim in &claims.claim {
            let id = &claim.id;
            if !ids.insert(id) {
                bail!("two claims have the id {id}");
            }
            if !claims.section.iter().any(|section| section.name == claim.section) {
                let there = claims.section.iter().map(|section| &section.name);
                bail!("claim {id} is of no section `{}`{}", claim.section, did_you_mean(&claim.section, there));
            }
            if (claim.verdict == Verdict::HeldUntil) != claim.until.is_some() {
                bail!("claim {id}: `until` goes with the verdict held-until, and with no other");
            }
        }
        Ok(claims)
    }

    /// The claims of a section.
    pub fn of<'c>(&'c self, section: &'c str) -> impl Iterator<Item = &'c Claim> {
        self.claim.iter().filter(move |claim| claim.section == section)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTION: &str = "[[section]]\nname='slice'\ntitle='t'\n";

    #[test]
    fn a_claim_of_no_section_is_answered_with_the_nearest() {
        let text = format!("{SECTION}[[claim]]\nid='A'\nsection='slise'\nzh=''\nen=''\nverdict='holds'\n");
        let said = Claims::parse(&text).expect_err("no such section").to_string();
        assert_eq!(said, "claim A is of no section `slise`; did you mean `slice`?");
    }

    #[test]
    fn until_goes_with_held_until_only() {
        let text =
            format!("{SECTION}[[claim]]\nid='A'\nsection='slice'\nzh=''\nen=''\nverdict='wrong'\nuntil='1.17'\n");
        assert!(Claims::parse(&text).expect_err("until").to_string().contains("goes with the verdict held-until"));
    }
}
