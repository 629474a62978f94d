//! How puppets end: by panics, with their stage, ten thousand at once; and what is left to see: views and schedules.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use ground::park;
use ground::stage::{self, Outcome, Schedule, Stage};

const MS: Duration = Duration::from_millis(1);

#[test]
fn a_panic_is_reported_with_its_name_and_the_others_run_on() {
    let (stage, done) = (Stage::new(), Rc::new(Cell::new(false)));
    stage.puppet("bad", || panic!("boom {}", 1));
    let d = Rc::clone(&done);
    stage.puppet("good", move || {
        stage::sleep(MS);
        d.set(true);
    });
    let end = stage.run().unwrap_err();
    assert_eq!(end.to_string(), "puppet bad panicked: boom 1");
    assert_eq!((end.parked.len(), done.get()), (0, true));
    assert_eq!(stage.run(), Ok(()), "each panic is reported once");
    assert!(stage.is_finished());
}

#[test]
fn a_stepped_panic_is_an_outcome_and_drops_what_the_puppet_held() {
    let stage = Stage::new();
    let held = Rc::new(());
    let h = Rc::clone(&held);
    stage.puppet("a", move || {
        let _h = h;
        std::panic::panic_any(7);
    });
    assert_eq!(stage.step("a"), Outcome::Panicked("a panic without a text".into()));
    assert_eq!(Rc::strong_count(&held), 1);
    assert!(!std::thread::panicking());
}

#[test]
fn a_dropped_stage_runs_the_destructors_of_every_puppet() {
    every_destructor_runs(false);
}

#[test]
fn a_stage_that_a_panic_drops_runs_the_destructors_of_every_puppet() {
    every_destructor_runs(true);
}

fn every_destructor_runs(script_panics: bool) {
    struct Count(Rc<Cell<u32>>);
    impl Drop for Count {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
            park::park(); // a destructor that waits gets its park back
            stage::point();
        }
    }
    let dropped = Rc::new(Cell::new(0));
    let stage = Stage::new();
    for name in ["unstarted", "parked", "at a point"] {
        let count = Count(Rc::clone(&dropped));
        stage.puppet(name, move || {
            let _count = count;
            match name {
                "parked" => park::park(),
                _ => stage::point(),
            }
            unreachable!("nobody goes on");
        });
    }
    assert_eq!(stage.step("parked"), Outcome::Parked);
    assert_eq!(stage.step("at a point"), Outcome::Point);
    // And so when the script itself panics.
    if script_panics {
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
            let _stage = stage;
            std::panic::resume_unwind(Box::new(()));
        }));
        assert!(panic.is_err());
    } else {
        drop(stage);
    }
    assert_eq!(dropped.get(), 3);
}

#[test]
fn a_puppet_that_waits_while_it_panics_is_not_unwound_twice() {
    struct Waits(Rc<Cell<bool>>);
    impl Drop for Waits {
        fn drop(&mut self) {
            park::park();
            self.0.set(true);
        }
    }
    let ended = Rc::new(Cell::new(false));
    let stage = Stage::new();
    let waits = Waits(Rc::clone(&ended));
    stage.puppet("a", move || {
        let _waits = waits;
        panic!("boom");
    });
    assert_eq!(stage.step("a"), Outcome::Parked);
    drop(stage);
    assert!(ended.get());
    assert!(!std::thread::panicking());
}

/// Whoever waits in a destructor is not asked again before the others have gone on, in whatever order they were made.
#[test]
fn a_destructor_that_waits_for_another_puppet_waits_for_its_end() {
    /// Says that it is gone.
    struct Holds(Rc<Cell<bool>>);
    impl Drop for Holds {
        fn drop(&mut self) {
            self.0.set(false);
        }
    }
    /// Waits until nobody holds.
    struct Waits(Rc<Cell<bool>>, fn());
    impl Drop for Waits {
        fn drop(&mut self) {
            while self.0.get() {
                (self.1)();
            }
        }
    }
    for wait in [park::park, park::yield_now] {
        for waits_first in [false, true] {
            let (stage, held) = (Stage::new(), Rc::new(Cell::new(true)));
            let mut names = ["waits", "holds"];
            names.sort_by_key(|&name| (name == "waits") != waits_first);
            for name in names {
                let held = Rc::clone(&held);
                match name {
                    "waits" => stage.puppet(name, move || {
                        let _waits = Waits(held, wait);
                        park::park();
                    }),
                    _ => stage.puppet(name, move || {
                        let _holds = Holds(held);
                        park::park();
                    }),
                }
            }
            assert_eq!(stage.run().unwrap_err().parked.len(), 2);
            drop(stage);
            assert!(!held.get());
            assert!(!std::thread::panicking());
        }
    }
}

