//! The exercise harness on a miniature lesson: what it lists, what it runs, and each way in which it must fail.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kit::catalog::Catalog;
use kit::exercise::{Exercise, Lesson, Test, Wrong, problems, run_test, trials, wrong_answers};

const SOLUTION: &str = "//! Write `double`.\n\nfn double(n: u8) -> u8 {\n    // exercise: begin\n    \
                        //~ todo!()\n    n * 2\n    // exercise: end\n}\n";
const STARTER: &str =
    "//! Write `double`.\n\nfn double(n: u8) -> u8 {\n    // your part: begin\n    todo!()\n    // your part: end\n}\n";
const LIST: &str = "[[exercise]]\nid = \"1.1\"\nfile = \"01_double\"\ntitle = \"Double\"\n\
                    hints = [\"a\", \"b\", \"c\"]\nfails = [\"three\", \"zero\"]\n";

fn passes() {}
fn fails() {
    assert_eq!(3 * 3, 6, "twice three");
}
fn unwritten() {
    todo!()
}

const RIGHT: &[Test] = &[Test { name: "zero", run: passes }, Test { name: "three", run: passes }];
const UNWRITTEN: &[Test] = &[Test { name: "zero", run: unwritten }, Test { name: "three", run: unwritten }];
const SQUARES: &[Test] = &[Test { name: "zero", run: passes }, Test { name: "three", run: fails }];

/// A lesson on disk, and as the macro would have compiled it.
struct Mini {
    root: PathBuf,
    exercise: Exercise,
}

impl Mini {
    fn new() -> Mini {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("harness-{}-{number}", std::process::id()));
        let mini = Mini {
            root: root.join("01-mini"),
            exercise: Exercise {
                name: "double",
                id: "1.1",
                file: "01_double.rs",
                wrong_folder: "01_double",
                solution: RIGHT,
                yours: UNWRITTEN,
                wrong: &[Wrong { name: "squares", tests: SQUARES }],
            },
        };
        mini.write("exercises.toml", LIST);
        mini.write("solutions/01_double.rs", SOLUTION);
        mini.write("exercises/01_double.rs", STARTER);
        mini.write("tests/exercises/01_double.rs", "");
        mini.write("wrong/01_double/squares.rs", "//! Squares,\n//! which is right for 0 and 2.\n");
        mini
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }

    fn lesson(&self, snapshot: fn(&str)) -> &'static Lesson {
        let root = Box::leak(self.root.display().to_string().into_boxed_str());
        let exercises = Box::leak(Box::new([self.exercise]));
        Box::leak(Box::new(Lesson { root, package: "lesson-01", exercises, snapshot }))
    }

    fn problems(&self) -> Vec<String> {
        problems(self.lesson(|_| {}), &Catalog::read(&self.root).expect("the list is well formed"))
    }

    /// Runs all trials; returns the log that a reader would see.
    fn log(&self, snapshot: fn(&str)) -> String {
        let path = self.root.join("log");
        let arguments = libtest_mimic::Arguments {
            logfile: Some(path.display().to_string()),
            test_threads: Some(1),
            ..Default::default()
        };
        let _ = libtest_mimic::run(&arguments, trials(self.lesson(snapshot), &Catalog::read(&self.root)));
        // The names are padded to one width.
        let log = std::fs::read_to_string(path).expect("libtest-mimic wrote its log");
        log.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n").collect()
    }
}

impl Drop for Mini {
    fn drop(&mut self) {
        // A folder of the test that stays behind harms nobody.
        let _ = std::fs::remove_dir_all(self.root.parent().unwrap_or(&self.root));
    }
}

#[track_caller]
fn assert_has(log: &str, line: &str) {
    assert!(log.contains(line), "no `{line}` in:\n{log}");
}

#[test]
fn a_fresh_exercise_is_one_ignored_test_that_names_its_file() {
    let log = Mini::new().log(|_| {});
    assert_has(&log, "test 1.1 not started: open lessons/01-mini/exercises/01_double.rs ... ignored");
    assert_has(&log, "test 1.1 double: the starter fails as meant ... ok");
    assert_has(&log, "test 1.1 double: solution: three ... ok");
    assert_has(&log, "test 1.1 double: wrong answer squares is caught ... ok");
    assert_has(&log, "test result: ok. 6 passed; 0 failed; 1 ignored");
    assert!(!log.contains("yours"), "{log}");
}

