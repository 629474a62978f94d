//! The scenes of the chapter. Each test makes one snapshot, and the book shows it.

mod drawing;
mod orders;
mod players;
#[path = "notes/recorded.rs"]
mod recorded;

use std::cell::RefCell;
use std::fmt::Write;
use std::rc::Rc;
use std::time::Duration;

use ground::lock::RuntimeLock;
use ground::pages::{Reservation, page_size};
use ground::park::{self, Waiter};
use ground::stage::{self, Bound, Report, Stage, explore, replay};

#[test]
fn a_ready_before_the_park_is_not_lost() {
    let stage = Stage::new();
    let waiter = Rc::new(RefCell::new(None::<Waiter>));
    let me = Rc::clone(&waiter);
    stage.puppet("a", move || {
        *me.borrow_mut() = Some(park::current());
        stage::point();
        park::park();
        stage::point();
        park::park();
    });
    let mut page = String::new();
    let mut show = |did: &str| {
        let view = &stage.inspect().puppets[0];
        let token = if view.token { "left" } else { "none" };
        writeln!(page, "{did:<24} {:<8} token: {token}", view.state).expect("a String takes all");
    };
    stage.step("a");
    show("a runs");
    for _ in 0..2 {
        waiter.borrow().as_ref().expect("a has left it").ready();
        show("a.ready()");
    }
    stage.step("a"); // a stage stops at each park, also at one that will not wait
    stage.step("a");
    show("a.park() has returned");
    stage.step("a");
    show("a.park() waits");
    kit::snapshot!("a_ready_before_the_park_is_not_lost", page);
}

#[test]
fn all_asleep_is_a_deadlock() {
    let stage = Stage::new();
    stage.puppet("receiver", || {
        park::wait_reason("chan receive");
        park::park();
    });
    stage.puppet("sleeper", || {
        stage::sleep(Duration::from_millis(10));
        park::park();
    });
    let report = stage.run().expect_err("both wait for ever").to_string();
    assert_eq!(report.lines().next(), recorded::section("source", "nobody can run").first().map(String::as_str));
    kit::snapshot!("all_asleep_is_a_deadlock", report);
}

#[test]
fn a_panic_names_its_puppet() {
    let stage = Stage::new();
    let done = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&done);
    stage.puppet("careless", || {
        let empty: Vec<u32> = Vec::new();
        assert!(!empty.is_empty(), "nothing to take");
    });
    stage.puppet("careful", move || seen.borrow_mut().push("careful is done"));
    let report = stage.run().expect_err("one panics");
    kit::snapshot!("a_panic_names_its_puppet", format!("{report}\n{}", done.borrow().join("\n")));
}

#[test]
fn time_passes_only_when_nobody_can_run() {
    let stage = Stage::new();
    let page = Rc::new(RefCell::new(String::new()));
    let start = stage.now();
    for (name, length) in [("an hour", 3600), ("a second", 1), ("a minute", 60)] {
        let page = Rc::clone(&page);
        stage.puppet(name, move || {
            stage::sleep(Duration::from_secs(length));
            let passed = park::now().duration_since(start);
            writeln!(page.borrow_mut(), "{passed:>8?}  {name} is over").expect("a String takes all");
        });
    }
    stage.run().expect("all sleeps end");
    kit::snapshot!("time_passes_only_when_nobody_can_run", page.take());
}

/// The mailbox of the chapter. `looks_first`: looks, and then leaves word; the repair does it the other way round.
fn mail(stage: &Stage, looks_first: bool) {
    stage.declared();
    let (mail, word) = (stage.shared(false), stage.shared(None::<Waiter>));
    let (m, w) = (mail.clone(), word.clone());
    stage.puppet("reader", move || {
        loop {
            if looks_first {
                if m.get() {
                    return;
                }
                w.set(Some(park::current()));
            } else {
                w.set(Some(park::current()));
                if m.get() {
                    return;
                }
            }
            park::park();
        }
    });
    stage.puppet("postman", move || {
        mail.set(true);
        if let Some(reader) = word.get() {
            reader.ready();
        }
    });
}

#[test]
fn explore_finds_a_lost_wake_up() {
    let report = explore(Bound::All, |stage| mail(stage, true));
    let failure = report.failures.first().expect("there is an order in which it goes wrong");
    let again = replay(&failure.schedule, |stage| mail(stage, true)).expect_err("it goes wrong again");
    assert_eq!(again.what, failure.what);
    kit::snapshot!("explore_finds_a_lost_wake_up", report.to_string());
}

#[test]
fn the_repair_passes_in_every_order() {
    let report = explore(Bound::All, |stage| mail(stage, false));
    assert!(report.complete && report.failures.is_empty());
    kit::snapshot!("the_repair_passes_in_every_order", report.to_string());
}

