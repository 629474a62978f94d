//! Runs one test of an exercise: in a thread of its own, with a deadline, and quietly.
//!
//! A reader's loop may never end, so the test's thread is left behind when its time is up; the process ends soon
//! after. What a panic said is kept for the report and printed by nobody else: most of these panics are wanted
//! (a wrong answer that is caught), and noise would hide the one that is not.

use std::cell::Cell;
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, Once, mpsc};
use std::time::Duration;

use super::Test;

/// How long a test of an exercise may take. Tests of exercises take milliseconds; this is for a loop without end.
pub const DEADLINE: Duration = Duration::from_secs(10);

/// A test that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The test.
    pub test: &'static str,
    /// What it said: where, and what was wrong.
    pub message: String,
}

thread_local! {
    /// Whether this thread runs a test of an exercise.
    static ON_STAGE: Cell<bool> = const { Cell::new(false) };
    /// What this thread's panic said.
    static SAID: Cell<Option<String>> = const { Cell::new(None) };
}

/// How many tests run now whose panics are wanted.
static WANTED: AtomicUsize = AtomicUsize::new(0);

/// Counts one test whose panics are wanted, for as long as it lives.
struct Quiet;

impl Quiet {
    fn new() -> Quiet {
        WANTED.fetch_add(1, Ordering::SeqCst);
        Quiet
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        WANTED.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Runs the tests and returns those that failed. For an answer that is meant to fail: nothing is printed, not even
/// by threads that a test starts.
pub fn failures(tests: &[Test], deadline: Duration) -> Vec<Failure> {
    let _quiet = Quiet::new();
    tests.iter().filter_map(|test| run_test(*test, deadline).err()).collect()
}

/// Runs one test.
///
/// # Errors
/// What its panic said, or that its time was up.
pub fn run_test(test: Test, deadline: Duration) -> Result<(), Failure> {
    let fail = |message| Err(Failure { test: test.name, message });
    let (done, waits) = mpsc::channel();
    let body = move || {
        // Nobody listens any more once the deadline has passed.
        let _ = done.send(said_by(test.run));
    };
    if let Err(error) = std::thread::Builder::new().name(test.name.to_owned()).spawn(body) {
        return fail(format!("no thread to run it in: {error}"));
    }
    match waits.recv_timeout(deadline) {
        Ok(None) => Ok(()),
        Ok(Some(message)) => fail(message),
        Err(_) => fail(format!(
            "it did not end within {} seconds: is there a loop that never stops, or a wait that nobody ends?",
            deadline.as_secs_f32()
        )),
    }
}

/// What a panic in `run` says; `None` if there is none.
pub(super) fn said_by(run: impl FnOnce()) -> Option<String> {
    listen();
    ON_STAGE.set(true);
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
    ON_STAGE.set(false);
    let said = SAID.take();
    ended.err().map(|_| said.unwrap_or_else(|| "it panicked without a message".to_owned()))
}

/// Sets the panic hook, once in the life of the process.
fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let default = Mutex::new(std::panic::take_hook());
        std::panic::set_hook(Box::new(move |info| {
            if ON_STAGE.get() {
                SAID.set(Some(describe(info)));
            } else if WANTED.load(Ordering::SeqCst) == 0
                && let Ok(default) = default.lock()
            {
                default(info);
            }
        }));
    });
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref().map(String::as_str));
    let message = text.unwrap_or("it panicked with a value that is no text");
    match info.location() {
        Some(place) => format!("{}:{}:{}\n{message}", tidy_path(place.file()), place.line(), place.column()),
        None => message.to_owned(),
    }
}

/// Takes the detours out of a path that `#[path]` made: `tests/../exercises/a.rs` is `exercises/a.rs`.
fn tidy_path(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| !last.is_empty() && *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::tidy_path;

    #[test]
    fn a_path_loses_its_detours_and_nothing_else() {
        assert_eq!(tidy_path("lessons/01-slices/tests/../exercises/./a.rs"), "lessons/01-slices/exercises/a.rs");
        assert_eq!(tidy_path("/a/../b.rs"), "/b.rs");
        assert_eq!(tidy_path("../../b.rs"), "../../b.rs");
    }
}
