//! Whoever unlocks what is not locked ends the program, with Go's words, and nothing catches it. Each case of
//! `tests/oracle/locks/fatal.go` that is a misuse runs in a process of its own (`TestMutexMisuse`).

use std::collections::BTreeSet;
use std::env;
use std::os::unix::process::ExitStatusExt;
use std::panic;
use std::process::Command;

use lock_api::GuardSend;
use locks::{Cond, GoMutex, GoRwMutex, Mutex, RwLock};

/// What names the case to the process that runs it.
const CASE: &str = "LESSON_07_ABORT";
const THIS_TEST: &str = "a_misuse_ends_the_program_with_gos_words_and_is_not_caught";

static M: GoMutex = GoMutex::new();
static RW: GoRwMutex = GoRwMutex::new();

/// Each misuse, as `fatal.go` names it.
fn cases() -> [(&'static str, fn()); 9] {
    [
        ("Mutex: Unlock", || M.unlock()),
        ("Mutex: Lock, Unlock, Unlock", || {
            M.lock();
            M.unlock();
            M.unlock();
        }),
        ("RWMutex: Unlock", || RW.unlock()),
        ("RWMutex: RLock, Unlock", || {
            RW.r_lock();
            RW.unlock();
        }),
        ("RWMutex: Lock, Unlock, Unlock", || {
            RW.lock();
            RW.unlock();
            RW.unlock();
        }),
        ("RWMutex: RUnlock", || RW.r_unlock()),
        ("RWMutex: Lock, RUnlock", || {
            RW.lock();
            RW.r_unlock();
        }),
        ("RWMutex: RLock, RUnlock, RUnlock", || {
            RW.r_lock();
            RW.r_unlock();
            RW.r_unlock();
        }),
        ("Cond: Wait without the lock", || Cond::new(GoMutex::new()).wait()),
    ]
}

/// The same through the guards' raw functions, with the message.
fn with_guards() -> [(&'static str, &'static str, fn()); 3] {
    [
        ("guards: force_unlock", "sync: unlock of unlocked mutex", || {
            // SAFETY: none: that the contract is broken, and what comes of it, is the test.
            unsafe { Mutex::new(0).force_unlock(GuardSend::new()) };
        }),
        ("guards: force_unlock_read", "sync: RUnlock of unlocked RWMutex", || {
            // SAFETY: none, as above.
            unsafe { RwLock::new(0).force_unlock_read(GuardSend::new()) };
        }),
        ("guards: force_unlock_write", "sync: Unlock of unlocked RWMutex", || {
            // SAFETY: none, as above.
            unsafe { RwLock::new(0).force_unlock_write(GuardSend::new()) };
        }),
    ]
}

/// What a process says that runs the case and tries to catch what comes of it, and the signal that ended it.
fn run(case: &str) -> (String, Option<i32>) {
    let mut child = Command::new(env::current_exe().expect("this test is a program"));
    child.args(["--exact", THIS_TEST, "--nocapture"]).env(CASE, case);
    let output = child.output().expect("this test can run itself");
    (String::from_utf8_lossy(&output.stderr).into_owned(), output.status.signal())
}

#[test]
fn a_misuse_ends_the_program_with_gos_words_and_is_not_caught() {
    if let Ok(case) = env::var(CASE) {
        let all = cases().into_iter().chain(with_guards().map(|(name, _, misuse)| (name, misuse)));
        let (_, misuse) = all.into_iter().find(|(name, _)| *name == case).expect("it is one of the cases");
        let caught = panic::catch_unwind(misuse);
        eprintln!("the program went on: {caught:?}");
        return;
    }
    let go = kit::oracle::rows::<5>("locks/fatal.go1.27.3.txt");
    let misuses: Vec<_> = go.iter().filter(|row| row[4] == "running").collect();
    let (named, ours): (BTreeSet<&str>, BTreeSet<&str>) =
        (misuses.iter().map(|row| row[0].as_str()).collect(), cases().iter().map(|case| case.0).collect());
    assert_eq!(named, ours, "the misuses of fatal.go, and those of this test");
    for [case, code, printed, message, _] in misuses {
        assert_eq!((code.as_str(), printed.as_str()), ("2", "-"), "{case}: Go recovers nothing");
        let (said, signal) = run(case);
        assert_eq!(signal, Some(6), "{case}: it ends by SIGABRT: {said}");
        assert!(said.ends_with(&format!("{message}\n")), "{case}: {said}");
    }
    for (case, message, _) in with_guards() {
        let (said, signal) = run(case);
        assert_eq!(signal, Some(6), "{case}: it ends by SIGABRT: {said}");
        assert!(said.ends_with(&format!("fatal error: {message}\n")), "{case}: {said}");
    }
}