#[test]
fn two_locks_in_two_orders() {
    let scenario = |stage: &Stage| {
        let locks = Rc::new([RuntimeLock::new(()), RuntimeLock::new(())]);
        for (name, first, second) in [("a", 0, 1), ("b", 1, 0)] {
            let locks = Rc::clone(&locks);
            stage.puppet(name, move || {
                let _first = locks[first].lock();
                let _second = locks[second].lock();
            });
        }
    };
    let report = explore(Bound::All, scenario);
    let failure = report.failures.first().expect("each can have one lock and wait for the other");
    let again = replay(&failure.schedule, scenario).expect_err("it goes wrong again");
    assert_eq!(again.what, failure.what);
    kit::snapshot!("two_locks_in_two_orders", report.to_string());
}

/// `puppets` of `steps` steps each. One step of each is on a cell of all, the others on a cell of its own.
fn orders(bound: Bound, puppets: usize, steps: usize, declared: bool) -> Report {
    let report = explore(bound, |stage| {
        if declared {
            stage.declared();
        }
        let all = stage.shared(0);
        for puppet in 0..puppets {
            let (all, own) = (all.clone(), stage.shared(0));
            stage.puppet(format!("p{puppet}"), move || {
                // The start of a puppet and its first access are one step each: so `steps - 1` accesses.
                for step in 1..steps {
                    let cell = if step == 1 { &all } else { &own };
                    cell.update(|n| *n += 1);
                }
            });
        }
    });
    assert!(report.complete && report.failures.is_empty(), "{report}");
    report
}

#[test]
fn how_many_orders() {
    let mut page = String::from("A puppet's first step is its start, its second is on a cell of all puppets,\n");
    page.push_str("and the others are on a cell of its own.\n\n");
    page.push_str("                                   at most 2       declared,\n");
    page.push_str("puppets  steps each   all orders   preemptions     to the end   cut off\n");
    for (puppets, steps) in [(2, 2), (2, 4), (2, 6), (2, 8), (3, 2), (3, 3), (3, 4)] {
        let all = orders(Bound::All, puppets, steps, false).runs;
        let bounded = orders(Bound::Preemptions(2), puppets, steps, false).runs;
        let Report { runs, cut_off, .. } = orders(Bound::All, puppets, steps, true);
        writeln!(page, "{puppets:>7}  {steps:>10}   {all:>10}   {bounded:>11}   {runs:>12}   {cut_off:>7}")
            .expect("a String takes all");
    }
    kit::snapshot!("how_many_orders", page);
}

#[test]
fn a_reservation_step_by_step() {
    const PAGES: usize = 4;
    let size = page_size();
    let pages = Reservation::new(PAGES * size, size).expect("four pages are there");
    let mut page = String::new();
    let mut note = |did: &str, then: &str| writeln!(page, "{did:<28} {then}").expect("a String takes all");
    note("reserve 4 pages", "addresses, no access, no memory");
    pages.commit(0..3 * size).expect("they are ours");
    // SAFETY: the page is committed, and nobody else has it.
    let byte = |at: usize| unsafe { pages.as_ptr().add(at).as_mut() };
    let found: Vec<u8> = (0..3).map(|p| *byte(p * size)).collect();
    note("commit pages 0 to 2", &format!("may be used; the first bytes are {found:?}"));
    (0..3).for_each(|p| *byte(p * size) = 7);
    let found: Vec<u8> = (0..3).map(|p| *byte(p * size)).collect();
    note("write 7 into each", &format!("the first bytes are {found:?}"));
    pages.release(size..3 * size).expect("they are ours");
    note("release pages 1 and 2", "the memory goes, the addresses stay");
    pages.commit(size..3 * size).expect("they are ours");
    let found: Vec<u8> = (0..3).map(|p| *byte(p * size)).collect();
    note("commit them again", &format!("the first bytes are {found:?}"));
    pages.guard(0..size).expect("they are ours");
    note("guard page 0", "any touch of it ends the process");
    kit::snapshot!("a_reservation_step_by_step", page);
}

#[test]
fn parking_by_two_puppets() {
    kit::snapshot!("parking_by_two_puppets", players::parking_by_two_puppets().to_json());
}

#[test]
fn a_token_saves_the_wake_up() {
    kit::snapshot!("a_token_saves_the_wake_up", players::a_token_saves_the_wake_up().to_json());
}

#[test]
fn a_lock_as_the_runtime_has_it() {
    kit::snapshot!("a_lock_as_the_runtime_has_it", players::a_lock_as_the_runtime_has_it().to_json());
}

#[test]
fn a_broken_lock_in_every_order() {
    kit::snapshot!("a_broken_lock_in_every_order", orders::a_broken_lock().to_json());
}