#[test]
fn who_is_suspended_while_another_unwinds_is_unwound_all_the_same() {
    /// Parks when it is dropped.
    struct Waits(Rc<Cell<u32>>);
    impl Drop for Waits {
        fn drop(&mut self) {
            park::park();
            self.0.set(self.0.get() + 1);
        }
    }
    let (stage, ended) = (Stage::new(), Rc::new(Cell::new(0)));
    let waits = Waits(Rc::clone(&ended));
    stage.puppet("panics", move || {
        let _waits = waits;
        panic!("boom");
    });
    let waits = Waits(Rc::clone(&ended));
    stage.puppet("parks", move || {
        let _waits = waits;
        park::park();
        unreachable!("nobody readies it");
    });
    assert_eq!((stage.step("panics"), stage.step("parks")), (Outcome::Parked, Outcome::Parked));
    drop(stage);
    assert_eq!(ended.get(), 2);
    assert!(!std::thread::panicking());
}

#[test]
fn a_closure_that_never_ran_is_dropped_with_its_stage() {
    let held = Rc::new(());
    let stage = Stage::new();
    let h = Rc::clone(&held);
    stage.puppet("a", move || drop(h));
    drop(stage);
    assert_eq!(Rc::strong_count(&held), 1);
}

#[test]
fn ten_thousand_puppets_wait_at_once_and_all_go_on() {
    let (stage, woken) = (Stage::new(), Rc::new(Cell::new(0)));
    let waiters = Rc::new(RefCell::new(Vec::new()));
    for i in 0..10_000 {
        let (ws, woken) = (Rc::clone(&waiters), Rc::clone(&woken));
        stage.puppet(format!("p{i}"), move || {
            ws.borrow_mut().push(park::current());
            park::park();
            woken.set(woken.get() + 1);
        });
    }
    let deadlock = stage.run().unwrap_err();
    assert_eq!(deadlock.parked.len(), 10_000);
    assert!(deadlock.to_string().ends_with("\n...9900 more puppets"));
    waiters.borrow().iter().for_each(park::Waiter::ready);
    assert_eq!((stage.run(), woken.get()), (Ok(()), 10_000));
}

#[test]
fn ten_thousand_puppets_are_dropped_while_they_wait() {
    let (stage, held) = (Stage::new(), Rc::new(()));
    for i in 0..10_000 {
        let h = Rc::clone(&held);
        stage.puppet(format!("p{i}"), move || {
            let _h = h;
            park::park();
        });
    }
    assert_eq!(stage.run().unwrap_err().parked.len(), 10_000);
    drop(stage);
    assert_eq!(Rc::strong_count(&held), 1);
}

#[test]
fn the_same_script_makes_the_same_trace() {
    let trace = || {
        let stage = Stage::new();
        let waiter = Rc::new(RefCell::new(None));
        for i in 0..5 {
            let w = Rc::clone(&waiter);
            stage.puppet(format!("p{i}"), move || {
                stage::sleep((5 - i) * MS);
                let next: Option<park::Waiter> = w.replace(Some(park::current()));
                next.iter().for_each(park::Waiter::ready);
                park::park_until(park::now() + 2 * MS);
            });
        }
        let end = stage.run();
        (stage.schedule().to_string(), end, stage.elapsed(), stage.inspect())
    };
    let first = trace();
    assert_eq!(first.0, "p0 p1 p2 p3 p4*2 p3 p4 p2 p3 p1 p2 p0 p1 p0");
    assert_eq!(first, trace());
}

#[test]
fn inspect_shows_states_and_virtual_times() {
    let stage = Stage::new();
    stage.puppet("ready", || ());
    stage.puppet("parked", park::park);
    stage.puppet("waits", || {
        park::park_until(park::now() + 5 * MS);
    });
    stage.puppet("sleeps", || stage::sleep(3 * MS));
    stage.puppet("bad", || panic!("boom"));
    stage.sleep(MS);
    for name in ["parked", "waits", "sleeps", "bad"] {
        stage.step(name);
    }
    assert_eq!(
        serde_json::to_value(stage.inspect()).unwrap(),
        serde_json::json!({"time": "1ms", "puppets": [
            {"name": "ready", "state": "ready", "token": false},
            {"name": "parked", "state": "parked", "token": false, "since": "1ms"},
            {"name": "waits", "state": "parked", "token": false, "since": "1ms", "until": "6ms"},
            {"name": "sleeps", "state": "sleeping", "token": false, "since": "1ms", "until": "4ms"},
            {"name": "bad", "state": "panicked", "token": false, "panic": "boom"},
        ]})
    );
}

#[test]
fn a_schedule_is_read_as_it_was_written() {
    let names = ["a", "a", "b", "with space", "%", "", "étoile", "seed=3:", "x*2"];
    for seed in [None, Some(u64::MAX)] {
        for n in 0..=names.len() {
            let schedule = Schedule::new(seed, names[..n].iter().map(ToString::to_string).collect());
            assert_eq!(schedule.to_string().parse(), Ok(schedule));
        }
    }
}

#[test]
fn a_text_that_is_no_schedule_is_refused_with_the_word() {
    for bad in [
        "a*",
        "a*x",
        "seed=x: a",
        "a%zz",
        "a%2",
        "a%ff",
        "*3",
        "a!",
        "a seed=3:",
        "a*99999999999",
        "a*9999999 b*9999999",
    ] {
        let error = bad.parse::<Schedule>().unwrap_err().to_string();
        assert!(error.ends_with("(a schedule looks like `seed=42: a*3 b a`)"), "{bad}: {error}");
    }
}
