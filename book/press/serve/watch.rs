//! Waiting for a change of what the book is made from.
//!
//! Events of the file system wake the wait, but what decides is a look at the files: names, lengths and times. So
//! an event that changed nothing (an editor's lock, the press's own reading) starts no build, and where there are no
//! events at all (network drives, containers) a look now and then finds the change.

use crate::workspace::{Workspace, files_below};
use notify::{EventKind, RecursiveMode, Watcher, event::ModifyKind};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Folders that the book is made from.
const FOLDERS: [&str; 4] = ["book/text", "book/theme", "lessons", "tests/oracle"];
/// Files that the book is made from.
const FILES: [&str; 2] = ["book.toml", "book/claims.toml"];
/// How often to look where events come.
const SELDOM: Duration = Duration::from_secs(1);
/// How often to look where none do.
const OFTEN: Duration = Duration::from_millis(200);
/// How long nothing may happen before a change counts as whole: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(25);

/// What the files looked like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look(u64);

/// A watch over a workbook's files.
pub struct Watch {
    workspace: Workspace,
    events: Receiver<()>,
    every: Duration,
    _watcher: Option<notify::RecommendedWatcher>,
}

impl Watch {
    /// Starts to watch. Where the file system gives no events, it looks often instead.
    pub fn start(workspace: &Workspace) -> Watch {
        let (wake, events) = channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if event.as_ref().is_ok_and(|event| matters(&event.kind)) {
                // The watch is gone when nobody listens; then there is nobody to wake.
                let _ = wake.send(());
            }
        });
        let watcher = watcher.and_then(|mut watcher| {
            watcher.watch(workspace.root(), RecursiveMode::NonRecursive)?;
            for (dir, mode) in [("book", RecursiveMode::NonRecursive)]
                .into_iter()
                .chain(FOLDERS.map(|dir| (dir, RecursiveMode::Recursive)))
            {
                let dir = workspace.join(dir);
                if dir.is_dir() {
                    watcher.watch(&dir, mode)?;
                }
            }
            Ok(watcher)
        });
        let every = if watcher.is_ok() { SELDOM } else { OFTEN };
        Watch { workspace: workspace.clone(), events, every, _watcher: watcher.ok() }
    }

    /// What the files look like now.
    pub fn look(&self) -> Look {
        let mut hasher = DefaultHasher::new();
        for file in FILES {
            self.workspace.join(file).hash(&mut hasher);
            note(&self.workspace.join(file), &mut hasher);
        }
        for folder in FOLDERS {
            // A folder that cannot be read is empty to the build as well, and the build says so.
            for file in files_below(&self.workspace.join(folder)).unwrap_or_default() {
                if is_kept(&file) {
                    file.hash(&mut hasher);
                    note(&file, &mut hasher);
                }
            }
        }
        Look(hasher.finish())
    }

    /// Waits until the files look otherwise than they were seen.
    pub fn wait(&self, seen: &Look) -> Look {
        loop {
            match self.events.recv_timeout(self.every) {
                Ok(()) => while self.events.recv_timeout(QUIET).is_ok() {},
                Err(RecvTimeoutError::Timeout) => {}
                // Without a watcher there is nothing to receive from, and the channel ends at once.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(self.every),
            }
            let now = self.look();
            if now != *seen {
                return now;
            }
        }
    }
}

/// Reading a file is an event as well, and the press reads all of them while it builds.
fn matters(kind: &EventKind) -> bool {
    use EventKind::{Create, Modify, Remove};
    matches!(kind, Create(_) | Remove(_) | Modify(ModifyKind::Data(_) | ModifyKind::Name(_) | ModifyKind::Any))
}

/// Editors' backups and lock files are none of the book's.
fn is_kept(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && !name.ends_with('~') && name != "4913"
}

fn note(file: &PathBuf, hasher: &mut DefaultHasher) {
    if let Ok(about) = std::fs::metadata(file) {
        about.len().hash(hasher);
        about.modified().ok().hash(hasher);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_a_text_is_seen_and_an_editors_lock_is_not() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let text = root.path().join("book/text");
        std::fs::create_dir_all(&text).expect("made");
        std::fs::write(text.join("a.md"), "a").expect("written");
        let watch = Watch::start(&Workspace::at(root.path()));
        let before = watch.look();
        std::fs::write(text.join(".a.md.swp"), "lock").expect("written");
        assert_eq!(watch.look(), before);
        std::fs::write(text.join("a.md"), "ab").expect("written");
        assert_ne!(watch.wait(&before), before);
    }
}
