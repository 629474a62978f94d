//! What a stage does: turns, tokens, time, deadlocks.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use ground::park;
use ground::stage::{self, Outcome, Stage};

const MS: Duration = Duration::from_millis(1);

/// What puppets did, in order.
#[derive(Clone, Default)]
struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    fn add(&self, line: impl ToString) {
        self.0.borrow_mut().push(line.to_string());
    }

    fn joined(&self) -> String {
        self.0.borrow().join(" ")
    }
}

#[test]
fn a_puppet_runs_only_when_it_is_stepped() {
    let (stage, log) = (Stage::new(), Log::default());
    let l = log.clone();
    stage.puppet("a", move || {
        l.add("one");
        stage::point();
        l.add("two");
    });
    assert_eq!(log.joined(), "");
    assert_eq!((stage.step("a"), log.joined().as_str()), (Outcome::Point, "one"));
    assert_eq!((stage.step("a"), log.joined().as_str()), (Outcome::Finished, "one two"));
    assert_eq!(stage.step("a"), Outcome::NotRunnable);
}

#[test]
fn a_ready_before_the_park_is_not_lost() {
    let stage = Stage::new();
    stage.puppet("a", || {
        park::current().ready();
        park::park();
    });
    assert_eq!(stage.run(), Ok(()));
}

#[test]
fn several_readies_leave_one_token() {
    let (stage, log) = (Stage::new(), Log::default());
    let l = log.clone();
    stage.puppet("a", move || {
        let me = park::current();
        me.ready();
        me.ready();
        park::park();
        l.add("once");
        park::park();
        l.add("twice");
    });
    assert!(stage.run().is_err());
    assert_eq!(log.joined(), "once");
}

#[test]
fn a_parked_puppet_goes_on_after_a_ready_by_another() {
    let stage = Stage::new();
    let waiter = Rc::new(RefCell::new(None));
    let (w, r) = (Rc::clone(&waiter), waiter);
    stage.puppet("sleeper", move || {
        *w.borrow_mut() = Some(park::current());
        park::park();
    });
    stage.puppet("waker", move || r.take().expect("the sleeper was stepped first").ready());
    assert_eq!(stage.step("sleeper"), Outcome::Parked);
    assert_eq!(stage.step("sleeper"), Outcome::NotRunnable);
    assert_eq!(stage.step("waker"), Outcome::Point, "it stops before the ready");
    assert_eq!(stage.step("waker"), Outcome::Finished);
    assert_eq!(stage.step("sleeper"), Outcome::Finished);
}

#[test]
fn who_yields_lets_the_one_go_first_that_it_has_readied() {
    let (stage, log) = (Stage::new(), Log::default());
    let waiter = Rc::new(RefCell::new(None));
    let (l, w) = (log.clone(), Rc::clone(&waiter));
    stage.puppet("a", move || {
        *w.borrow_mut() = Some(park::current());
        park::park();
        l.add("a");
    });
    let l = log.clone();
    stage.puppet("b", move || {
        let a = waiter.take().expect("a has parked");
        a.ready();
        park::yield_now();
        l.add("b");
    });
    assert_eq!(stage.run(), Ok(()));
    assert_eq!(log.joined(), "a b");
}

#[test]
fn a_thread_may_ready_a_puppet_between_two_runs() {
    let stage = Stage::new();
    let waiter = Rc::new(RefCell::new(None));
    let w = Rc::clone(&waiter);
    stage.puppet("a", move || {
        *w.borrow_mut() = Some(park::current());
        park::park();
    });
    assert!(stage.run().is_err());
    let waiter = waiter.take().unwrap();
    std::thread::spawn(move || waiter.ready()).join().unwrap();
    assert_eq!(stage.run(), Ok(()));
}

#[test]
fn a_deadlock_lists_the_parked_in_the_words_of_go() {
    let stage = Stage::new();
    stage.puppet("a", park::park);
    stage.puppet("b", || ());
    stage.puppet("c", || {
        stage::sleep(10 * MS);
        park::park();
    });
    let deadlock = stage.run().unwrap_err();
    assert_eq!(
        deadlock.to_string(),
        "all goroutines are asleep - deadlock!\npuppet a [parked since 0s]\npuppet c [parked since 10ms]"
    );
    assert!(deadlock.panicked.is_empty());
}

