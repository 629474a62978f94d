//! Every order in which two and three parties can meet at a lock, up to a bound: nobody sleeps for ever, nobody is in
//! where another is, no call is lost.
//!
//! A puppet comes to a point before each step of the slow ways, so the stage tries what may happen between any two of
//! them.

mod orders;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use ground::park::point;
use ground::stage::{self, Bound, Report, Stage, What, explore};
use locks::sleep::RawFutexLock;
use locks::spin::{RawMcs, RawTas, RawTicket, RawTtas};
use locks::{GoMutex, GoRwMutex, Locker, ModalMutex, Once, Sema};
use orders::{Room, in_every_order};

/// A bare lock of `lock_api`, as Go would use it: whoever unlocks has the lock.
struct Bare<R: lock_api::RawMutex> {
    raw: R,
    guard: Cell<Option<R::Guard>>,
}

impl<R: lock_api::RawMutex> Bare<R> {
    fn new() -> Bare<R> {
        Bare::of(R::INIT)
    }

    fn of(raw: R) -> Bare<R> {
        Bare { raw, guard: Cell::new(None) }
    }
}

impl<R: lock_api::RawMutex> Locker for Bare<R> {
    fn lock(&self) {
        let guard = self.raw.lock();
        self.guard.set(Some(guard));
    }

    fn unlock(&self) {
        let guard = self.guard.take().expect("it is locked");
        // SAFETY: the guard is that of the party that has the lock, and unlocks it.
        unsafe { self.raw.unlock(guard) };
    }
}

/// Puppets that each take the lock so often.
fn sections(stage: &Stage, lock: impl Locker + 'static, puppets: usize, times: usize) {
    let (lock, room) = (Rc::new(lock), Room::default());
    for name in ["a", "b", "c"].into_iter().take(puppets) {
        let (lock, room) = (Rc::clone(&lock), room.clone());
        stage.puppet(name, move || {
            for _ in 0..times {
                point();
                lock.lock();
                room.visit();
                lock.unlock();
            }
        });
    }
    stage.run().expect("everybody gets the lock");
}

fn is_exclusive<L: Locker + 'static>(make: impl Fn() -> L) {
    in_every_order(3, |stage| sections(stage, make(), 2, 2));
    in_every_order(2, |stage| sections(stage, make(), 3, 1));
}

#[test]
fn a_mutex_lets_one_in_at_a_time_and_forgets_nobody() {
    is_exclusive(GoMutex::new);
    in_every_order(2, |stage| sections(stage, GoMutex::new(), 3, 2));
}

#[test]
fn a_mutex_that_always_hands_over_does_too() {
    is_exclusive(ModalMutex::<0>::new);
    in_every_order(2, |stage| sections(stage, ModalMutex::<0>::new(), 3, 2));
}

#[test]
fn a_futex_lock_does_too() {
    is_exclusive(Bare::<RawFutexLock>::new);
}

#[test]
fn spin_locks_do_too() {
    is_exclusive(Bare::<RawTas>::new);
    is_exclusive(Bare::<RawTtas>::new);
    is_exclusive(Bare::<RawTicket>::new);
    is_exclusive(|| Bare::of(RawTicket::starting_at(u32::MAX)));
    is_exclusive(Bare::<RawMcs>::new);
}

/// The section takes 2 ms, so whoever waits for it starves, and whoever waits for two even more.
#[test]
fn a_mutex_on_which_parties_starve_forgets_nobody() {
    in_every_order(2, |stage| {
        let (mutex, room) = (Rc::new(GoMutex::new()), Room::default());
        for name in ["a", "b", "c"] {
            let (mutex, room) = (Rc::clone(&mutex), room.clone());
            stage.puppet(name, move || {
                for _ in 0..2 {
                    point();
                    mutex.lock();
                    room.visit();
                    stage::sleep(Duration::from_millis(2));
                    mutex.unlock();
                }
            });
        }
        stage.run().expect("everybody gets the lock");
        let view = mutex.inspect();
        assert_eq!((view.state.word, view.permits), (0, 0), "free again, and no permit is left over");
    });
}

#[test]
fn try_lock_never_waits_and_never_lets_two_in() {
    in_every_order(3, |stage| {
        let (mutex, room, got) = (Rc::new(GoMutex::new()), Room::default(), Rc::new(Cell::new(0)));
        for name in ["a", "b", "c"] {
            let (mutex, room, got) = (Rc::clone(&mutex), room.clone(), Rc::clone(&got));
            stage.puppet(name, move || {
                point();
                if mutex.try_lock() {
                    got.set(got.get() + 1);
                    room.visit();
                    mutex.unlock();
                }
            });
        }
        stage.run().expect("nobody waits");
        assert!(got.get() >= 1, "the first one gets it");
    });
}

#[test]
fn a_semaphore_wakes_as_many_as_it_has_permits() {
    for (lifo, handoff) in [(false, false), (true, false), (false, true), (true, true)] {
        in_every_order(2, |stage| {
            let (sema, got) = (Rc::new(Sema::new(0)), Rc::new(Cell::new(0)));
            for name in ["a", "b"] {
                let (sema, got) = (Rc::clone(&sema), Rc::clone(&got));
                stage.puppet(name, move || {
                    sema.acquire(lifo);
                    got.set(got.get() + 1);
                });
            }
            let releases = Rc::clone(&sema);
            stage.puppet("releases", move || {
                for _ in 0..3 {
                    point();
                    releases.release(handoff);
                }
            });
            stage.run().expect("there is a permit for both");
            assert_eq!((got.get(), sema.permits(), sema.waiting()), (2, 1, vec![]));
        });
    }
}

