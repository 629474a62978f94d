//! A real Chromium, driven over DevTools through two pipes.
//!
//! `--remote-debugging-pipe` reads commands from file descriptor 3 and writes answers and events to 4, each a JSON
//! text ended by a NUL byte. A shell moves the child's standard input and output there, so this needs no unsafe code
//! and no crate but serde_json. Commands go out one at a time; events that arrive meanwhile wait in a queue.

use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long a browser may take for one answer before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How long it may take to close before it is killed.
const GOODBYE: Duration = Duration::from_secs(5);

/// A running browser and its profile, both gone when this is dropped.
pub struct Chromium {
    child: Child,
    commands: ChildStdin,
    messages: Receiver<Value>,
    events: VecDeque<Value>,
    last_id: u64,
    profile: PathBuf,
}

/// The browser of this machine: `$CHROMIUM`, or the first of the usual names on the path.
pub fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH")?;
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .flat_map(|name| std::env::split_paths(&path).map(move |dir| dir.join(name)))
        .find(|program| program.is_file())
}

impl Chromium {
    /// Starts `program` with an empty profile at `profile`.
    pub fn launch(program: &Path, profile: PathBuf) -> Self {
        std::fs::create_dir_all(&profile).unwrap_or_else(|e| panic!("{}: {e}", profile.display()));
        let mut child = Command::new("sh")
            .args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null"#])
            .arg(program)
            .args(["--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-quic"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb"])
            .arg(format!("--user-data-dir={}", profile.display()))
            // Its temporary files go where its profile goes.
            .env("TMPDIR", &profile)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell starts the browser");
        let commands = child.stdin.take().expect("stdin is piped");
        let answers = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            for message in answers.split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).expect("DevTools speaks JSON");
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Chromium { child, commands, messages, events: VecDeque::new(), last_id: 0, profile }
    }

    /// Sends a command and waits for its answer. An empty `session` speaks to the browser, else to a page.
    pub fn call(&mut self, session: &str, method: &str, params: Value) -> Result<Value, String> {
        self.last_id += 1;
        let id = self.last_id;
        let mut command = json!({ "id": id, "method": method, "params": params });
        if !session.is_empty() {
            command["sessionId"] = session.into();
        }
        let written = self.commands.write_all(format!("{command}\0").as_bytes()).and_then(|()| self.commands.flush());
        written.map_err(|e| format!("{method}: the browser has gone: {e}"))?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mut message = self.next_message(deadline).ok_or_else(|| format!("{method}: no answer"))?;
            if message["id"] != json!(id) {
                self.events.push_back(message);
            } else if let Some(error) = message.get("error") {
                return Err(format!("{method}: {error}"));
            } else {
                return Ok(message["result"].take());
            }
        }
    }

    /// Waits for an event named `method` and takes it out of the queue; other events stay there.
    pub fn wait_for(&mut self, method: &str) -> Value {
        if let Some(at) = self.events.iter().position(|event| event["method"] == method) {
            return self.events.remove(at).expect("it was found there")["params"].take();
        }
        let deadline = Instant::now() + PATIENCE;
        loop {
            let event = self.next_message(deadline);
            let mut event = event.unwrap_or_else(|| panic!("waited {PATIENCE:?} for {method}"));
            if event["method"] == method {
                return event["params"].take();
            }
            self.events.push_back(event);
        }
    }

    /// All events named `method` that have arrived so far, taken out of the queue.
    pub fn take_events(&mut self, method: &str) -> Vec<Value> {
        self.events.extend(self.messages.try_iter());
        let (mut found, rest): (Vec<_>, Vec<_>) = self.events.drain(..).partition(|event| event["method"] == method);
        self.events = rest.into();
        found.iter_mut().map(|event| event["params"].take()).collect()
    }

    fn next_message(&self, deadline: Instant) -> Option<Value> {
        self.messages.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Asked to close, it ends its helper processes too, which would else go on writing into the profile.
        let _ = self.call("", "Browser.close", json!({}));
        let deadline = Instant::now() + GOODBYE;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        while std::fs::remove_dir_all(&self.profile).is_err() && self.profile.exists() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
