//! A workspace with one lesson and two exercises, on the real kit, below this build's `target/tmp`.
//!
//! It is built into this workspace's own `target/`, so that the crates are there already. A test's folder has the same
//! name in every run, so that the builds of earlier runs are found again and `target/` does not grow. Its lesson has a
//! version of its own: cargo tells packages of two workspaces apart by name, version and path from the root, and would
//! take one test's lesson for another's.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Long enough for a build of the kit's crates on a slow machine; nothing waits longer than it must.
pub const PATIENCE: Duration = Duration::from_secs(120);

const FILES: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        "[workspace]\nmembers = [\"lessons/*\"]\nresolver = \"3\"\n\n[profile.dev.package.\"*\"]\ndebug = false\n",
    ),
    (
        "lessons/01-mini/Cargo.toml",
        "[package]\nname = \"lesson-01\"\nversion = \"0.1.0-TEST\"\nedition = \"2024\"\n\n[lib]\nname = \"mini\"\n\n\
         [dev-dependencies]\nlesson-kit = { path = \"KIT\" }\n\n[[test]]\nname = \"exercises\"\nharness = false\n",
    ),
    ("lessons/01-mini/src/lib.rs", "//! A lesson as small as can be.\n"),
    (
        "lessons/01-mini/exercises.toml",
        "[[exercise]]\nid = \"1.1\"\nfile = \"01_double\"\ntitle = \"Double\"\nhints = [\"one\", \"two\", \"three\"]\n\
         fails = [\"zero_stays_zero\", \"three_becomes_six\"]\n\n\
         [[exercise]]\nid = \"1.2\"\nfile = \"02_triple\"\ntitle = \"Triple\"\nhints = [\"one\", \"two\", \"three\"]\n\
         fails = [\"two_becomes_six\"]\n",
    ),
    (
        "lessons/01-mini/tests/exercises.rs",
        "//! The exercises.\nkit::exercises! {\n    double { id: \"1.1\", file: \"01_double.rs\", wrong: \"01_double\" / [squares] }\n    \
         triple { id: \"1.2\", file: \"02_triple.rs\", wrong: \"02_triple\" / [cubes] }\n}\n",
    ),
    (
        "lessons/01-mini/tests/exercises/01_double.rs",
        "use super::answer::double;\n\nkit::tests![zero_stays_zero, three_becomes_six];\n\n\
         fn zero_stays_zero() {\n    assert_eq!(double(0), 0);\n}\n\n\
         fn three_becomes_six() {\n    assert_eq!(double(3), 6, \"twice three\");\n}\n",
    ),
    (
        "lessons/01-mini/tests/exercises/02_triple.rs",
        "use super::answer::triple;\n\nkit::tests![two_becomes_six];\n\nfn two_becomes_six() {\n    assert_eq!(triple(2), 6);\n}\n",
    ),
    (
        "lessons/01-mini/solutions/01_double.rs",
        "//! Write `double`.\n\npub fn double(n: usize) -> usize {\n    \
         // exercise: begin\n    //~ todo!(\"twice n\")\n    n * 2\n    // exercise: end\n}\n",
    ),
    (
        "lessons/01-mini/solutions/02_triple.rs",
        "//! Write `triple`.\n\npub fn triple(n: usize) -> usize {\n    \
         // exercise: begin\n    //~ todo!(\"three times n\")\n    n * 3\n    // exercise: end\n}\n",
    ),
    (
        "lessons/01-mini/wrong/01_double/squares.rs",
        "//! Squares.\n\npub fn double(n: usize) -> usize {\n    n * n\n}\n",
    ),
    (
        "lessons/01-mini/wrong/02_triple/cubes.rs",
        "//! Cubes.\n\npub fn triple(n: usize) -> usize {\n    n * n * n\n}\n",
    ),
];

/// The workspace of one test.
pub struct Mini {
    /// Its folder.
    pub root: PathBuf,
}

impl Mini {
    /// A fresh workspace with both starters.
    pub fn new(test: &str) -> Mini {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("learn").join(test);
        if root.exists() {
            fs::remove_dir_all(&root).expect("what the last run left can be removed");
        }
        let mini = Mini { root };
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        for (path, text) in FILES {
            let text = text.replace("TEST", test).replace("KIT", &here.join("lessons/kit").display().to_string());
            mini.write(path, &text);
        }
        fs::copy(here.join("Cargo.lock"), mini.root.join("Cargo.lock")).expect("the lock file can be copied");
        mini.works(&["starters"]);
        mini
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder can be made");
        fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Reads a file.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Replaces a piece of a file, which must be there.
    pub fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has no `{old}`");
        self.write(path, &text.replace(old, new));
    }

    /// Writes an answer into the reader's part of an exercise, whatever was there.
    pub fn answer(&self, file: &str, answer: &str) {
        let path = format!("lessons/01-mini/exercises/{file}.rs");
        let text = self.read(&path);
        let (head, rest) = text.split_once("// your part: begin\n").expect("the part begins");
        let (_, tail) = rest.split_once("    // your part: end").expect("the part ends");
        self.write(&path, &format!("{head}// your part: begin\n    {answer}\n    // your part: end{tail}"));
    }

    /// The program, in this workspace, without a network.
    pub fn workbook(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("tmp is in the target folder");
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", target).env("CARGO_NET_OFFLINE", "true");
        // A repository around target/ is not this test's.
        command.env("GIT_CEILING_DIRECTORIES", self.root.parent().expect("the workspace is in a folder"));
        command.env_remove("INSTA_UPDATE").env_remove("NO_COLOR").stdin(Stdio::null());
        command
    }

    /// Runs the program, which must succeed; what it printed.
    pub fn works(&self, arguments: &[&str]) -> String {
        let ran = self.workbook().args(arguments).output().expect("the program runs");
        assert!(ran.status.success(), "{arguments:?}: {}", all(&ran));
        String::from_utf8_lossy(&ran.stdout).into_owned()
    }

    /// Runs the program, which must fail; what it printed.
    pub fn fails(&self, arguments: &[&str]) -> String {
        let ran = self.workbook().args(arguments).output().expect("the program runs");
        assert_eq!(ran.status.code(), Some(1), "{arguments:?}: {}", all(&ran));
        all(&ran)
    }

    /// Runs `learn --plain` with these commands typed; what it printed.
    pub fn learn(&self, commands: &str) -> String {
        let typed = self.root.join("typed");
        fs::write(&typed, commands).expect("the commands can be written");
        let typed = fs::File::open(typed).expect("the commands can be read");
        let ran = self.workbook().args(["learn", "--plain"]).stdin(typed).output().expect("the program runs");
        assert!(ran.status.success(), "{}", all(&ran));
        String::from_utf8_lossy(&ran.stdout).into_owned()
    }

    /// What a file holds, once it is there and not empty.
    pub fn wait_for(&self, path: &str) -> String {
        let path = self.root.join(path);
        until(|| fs::read_to_string(&path).ok().filter(|text| !text.is_empty()), "a file did not appear")
    }
}

fn all(ran: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr))
}

/// Asks until there is an answer.
pub fn until<T>(ask: impl Fn() -> Option<T>, otherwise: &str) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "{otherwise}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Fails unless the text has this piece.
#[track_caller]
pub fn says(text: &str, piece: &str) {
    assert!(text.contains(piece), "no `{piece}` in:\n{text}");
}

/// Runs git in a folder; `false` if that does not work.
pub fn git(root: &Path, arguments: &[&str]) -> bool {
    Command::new("git").arg("-C").arg(root).args(arguments).output().is_ok_and(|ran| ran.status.success())
}
