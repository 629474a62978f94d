//! What a debug build says of memory that is freed wrongly, and that it ends there. Each case runs in a process of its own.

use std::alloc::{GlobalAlloc, Layout};
use std::env;
use std::process::Command;

use tcmalloc::{PAGE, TcMalloc};

static ALLOCATOR: TcMalloc = TcMalloc::new();

/// What names the case to the process that runs it.
const CASE: &str = "LESSON_03_ABORT";

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, 8).expect("8 is a power of two")
}

/// Each wrong free, and what is said of it.
fn cases() -> [(&'static str, &'static str, fn()); 12] {
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
        ("another has it", DOUBLE, another_has_it),
        ("its pages were joined", DOUBLE, its_pages_were_joined),
        ("its pages begin elsewhere", DOUBLE, || {
            let [front, object] = [300, 200].map(|pages| allocate(pages * PAGE));
            free_as(front, 300 * PAGE);
            free_as(object, 200 * PAGE);
            free_as(object, 200 * PAGE);
        }),
        ("small, and its pages went back", DOUBLE, || {
            let object = allocate(100);
            free_as(object, 100);
            tcmalloc::release_to_system();
            free_as(object, 100);
        }),
        ("small, in the middle of a free span", DOUBLE, || small_among_free(|object| free_as(object, 64 << 10))),
        // SAFETY: none, as in `free_as`.
        ("the same by address", DOUBLE, || small_among_free(|object| unsafe { tcmalloc::free_unsized(object) })),
    ]
}

/// A record that was forgotten stands for another object now: without care the second free of `b` is one of `d2`.
fn another_has_it() {
    let [h1, h2, _f1, a, b, _f2] = [(); 6].map(|()| allocate(200 * PAGE));
    [h2, h1, b, a].into_iter().for_each(|object| free_as(object, 200 * PAGE));
    let [_d1, _d2] = [(); 2].map(|()| allocate(200 * PAGE));
    free_as(b, 200 * PAGE);
}

/// A record that was forgotten stands for pages behind the object.
fn its_pages_were_joined() {
    let [_x, a, b, _f] = [(); 4].map(|()| allocate(200 * PAGE));
    free_as(b, 200 * PAGE);
    free_as(a, 200 * PAGE);
    let [_both, _other] = [400, 200].map(|pages| allocate(pages * PAGE));
    free_as(b, 200 * PAGE);
}

/// Frees some objects of a class until its spans are pages again, and then one of them again, whose page is no span's first or last.
fn small_among_free(free: fn(*mut u8)) {
    let objects: Vec<*mut u8> = (0..64).map(|_| allocate(64 << 10)).collect();
    objects.iter().for_each(|&object| free_as(object, 64 << 10));
    tcmalloc::release_to_system();
    free(objects[32]);
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
