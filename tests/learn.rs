//! `workbook learn`, `starters` and `doctor`, as a reader runs them, on a miniature workspace with one lesson.

#[path = "learn/mini.rs"]
mod mini;
#[path = "learn/talk.rs"]
mod talk;

use mini::{Mini, git, says};
use talk::Talk;

#[test]
fn a_fresh_exercise_is_not_started_and_the_list_says_so() {
    let mini = Mini::new("fresh");
    let said = mini.learn("");
    says(&said, "0 of 2 exercises passed");
    says(&said, "> 1.1   not started    Double");
    says(&said, "1.1 not started: open lessons/01-mini/exercises/01_double.rs");
}

#[test]
fn an_answer_goes_from_a_compile_error_over_a_failing_test_to_passed() {
    let mini = Mini::new("answer");
    mini.answer("01_double", "n * \"a\"");
    let said = mini.learn("");
    says(&said, "error[E0277]: cannot multiply `usize` by `&str`");
    says(&said, "--> lessons/01-mini/exercises/01_double.rs:5:7");
    says(&said, "1.1 compile error: lessons/01-mini/exercises/01_double.rs");

    mini.answer("01_double", "n * n");
    let said = mini.learn("solution\n");
    says(&said, "three_becomes_six\n    lessons/01-mini/tests/exercises/01_double.rs:");
    says(&said, "assertion `left == right` failed: twice three\n      left: 9\n     right: 6");
    says(&said, "1.1 failing: 1 of 2 tests pass");
    says(&said, "the solution is shown once your tests pass");

    mini.answer("01_double", "2 * n");
    let said = mini.learn("solution\nnext\nnext\n");
    says(&said, "1.1 passed: all 2 tests");
    says(&said, "yours | the solution\n------+-------------\n2 * n | n * 2");
    says(&said, "1.2 not started: open lessons/01-mini/exercises/02_triple.rs");
    says(&said, "all other exercises are passed");
    says(&mini.learn("open 1.1\n"), "1.1   passed         Double");
}

#[test]
fn another_exercise_that_does_not_compile_is_not_blamed_on_this_one() {
    let mini = Mini::new("blame");
    mini.answer("01_double", "2 * n");
    mini.answer("02_triple", "3 *");
    let said = mini.learn("");
    says(&said, "another file of this lesson does not compile");
    says(&said, "lessons/01-mini/exercises/02_triple.rs:");
    says(&said, "1.1 could not be run");
    says(&mini.learn(""), "> 1.1   not checked    Double");
}

#[test]
fn progress_survives_the_program_and_what_it_does_not_know_survives_too() {
    let mini = Mini::new("progress");
    mini.write(".workbook/progress.toml", "theme = \"dark\"\n[exercises.\"9.9 09_later\"]\nstate = \"passed\"\n");
    mini.answer("01_double", "2 * n");
    says(&mini.learn("hint\nopen 1.2\nhint\nhint\n"), "hint 2 of 3: two");
    let kept = mini.read(".workbook/progress.toml");
    for line in
        ["theme = \"dark\"", "[exercises.\"9.9 09_later\"]", "current = \"1.2 02_triple\"", "hints = 2", "hints = 1"]
    {
        says(&kept, line);
    }
    let said = mini.learn("hint\n");
    says(&said, "1 of 2 exercises passed");
    says(&said, "> 1.2   not started    Triple");
    says(&said, "hint 3 of 3: three");
    mini.answer("01_double", "n + n");
    says(&mini.learn(""), "  1.1   not checked    Double");
    mini.write(".workbook/progress.toml", "not toml at all");
    says(&mini.fails(&["learn", "--plain"]), "progress.toml: mend it, or delete it to begin afresh");
}

#[test]
fn a_reset_keeps_every_answer_that_the_reader_wrote() {
    let mini = Mini::new("reset");
    let starter = mini.read("lessons/01-mini/exercises/01_double.rs");
    for (number, answer) in [(1, "n * n"), (2, "n + 2")] {
        mini.answer("01_double", answer);
        let written = mini.read("lessons/01-mini/exercises/01_double.rs");
        let said = mini.learn("reset\nreset yes\n");
        says(&said, "`reset yes` writes the starter over lessons/01-mini/exercises/01_double.rs");
        let copy = format!(".workbook/backup/1.1-01_double-{number}.rs");
        says(&said, &format!("reset; your file is kept as {copy}\n1.1 not started"));
        assert_eq!(mini.read(&copy), written);
        assert_eq!(mini.read("lessons/01-mini/exercises/01_double.rs"), starter);
    }
    says(&mini.read(".workbook/backup/1.1-01_double-1.rs"), "n * n");
}

#[test]
fn a_save_runs_the_tests_of_the_file_that_was_saved() {
    let mini = Mini::new("save");
    let mut talk = Talk::start(mini.workbook().args(["learn", "--plain"]));
    talk.hear("1.1 not started");
    mini.answer("02_triple", "3 * n");
    talk.hear("1.2 passed: all 1 tests");
    talk.say("quit\n");
    talk.end();
}

#[test]
fn a_lesson_that_is_not_there_and_a_terminal_that_is_none_are_explained() {
    let mini = Mini::new("explained");
    says(&mini.fails(&["learn", "--plain", "--lesson", "09"]), "lesson `09` has no exercises; these have: 01");
    says(&mini.fails(&["learn"]), "`cargo run -- learn --plain` writes lines of text");
    says(&mini.works(&["learn", "--plain", "--lesson", "1"]), "0 of 2 exercises passed");
}

