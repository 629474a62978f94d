//! No copies from lesson to lesson: a second use moves to lesson-00.

use std::collections::HashMap;

use crate::rust::code_lines;
use crate::tree::{Tree, assert_none, assert_one};

/// So many equal lines of code in a row are a copy.
const BLOCK: usize = 12;

fn complaints(tree: &Tree) -> Vec<String> {
    let mut first: HashMap<String, (&str, &str, usize)> = HashMap::new();
    let mut all = Vec::new();
    for (path, text) in tree.ending(".rs").filter(|(path, _)| path.starts_with("lessons/") && path.contains("/src/")) {
        let lesson = path.split('/').nth(1).expect("a lesson is a folder of lessons/");
        let lines: Vec<_> = code_lines(text).collect();
        let mut after = 0; // the end of the copy reported last
        for (at, block) in lines.windows(BLOCK).enumerate() {
            let code = block.iter().map(|(_, line)| *line).collect::<Vec<_>>().join("\n");
            let number = block[0].0;
            let &mut (theirs, other, line) = first.entry(code).or_insert((lesson, path, number));
            if theirs != lesson && at >= after {
                all.push(format!("{path}:{number}: the same {BLOCK} lines as {other}:{line}: move them to lesson-00"));
                after = at + BLOCK;
            }
        }
    }
    all
}

#[test]
fn no_lesson_copies_another() {
    assert_none(&complaints(&Tree::of_this_repository()));
}

#[test]
fn a_copied_block_is_reported() {
    let code = (0..BLOCK).map(|n| format!("    step_{n}();\n")).collect::<String>();
    let copy = format!("// Another comment.\n{}", code.replace("    ", "\t"));
    let lessons = |copy: &str| {
        complaints(&Tree::of(&[("lessons/01-slices/src/a.rs", code.as_str()), ("lessons/02-channels/src/b.rs", copy)]))
    };
    assert_one(&lessons(&copy), "lessons/02-channels/src/b.rs:2: the same 12 lines as lessons/01-slices/src/a.rs:1");
    assert_none(&lessons(&copy.replace("step_7", "other")));
}
