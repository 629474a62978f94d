//! What an answer to exercise 7.4 must do. The last two tests are a condition variable that waits in the answer's list.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use ground::lock::RuntimeLock;
use ground::park::{self, Waiter};
use ground::stage::{Bound, explore};
use locks::GoMutex;

use super::answer::{Called, NotifyList, less};

kit::tests![
    a_ticket_is_less_than_the_next_also_where_the_numbers_end,
    the_oldest_ticket_is_called_whoever_slept_first,
    a_call_before_its_owner_sleeps_is_not_lost,
    a_call_for_one_on_its_way_wakes_nobody_else,
    a_call_for_nobody_is_not_kept,
    no_signal_is_lost,
    who_comes_later_does_not_take_the_signal,
];

/// Lists that begin at 0, and where the numbers end.
fn lists() -> impl Iterator<Item = NotifyList> {
    [0, u32::MAX, u32::MAX - 1, i32::MAX as u32].into_iter().map(starting_at)
}

fn starting_at(ticket: u32) -> NotifyList {
    NotifyList { wait: ticket, notify: ticket, asleep: Vec::new() }
}

fn a_ticket_is_less_than_the_next_also_where_the_numbers_end() {
    for ticket in [0, 1, i32::MAX as u32, 1 << 31, u32::MAX - 1, u32::MAX] {
        let next = ticket.wrapping_add(1);
        assert!(less(ticket, next) && !less(next, ticket) && !less(ticket, ticket), "{ticket}");
        let far = ticket.wrapping_add(i32::MAX as u32);
        assert!(less(ticket, far) && !less(far, ticket), "{ticket} and {far}");
    }
}

fn the_oldest_ticket_is_called_whoever_slept_first() {
    for mut list in lists() {
        let [a, b, c] = [(); 3].map(|()| list.add());
        assert!(list.sleep(c) && list.sleep(a) && list.sleep(b), "nobody has been called: {list:?}");
        let called = [(); 4].map(|()| list.notify_one());
        assert_eq!(called, [Called::Sleeper(a), Called::Sleeper(b), Called::Sleeper(c), Called::Nobody]);
        assert!(list.asleep.is_empty(), "{list:?}");
    }
}

fn a_call_before_its_owner_sleeps_is_not_lost() {
    for mut list in lists() {
        let ticket = list.add();
        assert_eq!(list.notify_one(), Called::OnItsWay);
        assert!(!list.sleep(ticket), "it has been called: {list:?}");
        assert!(list.asleep.is_empty(), "{list:?}");
    }
}

fn a_call_for_one_on_its_way_wakes_nobody_else() {
    for mut list in lists() {
        let (first, second) = (list.add(), list.add());
        assert!(list.sleep(second));
        assert_eq!(list.notify_one(), Called::OnItsWay, "the first one's");
        assert_eq!(list.asleep, [second]);
        assert!(!list.sleep(first));
        assert_eq!(list.notify_one(), Called::Sleeper(second));
    }
}

fn a_call_for_nobody_is_not_kept() {
    for mut list in lists() {
        assert_eq!((list.notify_one(), list.notify_one()), (Called::Nobody, Called::Nobody));
        let ticket = list.add();
        assert!(list.sleep(ticket), "nobody has called since: {list:?}");
        assert_eq!(list.notify_one(), Called::Sleeper(ticket));
    }
}

/// A condition variable around the answer; who it wakes is found by its ticket.
struct Cond {
    l: GoMutex,
    list: RuntimeLock<(NotifyList, HashMap<u32, Waiter>)>,
}

impl Cond {
    fn new() -> Rc<Cond> {
        Rc::new(Cond { l: GoMutex::new(), list: RuntimeLock::new((starting_at(u32::MAX), HashMap::new())) })
    }

    fn add(&self) -> u32 {
        self.list.lock().0.add()
    }

    /// Waits until `ticket` is called.
    fn wait(&self, ticket: u32) {
        let mut locked = self.list.lock();
        let (list, sleepers) = &mut *locked;
        if !list.sleep(ticket) {
            return;
        }
        sleepers.insert(ticket, park::current());
        drop(locked);
        while self.list.lock().1.contains_key(&ticket) {
            park::park();
        }
    }

    fn signal(&self) {
        let woken = {
            let mut locked = self.list.lock();
            match locked.0.notify_one() {
                Called::Sleeper(ticket) => locked.1.remove(&ticket),
                Called::Nobody | Called::OnItsWay => None,
            }
        };
        if let Some(waiter) = woken {
            waiter.ready();
        }
    }
}

/// Two wait, each for one of two items. Each item comes with a signal, and may come before anybody waits.
fn no_signal_is_lost() {
    explore(Bound::Preemptions(2), |stage| {
        let (cond, items) = (Cond::new(), Rc::new(Cell::new(0)));
        for name in ["a", "b"] {
            let (cond, items) = (Rc::clone(&cond), Rc::clone(&items));
            stage.puppet(name, move || {
                cond.l.lock();
                while items.get() == 0 {
                    let ticket = cond.add();
                    cond.l.unlock();
                    cond.wait(ticket);
                    cond.l.lock();
                }
                items.set(items.get() - 1);
                cond.l.unlock();
            });
        }
        let i = Rc::clone(&items);
        stage.puppet("fills", move || {
            for _ in 0..2 {
                cond.l.lock();
                i.set(i.get() + 1);
                cond.l.unlock();
                cond.signal();
            }
        });
        stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
        assert_eq!(items.get(), 0, "both are taken");
    })
    .expect_ok();
}

/// One has its ticket and is on its way to sleep. Another has a later one, sleeps earlier perhaps, and must sleep on.
fn who_comes_later_does_not_take_the_signal() {
    explore(Bound::Preemptions(2), |stage| {
        let (cond, woken) = (Cond::new(), Rc::new(RefCell::new(Vec::new())));
        for name in ["first", "second"] {
            let (cond, woken, ticket) = (Rc::clone(&cond), Rc::clone(&woken), cond.add());
            stage.puppet(name, move || {
                cond.wait(ticket);
                woken.borrow_mut().push(name);
            });
        }
        let c = Rc::clone(&cond);
        stage.puppet("signals", move || c.signal());
        let stuck = stage.run().expect_err("one signal, and two who wait");
        assert!(stuck.panicked.is_empty(), "{stuck}");
        assert_eq!(*woken.borrow(), ["first"], "{stuck}");
        cond.signal();
        stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
        assert_eq!(*woken.borrow(), ["first", "second"]);
    })
    .expect_ok();
}
