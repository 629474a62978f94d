//! Child processes: copies of this one that do a single thing, and this test binary started again for one test.

use std::env;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};

/// How a child process that only runs `body` ended; `body` gives its exit code. It is a copy of this process, made in
/// the middle of it: the same addresses with the same contents, and yet its own.
///
/// # Safety
/// `body` does only what a signal handler may do: no allocation, no lock, nothing of std that might take one.
pub unsafe fn fork(body: impl FnOnce() -> i32) -> ExitStatus {
    // SAFETY: the child does nothing but `body`, as the caller promises, and the call that ends it.
    let child = unsafe { libc::fork() };
    assert!(child >= 0, "no process could be made: {}", std::io::Error::last_os_error());
    if child == 0 {
        let code = body();
        // SAFETY: it ends the process, and runs nothing of it.
        unsafe { libc::_exit(code) }
    }
    let mut status = 0;
    // SAFETY: it waits for our own child and writes one number.
    let waited = unsafe { libc::waitpid(child, &mut status, 0) };
    assert_eq!(waited, child, "the child is ours to wait for");
    ExitStatus::from_raw(status)
}

/// Names the test that runs in a process of its own.
#[allow(dead_code, reason = "each test program takes what it needs of this module")]
const ALONE: &str = "GROUND_NOTES_ALONE";

/// Runs `body` in a process in which nothing else happens: this test binary, started again for the test of that name.
#[allow(dead_code, reason = "each test program takes what it needs of this module")]
pub fn alone(test: &str, body: fn()) {
    if env::var_os(ALONE).is_some_and(|name| name == test) {
        return body();
    }
    let mut command = Command::new(env::current_exe().expect("a test binary has a path"));
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(ALONE, test);
    let output = command.output().expect("the test binary starts a second time");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.contains("1 passed"), "{}\n{printed}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
}
