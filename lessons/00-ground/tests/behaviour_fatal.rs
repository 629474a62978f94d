//! What a fatal error says, how it ends the program, and that it needs no heap. It runs in a process of its own.

use std::alloc::{GlobalAlloc, Layout, System};
use std::env;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

/// What tells the process that it is to end.
const ENDS: &str = "LESSON_00_FATAL";

/// The system's allocator, until somebody says that there is none: then it ends the program in another way.
struct Guarded(AtomicBool);

// SAFETY: it is `System`, or it does not return.
unsafe impl GlobalAlloc for Guarded {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if self.0.load(Relaxed) {
            // SAFETY: `_exit` ends the process, whatever its state.
            unsafe { libc::_exit(99) };
        }
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, object: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(object, layout) };
    }
}

#[global_allocator]
static ALLOCATOR: Guarded = Guarded(AtomicBool::new(false));

/// A value whose destructor must not run.
struct Unwound;

impl Drop for Unwound {
    fn drop(&mut self) {
        eprintln!("unwound");
    }
}

#[test]
fn a_fatal_error_says_one_line_and_aborts_without_the_heap_and_without_unwinding() {
    if env::var_os(ENDS).is_some() {
        let _unwound = Unwound;
        let _ = std::panic::catch_unwind(|| {
            ALLOCATOR.0.store(true, Relaxed);
            ground::fatal("sync: unlock of unlocked mutex")
        });
        unreachable!("it was caught");
    }
    let said = how_it_ends("a_fatal_error_says_one_line_and_aborts_without_the_heap_and_without_unwinding");
    assert_eq!(said, "fatal error: sync: unlock of unlocked mutex\n");
}

/// Its destructors wait for the script, which waits for the stage to go.
#[test]
fn a_stage_that_cannot_go_says_who_waits() {
    /// Waits for what does not come.
    struct Waits;
    impl Drop for Waits {
        fn drop(&mut self) {
            loop {
                ground::park::park();
            }
        }
    }
    if env::var_os(ENDS).is_some() {
        let stage = ground::stage::Stage::new();
        for name in ["a", "b"] {
            stage.puppet(name, || {
                let _waits = Waits;
                ground::park::park();
            });
        }
        stage.puppet("c", ground::park::park);
        let _ = stage.run();
        drop(stage);
        unreachable!("it went");
    }
    let said = how_it_ends("a_stage_that_cannot_go_says_who_waits");
    assert_eq!(said, "fatal error: a stage goes, and in a destructor somebody waits who is not readied: a, b\n");
}

/// What `test` prints in a process of its own, which it aborts.
fn how_it_ends(test: &str) -> String {
    let mut child = Command::new(env::current_exe().expect("this test is a program"));
    child.args(["--exact", "--nocapture", test]).env(ENDS, "1");
    let output = child.output().expect("this test can run itself");
    assert_eq!(output.status.signal(), Some(libc::SIGABRT), "{:?}", output.status);
    String::from_utf8(output.stderr).expect("it is one line of text")
}
