//! The scenes of the chapter. Each test makes one snapshot, and the book shows it.

mod drawing;
mod players;
mod words;

use std::cell::Cell;
use std::fmt::Write;
use std::rc::Rc;
use std::time::Duration;

use ground::park::point;
use ground::stage::{self, Bound, Stage, explore};
use kit::layout::Layout;
use lock_api::RawMutex as _;
use locks::sleep::RawFutexLock;
use locks::spin::RawTas;
use locks::{CopyChecker, GoMutex, GoRwMutex, ModalMutex, NotifyList};

/// How often a party that takes the lock again and again, for 0.1 ms each time, has it before another that waits gets
/// it; it stops after a hundred times.
fn passed_by(lock: impl Fn() + 'static + Clone, unlock: impl Fn() + 'static + Clone) -> u32 {
    let (stage, times, got) = (Stage::new(), Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (t, take, free) = (Rc::clone(&times), lock.clone(), unlock.clone());
    stage.puppet("again and again", move || {
        while t.get() < 100 {
            take();
            t.set(t.get() + 1);
            stage::sleep(Duration::from_micros(100));
            free();
        }
    });
    let g = Rc::clone(&got);
    stage.puppet("waits", move || {
        lock();
        g.set(times.get());
        unlock();
    });
    stage.run().expect("both get it");
    got.get()
}

#[test]
fn a_waiter_is_passed_by() {
    fn of<const NS: u64>() -> u32 {
        let mutex: Rc<ModalMutex<NS>> = Rc::default();
        let m = Rc::clone(&mutex);
        passed_by(move || m.lock(), move || mutex.unlock())
    }
    let futex = {
        let lock = Rc::new(RawFutexLock::INIT);
        let l = Rc::clone(&lock);
        // SAFETY: each party frees what it has taken.
        passed_by(move || _ = l.lock(), move || unsafe { lock.unlock(lock_api::GuardSend::new()) })
    };
    let mut page = String::new();
    for (name, times) in [
        ("a futex lock", futex),
        ("Go's mutex without starving mode", of::<{ u64::MAX }>()),
        ("Go's mutex", of::<{ locks::STARVATION_THRESHOLD_NS }>()),
        ("Go's mutex, handing over at once", of::<0>()),
    ] {
        writeln!(page, "{name}: {times}").expect("a String takes all");
    }
    kit::snapshot!("a_waiter_is_passed_by", page);
}

#[test]
fn every_word_of_a_mutex() {
    let (seen, table) = (words::seen(), words::table());
    assert!(seen.keys().eq(table.keys()), "the table of `state.rs` is not what occurs: {seen:?}");
    let mut page = String::new();
    for (kind, word) in seen {
        writeln!(page, "{kind}  {word:2} = 0b{word:05b}  {}", table[&kind]).expect("a String takes all");
    }
    kit::snapshot!("every_word_of_a_mutex", page);
}

#[test]
fn two_locks_in_two_orders() {
    let crossed = |stage: &Stage| {
        let (a, b) = (Rc::new(GoMutex::new()), Rc::new(GoMutex::new()));
        for (name, first, second) in [("ab", Rc::clone(&a), Rc::clone(&b)), ("ba", b, a)] {
            stage.puppet(name, move || {
                first.lock();
                point();
                second.lock();
                second.unlock();
                first.unlock();
            });
        }
    };
    kit::snapshot!("two_locks_in_two_orders", explore(Bound::Preemptions(2), crossed).to_string());
}

/// A release build does not know who holds a spin lock, and would spin for ever.
#[cfg(debug_assertions)]
#[test]
fn a_lock_taken_twice() {
    let (stage, mutex) = (Stage::new(), GoMutex::new());
    stage.puppet("main", move || {
        mutex.lock();
        mutex.lock();
    });
    let sleeping = stage.run().expect_err("it waits for itself");
    let spinning = kit::panic_text(|| {
        let spin = RawTas::INIT;
        let _first = spin.lock();
        let _second = spin.lock();
    });
    kit::snapshot!("a_lock_taken_twice", format!("a mutex: {sleeping}\na spin lock: {spinning}"));
}

#[test]
fn signals_reach_the_oldest_ticket_first() {
    let (stage, list, order) = (Stage::new(), Rc::new(NotifyList::new()), Rc::new(Cell::new(String::new())));
    for who in 0..5 {
        let (list, order) = (Rc::clone(&list), Rc::clone(&order));
        stage.puppet(format!("waiter {who}"), move || {
            list.wait(list.add());
            order.set(order.take() + &format!("{who} "));
        });
    }
    stage.run().expect_err("they wait");
    while list.notify_one() {
        stage.run().err(); // the others still wait
    }
    kit::snapshot!("signals_reach_the_oldest_ticket_first", order.take());
}

#[test]
fn moved_or_copied() {
    let text = |f: &dyn Fn()| kit::panic_text(f);
    let mut page = String::new();
    let mut line = |what: &str, said: String| writeln!(page, "{what}: {said}").expect("a String takes all");
    let checker = CopyChecker::new();
    checker.check();
    line("used twice in one place", {
        checker.check();
        "fine".to_owned()
    });
    let moved = Box::new(checker);
    line("moved after use", text(&|| moved.check()));
    let fresh = Box::new(CopyChecker::new());
    line("moved before use", {
        fresh.check();
        "fine".to_owned()
    });
    // SAFETY: a word without a destructor may be copied; what that means is the question.
    let copied = unsafe { std::ptr::read(&raw const *fresh) };
    line("copied, byte by byte", text(&|| copied.check()));
    kit::snapshot!("moved_or_copied", page);
}

#[test]
fn the_ten_words_of_a_mutex() {
    kit::snapshot!("the_ten_words_of_a_mutex", players::the_ten_words_of_a_mutex().to_json());
}

#[test]
fn a_mutex_in_normal_mode() {
    kit::snapshot!("a_mutex_in_normal_mode", players::a_mutex_in_normal_mode().to_json());
}

#[test]
fn into_starvation_and_out() {
    kit::snapshot!("into_starvation_and_out", players::into_starvation_and_out().to_json());
}

#[test]
fn a_futex_lock_step_by_step() {
    kit::snapshot!("a_futex_lock_step_by_step", players::a_futex_lock_step_by_step().to_json());
}

#[test]
fn a_notify_list() {
    kit::snapshot!("a_notify_list", players::a_notify_list().to_json());
}

#[test]
fn readers_and_a_writer() {
    kit::snapshot!("readers_and_a_writer", players::readers_and_a_writer().to_json());
}

#[test]
fn layout_of_a_mutex() {
    let ruler = GoMutex::FIELDS
        .into_iter()
        .fold(Layout::new::<GoMutex>("GoMutex"), |ruler, (name, at)| ruler.field(name, "AtomicU32", at, 4));
    kit::snapshot!("layout_of_a_mutex", ruler.to_json());
}

#[test]
fn layout_of_an_rwmutex() {
    let of = |name: &str| match name {
        "w" => ("GoMutex", 8),
        "writer_sem" | "reader_sem" => ("AtomicU32", 4),
        _ => ("AtomicI32", 4),
    };
    let ruler = GoRwMutex::FIELDS.into_iter().fold(Layout::new::<GoRwMutex>("GoRwMutex"), |ruler, (name, at)| {
        let (type_name, size) = of(name);
        ruler.field(name, type_name, at, size)
    });
    kit::snapshot!("layout_of_an_rwmutex", ruler.to_json());
}