#[test]
fn a_changed_exercise_wakes_up_and_is_red_until_it_is_right() {
    let mut mini = Mini::new();
    mini.write("exercises/01_double.rs", &STARTER.replace("todo!()", "n * n"));
    mini.exercise.yours = SQUARES;
    let log = mini.log(|_| {});
    assert_has(&log, "test 1.1 double: yours: zero ... ok");
    assert_has(&log, "test 1.1 double: yours: three ... FAILED");
    assert_has(&log, "assertion `left == right` failed: twice three\nleft: 9\nright: 6");
    assert_has(&log, "tests/harness.rs:");
    assert!(!log.contains("not started"), "{log}");
    mini.exercise.yours = RIGHT;
    let log = mini.log(|_| {});
    assert_has(&log, "test 1.1 double: yours: three ... ok");
    assert_has(&log, "the starter fails as meant (not now: you changed it) ... ignored");
    assert_has(&log, " 0 failed;");
}

#[test]
fn line_ends_alone_do_not_wake_an_exercise() {
    let mini = Mini::new();
    mini.write("exercises/01_double.rs", &(STARTER.replace('\n', " \r\n") + "\r\n"));
    assert_has(&mini.log(|_| {}), "1.1 not started");
}

#[test]
fn a_solution_that_fails_is_red() {
    let mut mini = Mini::new();
    mini.exercise.solution = SQUARES;
    assert_has(&mini.log(|_| {}), "test 1.1 double: solution: three ... FAILED");
}

#[test]
fn a_starter_that_fails_other_tests_than_it_should_is_red() {
    let mut mini = Mini::new();
    mini.exercise.yours = SQUARES;
    let log = mini.log(|_| {});
    assert_has(&log, "the starter fails [three], exercises.toml says [three, zero]: mend `fails` or the tests");
}

#[test]
fn a_wrong_answer_that_nothing_catches_is_red() {
    let mut mini = Mini::new();
    mini.exercise.wrong = &[Wrong { name: "squares", tests: RIGHT }];
    let log = mini.log(|_| {});
    assert_has(&log, "wrong/01_double/squares.rs passes every test: add one to tests/exercises/01_double.rs");
}

#[test]
fn the_table_names_each_wrong_answer_its_mistake_and_what_catches_it() {
    let mini = Mini::new();
    let table = wrong_answers(mini.lesson(|_| {}), &Catalog::read(&mini.root).expect("the list is well formed"));
    let table = table.expect("the wrong answer can be read");
    assert_eq!(table, "1.1 squares: caught by three\n    Squares, which is right for 0 and 2.\n");
}

#[test]
fn a_table_that_its_snapshot_does_not_know_is_red_with_the_command_that_mends_it() {
    let log = Mini::new().log(|table| panic!("the snapshot differs from {table}"));
    assert_has(&log, "test the table of wrong answers is current ... FAILED");
    assert_has(&log, "run `INSTA_UPDATE=always cargo test -p lesson-01 --test exercises`");
}

#[test]
fn a_file_that_no_list_names_is_a_problem() {
    let mini = Mini::new();
    assert_eq!(mini.problems(), [] as [&str; 0]);
    mini.write("exercises/02_lost.rs", "");
    mini.write("solutions/03_lost.rs", "");
    mini.write("tests/exercises/04_lost.rs", "");
    mini.write("wrong/05_lost/a.rs", "");
    mini.write("wrong/01_double/cubes.rs", "");
    let found = mini.problems();
    for lost in [
        "exercises/02_lost.rs",
        "solutions/03_lost.rs",
        "tests/exercises/04_lost.rs",
        "wrong/05_lost/",
        "wrong/01_double/cubes.rs",
    ] {
        assert!(
            found.contains(&format!("{lost} is not in tests/exercises.rs: list it or delete it")),
            "{lost}: {found:?}"
        );
    }
    assert_eq!(found.len(), 5);
    assert_has(
        &mini.log(|_| {}),
        "test every exercise is listed, in exercises.toml and in tests/exercises.rs ... FAILED",
    );
}

