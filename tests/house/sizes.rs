//! A file is one idea and ends by line 400; a lib.rs is a map of 60 lines; anchors do not become soup.

use crate::rust::code_lines;
use crate::tree::{Tree, assert_none, assert_one};

const FILE: usize = 400;
const MAP: usize = 60;
const ANCHORS: usize = 6;

fn complaints(tree: &Tree) -> Vec<String> {
    let mut all = Vec::new();
    for (path, text) in tree.ending(".rs") {
        let lines = text.lines().count();
        if lines > FILE {
            all.push(format!("{path}: {lines} lines, {FILE} is the end: a half that has a name is a file"));
        }
        if path.ends_with("lib.rs") {
            if lines > MAP {
                all.push(format!("{path}: {lines} lines, and a map has at most {MAP}"));
            }
            let function = code_lines(text).find(|(_, line)| line.split_whitespace().any(|word| word == "fn"));
            if let Some((number, _)) = function {
                all.push(format!("{path}:{number}: a function in a map: it belongs into a file of its idea"));
            }
        }
    }
    for (path, text) in tree.ending(".rs").chain(tree.ending(".go")) {
        let anchors = text.lines().filter(|line| line.trim_start().starts_with("// ANCHOR: ")).count();
        if anchors > ANCHORS {
            all.push(format!("{path}: {anchors} anchors, at most {ANCHORS} a file"));
        }
    }
    all
}

#[test]
fn files_keep_their_size() {
    assert_none(&complaints(&Tree::of_this_repository()));
}

#[test]
fn a_file_that_is_too_long_is_reported() {
    assert_none(&complaints(&Tree::of(&[("a.rs", &"// x\n".repeat(FILE))])));
    assert_one(&complaints(&Tree::of(&[("a.rs", &"// x\n".repeat(FILE + 1))])), "a.rs: 401 lines");
    assert_one(&complaints(&Tree::of(&[("lessons/02-c/exercises/1.rs", &"// x\n".repeat(FILE + 1))])), "401 lines");
}

#[test]
fn a_map_with_too_much_in_it_is_reported() {
    let lib = |text: &str| complaints(&Tree::of(&[("lessons/02-channels/src/lib.rs", text)]));
    assert_none(&lib("//! fn main() {}\nmod chan;\n/* fn */\n"));
    assert_one(&lib(&"mod chan;\n".repeat(MAP + 1)), "61 lines");
    assert_one(&lib("mod chan;\npub const fn cap() {}\n"), "lib.rs:2: a function");
}

#[test]
fn too_many_anchors_are_reported() {
    let anchors = |n: usize| complaints(&Tree::of(&[("a.go", &"// ANCHOR: x\n// ANCHOR_END: x\n".repeat(n))]));
    assert_none(&anchors(ANCHORS));
    assert_one(&anchors(ANCHORS + 1), "7 anchors");
}
