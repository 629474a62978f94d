//! A folder as a map from paths to texts, so that a check runs on this repository or on three lines in a test.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The texts of a folder, by path: `lessons/01-slices/src/lib.rs`.
pub struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// This repository, without what is built, fetched, or not ours.
    pub fn of_this_repository() -> Self {
        Self::read(Path::new(env!("CARGO_MANIFEST_DIR")))
    }

    /// The texts below a folder. Files that are no text are left out.
    pub fn read(root: &Path) -> Self {
        let mut files = BTreeMap::new();
        collect(root, "", &mut files);
        Self { files }
    }

    /// A tree of these files.
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())).collect() }
    }

    /// A file's text.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Path and text of every file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files whose names end like this (`.rs`).
    pub fn ending<'a>(&'a self, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.iter().filter(move |(path, _)| path.ends_with(ending))
    }

    /// The folder of a lesson by its package: `lessons/01-slices` for `lesson-01`.
    pub fn lesson_folder(&self, package: &str) -> Option<&str> {
        let prefix = format!("lessons/{}-", package.strip_prefix("lesson-")?);
        let (path, _) = self.iter().find(|(path, _)| path.starts_with(&prefix))?;
        path.match_indices('/').nth(1).map(|(end, _)| &path[..end])
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let entry = entry.expect("a folder can be listed");
        let name = entry.file_name().into_string().expect("names are plain");
        let path = format!("{prefix}{name}");
        // Dotfiles are version control's, an editor's or the reader's, but for these.
        let ours = !name.starts_with('.') || [".ci", ".github", ".config", ".gitignore"].contains(&name.as_str());
        if entry.path().is_dir() {
            if ours && !["target", "node_modules"].contains(&name.as_str()) {
                collect(&entry.path(), &format!("{path}/"), files);
            }
        } else if ours && let Ok(text) = fs::read_to_string(entry.path()) {
            files.insert(path, text);
        }
    }
}

/// Fails with every complaint at once, each on a line of its own.
pub fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

/// Fails unless there is one complaint, and it has this text in it.
pub fn assert_one(complaints: &[String], text: &str) {
    assert!(complaints.len() == 1 && complaints[0].contains(text), "wanted one with `{text}`: {complaints:?}");
}

#[test]
fn a_tree_is_read_from_a_folder() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("tree-{}", std::process::id()));
    for (file, bytes) in [
        ("lessons/01-slices/src/lib.rs", &b"//! A map."[..]),
        ("target/debug/made.rs", b"fn made() {}"),
        (".editor/settings.json", b"{}"),
        ("book/theme/picture.png", &[0x89, b'P', 0xff, 0xfe]),
    ] {
        let path = root.join(file);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
    }
    let tree = Tree::read(&root);
    fs::remove_dir_all(&root).expect("the folder is ours");
    assert_eq!(tree.iter().collect::<Vec<_>>(), [("lessons/01-slices/src/lib.rs", "//! A map.")]);
    assert_eq!(tree.lesson_folder("lesson-01"), Some("lessons/01-slices"));
    assert_eq!(tree.lesson_folder("lesson-02"), None);
}
