//! Every order in which parties can meet in a WaitGroup, up to a bound, with each layout: nobody sleeps for ever,
//! nobody is released too soon, and nothing is left in the semaphore.

mod race;

use std::cell::Cell;
use std::rc::Rc;

use ground::park;
use ground::stage::{Bound, Stage, What, explore};
use waitgroup::{Group, Layout, go1_17, go1_18, go1_21, go1_25};

/// Explores a scenario with each layout: today's up to so many preemptions, the others, which differ in their places
/// alone, up to one.
fn in_every_order(preemptions: usize, scenario: impl Fn(&Stage, &dyn Fn() -> Box<dyn Any>)) {
    let one = |preemptions, make: &dyn Fn() -> Box<dyn Any>| {
        let report = explore(Bound::Preemptions(preemptions), |stage| scenario(stage, make));
        assert!(report.complete, "{report}");
        report.expect_ok();
        assert!(report.runs > 3, "there are several orders: {report}");
    };
    one(preemptions, &|| Box::new(Group::<go1_25::Words>::new()));
    one(1, &|| Box::new(Group::<go1_17::Words>::new()));
    one(1, &|| Box::new(Group::<go1_18::Words32>::new()));
    one(1, &|| Box::new(Group::<go1_18::Words64>::new()));
    one(1, &|| Box::new(Group::<go1_21::Words>::new()));
}

/// A group of any layout.
trait Any {
    fn add(&self, delta: i32);
    fn wait(&self);
    /// Counter, waiters, semaphore.
    fn fields(&self) -> (i32, u32, u32);
}

impl<L: Layout> Any for Group<L> {
    fn add(&self, delta: i32) {
        park::point();
        Group::add(self, delta);
    }

    fn wait(&self) {
        Group::wait(self);
    }

    fn fields(&self) -> (i32, u32, u32) {
        let view = self.inspect();
        (view.state.counter, view.state.waiters, view.sema)
    }
}

#[test]
fn two_wait_for_two_and_each_returns_once_both_are_done() {
    in_every_order(2, |stage, make| {
        let (group, done): (Rc<dyn Any>, _) = (make().into(), Rc::new(Cell::new(0)));
        group.add(2);
        for name in ["a", "b"] {
            let (group, done) = (Rc::clone(&group), Rc::clone(&done));
            stage.puppet(name, move || {
                done.set(done.get() + 1);
                group.add(-1);
            });
        }
        for name in ["waits", "waits too"] {
            let (group, done) = (Rc::clone(&group), Rc::clone(&done));
            stage.puppet(name, move || {
                group.wait();
                assert_eq!(done.get(), 2, "released too soon");
            });
        }
        stage.run().expect("everybody ends");
        assert_eq!(group.fields(), (0, 0, 0), "each release is for a waiter");
    });
}

#[test]
fn an_add_while_the_counter_is_above_zero_is_waited_for() {
    in_every_order(3, |stage, make| {
        let (group, done): (Rc<dyn Any>, _) = (make().into(), Rc::new(Cell::new(0)));
        group.add(1);
        let (works, count) = (Rc::clone(&group), Rc::clone(&done));
        stage.puppet("works", move || {
            works.add(1); // for a helper, which it then is itself
            for _ in 0..2 {
                count.set(count.get() + 1);
                works.add(-1);
            }
        });
        let (waits, count) = (Rc::clone(&group), Rc::clone(&done));
        stage.puppet("waits", move || {
            waits.wait();
            assert_eq!(count.get(), 2);
        });
        stage.run().expect("both end");
        assert_eq!(group.fields(), (0, 0, 0));
    });
}

