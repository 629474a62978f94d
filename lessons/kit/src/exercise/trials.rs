//! What is tested about a lesson's exercises, as trials with names that a reader understands.

use std::collections::BTreeSet;
use std::path::Path;

use libtest_mimic::{Failed, Trial};

use super::run::{DEADLINE, Failure, failures, run_test, said_by};
use super::{Exercise, Lesson, Test, Wrong};
use crate::catalog::{self, Catalog, CatalogError, Entry};
use crate::starter;

/// All trials of a lesson.
pub fn trials(lesson: &'static Lesson, catalog: &Result<Catalog, CatalogError>) -> Vec<Trial> {
    let catalog = match catalog {
        Ok(catalog) => catalog,
        Err(error) => return vec![refused("the exercises can be read".to_owned(), error.to_string())],
    };
    let mut trials = Vec::new();
    let problems = problems(lesson, catalog);
    trials.push(Trial::test("every exercise is listed, in exercises.toml and in tests/exercises.rs", move || {
        if problems.is_empty() { Ok(()) } else { Err(Failed::from(problems.join("\n"))) }
    }));
    for exercise in lesson.exercises {
        // What is not in the list is a problem already.
        if let Some(entry) = entry_of(catalog, exercise) {
            trials.extend(yours(exercise, catalog, entry));
            trials.extend(exercise.solution.iter().map(|test| passes(format!("{}: solution", label(exercise)), *test)));
            trials.extend(exercise.wrong.iter().map(|wrong| caught(exercise, wrong)));
        }
    }
    let catalog = catalog.clone();
    trials.push(Trial::test("the table of wrong answers is current", move || {
        let table = wrong_answers(lesson, &catalog).map_err(|error| Failed::from(error.to_string()))?;
        is_current(lesson, &table)
    }));
    trials
}

/// What the lists and the folders disagree about; empty when all is well.
pub fn problems(lesson: &Lesson, catalog: &Catalog) -> Vec<String> {
    let mut problems = Vec::new();
    let stem = |exercise: &Exercise| exercise.file.strip_suffix(".rs").map(str::to_owned);
    for exercise in lesson.exercises {
        let id = exercise.id;
        let Some(stem) = stem(exercise) else {
            problems.push(format!("tests/exercises.rs: exercise {id}: `file` must end in `.rs`: `{}`", exercise.file));
            continue;
        };
        if exercise.wrong_folder != stem {
            problems.push(format!(
                "tests/exercises.rs: exercise {id}: `wrong` must be the folder `{stem}`, not `{}`",
                exercise.wrong_folder
            ));
        }
        match catalog.exercises.iter().find(|entry| entry.id == id) {
            None => {
                problems.push(format!("exercises.toml: exercise {id} is missing: add an [[exercise]] for `{stem}`"))
            }
            Some(entry) if entry.file != stem => problems.push(format!(
                "exercises.toml: exercise {id} has the file `{}`, tests/exercises.rs has `{stem}`: name one file",
                entry.file
            )),
            Some(entry) => {
                let known: BTreeSet<&str> = exercise.solution.iter().map(|test| test.name).collect();
                let unknown = entry.fails.iter().filter(|name| !known.contains(name.as_str()));
                problems.extend(unknown.map(|name| {
                    format!("exercises.toml: exercise {id}: `fails` names `{name}`, which is no test of tests/exercises/{stem}.rs")
                }));
            }
        }
        let listed = exercise.wrong.iter().map(|wrong| wrong.name.to_owned()).collect();
        let folder = format!("wrong/{stem}");
        problems.extend(unlisted(&catalog.lesson, &folder, "rs", &listed));
    }
    for entry in &catalog.exercises {
        if !lesson.exercises.iter().any(|exercise| exercise.id == entry.id) {
            problems.push(format!("tests/exercises.rs: exercise {} is missing: add it to `kit::exercises!`", entry.id));
        }
    }
    let stems: BTreeSet<String> = lesson.exercises.iter().filter_map(stem).collect();
    for folder in ["exercises", "solutions", "tests/exercises"] {
        problems.extend(unlisted(&catalog.lesson, folder, "rs", &stems));
    }
    problems.extend(unlisted(&catalog.lesson, "wrong", "", &stems));
    problems
}

/// The table of wrong answers: for each, which tests catch it, and below it what the mistake is.
///
/// ```text
/// 1.1 rounds_first: caught by a_small_slice_doubles, a_big_slice_grows_by_a_quarter
///     Rounds up to a size class before the rule has been applied.
/// ```
///
/// # Errors
/// If a wrong answer's file cannot be read.
pub fn wrong_answers(lesson: &Lesson, catalog: &Catalog) -> Result<String, CatalogError> {
    let mut table = String::new();
    for exercise in lesson.exercises {
        for wrong in exercise.wrong {
            let caught: Vec<&str> = failures(wrong.tests, DEADLINE).iter().map(|failure| failure.test).collect();
            let caught = if caught.is_empty() { "no test".to_owned() } else { caught.join(", ") };
            let path = catalog.lesson.join("wrong").join(exercise.wrong_folder).join(format!("{}.rs", wrong.name));
            let mistake = starter::header(&catalog::read(&path)?).replace('\n', " ");
            table.push_str(&format!("{} {}: caught by {caught}\n    {mistake}\n", exercise.id, wrong.name));
        }
    }
    Ok(table)
}

