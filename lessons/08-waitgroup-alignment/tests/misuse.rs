//! Misuse, with Go's texts: what each case does was recorded from Go 1.27.3 (`tests/oracle/waitgroup/misuse.go`).

mod race;
mod recorded;
mod until;

use std::rc::Rc;

use ground::stage::{Outcome, Stage, What};
use race::End;
use recorded::{panic_of, rows};
use waitgroup::{Group, Layout, WaitGroup, go1_17, go1_18, go1_21, go1_25};

/// Runs `f` with a new group of every layout.
macro_rules! every_layout {
    (|$group:ident| $body:expr) => {{
        {
            let $group = go1_17::WaitGroup::new();
            $body
        }
        {
            let $group = Group::<go1_18::Words32>::new();
            $body
        }
        {
            let $group = Group::<go1_18::Words64>::new();
            $body
        }
        {
            let $group = go1_21::WaitGroup::new();
            $body
        }
        {
            let $group = go1_25::WaitGroup::new();
            $body
        }
    }};
}

/// Go's `TestWaitGroupMisuse`.
#[test]
fn a_negative_counter_panics_at_once() {
    every_layout!(|group| assert_eq!(kit::panic_text(|| group.done()), panic_of("Done of a new one")));
    every_layout!(|group| {
        group.add(1);
        assert_eq!(kit::panic_text(|| group.add(-2)), panic_of("Add(1), Add(-2)"));
    });
}

#[test]
fn the_counter_has_32_bits_and_one_too_many_is_negative() {
    every_layout!(|group| {
        group.add(i32::MAX);
        assert_eq!(kit::panic_text(|| group.add(1)), panic_of("Add(1<<31-1), Add(1)"));
    });
}

/// Who recovers from the panic finds the counter where the Add has left it.
#[test]
fn after_a_negative_counter_it_counts_on_from_there() {
    every_layout!(|group| {
        assert_eq!(kit::panic_text(|| group.done()), panic_of("Done of a new one, recovered, then Add(1), Wait"));
        assert_eq!(group.inspect().state.counter, -1);
        group.add(1);
        group.wait();
    });
    let row = rows("misuse.go1.27.3.txt").into_iter().find(|row| row[0].ends_with("recovered, then Add(1), Wait"));
    assert!(row.expect("it is recorded")[2].ends_with("wait returned"), "in Go, too");
}

/// The waiter was released, has not run yet, and finds that the group is in use again.
#[test]
fn an_add_between_the_release_and_the_waking_panics_in_wait() {
    every_layout!(|group| {
        let (stage, group) = (Stage::new(), Rc::new(group));
        group.add(1);
        let waits = Rc::clone(&group);
        stage.puppet("waits", move || waits.wait());
        assert_eq!(until::it_stops(&stage, "waits"), Outcome::Parked);
        stage.puppet("uses it again", move || {
            group.done();
            group.add(1);
        });
        assert_eq!(until::it_stops(&stage, "uses it again"), Outcome::Finished, "and the waiter has not run yet");
        let deadlock = stage.run().expect_err("the waiter panics");
        let text = panic_of("Add(1) between the last Done and the waiter's waking");
        assert_eq!(deadlock.panicked, [("waits".to_owned(), text)]);
    });
}

/// Between the step that takes the counter to zero and the look that follows, somebody adds: both are told.
#[test]
fn an_add_after_the_last_done_and_before_its_look_panics_in_both() {
    every_layout!(|group| {
        let (stage, group) = (Stage::new(), Rc::new(group));
        group.add(1);
        let (waits, done, adds) = (Rc::clone(&group), Rc::clone(&group), Rc::clone(&group));
        stage.puppet("waits", move || waits.wait());
        assert_eq!(until::it_stops(&stage, "waits"), Outcome::Parked);
        stage.puppet("is done", move || done.done());
        while group.inspect().state.counter > 0 {
            assert_eq!(stage.step("is done"), Outcome::Point);
        }
        stage.puppet("adds", move || adds.add(1));
        let text = panic_of("Add(1) while one waits for a counter of zero");
        for name in ["adds", "is done"] {
            assert_eq!(until::it_stops(&stage, name), Outcome::Panicked(text.clone()), "{name}");
        }
    });
}

