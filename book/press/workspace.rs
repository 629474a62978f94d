//! Where things lie: the root, a lesson's folder, the files that pages name.

use crate::fault::did_you_mean;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// A workbook on disk: the folder that holds `book.toml` and `lessons/`.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
}

/// One lesson: `lesson-01` in `lessons/01-slices`.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Its package, `lesson-01`.
    pub package: String,
    /// Its folder.
    pub dir: PathBuf,
}

impl Workspace {
    /// The workbook at `root`.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Workspace { root: root.into() }
    }

    /// The workbook around the current directory.
    ///
    /// # Errors
    /// No folder from here upwards holds `book.toml` and `lessons/`.
    pub fn find() -> Result<Self> {
        let here = std::env::current_dir().context("the current directory cannot be read")?;
        here.ancestors()
            .find(|dir| dir.join("book.toml").is_file() && dir.join("lessons").is_dir())
            .map(Workspace::at)
            .with_context(|| {
                format!(
                    "no book.toml beside a folder lessons/ from {} upwards; run this in the workbook",
                    here.display()
                )
            })
    }

    /// The root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path under the root.
    pub fn join(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// How messages name a file: relative to the root, with `/`.
    pub fn name(&self, path: &Path) -> String {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        relative.to_string_lossy().replace('\\', "/")
    }

    /// A file's text.
    ///
    /// # Errors
    /// It cannot be read, or is not UTF-8; the message names it.
    pub fn read(&self, path: &Path) -> Result<String> {
        std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", self.name(path)))
    }

    /// All lessons, in order. A folder `lessons/NN-name` is `lesson-NN`; others (the kit) are no lessons.
    ///
    /// # Errors
    /// `lessons/` cannot be read.
    pub fn lessons(&self) -> Result<Vec<Lesson>> {
        let mut lessons: Vec<_> = files_in(&self.join("lessons"))?
            .into_iter()
            .filter_map(|dir| {
                let number = dir.file_name()?.to_str()?.split_once('-')?.0.to_owned();
                let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
                (is_number && dir.is_dir()).then(|| Lesson { package: format!("lesson-{number}"), dir })
            })
            .collect();
        lessons.sort_by(|a, b| a.dir.cmp(&b.dir));
        Ok(lessons)
    }

    /// The lesson of that package name.
    ///
    /// # Errors
    /// There is none; the message offers the nearest.
    pub fn lesson(&self, package: &str) -> Result<Lesson> {
        let lessons = self.lessons()?;
        match lessons.iter().find(|lesson| lesson.package == package) {
            Some(lesson) => Ok(lesson.clone()),
            None => {
                bail!("there is no lesson `{package}`{}", did_you_mean(package, lessons.iter().map(|l| &l.package)))
            }
        }
    }
}

/// The entries of a folder, sorted; none if there is no such folder.
///
/// # Errors
/// The folder is there and cannot be read.
pub fn files_in(dir: &Path) -> Result<Vec<PathBuf>> {
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(dir).with_context(|| format!("{} cannot be read", dir.display()))?;
    let mut files = entries
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<Vec<_>, _>>()
        .with_context(|| format!("{} cannot be read", dir.display()))?;
    files.sort();
    Ok(files)
}

/// All files below a folder, sorted; `target` and hidden folders are passed over.
///
/// # Errors
/// A folder cannot be read.
pub fn files_below(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in files_in(dir)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !path.is_dir() {
            found.push(path);
        } else if name != "target" && !name.starts_with('.') {
            found.extend(files_below(&path)?);
        }
    }
    Ok(found)
}