/// The reader's own trials: one that is ignored and says where to begin, or her tests.
fn yours(exercise: &'static Exercise, catalog: &Catalog, entry: &Entry) -> Vec<Trial> {
    let label = label(exercise);
    let meant = format!("{label}: the starter fails as meant");
    match catalog.started(entry) {
        Err(error) => vec![refused(format!("{label}: its files can be read"), error.to_string())],
        Ok(false) => {
            let where_to = format!("{} not started: open {}", exercise.id, catalog.shown(entry));
            let fails = entry.fails.clone();
            vec![
                Trial::test(where_to, || Ok(())).with_ignored_flag(true),
                Trial::test(meant, move || fails_as_meant(exercise.yours, &fails)),
            ]
        }
        Ok(true) => {
            let tests = exercise.yours.iter().map(|test| passes(format!("{label}: yours"), *test));
            // The shipped starter is not compiled any more, so nothing can be said about it.
            let changed = format!("{meant} (not now: you changed it)");
            tests.chain([Trial::test(changed, || Ok(())).with_ignored_flag(true)]).collect()
        }
    }
}

fn passes(whose: String, test: Test) -> Trial {
    Trial::test(format!("{whose}: {}", test.name), move || {
        run_test(test, DEADLINE).map_err(|failure| Failed::from(failure.message))
    })
}

fn caught(exercise: &Exercise, wrong: &'static Wrong) -> Trial {
    let folder = exercise.wrong_folder;
    Trial::test(format!("{}: wrong answer {} is caught", label(exercise), wrong.name), move || {
        if failures(wrong.tests, DEADLINE).is_empty() {
            let name = wrong.name;
            return Err(Failed::from(format!(
                "wrong/{folder}/{name}.rs passes every test: add one to tests/exercises/{folder}.rs that tells it from the solution"
            )));
        }
        Ok(())
    })
}

fn fails_as_meant(tests: &[Test], meant: &[String]) -> Result<(), Failed> {
    let failed: Vec<Failure> = failures(tests, DEADLINE);
    let failed: BTreeSet<&str> = failed.iter().map(|failure| failure.test).collect();
    let meant: BTreeSet<&str> = meant.iter().map(String::as_str).collect();
    if failed == meant {
        return Ok(());
    }
    let names = |set: BTreeSet<&str>| set.into_iter().collect::<Vec<_>>().join(", ");
    Err(Failed::from(format!(
        "the starter fails [{}], exercises.toml says [{}]: mend `fails` or the tests",
        names(failed),
        names(meant)
    )))
}

/// insta prints the difference and panics; here that is a failed trial like any other.
fn is_current(lesson: &Lesson, table: &str) -> Result<(), Failed> {
    match said_by(|| (lesson.snapshot)(table)) {
        None => Ok(()),
        Some(_) => Err(Failed::from(format!(
            "the table of wrong answers is not what its snapshot says (see above): if the table is right now, \
             run `INSTA_UPDATE=always cargo test -p {} --test exercises` and read the change",
            lesson.package
        ))),
    }
}

fn refused(name: String, why: String) -> Trial {
    Trial::test(name, move || Err(Failed::from(why)))
}

fn label(exercise: &Exercise) -> String {
    format!("{} {}", exercise.id, exercise.name)
}

fn entry_of<'a>(catalog: &'a Catalog, exercise: &Exercise) -> Option<&'a Entry> {
    catalog.exercises.iter().find(|entry| entry.id == exercise.id)
}

/// Files in a folder that the list does not name; `extension` is empty for folders.
fn unlisted(lesson: &Path, folder: &str, extension: &str, listed: &BTreeSet<String>) -> Vec<String> {
    let entries = match std::fs::read_dir(lesson.join(folder)) {
        Ok(entries) => entries,
        Err(error) => return vec![format!("{folder}/: {error}")],
    };
    let mut names = Vec::new();
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let of_kind =
            if extension.is_empty() { path.is_dir() } else { path.extension().is_some_and(|e| e == extension) };
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if of_kind && !listed.contains(&stem) {
            names.push(stem);
        }
    }
    names.sort();
    let dot = if extension.is_empty() { "/" } else { ".rs" };
    names
        .into_iter()
        .map(|name| format!("{folder}/{name}{dot} is not in tests/exercises.rs: list it or delete it"))
        .collect()
}