#[test]
fn permits_that_come_together_wake_as_many_as_they_are() {
    for at_once in 2..=3 {
        in_every_order(2, |stage| {
            let (sema, got) = (Rc::new(Sema::new(0)), Rc::new(Cell::new(0)));
            for name in ["a", "b"] {
                let (sema, got) = (Rc::clone(&sema), Rc::clone(&got));
                stage.puppet(name, move || {
                    sema.acquire(false);
                    got.set(got.get() + 1);
                });
            }
            let releases = Rc::clone(&sema);
            stage.puppet("releases", move || releases.release_many(at_once));
            stage.run().expect("there is a permit for both");
            assert_eq!((got.get(), sema.permits(), sema.waiting()), (2, at_once - 2, vec![]));
        });
    }
}

#[test]
fn one_permit_goes_round() {
    in_every_order(2, |stage| {
        let (sema, room) = (Rc::new(Sema::new(1)), Room::default());
        for name in ["a", "b", "c"] {
            let (sema, room) = (Rc::clone(&sema), room.clone());
            stage.puppet(name, move || {
                point();
                sema.acquire(false);
                room.visit();
                sema.release(false);
            });
        }
        stage.run().expect("it goes on and on");
    });
}

#[test]
fn a_writer_is_alone_and_readers_are_not_in_its_way_for_ever() {
    in_every_order(2, |stage| {
        let (lock, inside) = (Rc::new(GoRwMutex::new()), Rc::new(RefCell::new((0, 0))));
        for name in ["reads a", "reads b"] {
            let (lock, inside) = (Rc::clone(&lock), Rc::clone(&inside));
            stage.puppet(name, move || {
                point();
                lock.r_lock();
                inside.borrow_mut().0 += 1;
                assert_eq!(inside.borrow().1, 0, "a reader meets a writer");
                point();
                inside.borrow_mut().0 -= 1;
                lock.r_unlock();
            });
        }
        let (writes, within) = (Rc::clone(&lock), Rc::clone(&inside));
        stage.puppet("writes", move || {
            for _ in 0..2 {
                point();
                writes.lock();
                assert_eq!(*within.borrow(), (0, 0), "a writer is alone");
                within.borrow_mut().1 = 1;
                point();
                within.borrow_mut().1 = 0;
                writes.unlock();
            }
        });
        stage.run().expect("everybody gets it");
        let view = lock.inspect();
        assert_eq!((view.readers, view.writer_pending, view.reader_wait), (0, false, 0));
    });
}

#[test]
fn two_writers_and_a_reader_that_only_tries() {
    in_every_order(2, |stage| {
        let (lock, room) = (Rc::new(GoRwMutex::new()), Room::default());
        for name in ["writes a", "writes b"] {
            let (lock, room) = (Rc::clone(&lock), room.clone());
            stage.puppet(name, move || {
                point();
                lock.lock();
                room.visit();
                lock.unlock();
            });
        }
        stage.puppet("tries", move || {
            point();
            if lock.try_r_lock() {
                room.visit();
                point();
                lock.r_unlock();
            }
            if lock.try_lock() {
                room.visit();
                lock.unlock();
            }
        });
        stage.run().expect("both write");
    });
}

#[test]
fn a_function_runs_once_and_whoever_asks_finds_it_done() {
    in_every_order(3, |stage| {
        let (once, runs) = (Rc::new(Once::new()), Rc::new(Cell::new(0)));
        for name in ["a", "b", "c"] {
            let (once, runs) = (Rc::clone(&once), Rc::clone(&runs));
            stage.puppet(name, move || {
                point();
                once.call_once(|| {
                    point();
                    runs.set(runs.get() + 1);
                });
                assert_eq!(runs.get(), 1, "it has ended when the call returns");
            });
        }
        stage.run().expect("everybody goes on");
    });
}

/// Two locks in two orders. Who sleeps is found by the stage to wait for ever; who spins is found to spin for ever.
#[test]
fn two_locks_in_two_orders_are_a_deadlock_and_the_stage_finds_it() {
    fn crossed(stage: &Stage, first: impl Locker + 'static, second: impl Locker + 'static) {
        let (first, second) = (Rc::new(first), Rc::new(second));
        let (f, s) = (Rc::clone(&first), Rc::clone(&second));
        stage.puppet("first, second", move || {
            f.lock();
            point();
            s.lock();
        });
        stage.puppet("second, first", move || {
            second.lock();
            point();
            first.lock();
        });
    }
    let found = |report: Report| report.failures.first().expect("it is there").what.clone();
    let sleeping = explore(Bound::Preemptions(2), |stage| crossed(stage, GoMutex::new(), GoMutex::new()));
    let What::Deadlock(_) = found(sleeping) else { panic!("they wait for each other") };
    let spinning = explore(Bound::Preemptions(2), |stage| crossed(stage, Bare::<RawTas>::new(), Bare::<RawTas>::new()));
    let What::Endless(_) = found(spinning) else { panic!("they spin for each other") };
}
