//! A test in a process of its own: this binary, started again for that one test.

use std::env;
use std::process::Command;

/// Names the test that runs in a process of its own.
const ALONE: &str = "LESSON_03_ALONE";

/// Runs `body`, whose assertions must hold, in a process in which nothing else happens. In that process itself it does not return.
pub fn passes_alone(test: &str, body: fn()) {
    if env::var_os(ALONE).is_some_and(|name| name == test) {
        body();
        std::process::exit(0);
    }
    let mut command = Command::new(env::current_exe().expect("this test is a program"));
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(ALONE, test);
    let output = command.output().expect("this test can run itself");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("running 0 tests"), "no test is named {test}");
    assert!(output.status.success(), "{}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
}
