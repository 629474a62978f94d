//! Notices that a reader saved a file.
//!
//! The file system's events wake a thread at once; twice a second it looks by itself, because some file systems
//! (network mounts, containers) send none. What it looks for is another text, not an event: an editor may touch a file,
//! or write it in three steps.

use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, SystemTime};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

/// How often the thread looks without being woken.
const LOOK: Duration = Duration::from_millis(500);
/// How long a file must be left alone before it is read: an editor's several steps are one save.
const SETTLE: Duration = Duration::from_millis(40);

/// A watched file, as it was seen last.
struct Seen {
    path: PathBuf,
    stamp: Option<(SystemTime, u64)>,
    text: Option<String>,
}

impl Seen {
    fn new(path: PathBuf) -> Seen {
        let mut seen = Seen { path, stamp: None, text: None };
        seen.look();
        seen
    }

    /// Whether the file has another text than before. A file that is gone is one that an editor is about to replace.
    fn look(&mut self) -> bool {
        let Ok(about) = std::fs::metadata(&self.path) else { return false };
        let stamp = about.modified().ok().map(|time| (time, about.len()));
        if stamp.is_some() && stamp == self.stamp {
            return false;
        }
        let Ok(text) = std::fs::read_to_string(&self.path) else { return false };
        self.stamp = stamp;
        let changed = self.text.as_ref() != Some(&text);
        self.text = Some(text);
        changed
    }
}

/// Sends the index of each file whose text changes, for as long as somebody listens.
pub fn watch<E: Send + 'static>(files: Vec<PathBuf>, events: Sender<E>, saved: impl Fn(usize) -> E + Send + 'static) {
    let (wake, woken) = mpsc::channel();
    let watcher = watcher(&files, wake.clone());
    let mut files: Vec<Seen> = files.into_iter().map(Seen::new).collect();
    std::thread::spawn(move || {
        // Held here: a watcher that is dropped stops. The sender, too: without a watcher nobody else would have one.
        let _held = (watcher, wake);
        loop {
            match woken.recv_timeout(LOOK) {
                Ok(()) => while woken.recv_timeout(SETTLE).is_ok() {},
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            for (index, file) in files.iter_mut().enumerate() {
                if file.look() && events.send(saved(index)).is_err() {
                    return;
                }
            }
        }
    });
}

/// `None` where the file system has no events to give: then looking twice a second is all.
fn watcher(files: &[PathBuf], wake: Sender<()>) -> Option<RecommendedWatcher> {
    let handler = move |_: notify::Result<notify::Event>| {
        // The thread that listens ends with the program.
        let _ = wake.send(());
    };
    let mut watcher = notify::recommended_watcher(handler).ok()?;
    // Folders, not files: an editor that saves by renaming replaces the file that was watched.
    let mut folders: Vec<_> = files.iter().filter_map(|file| file.parent()).collect();
    folders.dedup();
    folders.iter().try_for_each(|folder| watcher.watch(folder, RecursiveMode::NonRecursive)).ok()?;
    Some(watcher)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::{Seen, watch};

    #[test]
    fn a_save_is_noticed_and_a_touch_is_not() {
        let folder = std::env::temp_dir().join(format!("workbook-watch-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        let files = ["a.rs", "b.rs"].map(|name| folder.join(name));
        for file in &files {
            std::fs::write(file, "one").expect("the file can be written");
        }
        let mut seen = Seen::new(files[0].clone());
        std::fs::write(&files[0], "one").expect("the file can be written");
        assert!(!seen.look(), "the same text is no change");

        let (events, heard) = mpsc::channel();
        watch(files.to_vec(), events, |index| index);
        std::fs::write(&files[1], "two").expect("the file can be written");
        assert_eq!(heard.recv_timeout(Duration::from_secs(10)), Ok(1));
        let draft = folder.join("draft");
        std::fs::write(&draft, "three").expect("the file can be written");
        std::fs::rename(&draft, &files[0]).expect("the file can be replaced");
        assert_eq!(heard.recv_timeout(Duration::from_secs(10)), Ok(0));
        std::fs::remove_dir_all(folder).expect("the folder can be removed");
    }
}
