//! Snapshots: what a lesson's tests recorded, and what kind of thing each is.
//!
//! insta's header is dropped. The kind is read from the content: a JSON object with `frames` is a scene for the
//! player, one with `layout` is a byte ruler, one with `tree` is a tree of schedules, and anything else is text.

use crate::fault::did_you_mean;
use crate::workspace::{Lesson, Workspace, files_in};
use anyhow::{Context, Result, anyhow, bail};
use kit::frame::Scene;
use kit::layout::Layout;
use kit::tree::Tree;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// A recorded snapshot.
#[derive(Debug)]
pub struct Snapshot {
    /// The file.
    pub path: PathBuf,
    /// The name that pages use: the scene's.
    pub name: String,
    /// What was recorded.
    pub content: Content,
}

/// What a snapshot holds.
#[derive(Debug)]
pub enum Content {
    /// Frames for the player.
    Scene(Scene),
    /// A type's fields, offsets and padding.
    Layout(Layout),
    /// Every order in which some puppets can run.
    Tree(Tree),
    /// Text, shown as it stands.
    Text(String),
}

impl Content {
    /// What to call it in a message, with the directive that shows it.
    pub fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Content::Scene(_) => ("a player's scene", "player"),
            Content::Layout(_) => ("a type's layout", "layout"),
            Content::Tree(_) => ("a tree of schedules", "tree"),
            Content::Text(_) => ("text", "snapshot"),
        }
    }
}

/// The folder of a lesson's snapshots.
pub fn dir(lesson: &Lesson) -> PathBuf {
    lesson.dir.join("tests/snapshots")
}

/// The scene `lesson-01/NAME`.
///
/// # Errors
/// No such lesson or snapshot (the message offers the nearest), or it cannot be read as text.
pub fn scene(workspace: &Workspace, address: &str) -> Result<(Lesson, Snapshot)> {
    let Some((package, name)) = address.split_once('/') else {
        bail!("`{address}` is no snapshot's address; write lesson-01/NAME");
    };
    let lesson = workspace.lesson(package)?;
    let path = dir(&lesson).join(format!("scenes__{name}.snap"));
    if !path.is_file() {
        let there = scenes(&lesson)?;
        bail!("{package} has no snapshot `{name}` (tests/snapshots/scenes__{name}.snap){}", did_you_mean(name, there));
    }
    let snapshot = read(workspace, &path, name)?;
    Ok((lesson, snapshot))
}

/// Reads one file.
///
/// # Errors
/// It is not insta's, it is binary, or it has `frames`, `layout` or `tree` and does not follow their format.
pub fn read(workspace: &Workspace, path: &Path, name: &str) -> Result<Snapshot> {
    let file = workspace.name(path);
    let snapshot =
        insta::Snapshot::from_file(path).map_err(|e| anyhow!("{file} is no snapshot that insta can read: {e}"))?;
    let text = snapshot
        .as_text()
        .with_context(|| format!("{file} is a binary snapshot; the book shows text only"))?
        .to_string();
    let text = text.trim_end().to_owned();
    Ok(Snapshot { path: path.to_owned(), name: name.to_owned(), content: classify(text, &file)? })
}

fn classify(text: String, file: &str) -> Result<Content> {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) else { return Ok(Content::Text(text)) };
    if value.get("frames").is_some() {
        let scene = Scene::deserialize(value).with_context(|| format!("{file} has `frames` but is no scene"))?;
        if scene.frames.is_empty() {
            bail!("{file} is a scene without a frame");
        }
        Ok(Content::Scene(scene))
    } else if let Some(layout) = value.get("layout") {
        let layout = Layout::deserialize(layout).with_context(|| format!("{file} has `layout` but is no layout"))?;
        Ok(Content::Layout(layout))
    } else if let Some(tree) = value.get("tree") {
        let tree = Tree::deserialize(tree).with_context(|| format!("{file} has `tree` but is no tree"))?;
        tree.check()
            .map_err(|why| anyhow!("{file} is a tree of schedules, but {why}; make it with Tree::from_runs"))?;
        Ok(Content::Tree(tree))
    } else {
        Ok(Content::Text(text))
    }
}

/// The names of a lesson's scenes.
fn scenes(lesson: &Lesson) -> Result<Vec<String>> {
    let names = files_in(&dir(lesson))?.into_iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?.strip_prefix("scenes__")?.strip_suffix(".snap")?.to_owned();
        Some(name)
    });
    Ok(names.collect())
}
