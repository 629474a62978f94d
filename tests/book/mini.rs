//! A workbook in a temporary folder, with one of everything: it builds, and a test breaks one thing in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;
use workbook::build;
use workbook::site::{Use, describe};
use workbook::workspace::Workspace;

/// The workbook. Its folder goes with it.
pub struct Mini {
    dir: TempDir,
}

/// One of every directive. `chapter/index.md` starts with it.
pub const CHAPTER: &str = include_str!("mini/chapter.md");

impl Mini {
    /// The workbook, whole.
    pub fn new() -> Mini {
        let book = Mini { dir: tempfile::Builder::new().prefix("mini-book-").tempdir().expect("a temporary folder") };
        for (path, text) in [
            ("book.toml", include_str!("mini/book.toml")),
            ("book/theme/css/mini.css", "p { margin: 0 }\n"),
            ("book/claims.toml", include_str!("mini/claims.toml")),
            (
                "book/text/SUMMARY.md",
                "# Summary\n\n[Start](index.md)\n\n- [Slices](chapter/index.md)\n  - [Source](chapter/source.md)\n- [Claims](claims.md)\n",
            ),
            (
                "book/text/index.md",
                "# Start\n\nRead [the chapter](chapter/index.md#watch) and https://example.org is only a link.\n\n{{#include shared.txt}}\n",
            ),
            ("book/text/shared.txt", "Shared prose.\n"),
            ("book/text/claims.md", "# Claims\n\n{{#claims}}\n"),
            ("book/text/chapter/index.md", CHAPTER),
            ("book/text/chapter/source.md", "# Source\n\nAll files of the lesson.\n\n{{#source lesson-01}}\n"),
            ("lessons/01-slices/src/lib.rs", "//! A map.\n//! # Reading order\n//! `append`\n\nmod append;\n"),
            (
                "lessons/01-slices/src/append.rs",
                "use std::mem;\n\n// ANCHOR: append\nfn append(s: Slice) -> Slice {\n    grow(s)\n}\n// ANCHOR_END: append\n",
            ),
            ("lessons/01-slices/tests/scenes.rs", "#[test]\nfn it_grows() {}\n"),
            ("lessons/01-slices/exercises.toml", include_str!("mini/exercises.toml")),
            (
                "lessons/01-slices/solutions/01_growth_rule.rs",
                "//! # Growth\n//!\n//! Write the *rule*.\n\nfn f() {}\n",
            ),
            ("lessons/01-slices/benches/measured.json", include_str!("mini/measured.json")),
            ("lessons/01-slices/benches/sizes.json", include_str!("mini/sizes.json")),
            (
                "tests/oracle/slices/surprises.go",
                "package main\n\n// ANCHOR: main\nfunc main() {}\n// ANCHOR_END: main\n",
            ),
            ("tests/oracle/slices/surprises.go1.27.3.txt", "== growth\n1 2 4\n\n== other\nit leaves out\n"),
            (
                "tests/oracle/go1.27.3.symbols.tsv",
                "# file\tfunction\tline\nruntime/slice.go\tgrowslice\t178\nruntime/slice.go\tmakeslice\t92\n",
            ),
        ] {
            book.write(path, text);
        }
        book.snapshot("scenes__it_grows", "len 3 cap 4\n\n{{#player}} is not expanded here\n```");
        book.snapshot("scenes__it_has_room", "yes");
        book.snapshot("scenes__header", include_str!("mini/header.json"));
        book.snapshot("scenes__orders", include_str!("mini/orders.json"));
        book.snapshot("scenes__steps", include_str!("mini/steps.json"));
        book.snapshot(
            "exercises__wrong_answers",
            "1.1 too_small: caught by it_grows, it_has_room\n    Forgets `needed`.",
        );
        book
    }

    /// The root folder.
    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    /// A path under the root.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// The workbook as the press sees it.
    pub fn workspace(&self) -> Workspace {
        Workspace::at(self.root())
    }

    /// Writes a file, and the folders that it needs.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder is made");
        std::fs::write(path, text).expect("the file is written");
    }

    /// Replaces words that a file must hold.
    pub fn replace(&self, path: &str, old: &str, new: &str) {
        let text = std::fs::read_to_string(self.path(path)).expect("the file is there");
        assert!(text.contains(old), "{path} holds `{old}`");
        self.write(path, &text.replace(old, new));
    }

    /// Adds lines to the end of the chapter, and gives the number of the first.
    pub fn add(&self, lines: &str) -> usize {
        self.write("book/text/chapter/index.md", &format!("{CHAPTER}\n{lines}\n"));
        CHAPTER.lines().count() + 2
    }

    /// Records a snapshot, as insta writes it.
    pub fn snapshot(&self, name: &str, text: &str) {
        let text = format!("---\nsource: lessons/01-slices/tests/scenes.rs\nexpression: text\n---\n{text}\n");
        self.write(&format!("lessons/01-slices/tests/snapshots/{name}.snap"), &text);
    }

    /// Builds the site into a folder under the root.
    pub fn build_to(&self, dir: &str) -> PathBuf {
        let dest = self.path(dir);
        if let Err(error) = build::into(&self.workspace(), &dest, &Use::default()) {
            panic!("the miniature does not build:\n{}", describe(&error));
        }
        dest
    }

    /// Builds the site, and gives the text of one of its files.
    pub fn page(&self, file: &str) -> String {
        let path = self.build_to("site").join(file);
        std::fs::read_to_string(path).expect("the page is written")
    }

    /// Builds a book that must fail, and gives what was said.
    pub fn fails(&self) -> String {
        match build::into(&self.workspace(), &self.path("site"), &Use::default()) {
            Ok(()) => panic!("the book builds, broken as it is"),
            Err(error) => describe(&error),
        }
    }
}

/// All files below a folder, with their bytes.
pub fn files_of(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = workbook::workspace::files_below(dir).expect("the folder is there");
    let name = |path: &PathBuf| path.strip_prefix(dir).expect("it is below").to_string_lossy().into_owned();
    files.iter().map(|path| (name(path), std::fs::read(path).expect("it can be read"))).collect()
}

/// Runs the program in a folder.
pub fn workbook(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_workbook")).args(arguments).current_dir(dir).output().expect("the program runs")
}
