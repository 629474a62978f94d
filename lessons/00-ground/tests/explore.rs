//! Five bugs of waiting code, each of which `explore` finds, and their repairs, which it passes.

use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use ground::park::{self, Waiter};
use ground::stage::{self, Bound, Failure, Schedule, Shared, Stage, What, explore, replay};

/// Explores the planted bug and its repair, each in every way. The repair passes; the bug is found, and its shortest
/// schedule shows it again, also after it was printed and read.
fn finds(scenario: impl Fn(&Stage, bool)) -> Failure {
    let mut found = None;
    for bound in [Bound::All, Bound::Preemptions(2), Bound::Random { seed: 1, runs: 500 }] {
        explore(bound, |stage| scenario(stage, false)).expect_ok();
        let report = explore(bound, |stage| scenario(stage, true));
        let failure = report.failures.first().unwrap_or_else(|| panic!("{bound:?} does not find it: {report}"));
        let schedule: Schedule = failure.schedule.to_string().parse().unwrap();
        let again = replay(&schedule, |stage| scenario(stage, true)).unwrap_err();
        assert_eq!((&again.what, &again.schedule), (&failure.what, &failure.schedule));
        found.get_or_insert_with(|| failure.clone());
    }
    found.expect("there is a bound")
}

fn is_deadlock_of(failure: &Failure, who: &[&str]) -> bool {
    matches!(&failure.what, What::Deadlock(d) if d.parked.iter().map(|s| &*s.puppet).eq(who.iter().copied()))
}

#[test]
fn a_lost_wake_up_is_found() {
    // Looks, then queues up: who sets the flag in between finds nobody to wake.
    let failure = finds(|stage, planted| {
        stage.declared();
        let (flag, waiter) = (stage.shared(false), stage.shared(None::<Waiter>));
        let (f, w) = (flag.clone(), waiter.clone());
        stage.puppet("waits", move || {
            if planted {
                while !f.get() {
                    w.set(Some(park::current()));
                    park::park();
                }
            } else {
                loop {
                    w.set(Some(park::current()));
                    if f.get() {
                        break;
                    }
                    park::park();
                }
            }
        });
        stage.puppet("sets", move || {
            flag.set(true);
            if let Some(waiter) = waiter.update(Option::take) {
                waiter.ready();
            }
        });
    });
    assert!(is_deadlock_of(&failure, &["waits"]), "{failure}");
}

#[test]
fn a_double_wake_up_is_found() {
    // Two tickets, two waiters: if who is woken stays in the queue until it runs, the second ticket wakes it once more.
    let failure = finds(|stage, planted| {
        stage.declared();
        let semaphore = stage.shared((0_u32, VecDeque::<(&str, Waiter)>::new()));
        for name in ["first", "second"] {
            let semaphore = semaphore.clone();
            stage.puppet(name, move || {
                let me = park::current();
                let take = |(tickets, queue): &mut (u32, VecDeque<(&str, Waiter)>)| {
                    queue.retain(|(queued, _)| *queued != name);
                    if *tickets == 0 {
                        queue.push_back((name, me.clone()));
                        return false;
                    }
                    *tickets -= 1;
                    true
                };
                while !semaphore.update(take) {
                    park::park();
                }
            });
        }
        stage.puppet("gives", move || {
            for _ in 0..2 {
                let next = semaphore.update(|(tickets, queue)| {
                    *tickets += 1;
                    if planted { queue.front().cloned() } else { queue.pop_front() }
                });
                next.iter().for_each(|(_, waiter)| waiter.ready());
            }
        });
    });
    assert!(is_deadlock_of(&failure, &["first"]) || is_deadlock_of(&failure, &["second"]), "{failure}");
}

#[test]
fn a_missing_recheck_is_found() {
    // Woken means that there was something, not that it is still there.
    let failure = finds(|stage, planted| {
        stage.declared();
        let (items, waiter) = (stage.shared(0_i32), stage.shared(None::<Waiter>));
        let (i, w) = (items.clone(), waiter.clone());
        stage.puppet("waits", move || {
            loop {
                w.set(Some(park::current()));
                if planted {
                    if i.get() == 0 {
                        park::park();
                    }
                    assert!(i.update(|n| std::mem::replace(n, *n - 1)) > 0, "took what was not there");
                    return;
                }
                if i.update(|n| std::mem::replace(n, (*n - 1).max(0))) > 0 {
                    return;
                }
                park::park();
            }
        });
        let i = items.clone();
        stage.puppet("snatches", move || {
            i.update(|n| *n = (*n - 1).max(0));
        });
        stage.puppet("puts", move || {
            for _ in 0..2 {
                items.update(|n| *n += 1);
                waiter.update(Option::take).iter().for_each(Waiter::ready);
            }
        });
    });
    assert_eq!(failure.what, What::Panic(Some("waits".into()), "took what was not there".into()));
    assert!(failure.place.is_some_and(|p| p.contains("explore.rs:")));
}

