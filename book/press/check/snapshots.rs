//! Every recorded snapshot is on a page, and is one that somebody accepted.

use crate::fault::Fault;
use crate::snapshot;
use crate::workspace::{Workspace, files_in};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The faults of all lessons' snapshot folders, given the snapshots that pages show.
pub fn faults(workspace: &Workspace, used: &BTreeSet<PathBuf>) -> Vec<Fault> {
    let lessons = match workspace.lessons() {
        Ok(lessons) => lessons,
        Err(error) => return vec![Fault::new("lessons", 1, format!("{error:#}"))],
    };
    let mut faults = Vec::new();
    for lesson in lessons {
        let files = files_in(&snapshot::dir(&lesson)).unwrap_or_default();
        for path in files.into_iter().filter(|path| !used.contains(path)) {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let said = if file.ends_with(".snap.new") {
                "a snapshot that nobody accepted; look at it, then record it with INSTA_UPDATE=always or delete it"
                    .to_owned()
            } else if let Some(scene) = file.strip_prefix("scenes__").and_then(|f| f.strip_suffix(".snap")) {
                match snapshot::read(workspace, &path, scene) {
                    Ok(recorded) => {
                        let (_, directive) = recorded.content.kind();
                        format!(
                            "no page shows this snapshot; put {{{{#{directive} {}/{scene}}}}} on one, or delete the scene",
                            lesson.package
                        )
                    }
                    Err(error) => format!("{error:#}"),
                }
            } else if file == "exercises__wrong_answers.snap" {
                format!("no page shows this snapshot; put {{{{#wrong-answers {}}}}} on one", lesson.package)
            } else if file.ends_with(".snap") {
                "no page can show this snapshot; only those of tests/scenes.rs have a directive".to_owned()
            } else {
                "this is no text snapshot, and the book shows text only; delete it".to_owned()
            };
            faults.push(Fault::new(workspace.name(&path), 1, said));
        }
    }
    faults
}
