//! A lesson's list of exercises: `exercises.toml`, and the files that it names.
//!
//! The harness, the press and `workbook learn` read the list through this file.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::starter::{self, MarkerError};

/// A lesson's exercises, in the order of the chapter.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalog {
    /// The lesson's folder (`lessons/01-slices`).
    pub lesson: PathBuf,
    /// The exercises.
    pub exercises: Vec<Entry>,
}

/// One exercise of `exercises.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Lesson and number: `1.2`.
    pub id: String,
    /// The name of its files without `.rs`: `02_three_index`.
    pub file: String,
    /// Its heading.
    pub title: String,
    /// What to tell a reader who is stuck: three steps, each saying more than the one before.
    pub hints: Vec<String>,
    /// The tests that the starter must fail.
    pub fails: Vec<String>,
}

/// Why a lesson's exercises cannot be read.
#[derive(Debug)]
pub enum CatalogError {
    /// A file is missing or unreadable.
    Read(PathBuf, std::io::Error),
    /// `exercises.toml` is not what it should be.
    Parse(PathBuf, String),
    /// A solution's markers are wrong.
    Markers(PathBuf, MarkerError),
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CatalogError::Read(path, error) => write!(f, "{}: {error}", path.display()),
            CatalogError::Parse(path, what) => write!(f, "{}: {what}", path.display()),
            CatalogError::Markers(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for CatalogError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    exercise: Vec<Entry>,
}

impl Catalog {
    /// Reads `exercises.toml` in a lesson's folder.
    ///
    /// # Errors
    /// If it is missing, is not TOML of the right shape, or does not have three hints and at least one failing
    /// test an exercise.
    pub fn read(lesson: &Path) -> Result<Catalog, CatalogError> {
        let path = lesson.join("exercises.toml");
        let text = std::fs::read_to_string(&path).map_err(|error| CatalogError::Read(path.clone(), error))?;
        let file: File = toml::from_str(&text).map_err(|error| CatalogError::Parse(path.clone(), error.to_string()))?;
        let mut seen = BTreeSet::new();
        for entry in &file.exercise {
            let fault = |what: &str| Err(CatalogError::Parse(path.clone(), format!("exercise {}: {what}", entry.id)));
            if entry.hints.len() != 3 {
                return fault("it has not three hints: write three, each saying more than the one before");
            }
            if entry.fails.is_empty() {
                return fault("`fails` is empty: name the tests that the starter must fail");
            }
            if !seen.insert(&entry.id) {
                return fault("the id is taken twice: number the exercises in order");
            }
        }
        Ok(Catalog { lesson: lesson.to_owned(), exercises: file.exercise })
    }

    /// The file that the reader edits.
    pub fn exercise(&self, entry: &Entry) -> PathBuf {
        self.lesson.join("exercises").join(format!("{}.rs", entry.file))
    }

    /// The answer.
    pub fn solution(&self, entry: &Entry) -> PathBuf {
        self.lesson.join("solutions").join(format!("{}.rs", entry.file))
    }

    /// The starter as it is shipped, made from the solution.
    ///
    /// # Errors
    /// If the solution cannot be read or its markers are wrong.
    pub fn starter(&self, entry: &Entry) -> Result<String, CatalogError> {
        let path = self.solution(entry);
        let solution = read(&path)?;
        starter::starter(&solution).map_err(|error| CatalogError::Markers(path, error))
    }

    /// Whether the reader has begun: her file is no longer the shipped starter.
    ///
    /// # Errors
    /// If either file cannot be read, or the solution's markers are wrong.
    pub fn started(&self, entry: &Entry) -> Result<bool, CatalogError> {
        Ok(!starter::same_text(&read(&self.exercise(entry))?, &self.starter(entry)?))
    }

    /// The file that the reader edits, from the root of the workspace, as a command or a message names it.
    pub fn shown(&self, entry: &Entry) -> String {
        let lesson = self.lesson.file_name().unwrap_or_default().to_string_lossy();
        format!("lessons/{lesson}/exercises/{}.rs", entry.file)
    }
}

/// The root of the workspace: the nearest folder, from here upwards, that has `lessons/` and a `Cargo.toml`.
pub fn find_root(from: &Path) -> Option<PathBuf> {
    from.ancestors()
        .find(|folder| folder.join("lessons").is_dir() && folder.join("Cargo.toml").is_file())
        .map(Path::to_owned)
}

/// The folders of the lessons that have exercises (`lessons/01-slices`), in order.
///
/// # Errors
/// If `lessons/` cannot be read.
pub fn lessons(root: &Path) -> Result<Vec<PathBuf>, CatalogError> {
    let folder = root.join("lessons");
    let entries = std::fs::read_dir(&folder).map_err(|error| CatalogError::Read(folder, error))?;
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut lessons: Vec<PathBuf> =
        paths.filter(|path| number(path).is_some() && path.join("exercises.toml").exists()).collect();
    lessons.sort();
    Ok(lessons)
}

/// A lesson's number, by its folder: `01` of `lessons/01-slices`. Its package is `lesson-01`.
pub fn number(lesson: &Path) -> Option<&str> {
    let (number, _) = lesson.file_name()?.to_str()?.split_once('-')?;
    (number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}

/// Reads a text file.
///
/// # Errors
/// With the file's name.
pub fn read(path: &Path) -> Result<String, CatalogError> {
    std::fs::read_to_string(path).map_err(|error| CatalogError::Read(path.to_owned(), error))
}
