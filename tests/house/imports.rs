//! Who may import whom: no lesson a later one, the press no lesson, and the kit only for tests and benches.

use crate::tree::{Tree, assert_none, assert_one};

/// The lessons that a lesson's library may import, as the design says. What is not here imports none.
const MAY_IMPORT: [(&str, &[&str]); 9] = [
    ("lesson-02", &["lesson-00"]),
    ("lesson-03", &["lesson-00"]),
    ("lesson-03-preload", &["lesson-03"]),
    ("lesson-04", &["lesson-00"]),
    ("lesson-05", &["lesson-00", "lesson-02"]),
    ("lesson-07", &["lesson-00"]),
    ("lesson-08", &["lesson-00", "lesson-07"]),
    ("lesson-09", &["lesson-00"]),
    (
        "lesson-10",
        &[
            "lesson-00",
            "lesson-01",
            "lesson-02",
            "lesson-03",
            "lesson-04",
            "lesson-05",
            "lesson-06",
            "lesson-07",
            "lesson-08",
            "lesson-09",
        ],
    ),
];

const KIT: &str = "lesson-kit";
const PRESS: &str = "workbook";

/// One line of a manifest: who wants whom, and for what (`dependencies`, `dev-dependencies`, `build-dependencies`).
struct Import {
    manifest: String,
    package: String,
    wanted: String,
    table: String,
}

fn may_import(package: &str) -> &'static [&'static str] {
    MAY_IMPORT.iter().find(|(lesson, _)| *lesson == package).map_or(&[], |(_, others)| *others)
}

fn complaints(tree: &Tree) -> Vec<String> {
    imports(tree)
        .iter()
        .filter_map(|import| fault(import).map(|fault| format!("{}: {fault}", import.manifest)))
        .collect()
}

fn fault(import: &Import) -> Option<String> {
    let Import { package, wanted, table, .. } = import;
    let for_tests = table == "dev-dependencies";
    if wanted == KIT {
        let allowed = for_tests || package == PRESS;
        return (!allowed)
            .then(|| format!("{package} links {KIT}: it is for tests and benches, in [dev-dependencies]"));
    }
    if !wanted.starts_with("lesson-") {
        return None;
    }
    if package == PRESS {
        let complaint = format!("the press imports {wanted}: it reads snapshots and sources, and imports no lesson");
        return (!for_tests).then_some(complaint);
    }
    if package == KIT {
        return Some(format!("{KIT} imports {wanted}: the lessons use the kit, not the kit the lessons"));
    }
    let allowed = may_import(package);
    (!allowed.contains(&wanted.as_str())).then(|| {
        let others = if allowed.is_empty() { "no lesson".to_owned() } else { allowed.join(", ") };
        format!("{package} imports {wanted}, but may import {others}; what two lessons share moves to lesson-00")
    })
}

/// Every dependency in every manifest.
fn imports(tree: &Tree) -> Vec<Import> {
    let mut all = Vec::new();
    for (path, text) in tree.ending("Cargo.toml") {
        let manifest: toml::Table = toml::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let Some(package) = manifest.get("package").and_then(|package| package.get("name")).and_then(|n| n.as_str())
        else {
            continue; // a workspace without a package
        };
        let targets = manifest.get("target").and_then(|targets| targets.as_table());
        let parts = targets.into_iter().flat_map(|targets| targets.values().filter_map(|part| part.as_table()));
        for part in parts.chain([&manifest]) {
            for (table, entries) in part.iter().filter(|(name, _)| name.ends_with("dependencies")) {
                for (key, entry) in entries.as_table().into_iter().flatten() {
                    // A dependency under another name says `package = "its-name"`.
                    let wanted = entry.get("package").and_then(|name| name.as_str()).unwrap_or(key);
                    let (manifest, package) = (path.to_owned(), package.to_owned());
                    all.push(Import { manifest, package, wanted: wanted.to_owned(), table: table.clone() });
                }
            }
        }
    }
    all
}

/// Every package takes the workspace's lints.
fn without_lints(tree: &Tree) -> Vec<String> {
    let inherits = |text: &str| {
        let manifest: toml::Table = toml::from_str(text).expect("a manifest is TOML");
        !manifest.contains_key("package")
            || manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(|w| w.as_bool()) == Some(true)
    };
    let without = tree.ending("Cargo.toml").filter(|(_, text)| !inherits(text));
    without.map(|(path, _)| format!("{path}: add [lints] workspace = true")).collect()
}

#[test]
fn imports_are_as_designed() {
    let tree = Tree::of_this_repository();
    assert!(imports(&tree).iter().any(|import| import.package == "lesson-01"), "the manifests are read");
    assert_none(&complaints(&tree));
}

/// So there can be no circle either.
#[test]
fn only_earlier_lessons_may_be_imported() {
    for (lesson, others) in MAY_IMPORT {
        assert!(others.iter().all(|other| *other < lesson), "{lesson} may import {others:?}");
    }
}

#[test]
fn a_wrong_import_is_reported() {
    let reported = |path: &str, package: &str, rest: &str| {
        complaints(&Tree::of(&[(path, &format!("[package]\nname = \"{package}\"\n{rest}"))]))
    };
    let channels = |rest: &str| reported("lessons/02-channels/Cargo.toml", "lesson-02", rest);
    assert_none(&channels(
        "[dependencies]\nlesson-00.workspace = true\n[dev-dependencies]\nlesson-kit.workspace = true",
    ));
    assert_one(&channels("[dependencies]\nlesson-05.workspace = true"), "lesson-02 imports lesson-05");
    assert_one(&channels("[dev-dependencies]\nlesson-09 = { path = \"../09-mpg\" }"), "lesson-02 imports lesson-09");
    assert_one(&channels("[dependencies]\nmpg = { package = \"lesson-09\", path = \"..\" }"), "imports lesson-09");
    assert_one(&channels("[target.'cfg(unix)'.dependencies]\nlesson-03.workspace = true"), "imports lesson-03");
    assert_one(&channels("[dependencies]\nlesson-kit.workspace = true"), "[dev-dependencies]");
    assert_one(&reported("Cargo.toml", PRESS, "[dependencies]\nlesson-01.workspace = true"), "the press imports");
    assert_none(&reported("Cargo.toml", PRESS, "[dev-dependencies]\nlesson-01.workspace = true"));
    assert_one(&reported("lessons/kit/Cargo.toml", KIT, "[dependencies]\nlesson-01.workspace = true"), "not the kit");
}

#[test]
fn every_package_takes_the_workspaces_lints() {
    assert_none(&without_lints(&Tree::of_this_repository()));
}

#[test]
fn a_package_without_the_lints_is_reported() {
    let of = |text: &str| without_lints(&Tree::of(&[("lessons/02-channels/Cargo.toml", text)]));
    assert_none(&of("[package]\nname = \"lesson-02\"\n[lints]\nworkspace = true"));
    assert_one(&of("[package]\nname = \"lesson-02\""), "lessons/02-channels/Cargo.toml");
}
