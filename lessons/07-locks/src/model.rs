//! The locks under the model checker: a few parties and a few steps, all interleavings with up to three preemptions, and the values
//! that a weakly ordered machine could show there. `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=3 cargo test --release -p lesson-07
//! --lib model`. What loom does not know: that a load may see a store that comes after it in the program, and the one order of all
//! SeqCst accesses (`memory.rs` says what stands for it).
//!
//! What a lock guards is a cell of loom's, which notices two parties in it at once, and a read that does not see what
//! was written before. A party that parks and is not readied is a deadlock, which loom reports.
//!
//! The whole of the slow ways is run: mutex, semaphore, tree and park. `.ci/weaken` weakens the orderings one by one, and asks which
//! of these models notices.

use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::sync::atomic::AtomicU32;
use loom::sync::atomic::Ordering::SeqCst;
use loom::thread;

use crate::memory::{LOOKS_BY_FENCE, SPINS, look};
use crate::mutex::ModalMutex;
use crate::notify::NotifyList;
use crate::once::Once;
use crate::rwmutex::GoRwMutex;
use crate::sema::Sema;

/// A number that a lock guards.
struct Guarded(UnsafeCell<u32>);

// SAFETY: the models access it under their locks; where they do not, loom says so.
unsafe impl Sync for Guarded {}
// SAFETY: it is a number.
unsafe impl Send for Guarded {}

impl Guarded {
    fn new() -> Guarded {
        Guarded(UnsafeCell::new(0))
    }

    fn add_one(&self) {
        // SAFETY: see `Sync`.
        self.0.with_mut(|n| unsafe { *n += 1 });
    }

    fn read(&self) -> u32 {
        // SAFETY: see `Sync`.
        self.0.with(|n| unsafe { *n })
    }
}

/// Tries all runs of `f`, with either thing that stands for a SeqCst load.
fn model(f: impl Fn() + Send + Sync + Copy + 'static) {
    for by_fence in [true, false] {
        LOOKS_BY_FENCE.set(by_fence);
        loom::model(f);
    }
}

/// Runs `party` on so many threads at once, this one included, and waits for all.
fn together<S: Send + Sync + 'static>(parties: usize, shared: &Arc<S>, party: impl Fn(&S) + Copy + Send + 'static) {
    let others: Vec<_> = (1..parties)
        .map(|_| {
            let shared = Arc::clone(shared);
            thread::spawn(move || party(&shared))
        })
        .collect();
    party(shared);
    others.into_iter().for_each(|other| other.join().expect("it ends"));
}

fn sections<const STARVES_AFTER_NS: u64>(parties: usize, times: usize) {
    model(move || {
        let shared = Arc::new((ModalMutex::<STARVES_AFTER_NS>::new(), Guarded::new()));
        together(parties, &shared, move |(mutex, count)| {
            for _ in 0..times {
                mutex.lock();
                count.add_one();
                mutex.unlock();
            }
        });
        assert_eq!(shared.1.read() as usize, parties * times);
    });
}

#[test]
fn a_mutex_in_normal_mode() {
    sections::<{ u64::MAX }>(2, 2);
}

/// By the model's clock everybody who has waited has starved.
#[test]
fn a_mutex_that_starves() {
    sections::<{ crate::STARVATION_THRESHOLD_NS }>(2, 2);
}

#[test]
fn a_mutex_of_three() {
    sections::<{ crate::STARVATION_THRESHOLD_NS }>(3, 1);
}

/// Who spins says so in the word, and then nobody is called.
#[test]
fn a_mutex_for_which_parties_spin() {
    SPINS.set(true);
    sections::<{ u64::MAX }>(2, 2);
    SPINS.set(false);
}

#[test]
fn who_tries_has_the_mutex_alone_or_not_at_all() {
    model(|| {
        let shared = Arc::new((ModalMutex::<{ u64::MAX }>::new(), Guarded::new()));
        together(2, &shared, |(mutex, count)| {
            if mutex.try_lock() {
                count.add_one();
                mutex.unlock();
            }
            mutex.lock();
            count.add_one();
            mutex.unlock();
        });
        assert!((2..=4).contains(&shared.1.read()));
    });
}

#[test]
fn a_semaphore_orders_what_was_done_before_the_release() {
    for handoff in [false, true] {
        model(move || {
            let shared = Arc::new((Sema::new(0), Guarded::new()));
            let waits = {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    shared.0.acquire(false);
                    assert_eq!(shared.1.read(), 1);
                })
            };
            shared.1.add_one();
            shared.0.release(handoff);
            waits.join().expect("it is called");
        });
    }
}

