//! What a debug build says of memory that is freed wrongly, and that it ends there. Each case runs in a process of its own.

use std::alloc::{GlobalAlloc, Layout};
use std::env;
use std::process::Command;

use tcmalloc::TcMalloc;

static ALLOCATOR: TcMalloc = TcMalloc::new();

/// What names the case to the process that runs it.
const CASE: &str = "LESSON_03_ABORT";

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, 8).expect("8 is a power of two")
}

/// Each wrong free, and what is said of it.
fn cases() -> [(&'static str, &'static str, fn()); 6] {
    [
        ("small twice", DOUBLE, || twice(100)),
        ("large twice", DOUBLE, || twice(1 << 20)),
        ("another size", "free with another size than it was allocated with", || free_as(allocate(100), 200)),
        ("the middle", "free of a pointer into the middle of an object", || {
            free_as(allocate(100).wrapping_add(8), 100)
        }),
        ("foreign", FOREIGN, || free_as(foreign(), 100)),
        // SAFETY: none, as in `free_as`.
        ("foreign by address", FOREIGN, || unsafe { tcmalloc::free_unsized(foreign()) }),
    ]
}

const DOUBLE: &str = "double free, or free of memory that was never allocated";
const FOREIGN: &str = "free of a pointer that is not from this allocator";

fn allocate(size: usize) -> *mut u8 {
    // SAFETY: the size is not 0.
    unsafe { ALLOCATOR.alloc(layout(size)) }
}

/// An object of the system's allocator, which is this program's.
fn foreign() -> *mut u8 {
    Box::into_raw(Box::new([0u8; 100])).cast()
}

fn free_as(object: *mut u8, size: usize) {
    // SAFETY: none. That a free like this breaks the contract, and is found out, is the test; its process ends here.
    unsafe { ALLOCATOR.dealloc(object, layout(size)) };
}

fn twice(size: usize) {
    let object = allocate(size);
    free_as(object, size);
    free_as(object, size);
}

#[test]
fn a_wrong_free_ends_the_program_with_a_message() {
    if let Ok(case) = env::var(CASE) {
        let (_, _, free) = cases().into_iter().find(|(name, ..)| *name == case).expect("it is one of the cases");
        free();
        return;
    }
    if !cfg!(debug_assertions) {
        return; // a release build takes what it is given
    }
    for (case, message, _) in cases() {
        let mut child = Command::new(env::current_exe().expect("this test is a program"));
        child.args(["--exact", "a_wrong_free_ends_the_program_with_a_message", "--nocapture"]).env(CASE, case);
        let output = child.output().expect("this test can run itself");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{case} was not found out");
        assert!(said.ends_with(&format!("fatal error: tcmalloc: {message}\n")), "{case}: {said}");
    }
}
