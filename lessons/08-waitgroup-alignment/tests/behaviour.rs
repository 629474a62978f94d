//! What a WaitGroup must do, in each version's layout: Go's own tests, said anew.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::{env, thread};

use gate::Gate;
use waitgroup::{Group, Layout, WaitGroup, go1_17, go1_18, go1_21, go1_25};

mod gate;

/// A test for every layout.
macro_rules! for_every_layout {
    ($($(#[$doc:meta])* fn $name:ident<$l:ident>() $body:block)+) => {
        $($(#[$doc])*
        #[test]
        fn $name() {
            fn test<$l: Layout + 'static>() $body
            test::<go1_17::Words>();
            test::<go1_18::Words32>();
            test::<go1_18::Words64>();
            test::<go1_21::Words>();
            test::<go1_25::Words>();
        })+
    };
}

for_every_layout! {
    /// Go's `TestWaitGroup`: two groups, used again and again. All are done with the first before anybody is past the
    /// second.
    fn it_is_used_again_and_again<L>() {
        let (n, parties) = (Group::<L>::new(), 16);
        let second = Group::<L>::new();
        for _round in 0..8 {
            n.add(parties);
            second.add(parties);
            let past = AtomicU32::new(0);
            thread::scope(|s| {
                for _ in 0..parties {
                    s.spawn(|| {
                        n.done();
                        second.wait();
                        past.fetch_add(1, Relaxed);
                    });
                }
                n.wait();
                for _ in 0..parties {
                    assert_eq!(past.load(Relaxed), 0, "released too soon");
                    second.done();
                }
            });
            assert_eq!(past.load(Relaxed), 16, "all were released");
        }
    }

    /// Go's `TestWaitGroupRace`: there is no spurious wake-up from Wait, and what was done before Done is seen after
    /// it.
    fn a_wait_returns_after_both_are_done<L>() {
        for _ in 0..200 {
            let (group, n) = (Group::<L>::new(), AtomicU32::new(0));
            thread::scope(|s| {
                for _ in 0..2 {
                    group.add(1);
                    s.spawn(|| {
                        n.fetch_add(1, Relaxed);
                        group.done();
                    });
                }
                group.wait();
                assert_eq!(n.load(Relaxed), 2);
            });
        }
    }

    /// Go's `TestWaitGroupMisuse` is in `tests/misuse.rs`; this is what goes well.
    fn a_wait_for_nobody_returns_at_once<L>() {
        let group = Group::<L>::default();
        group.wait();
        group.add(2);
        group.add(-2);
        group.wait();
        assert_eq!(format!("{group:?}"), "WaitGroup { counter: 0, waiters: 0, sema: 0 }");
    }

    /// Go's `TestWaitGroupAlign`: behind a single byte.
    fn it_works_behind_a_byte<L>() {
        #[repr(C)]
        struct X<L> {
            x: u8,
            group: Group<L>,
        }
        let x = X { x: 1, group: Group::<L>::new() };
        x.group.add(1);
        thread::scope(|s| {
            s.spawn(|| x.group.done());
            x.group.wait();
        });
        assert_eq!((x.x, x.group.inspect().state.counter), (1, 0));
    }

    fn many_wait_and_all_are_released<L>() {
        let (group, gate, released) = (Group::<L>::new(), Gate::new(100), AtomicU32::new(0));
        group.add(1);
        thread::scope(|s| {
            for _ in 0..100 {
                s.spawn(|| {
                    gate.pass();
                    group.wait();
                    released.fetch_add(1, Relaxed);
                });
            }
            gate.wait();
            assert_eq!(released.load(Relaxed), 0);
            group.done();
        });
        let after = group.inspect();
        assert_eq!((released.load(Relaxed), after.state.counter, after.state.waiters, after.sema), (100, 0, 0, 0));
    }

    fn a_task_is_counted_from_when_it_is_made_until_it_has_run<L>() {
        let group = Arc::new(Group::<L>::new());
        let task = group.task(|| ());
        assert_eq!(group.inspect().state.counter, 1);
        task();
        group.wait();
        assert_eq!(group.inspect().state.counter, 0);
    }
}

/// Go's `TestWaitGroupGo`.
#[test]
fn go_runs_the_function_and_counts_it() {
    let (group, ran) = (Arc::new(WaitGroup::new()), Arc::new(AtomicU32::new(0)));
    for _ in 0..10 {
        let ran = Arc::clone(&ran);
        group.go(move || _ = ran.fetch_add(1, Relaxed));
    }
    group.wait();
    assert_eq!(ran.load(Relaxed), 10);
}

/// A task that is started by `Go` may itself call `Go`: the counter is above zero then.
#[test]
fn a_task_may_start_another() {
    let (group, ran) = (Arc::new(WaitGroup::new()), Arc::new(AtomicU32::new(0)));
    let (inner, counted) = (Arc::clone(&group), Arc::clone(&ran));
    group.go(move || {
        let count = Arc::clone(&counted);
        inner.go(move || _ = count.fetch_add(1, Relaxed));
        counted.fetch_add(1, Relaxed);
    });
    group.wait();
    assert_eq!(ran.load(Relaxed), 2);
}

/// Go's `TestIssue76126`, in a process of its own, since that one ends.
#[test]
fn a_panic_in_go_ends_the_process_and_wait_does_not_return() {
    const CHILD: &str = "WAITGROUP_PANIC_IN_GO";
    if env::var_os(CHILD).is_some() {
        let group = Arc::new(WaitGroup::new());
        group.go(|| panic!("in Go"));
        group.wait();
        println!("wait returned");
        std::process::exit(0);
    }
    let mut child = Command::new(env::current_exe().expect("a test binary has a path"));
    child.args(["a_panic_in_go_ends_the_process_and_wait_does_not_return", "--exact", "--nocapture"]).env(CHILD, "1");
    let output = child.output().expect("the test binary starts a second time");
    let (said, complaint) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!output.status.success() && output.status.code().is_none(), "it ends by a signal: {}", output.status);
    assert!(complaint.contains("in Go"), "the panic is printed: {complaint}");
    assert!(!said.contains("wait returned"), "{said}");
}

/// On a stage a panic is the puppet's end, and its task stays counted.
#[test]
fn a_task_that_panics_stays_counted() {
    let group = Arc::new(WaitGroup::new());
    let task = group.task(|| panic!("in a task"));
    assert_eq!(kit::panic_text(task), "in a task");
    assert_eq!(group.inspect().state.counter, 1);
}