#[test]
fn a_permit_that_goes_round() {
    model(|| {
        let shared = Arc::new((Sema::new(1), Guarded::new()));
        together(2, &shared, |(sema, count)| {
            sema.acquire(false);
            count.add_one();
            sema.release(false);
        });
        assert_eq!((shared.1.read(), shared.0.permits()), (2, 1));
    });
}

#[test]
fn two_permits_for_two_who_wait() {
    let one_by_one = |sema: &Sema| (0..2).for_each(|_| sema.release(false));
    for release in [one_by_one, |sema: &Sema| sema.release_many(2)] {
        model(move || {
            let shared = Arc::new((Sema::new(0), Guarded::new()));
            let waits = [false, true].map(|lifo| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    shared.0.acquire(lifo);
                    assert_eq!(shared.1.read(), 1);
                })
            });
            shared.1.add_one();
            release(&shared.0);
            waits.into_iter().for_each(|waits| waits.join().expect("it is called"));
            assert_eq!(shared.0.permits(), 0);
        });
    }
}

#[test]
fn a_ticket_that_is_called_is_seen() {
    model(|| {
        let shared = Arc::new((NotifyList::starting_at(u32::MAX), Guarded::new()));
        let ticket = shared.0.add();
        let waits = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                shared.0.wait(ticket);
                assert_eq!(shared.1.read(), 1);
            })
        };
        shared.1.add_one();
        assert!(shared.0.notify_one());
        waits.join().expect("it is called");
    });
}

/// A condition variable, with the look at the list that takes no lock.
#[test]
fn a_signal_after_the_change_is_not_missed() {
    model(|| {
        let shared = Arc::new((ModalMutex::<{ u64::MAX }>::new(), NotifyList::new(), Guarded::new()));
        let waits = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (mutex, list, ready) = &*shared;
                mutex.lock();
                while ready.read() == 0 {
                    let ticket = list.add();
                    mutex.unlock();
                    list.wait(ticket);
                    mutex.lock();
                }
                mutex.unlock();
            })
        };
        let (mutex, list, ready) = &*shared;
        mutex.lock();
        ready.add_one();
        mutex.unlock();
        list.notify_all();
        waits.join().expect("it is called");
    });
}

/// No lock at all: the ticket is taken before the look, and the change is made before the call.
#[test]
fn a_call_after_a_change_without_a_lock_is_not_missed() {
    model(|| {
        let shared = Arc::new((NotifyList::new(), AtomicU32::new(0)));
        let waits = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let ticket = shared.0.add();
                if look(&shared.1) == 0 {
                    shared.0.wait(ticket);
                }
            })
        };
        shared.1.store(1, SeqCst);
        shared.0.notify_one();
        waits.join().expect("it is called");
    });
}

#[test]
fn a_writer_and_two_readers() {
    model(|| {
        let shared = Arc::new((GoRwMutex::new(), Guarded::new()));
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    shared.0.r_lock();
                    let seen = shared.1.read();
                    shared.0.r_unlock();
                    seen
                })
            })
            .collect();
        shared.0.lock();
        shared.1.add_one();
        shared.0.unlock();
        readers.into_iter().for_each(|reader| assert!(reader.join().expect("it ends") <= 1));
    });
}

#[test]
fn two_writers_and_a_reader() {
    model(|| {
        let shared = Arc::new((GoRwMutex::new(), Guarded::new()));
        let reader = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                shared.0.r_lock();
                assert!(shared.1.read() <= 2);
                shared.0.r_unlock();
            })
        };
        together(2, &shared, |(lock, count)| {
            lock.lock();
            count.add_one();
            lock.unlock();
        });
        reader.join().expect("it ends");
    });
}

#[test]
fn who_tries_to_write_and_who_tries_to_read_are_not_in_it_at_once() {
    model(|| {
        let shared = Arc::new((GoRwMutex::new(), Guarded::new()));
        together(2, &shared, |(lock, count)| {
            if lock.try_lock() {
                count.add_one();
                lock.unlock();
            }
            if lock.try_r_lock() {
                assert!(count.read() <= 2);
                lock.r_unlock();
            }
        });
    });
}

#[test]
fn who_finds_it_done_sees_what_was_done() {
    model(|| {
        let shared = Arc::new((Once::new(), Guarded::new()));
        together(2, &shared, |(once, count)| {
            if once.is_completed() {
                assert_eq!(count.read(), 1);
            }
            once.call_once(|| count.add_one());
            assert_eq!(count.read(), 1);
        });
    });
}