/// A lock as in lesson 07: whether it is held, and who waits.
#[derive(Clone)]
struct Lock(Shared<(bool, VecDeque<Waiter>)>);

impl Lock {
    fn new(stage: &Stage) -> Lock {
        Lock(stage.shared((false, VecDeque::new())))
    }

    fn lock(&self) {
        let taken = |(held, queue): &mut (bool, VecDeque<Waiter>)| {
            if *held {
                queue.push_back(park::current());
            }
            !std::mem::replace(held, true)
        };
        while !self.0.update(taken) {
            park::park();
        }
    }

    fn unlock(&self) {
        let next = self.0.update(|(held, queue)| {
            *held = false;
            queue.pop_front()
        });
        next.iter().for_each(Waiter::ready);
    }
}

#[test]
fn a_lock_order_deadlock_is_found() {
    let failure = finds(|stage, planted| {
        stage.declared();
        let (a, b) = (Lock::new(stage), Lock::new(stage));
        let (a2, b2) = (a.clone(), b.clone());
        let both = |first: Lock, second: Lock| {
            move || {
                first.lock();
                second.lock();
                second.unlock();
                first.unlock();
            }
        };
        stage.puppet("a then b", both(a, b));
        stage.puppet("b then a", if planted { both(b2, a2) } else { both(a2, b2) });
    });
    assert!(is_deadlock_of(&failure, &["a then b", "b then a"]), "{failure}");
    assert_eq!(failure.schedule.switches(), 2, "{failure}");
}

#[test]
fn a_value_lost_at_a_deadline_is_found() {
    // The sender takes the receiver out of the queue and gives it the value; the receiver's time runs out before it
    // is woken, and it goes away without looking.
    const DEADLINE: Duration = Duration::from_millis(10);
    let failure = finds(|stage, planted| {
        stage.declared();
        let (queue, slot) = (stage.shared(None::<Waiter>), stage.shared(None::<u32>));
        let (got, sent) = (Rc::new(Cell::new(None)), Rc::new(Cell::new(false)));
        let (q, s, g) = (queue.clone(), slot.clone(), Rc::clone(&got));
        stage.puppet("receives", move || {
            q.set(Some(park::current()));
            let woken = park::park_until(park::now() + DEADLINE);
            if woken {
                return g.set(s.get());
            }
            // Out of time. Still queued: nobody has sent, nor will.
            let still_queued = q.update(Option::take).is_some();
            if !planted && !still_queued {
                // Somebody took this receiver: the value comes, or has come.
                while s.get().is_none() {
                    park::park();
                }
                g.set(s.get());
            }
        });
        let done = Rc::clone(&sent);
        stage.puppet("sends", move || {
            stage::sleep(DEADLINE);
            if let Some(receiver) = queue.update(Option::take) {
                slot.set(Some(7));
                done.set(true);
                receiver.ready();
            }
        });
        stage.run().expect("both end");
        let (sent, got) = (sent.get(), got.get());
        assert!(sent == got.is_some(), "sent {sent}, received {got:?}");
    });
    assert_eq!(failure.what, What::Panic(None, "sent true, received None".into()));
}

/// Two spin, and yield, until a third has taken three steps. No order of their turns is endless, since the third is one of those
/// that can run; and none is left out in which one of the two looks between the third's steps.
#[test]
fn who_spins_and_yields_lets_the_others_get_on() {
    for bound in [Bound::All, Bound::Preemptions(2), Bound::Random { seed: 1, runs: 200 }] {
        let seen = Rc::new(Cell::new([false; 4]));
        let looked = Rc::clone(&seen);
        let report = explore(bound, move |stage| {
            let steps = Rc::new(Cell::new(0));
            for name in ["a", "b"] {
                let (steps, looked) = (Rc::clone(&steps), Rc::clone(&looked));
                stage.puppet(name, move || {
                    while steps.get() < 3 {
                        let mut seen = looked.get();
                        seen[steps.get()] = true;
                        looked.set(seen);
                        park::yield_now();
                    }
                });
            }
            stage.puppet("works", move || {
                for _ in 0..3 {
                    stage::point();
                    steps.set(steps.get() + 1);
                }
            });
        });
        report.expect_ok();
        assert_eq!(seen.get(), [true, true, true, false], "{bound:?}: {report}");
    }
}

#[test]
fn two_that_spin_for_each_other_are_endless() {
    let report = explore(Bound::Preemptions(1), |stage| {
        let turn = Rc::new(Cell::new(0));
        for (name, mine) in [("a", 1), ("b", 2)] {
            let turn = Rc::clone(&turn);
            stage.puppet(name, move || {
                while turn.get() != mine {
                    park::yield_now();
                }
            });
        }
    });
    assert!(matches!(report.failures[0].what, What::Endless(_)), "{report}");
}
