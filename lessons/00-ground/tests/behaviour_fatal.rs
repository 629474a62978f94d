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
    let mut child = Command::new(env::current_exe().expect("this test is a program"));
    child.args(["--exact", "--nocapture"]).env(ENDS, "1");
    child.arg("a_fatal_error_says_one_line_and_aborts_without_the_heap_and_without_unwinding");
    let output = child.output().expect("this test can run itself");
    assert_eq!(output.status.signal(), Some(libc::SIGABRT), "{:?}", output.status);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "fatal error: sync: unlock of unlocked mutex\n");
}