#[test]
fn lists_that_disagree_are_a_problem() {
    let mut mini = Mini::new();
    mini.write("exercises.toml", &LIST.replace("1.1", "1.2"));
    let found = mini.problems();
    assert!(found.contains(&"exercises.toml: exercise 1.1 is missing: add an [[exercise]] for `01_double`".to_owned()));
    assert!(found.iter().any(|problem| problem.starts_with("tests/exercises.rs: exercise 1.2 is missing")));
    mini.write("exercises.toml", &LIST.replace("01_double", "02_double"));
    assert!(mini.problems()[0].contains("has the file `02_double`, tests/exercises.rs has `01_double`"));
    mini.write("exercises.toml", &LIST.replace("\"zero\"", "\"nought\""));
    assert!(mini.problems()[0].contains("`fails` names `nought`, which is no test of tests/exercises/01_double.rs"));
    mini.write("exercises.toml", LIST);
    mini.exercise.wrong_folder = "1_double";
    assert!(mini.problems()[0].contains("`wrong` must be the folder `01_double`, not `1_double`"));
    mini.exercise.file = "01_double";
    assert!(mini.problems()[0].contains("`file` must end in `.rs`"));
}

#[test]
fn a_list_that_cannot_be_read_is_one_red_test() {
    let mini = Mini::new();
    for (text, said) in [
        ("[[exercise]]\nid = 1", "exercises.toml"),
        (&*LIST.replace("\"a\", ", ""), "exercise 1.1: it has not three hints"),
        (&LIST.replace("\"three\", \"zero\"", ""), "exercise 1.1: `fails` is empty"),
        (&format!("{LIST}{LIST}"), "exercise 1.1: the id is taken twice"),
    ] {
        mini.write("exercises.toml", text);
        let log = mini.log(|_| {});
        assert_has(&log, "test the exercises can be read ... FAILED");
        assert_has(&log, said);
    }
}

#[test]
fn a_solution_with_wrong_markers_is_named() {
    let mini = Mini::new();
    mini.write("solutions/01_double.rs", &SOLUTION.replace("// exercise: end", ""));
    let log = mini.log(|_| {});
    assert_has(&log, "test 1.1 double: its files can be read ... FAILED");
    assert_has(&log, "01_double.rs: line 4: `// exercise: begin` has no end");
}

#[test]
fn a_loop_without_end_is_cut_off() {
    fn forever() {
        loop {
            std::thread::park();
        }
    }
    let began = Instant::now();
    let failure = run_test(Test { name: "forever", run: forever }, Duration::from_millis(50));
    let failure = failure.expect_err("the test never ends");
    assert!(failure.message.starts_with("it did not end within 0.05 seconds"), "{}", failure.message);
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_panic_in_a_thread_of_the_answer_fails_its_test() {
    fn in_a_thread() {
        let ended = std::thread::spawn(|| panic!("inside")).join();
        assert!(ended.is_ok(), "the answer's thread panicked");
    }
    let test = [Test { name: "in_a_thread", run: in_a_thread }];
    let failures = kit::exercise::failures(&test, Duration::from_secs(5));
    assert!(failures[0].message.ends_with("the answer's thread panicked"), "{failures:?}");
}

#[test]
fn lessons_are_found_by_their_numbers_from_any_folder_below_the_root() {
    let mini = Mini::new();
    let root = mini.root.parent().expect("the lesson is in a folder").to_owned();
    for file in [
        "Cargo.toml",
        "lessons/02-b/exercises.toml",
        "lessons/01-a/exercises.toml",
        "lessons/kit/exercises.toml",
        "lessons/03-c/src/lib.rs",
    ] {
        mini.write(&format!("../{file}"), "");
    }
    assert_eq!(kit::catalog::find_root(&root.join("lessons/03-c/src")), Some(root.clone()));
    let lessons = kit::catalog::lessons(&root).expect("the folder can be read");
    assert_eq!(lessons, [root.join("lessons/01-a"), root.join("lessons/02-b")]);
    assert_eq!(kit::catalog::number(&lessons[1]), Some("02"));
}