/// The next round begins when every Wait of the last has returned.
#[test]
fn it_is_used_again_after_every_wait_has_returned() {
    in_every_order(2, |stage, make| {
        let groups: [Rc<dyn Any>; 2] = [make().into(), make().into()];
        groups[0].add(1);
        let [there, back] = groups.clone();
        stage.puppet("works", move || {
            for round in 0..2 {
                if round > 0 {
                    back.wait();
                }
                there.add(-1);
            }
        });
        let [there, back] = groups.clone();
        back.add(1);
        stage.puppet("waits", move || {
            there.wait();
            there.add(1);
            back.add(-1);
            there.wait();
        });
        stage.run().expect("both end");
        assert!(groups.iter().all(|group| group.fields() == (0, 0, 0)));
    });
}

/// What would happen if Wait read the word, and added the waiter in a step of its own: it sleeps through the last Done.
#[test]
fn a_waiter_that_does_not_compare_before_it_swaps_sleeps_for_ever() {
    let report = explore(Bound::Preemptions(2), |stage| {
        let word = stage.shared((1_i32, 0_u32)); // counter, waiters
        let sema = Rc::new(locks::Sema::new(0));
        let (w, s) = (word.clone(), Rc::clone(&sema));
        stage.puppet("is done", move || {
            let waiters = w.update(|w| {
                w.0 -= 1;
                w.1
            });
            (0..waiters).for_each(|_| s.release(false));
        });
        stage.puppet("waits", move || {
            if word.get().0 != 0 {
                word.update(|w| w.1 += 1);
                sema.acquire(false);
            }
        });
    });
    let stuck = report.failures.first().expect("it is found");
    assert!(matches!(&stuck.what, What::Deadlock(deadlock) if deadlock.parked[0].puppet == "waits"), "{stuck}");
}

// ---- A stage that goes while somebody waits ----

/// A stage on which so many wait for the group.
fn with_waiters<L: Layout + 'static>(group: &Rc<Group<L>>, waiters: usize) -> Stage {
    let stage = Stage::new();
    for n in 0..waiters {
        let group = Rc::clone(group);
        stage.puppet(format!("waiter {n}"), move || group.wait());
    }
    stage.run().expect_err("nobody is done");
    stage
}

fn unwound<L: Layout + 'static>() {
    let group = Rc::new(Group::<L>::new());
    let fields = || Any::fields(&*group);
    group.add(1);
    let (goes, stays) = (with_waiters(&group, 2), with_waiters(&group, 1));
    assert_eq!(fields(), (1, 3, 0));
    drop(goes);
    assert_eq!(fields(), (1, 1, 0), "two are unwound, and counted no longer");
    group.done();
    assert_eq!(fields(), (0, 0, 1), "one release, for the one who is left");
    drop(stays);
    assert_eq!(fields(), (0, 0, 0), "it is unwound before it took its permit: so that goes, too");
    // The next round is not disturbed by the last.
    group.add(1);
    let waits = with_waiters(&group, 1);
    group.done();
    waits.run().expect("it returns, without a panic");
    assert_eq!(fields(), (0, 0, 0));
}

#[test]
fn who_is_unwound_while_it_waits_leaves_neither_a_waiter_nor_a_permit() {
    unwound::<go1_17::Words>();
    unwound::<go1_18::Words32>();
    unwound::<go1_18::Words64>();
    unwound::<go1_21::Words>();
    unwound::<go1_25::Words>();
}

// ---- 64 bits in two words ----

/// What a reader can see while a writer stores one number over another.
fn seen_between(from: u64, to: u64) -> Vec<u64> {
    let (report, mut seen) = race::reads_beside_a_write(from, to);
    assert!(report.failures.is_empty(), "{report}");
    seen.sort_unstable();
    seen.dedup();
    seen
}

#[test]
fn a_number_in_two_words_is_read_torn() {
    let (from, to) = (0x0000_0000_ffff_ffff, 0x0000_0001_0000_0000);
    assert_eq!(seen_between(from, to), [0, from, to, 0x1_ffff_ffff], "two of the four were never written");
}

#[test]
fn a_number_that_changes_in_one_word_only_is_not() {
    assert_eq!(seen_between(3, 4), [3, 4]);
}
