//! A file of Rust that a lesson's comment or its chapter names, `state.rs` or `tests/scenes.rs`, is there.

use crate::tree::{Tree, assert_none, assert_one};

fn complaints(tree: &Tree) -> Vec<String> {
    let mut all = Vec::new();
    for (path, text) in tree.iter() {
        let Some(lesson) = lesson(path) else { continue };
        let named = |line: usize, name: &str| {
            let found = tree.get(name).is_some()
                || tree.ending(".rs").any(|(file, _)| file.starts_with(&lesson) && is_named(file, name));
            (!found).then(|| format!("{path}:{line}: names `{name}`, and {lesson} has no such file"))
        };
        let comments = text.lines().enumerate().filter(|(_, line)| path.ends_with(".md") || line.contains("//"));
        all.extend(comments.flat_map(|(at, line)| files(line).into_iter().filter_map(move |name| named(at + 1, name))));
    }
    all
}

/// The folder of the lesson that a source file or a page is about: `lessons/07-locks/`.
fn lesson(path: &str) -> Option<String> {
    let (of_lesson, of_page) = (path.strip_prefix("lessons/"), path.strip_prefix("book/text/"));
    let rest = of_lesson.filter(|_| path.ends_with(".rs")).or(of_page.filter(|_| path.ends_with(".md")))?;
    let (folder, _) = rest.split_once('/')?;
    // The kit writes of the files of any lesson.
    folder.starts_with(|c: char| c.is_ascii_digit()).then(|| format!("lessons/{folder}/"))
}

/// Whether a file is meant by the end of its path.
fn is_named(file: &str, name: &str) -> bool {
    file.strip_suffix(name).is_some_and(|before| before.ends_with('/'))
}

/// The names between backticks that end in `.rs`; of a `file.rs, function` the file. Somebody else's file is named with
/// whose it is, as in: crossbeam's `array.rs`.
fn files(line: &str) -> Vec<&str> {
    let parts: Vec<&str> = line.split('`').collect();
    let quoted = parts.windows(2).step_by(2).map(|pair| (pair[0], pair[1]));
    let ours = quoted.filter(|(before, _)| !before.ends_with("'s "));
    let first = |quoted: &'_ str| quoted.find([',', ' ', ':']).unwrap_or(quoted.len());
    ours.map(|(_, quoted)| &quoted[..first(quoted)]).filter(|name| is_path(name)).collect()
}

/// `a.rs` and `tests/a_b/mod.rs` are paths; `*.rs` is a pattern.
fn is_path(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    name.len() > ".rs".len() && name.ends_with(".rs") && name.chars().all(plain)
}

#[test]
fn a_file_that_a_lesson_names_is_there() {
    assert_none(&complaints(&Tree::of_this_repository()));
}

fn about(path: &str, text: &str) -> Vec<String> {
    let files = ["src/state.rs", "tests/words/mod.rs"].map(|file| format!("lessons/07-locks/{file}"));
    complaints(&Tree::of(&[(path, text), (&files[0], ""), (&files[1], ""), ("tests/oracle.rs", "")]))
}

#[test]
fn a_name_of_no_file_is_reported() {
    let comment = |text: &str| about("lessons/07-locks/src/mutex.rs", text);
    assert_none(&comment(
        "//! See `state.rs`, `src/state.rs`, `tests/words/mod.rs`; and `tests/oracle.rs` of the whole.",
    ));
    assert_one(
        &comment("\n/// See `states.rs`."),
        "mutex.rs:2: names `states.rs`, and lessons/07-locks/ has no such file",
    );
    assert_one(&comment("let a = 1; // `tests/fairness.rs, a_test` has it"), "`tests/fairness.rs`");
    assert_one(&comment("//! the end of a name: `ate.rs`"), "`ate.rs`");
    assert_one(&comment("//! of another lesson: `chan.rs`"), "`chan.rs`");
    assert_none(&comment("//! laps are from crossbeam's `array.rs`"));
    assert_none(&comment("let name = \"gone.rs\";"));
    assert_one(&about("book/text/07-locks/index.md", "tries all (`tests/gone.rs`)"), "`tests/gone.rs`");
    assert_none(&about("lessons/kit/src/exercise.rs", "//! See `tests/exercises.rs`."));
}
