//! The locks with guards: what `lock_api` makes of them, for Go's locks and for the spinning ones.

use std::cell::RefCell;
use std::rc::Rc;
use std::thread;

use ground::stage::Stage;
use lock_api::RawMutex;
use locks::spin::{McsLock, RawMcs, RawTas, RawTicket, RawTtas, TasLock, TicketLock, TtasLock};
use locks::{Condvar, FutexLock, Mutex, MutexGuard, RwLock, RwLockWriteGuard};
use static_assertions::{assert_impl_all, assert_not_impl_any};

assert_impl_all!(Mutex<u32>: Send, Sync, Default);
assert_impl_all!(RwLock<u32>: Send, Sync, Default);
assert_impl_all!(Condvar: Send, Sync, Default);
assert_impl_all!(McsLock<u32>: Send, Sync);
// Debug builds know who holds a spin lock, so its guard stays with that party.
assert_not_impl_any!(lock_api::MutexGuard<'static, RawTas, u32>: Send);
assert_not_impl_any!(lock_api::MutexGuard<'static, RawMcs, u32>: Send);

/// Adds under the lock from several threads; and tries while it is held, and after that.
fn counts<R: RawMutex + Sync>(name: &str) {
    const EACH: u32 = 2_000;
    let count = lock_api::Mutex::<R, u32>::new(0);
    thread::scope(|s| {
        for _ in 0..3 {
            s.spawn(|| (0..EACH).for_each(|_| *count.lock() += 1));
        }
    });
    let guard = count.lock();
    assert_eq!(*guard, 3 * EACH, "{name}");
    assert!(count.is_locked() && count.try_lock().is_none(), "{name}: it is held");
    drop(guard);
    assert!(!count.is_locked() && count.try_lock().is_some(), "{name}: it is free");
    assert!(!count.is_locked(), "{name}: the guard of `try_lock` frees it");
}

#[test]
fn each_lock_counts_right() {
    counts::<locks::RawMutex>("Mutex");
    counts::<locks::sleep::RawFutexLock>("FutexLock");
    counts::<RawTas>("TasLock");
    counts::<RawTtas>("TtasLock");
    counts::<RawTicket>("TicketLock");
    counts::<RawMcs>("McsLock");
}

/// The names of the four with a value, and that they are made in a constant.
#[test]
fn each_lock_may_be_a_static() {
    static TAS: TasLock<u32> = TasLock::new(1);
    static TTAS: TtasLock<u32> = TtasLock::new(2);
    static TICKET: TicketLock<u32> = TicketLock::new(3);
    static MCS: McsLock<u32> = McsLock::new(4);
    static FUTEX: FutexLock<u32> = FutexLock::new(5);
    static MUTEX: Mutex<u32> = Mutex::new(6);
    static RW: RwLock<u32> = RwLock::new(7);
    let sum = *TAS.lock() + *TTAS.lock() + *TICKET.lock() + *MCS.lock() + *FUTEX.lock() + *MUTEX.lock() + *RW.read();
    assert_eq!(sum, 28);
}

/// Go's locks may be freed by another party than the one that took them.
#[test]
fn a_guard_may_be_sent_to_another_thread() {
    fn sent<G: Send>(guard: G) {
        thread::scope(|s| _ = s.spawn(move || drop(guard)));
    }
    let (mutex, rw) = (Mutex::new(1), RwLock::new(1));
    let guard: MutexGuard<'_, u32> = mutex.lock();
    sent(guard);
    assert!(!mutex.is_locked());
    let guard: RwLockWriteGuard<'_, u32> = rw.write();
    sent(guard);
    assert!(!rw.is_locked());
    sent(rw.read());
    assert!(!rw.is_locked());
}

#[test]
fn a_panic_frees_the_lock_and_poisons_nothing() {
    let (mutex, rw) = (Mutex::new(0), RwLock::new(0));
    let text = kit::panic_text(|| {
        let (mut a, mut b) = (mutex.lock(), rw.write());
        (*a, *b) = (1, 1);
        panic!("in the middle");
    });
    assert_eq!(text, "in the middle");
    assert_eq!((*mutex.lock(), *rw.read()), (1, 1));
}

#[test]
fn read_guards_share_and_a_write_guard_is_alone() {
    let rw = RwLock::new(5);
    let (a, b) = (rw.read(), rw.read());
    assert_eq!(*a + *b, 10);
    assert!(rw.try_write().is_none() && !rw.is_locked_exclusive());
    drop((a, b));
    let mut w = rw.write();
    *w = 6;
    assert!(rw.try_read().is_none() && rw.is_locked_exclusive());
    drop(w);
    assert_eq!(*rw.try_read().expect("nobody writes"), 6);
}

/// A queue with room for one, between threads.
#[test]
fn a_condvar_waits_with_a_guard() {
    let (slot, changed) = (Mutex::new(None), Condvar::new());
    let sum = thread::scope(|s| {
        s.spawn(|| {
            for v in 1..=1_000_u32 {
                let mut slot = slot.lock();
                while slot.is_some() {
                    changed.wait(&mut slot);
                }
                *slot = Some(v);
                changed.notify_one();
            }
        });
        let take = || {
            let mut slot = slot.lock();
            while slot.is_none() {
                changed.wait(&mut slot);
            }
            changed.notify_one();
            slot.take().expect("it is full")
        };
        (0..1_000).map(|_| take()).sum::<u32>()
    });
    assert_eq!(sum, 500_500);
    assert!(!changed.notify_one(), "nobody waits");
    assert_eq!(changed.notify_all(), 0);
}

/// The numbers of the tickets go round, as the queue's do in `behaviour_cond.rs`.
#[test]
fn a_ticket_lock_goes_on_after_2_to_the_32() {
    let (stage, log) = (Stage::new(), Rc::new(RefCell::new(Vec::new())));
    let lock = Rc::new(lock_api::Mutex::<RawTicket, u32>::from_raw(RawTicket::starting_at(u32::MAX - 2), 0));
    for i in 0..6 {
        let (lock, log) = (Rc::clone(&lock), Rc::clone(&log));
        stage.puppet(format!("{i}"), move || {
            let mut held = lock.lock();
            ground::park::yield_now(); // the others take their tickets
            *held += 1;
            log.borrow_mut().push(i);
        });
    }
    stage.run().expect("all had their turn");
    assert_eq!(*log.borrow(), [0, 1, 2, 3, 4, 5], "first come, first served");
    assert_eq!(*lock.lock(), 6);
    assert!(lock.try_lock().is_some() && !lock.is_locked());
}