/// One is at work, one waits, and one adds herself, in every order with up to three preemptions. Nobody sleeps for ever
/// without a panic, and who has added herself is waited for. But there are orders in which the Wait returns before she
/// has, and nobody is told.
#[test]
fn an_add_that_races_with_a_wait_is_found_in_some_orders_and_missed_unseen_in_others() {
    let (report, ends) = race::adds_beside_waits();
    let texts: Vec<&str> = report
        .failures
        .iter()
        .filter_map(|failure| match &failure.what {
            What::Panic(_, text) => Some(text.as_str()),
            What::Deadlock(deadlock) => deadlock.panicked.first().map(|(_, text)| text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(texts.len(), report.failures.len(), "nobody sleeps for ever unless somebody panicked: {report}");
    let expected = [
        panic_of("Add(1) while one waits for a counter of zero"),
        panic_of("Add(1) between the last Done and the waiter's waking"),
    ];
    for text in &expected {
        assert!(texts.contains(&text.as_str()), "`{text}` is found: {report}");
    }
    assert!(texts.iter().all(|text| expected.iter().any(|known| known == text)), "and nothing else: {report}");
    for end in [End::Waited, End::BeforeTheAdd, End::Panic] {
        assert!(ends.contains(&end), "{end:?} happens");
    }
    assert!(!ends.contains(&End::AtWork), "whom the word counts is waited for");
}

/// Go's race detector finds the same mistake if the Wait has slept, and not if it has found zero.
#[test]
fn gos_race_detector_sees_an_add_after_a_wait_that_slept_alone() {
    let rows = rows("race.go1.27.3.txt");
    let of = |case: &str| rows.iter().find(|row| row[0] == case).unwrap_or_else(|| panic!("`{case}` is recorded"));
    let slept = of("Wait sleeps and returns, then Add(1)");
    assert_eq!(slept[3], "WARNING: DATA RACE; Read; Previous write");
    let found_zero = of("Wait finds zero and returns, then Add(1)");
    assert_eq!((found_zero[2].as_str(), found_zero[3].as_str()), (slept[2].as_str(), "no report"));
    assert_eq!(of("Add(1) from zero before the other is started, then Wait sleeps")[3], "no report");
}

/// Nobody is done: a deadlock, reported in the words of the version.
#[test]
fn a_wait_for_ever_is_a_deadlock_with_gos_reason() {
    let stuck = |wait: fn()| {
        let stage = Stage::new();
        stage.puppet("main", wait);
        stage.run().expect_err("nobody is done").to_string()
    };
    fn wait_for_ever<L: Layout>() {
        let group = Group::<L>::new();
        group.add(1);
        group.wait();
    }
    let today = stuck(wait_for_ever::<go1_25::Words>);
    let row = rows("misuse.go1.27.3.txt").into_iter().find(|row| row[0] == "Wait, nobody is done").unwrap();
    assert_eq!(row[3].strip_prefix("fatal error: "), today.lines().next());
    assert!(today.contains(&format!("[{} since", row[4])), "{today}");
    assert!(stuck(wait_for_ever::<go1_17::Words>).contains("[semacquire since"));
}

/// `WaitGroup` has no `Clone`, so this does not compile; in Go it does, and waits for ever.
#[test]
fn a_copy_is_another_group() {
    static_assertions::assert_not_impl_any!(WaitGroup: Clone, Copy);
    let row = rows("misuse.go1.27.3.txt").into_iter().find(|row| row[0] == "a copy is done").unwrap();
    assert_eq!(row[3], "fatal error: all goroutines are asleep - deadlock!");
}
