//! What nobody writes: unfinished code, ignored tests, naps in tests, bare unwraps, and the names of somebody's machine.

use crate::rust::code_lines;
use crate::tree::{Tree, assert_none, assert_one};

/// So many lines above a pause a test must say until when it waits.
const DEADLINE_ABOVE: usize = 12;

/// A complaint about a line of Rust, if it has one.
type Rule = fn(path: &str, line: &str) -> Option<&'static str>;

fn unfinished(path: &str, line: &str) -> Option<&'static str> {
    // A starter is unfinished on purpose, and so is the line of a solution that becomes one. The kit writes about them.
    let starter = path.starts_with("lessons/") && path.split('/').nth(2) == Some("exercises") || line.contains("//~");
    let starter = starter || path.starts_with("lessons/kit/");
    let found = [concat!("to", "do!("), concat!("unimple", "mented!(")].iter().any(|word| line.contains(word));
    (found && !starter).then_some("unfinished code outside an exercise")
}

fn ignored(_: &str, line: &str) -> Option<&'static str> {
    line.starts_with(concat!("#[ign", "ore")).then_some("an ignored test: mend it or delete it")
}

fn bare_unwrap(path: &str, line: &str) -> Option<&'static str> {
    let library = path.starts_with("book/press/") || path.starts_with("lessons/") && path.contains("/src/");
    (library && line.contains(concat!(".unw", "rap()"))).then_some("a bare unwrap: use expect(\"why it holds\")")
}

/// The rules for a line of Rust by itself.
const RULES: [Rule; 3] = [unfinished, ignored, bare_unwrap];

fn complaints(tree: &Tree) -> Vec<String> {
    let mut all = Vec::new();
    for (path, text) in tree.ending(".rs") {
        for (number, line) in code_lines(text) {
            let faults = RULES.iter().filter_map(|rule| rule(path, line));
            all.extend(faults.map(|fault| format!("{path}:{number}: {fault}")));
        }
        all.extend(naps(path, text));
    }
    all.extend(tree.iter().flat_map(|(path, text)| machine_names(path, text)));
    all
}

/// What a thread does when it waits for time to pass.
const NAP: &str = concat!("sle", "ep");

/// Tests poll until a deadline; a pause that just hopes is a flaky test. A puppet's sleep is no pause: its time is
/// virtual. So only the thread's own counts.
fn naps(path: &str, text: &str) -> Vec<String> {
    if !path.starts_with("tests/") && !path.contains("/tests/") {
        return Vec::new();
    }
    let lines: Vec<&str> = text.lines().collect();
    let imported = lines.iter().any(|line| line.starts_with("use ") && line.contains("thread::") && line.contains(NAP));
    // The bare name is the thread's where the file imports it.
    let bare = |line: &str| imported && line.split([' ', '(', '|']).any(|word| word == NAP);
    let naps = |line: &str| line.contains(concat!("thread::sle", "ep(")) || bare(line);
    let above = |number: usize| &lines[number.saturating_sub(DEADLINE_ABOVE)..number];
    code_lines(text)
        .filter(|(_, line)| naps(line))
        .filter(|&(number, _)| !above(number).iter().any(|line| line.contains("deadline")))
        .map(|(number, _)| format!("{path}:{number}: a test that waits without a deadline: poll for what it waits for"))
        .collect()
}

/// Folders and package hosts of the machine that something was written on.
fn machine_names(path: &str, text: &str) -> Vec<String> {
    if path == "Cargo.lock" {
        return Vec::new(); // cargo writes where packages are from
    }
    let folders = ["work", "home", "root", "Users", "opt/gobin"].map(|folder| format!("/{folder}/"));
    let hosts = ["index.crates.", "static.crates.", "pypi.", "files.pythonhosted.", "registry.npmjs.", "proxy.golang."];
    let mut all = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let folder = folders.iter().find(|folder| line.contains(folder.as_str()));
        let host = hosts.iter().find(|host| ["io", "org"].iter().any(|end| line.contains(&format!("{host}{end}"))));
        if let Some(folder) = folder {
            all.push(format!("{path}:{}: `{folder}` is a folder of one machine", number + 1));
        }
        if let Some(host) = host {
            all.push(format!("{path}:{}: `{host}` is a package host: leave it to the package manager", number + 1));
        }
    }
    all
}

#[test]
fn nothing_is_written_that_nobody_writes() {
    assert_none(&complaints(&Tree::of_this_repository()));
}

fn in_file(path: &str, text: &str) -> Vec<String> {
    complaints(&Tree::of(&[(path, text)]))
}

#[test]
fn unfinished_code_is_reported_outside_exercises() {
    let text = concat!("fn rule() {\n    to", "do!(\"your rule\")\n}");
    assert_one(&in_file("lessons/02-channels/src/chan.rs", text), "chan.rs:2: unfinished");
    assert_one(&in_file("lessons/02-channels/tests/exercises/01_ring.rs", text), "unfinished");
    assert_none(&in_file("lessons/02-channels/exercises/01_ring.rs", text));
    assert_none(&in_file("lessons/02-channels/solutions/01_ring.rs", concat!("//~ to", "do!(\"your rule\")")));
}

#[test]
fn an_ignored_test_is_reported() {
    let text = concat!("#[test]\n#[ign", "ore = \"slow\"]\nfn a() {}");
    assert_one(&in_file("tests/book.rs", text), "tests/book.rs:2: an ignored test");
}

#[test]
fn a_bare_unwrap_is_reported_where_readers_look() {
    let text = concat!("/// `a.unw", "rap()` is not for us.\nlet a = b.unw", "rap();");
    assert_one(&in_file("lessons/02-channels/src/chan.rs", text), "chan.rs:2: a bare unwrap");
    assert_one(&in_file("book/press/serve.rs", text), "serve.rs:2: a bare unwrap");
    assert_none(&in_file("lessons/02-channels/tests/behaviour.rs", text));
}

#[test]
fn a_nap_is_reported_and_polling_is_not() {
    let nap = concat!("    std::thread::sle", "ep(SHORT);\n");
    assert_one(&in_file("lessons/02-channels/tests/stress.rs", nap), "stress.rs:1: a test that waits");
    let polling = format!("let deadline = Instant::now() + PATIENCE;\nwhile !done() {{\n{nap}}}");
    assert_none(&in_file("tests/browser.rs", &polling));
    assert_none(&in_file("book/press/learn.rs", nap));
    let imported = concat!("use std::thread::{self, sle", "ep};\n    sle", "ep(SHORT);\n");
    assert_one(&in_file("lessons/02-channels/tests/stress.rs", imported), "stress.rs:2: a test that waits");
    let virtual_time = concat!("    ground::stage::sle", "ep(LONG);\n    stage.sle", "ep(LONG);\n");
    assert_none(&in_file("lessons/02-channels/tests/behaviour.rs", virtual_time));
}

#[test]
fn the_names_of_a_machine_are_reported() {
    let folder = format!("see /{}/me/notes.md", "home");
    assert_one(&in_file("README.md", &folder), "README.md:1: `/");
    let host = format!("https://{}.org/simple", "pypi");
    assert_one(&in_file(".ci/run", &host), ".ci/run:1: `pypi.` is a package host");
    assert_none(&in_file("Cargo.lock", &host));
}