#[test]
fn the_terminal_program_runs_saves_answers_keys_and_gives_the_terminal_back() {
    let mini = Mini::new("terminal");
    let Some(mut talk) = Talk::in_a_terminal(&mini) else { return };
    talk.hear("not started: open this file");
    talk.hear("Write `double`.");
    talk.say("h");
    talk.hear("hint 1: one");
    mini.answer("01_double", "n * n");
    talk.hear("failing: 1 of 2 tests pass");
    mini.answer("01_double", "2 * n");
    talk.hear("passed: all 2 tests");
    talk.say("s");
    talk.hear("2 * n | n * 2");
    talk.say("l");
    talk.hear("1.2   not started    Triple");
    talk.say("ry");
    talk.hear(".workbook/backup/1.1-01_double-1.rs");
    talk.say("q");
    // The other screen is left, and the shell after it finds lines and an echo again.
    talk.hear("\u{1b}[?1049l");
    let rest = talk.end();
    assert!(rest.contains(" icanon") && rest.contains(" echo "), "{rest}");
    says(&mini.read(".workbook/backup/1.1-01_double-1.rs"), "2 * n");
}

#[test]
fn quitting_kills_an_answer_that_never_ends() {
    let mini = Mini::new("endless");
    let Some(mut talk) = Talk::in_a_terminal(&mini) else { return };
    talk.hear("not started: open this file");
    mini.answer(
        "01_double",
        "std::fs::write(\"pid\", std::process::id().to_string()).unwrap(); loop { std::hint::spin_loop() } n",
    );
    let number = mini.wait_for("lessons/01-mini/pid");
    talk.say("q");
    talk.end();
    let process = std::path::Path::new("/proc").join(number);
    mini::until(|| (!process.exists()).then_some(()), "the endless answer is still running");
}

#[test]
fn starters_are_made_from_solutions_and_nobodys_answer_is_written_over() {
    let mini = Mini::new("starters");
    let file = "lessons/01-mini/exercises/01_double.rs";
    let shipped = mini.read(file);
    std::fs::remove_file(mini.root.join(file)).expect("the starter is there");
    says(&mini.fails(&["starters", "--check"]), &format!("{file} is missing"));
    says(&mini.works(&["starters"]), &format!("written  {file}"));
    assert_eq!(mini.read(file), shipped);
    says(&mini.works(&["starters", "--check"]), "2 current, 0 written, 0 kept");

    mini.answer("01_double", "n * n");
    let answer = mini.read(file);
    says(&mini.works(&["starters"]), &format!("kept     {file}"));
    says(&mini.works(&["starters", "--check"]), "1 current, 0 written, 1 kept");
    assert_eq!(mini.read(file), answer);

    mini.write(file, &shipped);
    mini.edit("lessons/01-mini/solutions/01_double.rs", "twice n", "n, twice");
    let failed = mini.fails(&["starters", "--check"]);
    says(&failed, &format!("{file} is older than its solution\nrun `cargo run -- starters`"));
    says(&mini.works(&["starters"]), &format!("written  {file}"));
    says(&mini.read(file), "n, twice");

    mini.edit("lessons/01-mini/solutions/01_double.rs", "// exercise: end", "");
    says(&mini.fails(&["starters"]), "solutions/01_double.rs: line 4: `// exercise: begin` has no end");
}

#[test]
fn git_tells_a_stale_starter_from_an_answer() {
    let mini = Mini::new("git");
    if !git(&mini.root, &["init", "--quiet"]) {
        println!("skipped: no git to tell a stale starter from an answer");
        return;
    }
    let commit = |what| {
        let who = ["-c", "user.name=reader", "-c", "user.email=reader@example.org", "-c", "commit.gpgsign=false"];
        assert!(git(&mini.root, &["add", "lessons"]), "git add");
        assert!(git(&mini.root, &[&who[..], &["commit", "--quiet", "-m", what]].concat()), "git commit");
    };
    let file = "lessons/01-mini/exercises/01_double.rs";
    commit("shipped");
    mini.edit("lessons/01-mini/solutions/01_double.rs", "twice n", "n, twice");
    commit("the starter was forgotten");
    says(&mini.fails(&["starters", "--check"]), &format!("{file} is older than its solution"));
    says(&mini.works(&["starters"]), &format!("written  {file}"));
    commit("the starter again");
    says(&mini.works(&["starters", "--check"]), "2 current, 0 written, 0 kept");

    mini.answer("01_double", "2 * n");
    says(&mini.works(&["starters", "--check"]), "1 current, 0 written, 1 kept");
    commit("an answer");
    says(&mini.fails(&["starters", "--check"]), &format!("{file} is committed, and is not what its solution gives"));
    says(&mini.works(&["starters"]), &format!("kept     {file} (committed"));
    says(&mini.read(file), "2 * n");
}

#[test]
fn the_doctor_gives_a_line_a_check_and_a_remedy_where_one_is_needed() {
    let mini = Mini::new("doctor");
    let said = mini.works(&["doctor"]);
    for check in ["rustc", "cargo", "crates", "disk", "port", "exercises", "git", "snapshots", "chromium", "go"] {
        let found = said.lines().any(|line| {
            let mut words = line.split_whitespace();
            matches!(words.next(), Some("ok" | "warn")) && words.next() == Some(check)
        });
        assert!(found, "no line for {check} in:\n{said}");
    }
    says(&said, "2 in 1 lesson");
    assert!(said.ends_with("ready\n"), "{said}");

    let ran = mini.workbook().arg("doctor").env("RUSTC", "no-such-rustc").output().expect("the program runs");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(1), "{said}");
    says(&said, "FAIL  rustc      not found\n                 install Rust ");
    says(&said, "error: not ready: rustc");

    mini.write("lessons/01-mini/exercises.toml", "[[exercise]]\n");
    says(&mini.fails(&["doctor"]), "exercises.toml");
}
