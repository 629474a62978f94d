//! The program `workbook`, serving a copy of the book that a test may spoil.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

/// A cold start on two busy cores stays well below this.
const START: Duration = Duration::from_secs(60);

/// A running server, and the copy that it serves; both are gone when this is dropped.
pub struct Site {
    child: Child,
    root: PathBuf,
    built: PathBuf,
    /// Where it serves, without a slash at the end.
    pub url: String,
}

impl Site {
    /// A server that tests share, as long as they only read. The last of them ends it: a static would outlive them all.
    pub fn shared() -> Arc<Self> {
        static SITE: Mutex<Weak<Site>> = Mutex::new(Weak::new());
        let mut site = SITE.lock().unwrap_or_else(PoisonError::into_inner);
        site.upgrade().unwrap_or_else(|| {
            let started = Arc::new(Site::serve("shared"));
            *site = Arc::downgrade(&started);
            started
        })
    }

    /// Copies the book and serves the copy on a free port.
    pub fn serve(name: &str) -> Self {
        let root = scratch(name);
        copy(Path::new(env!("CARGO_MANIFEST_DIR")), &root);
        // Where the program keeps the sites that it builds: a kill gives it no time to tidy up.
        let built = scratch(&format!("{name}-built"));
        fs::create_dir_all(&built).unwrap_or_else(|e| panic!("{}: {e}", built.display()));
        let mut child = Command::new(env!("CARGO_BIN_EXE_workbook"))
            .args(["serve", "--no-open", "--port", "0"])
            .current_dir(&root)
            .env("TMPDIR", &built)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (sender, lines) = channel();
        follow(child.stdout.take().expect("stdout is piped"), sender.clone());
        follow(child.stderr.take().expect("stderr is piped"), sender);
        // Made before the wait, so that a program that says nothing is ended with the test.
        let mut site = Site { child, root, built, url: String::new() };
        site.url = address(&lines);
        site
    }

    /// Puts a file into the copy.
    pub fn add(&self, path: &str, text: &str) {
        let file = self.root.join(path);
        fs::write(&file, text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    }

    /// Rewrites a file of the copy.
    pub fn edit(&self, path: &str, change: impl FnOnce(String) -> String) {
        let file = self.root.join(path);
        let text = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        fs::write(&file, change(text)).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.root);
        let _ = fs::remove_dir_all(&self.built);
    }
}

/// A folder for one test of this run, which does not exist yet.
pub fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("browser-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&dir);
    dir
}

/// The first address that the program prints.
fn address(lines: &Receiver<String>) -> String {
    let deadline = Instant::now() + START;
    let mut said = String::new();
    while let Ok(line) = lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        if let Some(at) = line.find("http://") {
            let address =
                line[at..].split(|c: char| c.is_whitespace() || c.is_control()).next().expect("split yields one");
            return address.trim_end_matches(['/', '.']).to_owned();
        }
        said.push_str(&line);
        said.push('\n');
    }
    panic!("`workbook serve` printed no address; it said:\n{said}");
}

fn follow(stream: impl Read + Send + 'static, sender: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            // After the address nobody listens, and the output is only drained.
            let _ = sender.send(line);
        }
    });
}

/// Copies everything but build products and what is hidden.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap_or_else(|e| panic!("{}: {e}", to.display()));
    for entry in fs::read_dir(from).unwrap_or_else(|e| panic!("{}: {e}", from.display())) {
        let entry = entry.expect("a folder's entry can be read");
        let name = entry.file_name();
        if name == "target" || name.to_string_lossy().starts_with('.') {
            continue;
        }
        let (from, to) = (entry.path(), to.join(&name));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap_or_else(|e| panic!("{}: {e}", from.display()));
        }
    }
}
