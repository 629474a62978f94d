//! Every shell command shown to a reader works: it is run by a test or by `.ci/run`, or is checked to name what exists.

use std::process::Command;

use crate::rust;
use crate::tree::{Tree, assert_none, assert_one};

/// What `cargo run -- X` does is proven where? By a file that has this text. "" is `cargo run` alone, which serves; `fetch` is cargo's.
const PROVEN: [(&str, &str, &str); 8] = [
    ("", "tests/browser/site.rs", "\"serve\""),
    ("serve", "tests/browser/site.rs", "\"serve\""),
    ("build", ".ci/run", "-- build --dest"),
    ("learn", "tests/learn.rs", "\"learn\""),
    ("doctor", "tests/learn.rs", "\"doctor\""),
    ("starters", ".ci/run", "-- starters --check"),
    ("fetch", ".ci/run", "cargo fetch"),
    ("preprocess", "tests/book/protocol.rs", "preprocess"),
];

/// What a reader types that is no business of this repository.
const OTHERS: [&str; 5] = ["git clone ", "cd ", "rustup ", "cargo install cargo-nextest", "sudo apt-get install "];

fn complaints(tree: &Tree) -> Vec<String> {
    let pages = tree.ending(".md").filter(|(path, _)| path.starts_with("book/text/") || *path == "README.md");
    let commands = pages.flat_map(|(path, text)| shown(text).into_iter().map(move |(line, c)| (path, line, c)));
    let fault = |(path, line, command): (&str, usize, &str)| {
        fault(tree, command).map(|fault| format!("{path}:{line}: `{command}`: {fault}"))
    };
    commands.filter_map(fault).collect()
}

/// The commands in the `console` blocks of a page, with their lines: those after `$ `, or all where there is no `$`.
fn shown(text: &str) -> Vec<(usize, &str)> {
    let mut commands = Vec::new();
    let mut block: Option<Vec<(usize, &str)>> = None;
    for (number, line) in text.lines().enumerate() {
        match (line.trim(), &mut block) {
            (line, None) if line.starts_with("```console") => block = Some(Vec::new()),
            ("```", Some(lines)) => {
                let prompts = lines.iter().any(|(_, line)| line.starts_with("$ "));
                lines.retain(
                    |(_, line)| {
                        if prompts { line.starts_with("$ ") } else { !line.is_empty() && !line.starts_with('#') }
                    },
                );
                commands.extend(lines.iter().map(|&(number, line)| (number, line.trim_start_matches("$ "))));
                block = None;
            }
            (line, Some(lines)) => lines.push((number + 1, line)),
            _ => {}
        }
    }
    commands
}

/// Why nothing says that a command works.
fn fault(tree: &Tree, command: &str) -> Option<String> {
    let command = command.split(" #").next().unwrap_or(command).trim();
    let mut words: Vec<&str> = command.split_whitespace().collect();
    // `GO=... cargo test` sets a variable for a command.
    while let Some((name, _)) = words.first().and_then(|word| word.split_once('='))
        && name.chars().all(|letter| letter.is_uppercase() || letter == '_')
    {
        if name == "LD_PRELOAD" {
            return preloaded(tree, words.get(1).copied().unwrap_or_default());
        }
        words.remove(0);
    }
    if words == ["cargo", "build", "--release", "-p", "lesson-03-preload"] {
        return holds(tree, "lessons/03-tcmalloc/tests/loader/mod.rs", "\"lesson-03-preload\"");
    }
    let package = words.windows(2).find(|pair| pair[0] == "-p").map(|pair| pair[1]);
    let folder = match package {
        None => None,
        Some(package) => match tree.lesson_folder(package) {
            None => return Some(format!("there is no package {package}")),
            folder => folder,
        },
    };
    match (words.as_slice(), folder) {
        (["cargo", "run", rest @ ..], None) => run(tree, rest),
        (["cargo", "run", rest @ ..], Some(folder)) => example(tree, folder, rest),
        (["cargo", "test" | "nextest", rest @ ..], _) => test(tree, folder.unwrap_or(""), rest),
        (["cargo", "bench", ..], Some(folder)) => {
            let benches = format!("{folder}/benches/");
            let none = !tree.iter().any(|(path, _)| path.starts_with(&benches) && path.ends_with(".rs"));
            none.then(|| format!("{folder} has no benches"))
        }
        (["cargo", "fetch"], _) => proven(tree, "fetch"),
        (["mdbook", "build" | "serve", ..], _) => proven(tree, "preprocess"),
        _ if OTHERS.iter().any(|other| format!("{command} ").starts_with(other)) => None,
        _ => Some("no test runs it; add one, and say so in tests/house/commands.rs".to_owned()),
    }
}

/// `cargo run -- SUBCOMMAND FLAGS`: the flags are the program's, and a test or CI runs the subcommand.
fn run(tree: &Tree, words: &[&str]) -> Option<String> {
    let arguments = words.iter().position(|word| *word == "--").map_or(&[][..], |at| &words[at + 1..]);
    let subcommand = arguments.first().filter(|word| !word.starts_with('-')).copied().unwrap_or("");
    // With `--help` at its end the program says what it would do, unless something before it is unknown.
    let output = Command::new(env!("CARGO_BIN_EXE_workbook")).args(arguments).arg("--help").output();
    let output = output.expect("the program was built with its tests");
    if !output.status.success() {
        return Some(String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or("it fails").to_owned());
    }
    proven(tree, subcommand)
}