#[test]
fn sleepers_wake_in_the_order_of_their_deadlines_and_take_no_real_time() {
    let (stage, log) = (Stage::new(), Log::default());
    for (name, hours) in [("late", 3), ("early", 1), ("middle", 2)] {
        let l = log.clone();
        stage.puppet(name, move || {
            stage::sleep(Duration::from_secs(hours * 3600));
            l.add(name);
        });
    }
    let began = std::time::Instant::now();
    assert_eq!(stage.run(), Ok(()));
    assert_eq!(log.joined(), "early middle late");
    assert_eq!(stage.elapsed(), Duration::from_secs(3 * 3600));
    assert!(began.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_deadline_passes_only_when_nobody_can_run() {
    let (stage, log) = (Stage::new(), Log::default());
    let l = log.clone();
    stage.puppet("waits", move || l.add(park::park_until(park::now() + MS)));
    let l = log.clone();
    stage.puppet("works", move || {
        (0..1000).for_each(|_| stage::point());
        l.add("worked");
    });
    assert_eq!(stage.run(), Ok(()));
    assert_eq!(log.joined(), "worked false");
}

#[test]
fn park_until_tells_a_token_from_the_end_of_time() {
    let (stage, log) = (Stage::new(), Log::default());
    let l = log.clone();
    stage.puppet("a", move || {
        let began = park::now();
        l.add(park::park_until(began + MS));
        l.add((park::now() - began).as_millis());
        park::current().ready();
        l.add(park::park_until(began + 5 * MS));
        l.add((park::now() - began).as_millis());
        l.add(park::park_until(began));
    });
    assert_eq!(stage.run(), Ok(()));
    assert_eq!(log.joined(), "false 1 true 1 false");
}

#[test]
fn a_sleep_keeps_a_token_for_the_next_park() {
    let (stage, log) = (Stage::new(), Log::default());
    let l = log.clone();
    stage.puppet("a", move || {
        park::current().ready();
        stage::sleep(7 * MS);
        l.add("slept");
        park::park();
    });
    assert_eq!(stage.run(), Ok(()));
    assert_eq!((log.joined().as_str(), stage.elapsed()), ("slept", 7 * MS));
}

#[test]
fn the_timer_of_a_wait_that_ended_early_is_dead() {
    let stage = Stage::new();
    stage.puppet("a", || {
        let soon = park::now() + MS;
        let me = park::current();
        stage::point();
        me.ready();
        assert!(park::park_until(soon));
        stage::sleep(5 * MS);
    });
    while stage.step("a") == Outcome::Point {}
    assert_eq!(stage.elapsed(), Duration::ZERO);
    assert_eq!(stage.run(), Ok(()));
    assert_eq!(stage.elapsed(), 5 * MS);
}

#[test]
fn when_the_script_sleeps_time_passes_and_nobody_runs() {
    let (stage, log) = (Stage::new(), Log::default());
    let l = log.clone();
    stage.puppet("a", move || {
        stage::sleep(10 * MS);
        l.add("awake");
    });
    assert_eq!(stage.step("a"), Outcome::Sleeping);
    stage.sleep(9 * MS);
    assert_eq!(stage.step("a"), Outcome::NotRunnable);
    stage.sleep(MS);
    assert_eq!(log.joined(), "");
    assert_eq!((stage.step("a"), stage.elapsed()), (Outcome::Finished, 10 * MS));
}

#[test]
fn a_sleep_longer_than_time_itself_ends_at_the_end_of_time() {
    let stage = Stage::new();
    stage.puppet("a", || stage::sleep(Duration::MAX));
    assert_eq!(stage.run(), Ok(()));
    assert!(stage.now() > std::time::Instant::now());
}

#[test]
fn a_puppet_may_run_a_stage_of_its_own() {
    let (outer, log) = (Stage::new(), Log::default());
    let l = log.clone();
    outer.puppet("a", move || {
        let inner = Stage::new();
        let l2 = l.clone();
        inner.puppet("a", move || {
            stage::sleep(MS);
            l2.add("inner");
        });
        assert_eq!(inner.run(), Ok(()));
        stage::sleep(2 * MS);
        l.add("outer");
    });
    assert_eq!((outer.run(), log.joined().as_str(), outer.elapsed()), (Ok(()), "inner outer", 2 * MS));
}

#[test]
fn a_puppet_cannot_run_its_own_stage() {
    let stage = Rc::new(Stage::new());
    let own = Rc::downgrade(&stage);
    stage.puppet("a", move || {
        own.upgrade().expect("it runs").run().ok();
    });
    let text = stage.run().unwrap_err().to_string();
    assert_eq!(text, "puppet a panicked: a stage is run by its script, not by one of its own puppets");
}

#[test]
#[should_panic(expected = "two puppets are named \"a\"")]
fn two_puppets_of_one_name_are_refused() {
    let stage = Stage::new();
    stage.puppet("a", || ());
    stage.puppet("a", || ());
}

#[test]
#[should_panic(expected = "no puppet is named \"b\"")]
fn a_step_of_an_unknown_puppet_is_refused() {
    Stage::new().step("b");
}
