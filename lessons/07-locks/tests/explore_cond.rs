//! Every order of those who wait for a change and those who call them; and what becomes of a wait whose stage goes.

mod orders;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ground::stage::Stage;
use locks::{Cond, GoMutex, NotifyList, Sema};
use orders::in_every_order;

#[test]
fn a_ticket_that_is_called_before_its_owner_sleeps_is_not_lost() {
    for first in [0, u32::MAX] {
        in_every_order(4, |stage| {
            let list = Rc::new(NotifyList::starting_at(first));
            let ticket = list.add(); // before the other looks, as `Cond::wait` does it under the lock
            let l = Rc::clone(&list);
            stage.puppet("waits", move || l.wait(ticket));
            let l = Rc::clone(&list);
            stage.puppet("calls", move || assert!(l.notify_one(), "the ticket is out"));
            stage.run().expect("it is called");
            assert!(!list.notify_one(), "and nobody else is");
        });
    }
}

#[test]
fn so_many_calls_wake_so_many() {
    in_every_order(2, |stage| {
        let (list, woken) = (Rc::new(NotifyList::starting_at(u32::MAX)), Rc::new(Cell::new(0)));
        for name in ["a", "b"] {
            let (list, woken, ticket) = (Rc::clone(&list), Rc::clone(&woken), list.add());
            stage.puppet(name, move || {
                list.wait(ticket);
                woken.set(woken.get() + 1);
            });
        }
        let l = Rc::clone(&list);
        stage.puppet("calls", move || {
            assert!(l.notify_one());
            assert_eq!(l.notify_all(), 1);
            assert_eq!((l.notify_all(), l.notify_one()), (0, false));
        });
        stage.run().expect("both are called");
        assert_eq!(woken.get(), 2);
    });
}

/// A buffer of one, a condition variable for each side: Go's oldest use of `sync.Cond`.
#[test]
fn a_buffer_of_one_passes_everything_on() {
    in_every_order(2, |stage| {
        let mutex = Rc::new(GoMutex::new());
        let (full, empty) = (Rc::new(Cond::new(Rc::clone(&mutex))), Rc::new(Cond::new(Rc::clone(&mutex))));
        let (slot, got) = (Rc::new(Cell::new(None)), Rc::new(RefCell::new(Vec::new())));
        for name in ["puts 1", "puts 2"] {
            let (mutex, full, empty, slot) = (mutex.clone(), full.clone(), empty.clone(), slot.clone());
            let value = if name == "puts 1" { 1 } else { 2 };
            stage.puppet(name, move || {
                mutex.lock();
                while slot.get().is_some() {
                    empty.wait();
                }
                slot.set(Some(value));
                mutex.unlock();
                full.signal();
            });
        }
        let g = Rc::clone(&got);
        stage.puppet("takes two", move || {
            for _ in 0..2 {
                mutex.lock();
                while slot.get().is_none() {
                    full.wait();
                }
                g.borrow_mut().extend(slot.take());
                mutex.unlock();
                empty.signal();
            }
        });
        stage.run().expect("nobody waits for ever");
        let mut got = got.borrow().clone();
        got.sort_unstable();
        assert_eq!(got, [1, 2]);
    });
}

#[test]
fn a_broadcast_reaches_all_who_wait() {
    in_every_order(2, |stage| {
        let (cond, open) = (Rc::new(Cond::new(GoMutex::new())), Rc::new(Cell::new(false)));
        for name in ["a", "b"] {
            let (cond, open) = (Rc::clone(&cond), Rc::clone(&open));
            stage.puppet(name, move || {
                cond.l.lock();
                while !open.get() {
                    cond.wait();
                }
                cond.l.unlock();
            });
        }
        stage.puppet("opens", move || {
            cond.l.lock();
            open.set(true);
            cond.l.unlock();
            cond.broadcast();
        });
        stage.run().expect("both go through");
    });
}

/// A stage that is dropped unwinds who still waits.
#[test]
fn who_is_unwound_while_it_waits_leaves_the_queue() {
    let (sema, list, mutex) = (Rc::new(Sema::new(0)), Rc::new(NotifyList::new()), Rc::new(GoMutex::new()));
    let stage = Stage::new();
    let (s, l, m) = (Rc::clone(&sema), Rc::clone(&list), Rc::clone(&mutex));
    stage.puppet("sema", move || s.acquire(false));
    stage.puppet("list", move || l.wait(l.add()));
    mutex.lock();
    stage.puppet("mutex", move || m.lock());
    stage.run().expect_err("all wait");
    let waiting = || (sema.waiting().len(), list.inspect().queue.len(), mutex.inspect().queue.len());
    assert_eq!(waiting(), (1, 1, 1));
    drop(stage);
    assert_eq!(waiting(), (0, 0, 0));
}

/// Its call has come, and it is unwound before it could take the permit: the next one gets it.
#[test]
fn a_call_to_one_that_is_unwound_is_the_next_ones() {
    for handoff in [false, true] {
        let sema = Rc::new(Sema::new(0));
        let (first, second) = (Stage::new(), Stage::new());
        for (stage, name) in [(&first, "first"), (&second, "second")] {
            let sema = Rc::clone(&sema);
            stage.puppet(name, move || sema.acquire(false));
            stage.run().expect_err("it waits");
        }
        sema.release(handoff);
        drop(first);
        second.run().expect("the permit came to the second");
        assert_eq!(sema.permits(), 0);
    }
}