fn proven(tree: &Tree, subcommand: &str) -> Option<String> {
    let Some((_, file, text)) = PROVEN.iter().find(|(name, ..)| *name == subcommand) else {
        return Some(format!("nothing in tests/house/commands.rs says who runs `{subcommand}`"));
    };
    holds(tree, file, text)
}

fn holds(tree: &Tree, file: &str, text: &str) -> Option<String> {
    let there = tree.get(file).is_some_and(|content| content.contains(text));
    (!there).then(|| format!("{file} should run it, but has no `{text}`"))
}

/// A program on the allocator of lesson 03: its tests run the same program.
fn preloaded(tree: &Tree, program: &str) -> Option<String> {
    holds(tree, "lessons/03-tcmalloc/tests/preload.rs", &format!("same_on_ours(\"{program}\""))
}

/// `cargo run -p lesson-01 --example NAME`.
fn example(tree: &Tree, folder: &str, words: &[&str]) -> Option<String> {
    let Some(name) = words.windows(2).find(|pair| pair[0] == "--example").map(|pair| pair[1]) else {
        return Some("a lesson has examples to run, and no program".to_owned());
    };
    let file = format!("{folder}/examples/{name}.rs");
    tree.get(&file).is_none().then(|| format!("there is no {file}"))
}

/// `cargo test`: its target is there, and its filter finds a test or an exercise. CI runs all tests.
fn test(tree: &Tree, folder: &str, words: &[&str]) -> Option<String> {
    let inside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let target = words.windows(2).find(|pair| pair[0] == "--test").map(|pair| pair[1]);
    if let Some(target) = target {
        let file = format!("{inside}tests/{target}.rs");
        if tree.get(&file).is_none() {
            return Some(format!("there is no {file}"));
        }
    }
    let mut filter = None;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "-p" | "--test" | "--example" => _ = words.next(),
            "run" | "--" => {}
            word if !word.starts_with('-') => filter = Some(word),
            _ => {}
        }
    }
    let filter = filter?;
    let found = tree
        .ending(".rs")
        .filter(|(path, _)| path.starts_with(&inside))
        .any(|(_, text)| rust::tests(text).iter().any(|name| name.contains(filter)));
    let exercise = tree.ending("exercises.toml").any(|(_, text)| text.contains(&format!("id = \"{filter}\"")));
    (!found && !exercise).then(|| format!("no test and no exercise is named `{filter}`"))
}

#[test]
fn every_command_shown_is_accounted_for() {
    assert_none(&complaints(&Tree::of_this_repository()));
}

/// A page with this command, in a repository with a lesson.
fn about(command: &str) -> Vec<String> {
    complaints(&Tree::of(&[
        ("book/text/index.md", &format!("Text.\n\n```console\n$ {command}\nwhat it prints\n```\n")),
        ("lessons/01-slices/tests/scenes.rs", "#[test]\nfn two_appends_share_a_slot() {}"),
        ("lessons/01-slices/exercises.toml", "[[exercise]]\nid = \"1.2\""),
        ("lessons/01-slices/examples/growth.rs", "fn main() {}"),
        ("lessons/03-tcmalloc/tests/preload.rs", "same_on_ours(\"jq\", &[]);"),
        ("lessons/03-tcmalloc/tests/loader/mod.rs", "cargo.arg(\"lesson-03-preload\")"),
        (".ci/run", "cargo run -q -- build --dest target/site"),
    ]))
}

#[test]
fn a_command_that_works_is_no_fault() {
    for command in [
        "cargo run -- build --dest out",
        "cargo test --workspace",
        "cargo test -p lesson-01 --test scenes two_appends_share_a_slot",
        "cargo test -p lesson-01 1.2",
        "cargo run -p lesson-01 --example growth",
        "cargo build --release -p lesson-03-preload",
        "LD_PRELOAD=target/release/liblesson_03_preload.so jq -n 1",
        "cd workbook",
    ] {
        assert_none(&about(command));
    }
}

#[test]
fn a_command_that_does_not_work_is_reported() {
    assert_one(&about("cargo run -- bild"), "book/text/index.md:4: `cargo run -- bild`: error");
    assert_one(&about("cargo run -- build --nowhere"), "error: unexpected argument");
    assert_one(&about("cargo run -- doctor"), "tests/learn.rs should run it, but has no `\"doctor\"`");
    assert_one(&about("cargo test -p lesson-01 --test gone"), "there is no lessons/01-slices/tests/gone.rs");
    assert_one(&about("cargo test -p lesson-01 --test scenes three_appends"), "no test and no exercise");
    assert_one(&about("cargo test -p lesson-77"), "there is no package lesson-77");
    assert_one(&about("cargo run -p lesson-01 --example gone"), "there is no lessons/01-slices/examples/gone.rs");
    assert_one(&about("cargo bench -p lesson-01"), "has no benches");
    assert_one(&about("LD_PRELOAD=a.so awk 1"), "tests/preload.rs should run it, but has no `same_on_ours(\"awk\"`");
    assert_one(&about("make all"), "no test runs it");
}

#[test]
fn commands_are_those_after_a_prompt_or_all() {
    assert_eq!(shown("```console\n$ a b\nprinted\n```\n\n```rust\nc\n```"), [(2, "a b")]);
    assert_eq!(shown("```console\n# a comment\na b\n\nc\n```"), [(3, "a b"), (5, "c")]);
}
