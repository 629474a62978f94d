//! What an answer to exercise 7.3 must do. The mutex here is the lesson's own loop, and asks the answer for each new
//! word.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use ground::park;
use ground::stage::{self, Bound, Stage, explore, sleep};
use locks::Sema;

use super::answer::{State, arrive, must_call, take_over};

kit::tests![
    who_comes_to_a_free_lock_has_it,
    who_comes_to_a_held_lock_waits,
    who_comes_to_a_starving_lock_waits_even_if_it_is_unlocked,
    only_who_finds_it_locked_turns_starvation_on,
    the_last_waiter_and_one_that_has_not_starved_turn_it_off,
    one_is_called_at_a_time,
    everybody_gets_in_one_at_a_time,
    a_hog_cannot_keep_a_waiter_out,
];

const FREE: State = State { locked: false, woken: false, starving: false, waiters: 0 };
const HELD: State = State { locked: true, ..FREE };
const HANDED: State = State { starving: true, waiters: 1, ..FREE };

/// A millisecond, after which a waiter starves.
const THRESHOLD: Duration = Duration::from_millis(1);

/// The mutex around the answer.
struct Mutex {
    state: Cell<State>,
    sema: Sema,
}

impl Mutex {
    fn new() -> Mutex {
        Mutex { state: Cell::new(FREE), sema: Sema::new(0) }
    }

    /// One step: the word becomes `new(word)`, if nobody changes it while `new` is worked out.
    fn change(&self, new: impl Fn(State) -> State) -> State {
        loop {
            let old = self.state.get();
            let new = new(old);
            stage::point();
            if self.state.get() == old {
                self.state.set(new);
                return old;
            }
        }
    }

    fn lock(&self) {
        let (mut woken, mut starves, mut began) = (false, false, None::<Instant>);
        loop {
            let old = self.change(|old| arrive(old, woken, starves));
            if !old.locked && !old.starving {
                return;
            }
            let again = began.is_some();
            let since = *began.get_or_insert_with(park::now);
            self.sema.acquire(again);
            starves |= park::now() - since > THRESHOLD;
            if self.state.get().starving {
                let old = self.change(|old| take_over(old, starves));
                assert!(!old.locked && !old.woken && old.waiters > 0, "inconsistent mutex state: {old:?}");
                return;
            }
            woken = true;
        }
    }

    fn unlock(&self) {
        let before = self.change(|old| State { locked: false, ..old });
        assert!(before.locked, "unlock of unlocked mutex");
        if before.starving {
            return self.sema.release(true);
        }
        loop {
            let now = self.state.get();
            if !must_call(now) {
                return;
            }
            let waiters = now.waiters.checked_sub(1).expect("it calls somebody where nobody waits");
            stage::point();
            if self.state.get() == now {
                self.state.set(State { waiters, woken: true, ..now });
                return self.sema.release(false);
            }
        }
    }
}

fn who_comes_to_a_free_lock_has_it() {
    assert_eq!(arrive(FREE, false, false), HELD);
    let past = arrive(State { waiters: 2, ..FREE }, false, false);
    assert_eq!(past, State { waiters: 2, ..HELD }, "past those who wait");
    let called = State { woken: true, waiters: 1, ..FREE };
    assert_eq!(arrive(called, false, false), State { woken: true, waiters: 1, ..HELD }, "past the one on its way");
    assert_eq!(arrive(called, true, false), State { waiters: 1, ..HELD }, "the one on its way is there");
}

fn who_comes_to_a_held_lock_waits() {
    assert_eq!(arrive(HELD, false, false), State { waiters: 1, ..HELD });
    let called = State { woken: true, waiters: 1, ..HELD };
    assert_eq!(arrive(called, false, false), State { woken: true, waiters: 2, ..HELD });
    assert_eq!(arrive(called, true, false), State { waiters: 2, ..HELD }, "called in vain: it waits again");
}

fn who_comes_to_a_starving_lock_waits_even_if_it_is_unlocked() {
    assert_eq!(arrive(HANDED, false, false), State { waiters: 2, ..HANDED });
    assert_eq!(arrive(State { locked: true, ..HANDED }, false, false), State { locked: true, waiters: 2, ..HANDED });
}

fn only_who_finds_it_locked_turns_starvation_on() {
    let called = State { woken: true, ..FREE };
    assert_eq!(arrive(State { locked: true, ..called }, true, true), State { starving: true, waiters: 1, ..HELD });
    assert_eq!(arrive(called, true, true), HELD, "it has the lock, and starves no longer");
}

fn the_last_waiter_and_one_that_has_not_starved_turn_it_off() {
    let three = State { waiters: 3, ..HANDED };
    assert_eq!(take_over(three, true), State { locked: true, waiters: 2, ..HANDED }, "it goes on");
    assert_eq!(take_over(three, false), State { waiters: 2, ..HELD }, "one that has not starved");
    assert_eq!(take_over(HANDED, true), HELD, "the last one");
}

fn one_is_called_at_a_time() {
    let some = State { waiters: 2, ..FREE };
    assert!(must_call(some));
    assert!(!must_call(FREE), "there is nobody");
    assert!(!must_call(State { woken: true, ..some }), "one is on its way");
    assert!(!must_call(State { locked: true, ..some }), "whoever has it will call");
    assert!(!must_call(State { starving: true, ..some }), "it was handed over");
}

/// Three parties, two of which hold the lock for so long that who waits starves.
fn everybody_gets_in_one_at_a_time() {
    explore(Bound::Preemptions(2), |stage| {
        let (mutex, inside) = (Rc::new(Mutex::new()), Rc::new(Cell::new(false)));
        for (name, rounds, held) in [("a", 2, 2), ("b", 1, 2), ("c", 1, 0)] {
            let (mutex, inside) = (Rc::clone(&mutex), Rc::clone(&inside));
            stage.puppet(name, move || {
                for _ in 0..rounds {
                    mutex.lock();
                    assert!(!inside.replace(true), "two are inside");
                    sleep(held * THRESHOLD);
                    inside.set(false);
                    mutex.unlock();
                }
            });
        }
        stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
        assert_eq!(mutex.state.get(), FREE, "all have gone");
    })
    .expect_ok();
}

/// Without starvation the waiter would wait for all ten: who runs is faster than who has to wake up.
fn a_hog_cannot_keep_a_waiter_out() {
    let (stage, mutex) = (Stage::new(), Rc::new(Mutex::new()));
    let sections = Rc::new(Cell::new(0));
    let (m, s) = (Rc::clone(&mutex), Rc::clone(&sections));
    stage.puppet("hog", move || {
        for _ in 0..10 {
            m.lock();
            s.set(s.get() + 1);
            sleep(2 * THRESHOLD);
            m.unlock();
        }
    });
    let passed = Rc::new(Cell::new(0));
    let p = Rc::clone(&passed);
    stage.puppet("waits", move || {
        mutex.lock();
        p.set(sections.get());
        mutex.unlock();
    });
    stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
    assert_eq!(
        passed.get(),
        2,
        "called after the first section, it finds the lock taken; after the second it is handed over"
    );
}
