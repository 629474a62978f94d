//! `book/claims.toml`: every claim of the notes, each verdict with what belongs to it, and proofs that are tests.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::rust;
use crate::tree::{Tree, assert_none, assert_one};

const FILE: &str = "book/claims.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    section: Vec<Section>,
    claim: Vec<Claim>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    name: String,
    title: String,
    lesson: String,
    finished: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    id: String,
    section: String,
    line: usize,
    zh: String,
    en: String,
    verdict: String,
    until: Option<String>,
    correction: Option<String>,
    evidence: String,
    proof: Vec<String>,
}

fn claims(tree: &Tree) -> Result<Claims, String> {
    let text = tree.get(FILE).ok_or_else(|| format!("{FILE} is missing"))?;
    toml::from_str(text).map_err(|error| format!("{FILE}: {error}"))
}

fn complaints(tree: &Tree) -> Vec<String> {
    let claims = match claims(tree) {
        Ok(claims) => claims,
        Err(error) => return vec![error],
    };
    let faults = claims.claim.iter().flat_map(|claim| {
        let of = |fault: String| format!("{FILE}: {}: {fault}", claim.id);
        verdict(claim).into_iter().chain(proofs(tree, &claims.section, claim)).map(of)
    });
    order(&claims).into_iter().map(|fault| format!("{FILE}: {fault}")).chain(faults).collect()
}

/// Ids are unique and go up within a section, and the sections follow each other as they are declared.
fn order(claims: &Claims) -> Vec<String> {
    let mut all = Vec::new();
    let mut ids = BTreeSet::new();
    let mut last: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    let place = |name: &str| claims.section.iter().position(|section| section.name == name);
    for pair in claims.claim.windows(2).filter(|pair| place(&pair[0].section) > place(&pair[1].section)) {
        all.push(format!("{}: after {}, which is of a later section", pair[1].id, pair[0].id));
    }
    for claim in &claims.claim {
        if !ids.insert(&claim.id) {
            all.push(format!("{}: two claims have this id", claim.id));
        }
        let digits = claim.id.find(|c: char| c.is_ascii_digit()).unwrap_or(claim.id.len());
        let (letters, number) = claim.id.split_at(digits);
        let Ok(number) = number.parse::<usize>() else {
            all.push(format!("{}: an id is letters and a number", claim.id));
            continue;
        };
        let before = last.insert(&claim.section, (letters, number));
        if before.is_some_and(|(others, n)| others != letters || n >= number) {
            all.push(format!("{}: out of order in its section", claim.id));
        }
        if place(&claim.section).is_none() {
            all.push(format!("{}: no section `{}`", claim.id, claim.section));
        }
    }
    let empty = claims.section.iter().filter(|section| section.title.is_empty() || section.lesson.is_empty());
    all.extend(empty.map(|section| format!("section {}: wants a title and a lesson", section.name)));
    all
}

/// What belongs to a verdict is there, and nothing else.
fn verdict(claim: &Claim) -> Vec<String> {
    let mut all = Vec::new();
    if !["holds", "held-until", "imprecise", "wrong"].contains(&claim.verdict.as_str()) {
        all.push(format!("`{}` is no verdict: holds, held-until, imprecise, wrong", claim.verdict));
    }
    if (claim.verdict == "held-until") != claim.until.is_some() {
        all.push("`until` goes with the verdict held-until and with no other".to_owned());
    }
    if claim.until.as_deref().is_some_and(|until| !until.starts_with("1.") || until[2..].parse::<u8>().is_err()) {
        all.push("`until` is a version of Go, like 1.17".to_owned());
    }
    if (claim.verdict != "holds") != claim.correction.is_some() {
        all.push("a correction goes with every verdict but holds".to_owned());
    }
    let texts = [&claim.zh, &claim.en, &claim.evidence].into_iter().chain(&claim.correction);
    if claim.line == 0 || texts.into_iter().any(|text| text.trim().is_empty()) {
        all.push("line, zh, en, evidence and correction are not empty".to_owned());
    }
    all
}

/// A proof is a test that exists, and a finished section has one for each claim.
fn proofs(tree: &Tree, sections: &[Section], claim: &Claim) -> Vec<String> {
    let mut all: Vec<String> = claim.proof.iter().filter_map(|proof| missing(tree, proof)).collect();
    let finished = sections.iter().any(|section| section.name == claim.section && section.finished);
    if finished && claim.proof.is_empty() {
        all.push(format!("no proof, and section {} is finished", claim.section));
    }
    all
}

