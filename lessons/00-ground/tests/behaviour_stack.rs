//! The stacks of puppets: what happens at their end, and what many of them cost.

use std::hint::black_box;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use ground::pages::light_guards;
use ground::stage::{self, Stage};

/// Set in the child process, which does what kills it.
const CHILD: &str = "GROUND_TEST_STACK_OVERFLOW";
/// The stack of a puppet without its guard.
const STACK: usize = 256 << 10;
/// What a call of `recurse` takes at least.
const FRAME: usize = 4 << 10;

#[test]
fn a_stack_that_overflows_hits_its_guard_and_writes_to_no_other_stack() {
    if std::env::var_os(CHILD).is_some() {
        return overflow();
    }
    let this = std::env::current_exe().expect("a test runs from a file");
    let name = "a_stack_that_overflows_hits_its_guard_and_writes_to_no_other_stack";
    let child = Command::new(this).args([name, "--exact", "--nocapture"]).env(CHILD, "1").output();
    let child = child.expect("the test's own file can be run");
    let out = String::from_utf8_lossy(&child.stdout);
    let signal = child.status.signal();
    assert!(matches!(signal, Some(libc::SIGSEGV | libc::SIGBUS)), "{}: {out}", child.status);
    let deepest: usize = out.lines().filter_map(|line| line.strip_prefix("depth ")?.parse().ok()).max().unwrap_or(0);
    // Nearly all of the stack was used, and nothing beyond it.
    assert!((STACK - 4 * FRAME..=STACK).contains(&deepest), "it wrote {deepest} bytes deep");
}

/// A puppet recurses for ever while others are suspended on the stacks beside its own.
fn overflow() {
    let stage = Stage::new();
    for name in ["above", "deep", "below"] {
        stage.puppet(name, || {
            stage::point();
            let first = 0_u8;
            black_box(recurse((&raw const first).addr()));
        });
        stage.step(name);
    }
    stage.step("deep");
}

/// Writes to another frame, says how deep it is, and goes deeper.
fn recurse(first: usize) -> usize {
    let mut frame = [1_u8; FRAME];
    let lowest = black_box(&mut frame).as_ptr().addr();
    println!("depth {}", first - lowest); // a whole line: it is out before the next call
    let deeper = if black_box(true) { recurse(first) } else { 0 }; // always, which the compiler must not know
    deeper + usize::from(black_box(frame)[0])
}

#[cfg(target_os = "linux")]
#[test]
fn where_guards_are_light_a_thousand_stacks_are_few_mappings() {
    if !light_guards() {
        return;
    }
    let mappings = || std::fs::read_to_string("/proc/self/maps").expect("Linux has it").lines().count();
    let stage = Stage::new();
    let before = mappings();
    for i in 0..1000 {
        let name = format!("p{i}");
        stage.puppet(&name, stage::point);
        stage.step(&name);
    }
    let after = mappings();
    assert!(after < before + 100, "a thousand suspended puppets: {before} mappings before, {after} after");
}
