//! The exercises as the book tells them: the kit's catalog, and the head of each solution.

use crate::fault::did_you_mean;
use crate::workspace::{Lesson, Workspace};
use anyhow::{Result, bail};
use kit::catalog::{Catalog, Entry};
use kit::starter;

/// Finds an exercise by its number.
///
/// # Errors
/// No lesson has it (the message offers the nearest), or a file is malformed.
pub fn find(workspace: &Workspace, id: &str) -> Result<(Lesson, Entry)> {
    let mut there = Vec::new();
    for lesson in workspace.lessons()? {
        if !lesson.dir.join("exercises.toml").is_file() {
            continue;
        }
        for exercise in Catalog::read(&lesson.dir)?.exercises {
            if exercise.id == id {
                return Ok((lesson, exercise));
            }
            there.push(exercise.id);
        }
    }
    bail!("there is no exercise `{id}`{}", did_you_mean(id, there))
}

/// The task: the `//!` header of the solution, which is Markdown.
///
/// # Errors
/// The solution cannot be read, or has no header.
pub fn task(workspace: &Workspace, lesson: &Lesson, exercise: &Entry) -> Result<String> {
    let path = lesson.dir.join("solutions").join(format!("{}.rs", exercise.file));
    let task = starter::header(&workspace.read(&path)?);
    if task.is_empty() {
        bail!("{}:1: the solution has no `//!` header; the task is written there", workspace.name(&path));
    }
    Ok(task)
}