/// Why a proof, `lesson-01/tests/behaviour.rs::name` or `tests/oracle/growth.rs::name`, is none.
fn missing(tree: &Tree, proof: &str) -> Option<String> {
    let Some((file, test)) = proof.split_once("::") else {
        return Some(format!("proof `{proof}` should be FILE::TEST"));
    };
    let path = match file.split_once('/') {
        Some((package, rest)) if package.starts_with("lesson-") => {
            let Some(folder) = tree.lesson_folder(package) else {
                return Some(format!("proof `{proof}`: there is no {package}"));
            };
            format!("{folder}/{rest}")
        }
        _ => file.to_owned(),
    };
    let Some(text) = tree.get(&path) else {
        return Some(format!("proof `{proof}`: there is no {path}"));
    };
    (!rust::tests(text).contains(&test)).then(|| format!("proof `{proof}`: {path} has no #[test] of that name"))
}

#[test]
fn the_claims_are_whole_and_their_proofs_are_tests() {
    assert_none(&complaints(&Tree::of_this_repository()));
}

/// The notes make 182 claims that can be checked.
#[test]
fn no_claim_of_the_notes_is_missing() {
    let claims = claims(&Tree::of_this_repository()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(claims.claim.len(), 182);
    assert!(claims.section.iter().any(|section| section.finished), "a section is finished");
}

const CLAIM: &str = "line = 36\nzh = \"z\"\nen = \"e\"\nevidence = \"x\"\n";

/// The complaints about a file with this section and this claim, beside a lesson with one test.
fn about(finished: bool, claims: &[&str]) -> Vec<String> {
    let mut text =
        format!("[[section]]\nname = \"slice\"\ntitle = \"t\"\nlesson = \"lesson-01\"\nfinished = {finished}\n");
    for claim in claims {
        text.push_str(&format!("[[claim]]\nsection = \"slice\"\n{CLAIM}{claim}\n"));
    }
    complaints(&Tree::of(&[
        (FILE, &text),
        ("lessons/01-slices/tests/behaviour.rs", "#[test]\nfn proven() {}\nfn helper() {}"),
    ]))
}

#[test]
fn a_verdict_without_its_fields_is_reported() {
    let one = |rest: &str| about(false, &[&format!("id = \"SL01\"\nproof = []\n{rest}")]);
    assert_none(&one("verdict = \"holds\""));
    assert_none(&one("verdict = \"held-until\"\nuntil = \"1.17\"\ncorrection = \"c\""));
    assert_one(&one("verdict = \"held-until\"\ncorrection = \"c\""), "SL01: `until` goes with");
    assert_one(&one("verdict = \"wrong\"\nuntil = \"1.17\"\ncorrection = \"c\""), "`until` goes with");
    assert_one(&one("verdict = \"held-until\"\nuntil = \"go1.17\"\ncorrection = \"c\""), "like 1.17");
    assert_one(&one("verdict = \"imprecise\""), "a correction goes with");
    assert_one(&one("verdict = \"wrong\"\ncorrection = \" \""), "not empty");
    assert_one(&one("verdict = \"maybe\"\ncorrection = \"c\""), "no verdict");
    assert_one(&one("verdict = \"holds\"\nsource = \"notes\""), "unknown field");
}

#[test]
fn ids_out_of_order_are_reported() {
    let ids = |ids: &[&str]| {
        let claims: Vec<_> = ids.iter().map(|id| format!("id = \"{id}\"\nverdict = \"holds\"\nproof = []")).collect();
        about(false, &claims.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert_none(&ids(&["SL01", "SL02", "SL10"]));
    assert_one(&ids(&["SL02", "SL01"]), "SL01: out of order");
    assert_one(&ids(&["SL01", "CH02"]), "CH02: out of order");
    assert!(ids(&["SL01", "SL01"]).iter().any(|fault| fault.contains("two claims")));
    assert_one(&ids(&["SL"]), "letters and a number");
}

#[test]
fn a_proof_that_is_no_test_is_reported() {
    let proof = |proof: &str| about(true, &[&format!("id = \"SL01\"\nverdict = \"holds\"\nproof = [{proof}]")]);
    assert_none(&proof("\"lesson-01/tests/behaviour.rs::proven\""));
    assert_one(&proof(""), "SL01: no proof, and section slice is finished");
    assert_one(&proof("\"lesson-01/tests/behaviour.rs::helper\""), "no #[test] of that name");
    assert_one(&proof("\"lesson-01/tests/gone.rs::proven\""), "no lessons/01-slices/tests/gone.rs");
    assert_one(&proof("\"lesson-02/tests/behaviour.rs::proven\""), "there is no lesson-02");
    assert_one(&proof("\"proven\""), "should be FILE::TEST");
}
