//! Who waits for a lock for ever is named with what it waits for, in Go's words: the other cases of
//! `tests/oracle/locks/fatal.go`, as puppets.

use std::cell::RefCell;
use std::rc::Rc;

use ground::park;
use ground::stage::Stage;
use locks::{Cond, GoMutex, GoRwMutex, Once, Sema};

/// What the parties of a case have in common, as the Go program's variables.
#[derive(Default)]
struct Shared {
    m: GoMutex,
    other: GoMutex,
    rw: GoRwMutex,
    once: Once,
    cond: Cond<GoMutex>,
    said: RefCell<Vec<String>>,
}

type Party = fn(&Shared);

/// What `main` does, and another party that begins when `main` gives way. `None`: no case of this test.
fn parties(case: &str) -> Option<(Party, Option<Party>)> {
    let alone = |main: Party| Some((main, None));
    match case {
        "Mutex: Lock, Lock" => alone(|s| {
            s.m.lock();
            s.m.lock();
        }),
        "RWMutex: RLock, Lock" => alone(|s| {
            s.rw.r_lock();
            s.rw.lock();
        }),
        "RWMutex: Lock, RLock" => alone(|s| {
            s.rw.lock();
            s.rw.r_lock();
        }),
        "RWMutex: Lock, Lock" => alone(|s| {
            s.rw.lock();
            s.rw.lock();
        }),
        "Cond: Wait, nobody signals" => alone(|s| {
            s.cond.l.lock();
            s.cond.wait();
        }),
        "Cond: Signal, then Wait" => alone(|s| {
            s.cond.l.lock();
            s.cond.signal();
            s.cond.wait();
        }),
        "Cond: Broadcast, then Wait" => alone(|s| {
            s.cond.l.lock();
            s.cond.broadcast();
            s.cond.wait();
        }),
        "Once: Do inside of Do" => alone(|s| s.once.call_once(|| s.once.call_once(|| ()))),
        "semaphore: acquire, no permit" => alone(|_| Sema::new(0).acquire(false)),
        "Mutex: unlocked by another goroutine" => Some((
            |s| {
                s.m.lock();
                park::yield_now();
                s.said.borrow_mut().push(format!("locked again: {}", s.m.try_lock()));
            },
            Some(|s| s.m.unlock()),
        )),
        "two mutexes, each held by one that wants the other" => Some((
            |s| {
                s.m.lock();
                park::yield_now();
                s.other.lock();
            },
            Some(|s| {
                s.other.lock();
                s.m.lock();
            }),
        )),
        "RWMutex: RLock, a writer comes, RLock" => Some((
            |s| {
                s.rw.r_lock();
                park::yield_now();
                s.rw.r_lock();
            },
            Some(|s| s.rw.lock()),
        )),
        _ => None,
    }
}

/// What it printed, the message, and what `main` waits for: the last three columns.
fn ends(case: &str) -> [String; 3] {
    let (main, another) = parties(case).unwrap_or_else(|| panic!("fatal.go has a case that this test lacks: {case}"));
    let (stage, shared) = (Stage::new(), Rc::new(Shared::default()));
    for (name, party) in [("main", Some(main)), ("another", another)] {
        if let Some(party) = party {
            let shared = Rc::clone(&shared);
            stage.puppet(name, move || party(&shared));
        }
    }
    let end = stage.run().err();
    let main = end.and_then(|end| end.parked.into_iter().find(|stuck| stuck.puppet == "main"));
    let (message, state) = main.map_or(("-", "-"), |main| {
        let why = main.why.expect("a lock says what it waits for");
        ("fatal error: all goroutines are asleep - deadlock!", why)
    });
    let printed = shared.said.take().join(" / ");
    [if printed.is_empty() { "-".to_owned() } else { printed }, message.to_owned(), state.to_owned()]
}

/// What only Go has: `aborts.rs` has the misuses, and a lock that can be copied is no lock of ours.
const NO_COPIES: &str = "Mutex: Lock, a copy, its Lock";
static_assertions::assert_not_impl_any!(GoMutex: Clone, Copy);
static_assertions::assert_not_impl_any!(GoRwMutex: Clone, Copy);
static_assertions::assert_not_impl_any!(Once: Clone, Copy);
static_assertions::assert_not_impl_any!(Cond<GoMutex>: Clone, Copy);

#[test]
fn who_waits_for_ever_is_reported_with_gos_words() {
    let mut checked = 0;
    for [case, _code, printed, message, state] in kit::oracle::rows::<5>("locks/fatal.go1.27.3.txt") {
        if state == "running" || case == NO_COPIES {
            continue;
        }
        assert_eq!(ends(&case), [printed, message, state], "{case}");
        checked += 1;
    }
    assert_eq!(checked, 12, "all rows of fatal.go but the misuses and `{NO_COPIES}`");
}

/// Both of them, and since when.
#[test]
fn a_report_names_all_who_wait() {
    let stage = Stage::new();
    let locks = Rc::new((GoMutex::new(), GoRwMutex::new()));
    let (a, b) = (Rc::clone(&locks), locks);
    stage.puppet("reads", move || {
        a.1.r_lock();
        park::yield_now();
        a.0.lock();
    });
    stage.puppet("writes", move || {
        b.0.lock();
        b.1.lock();
    });
    let report = stage.run().expect_err("each waits for the other").to_string();
    assert_eq!(
        report,
        "all goroutines are asleep - deadlock!\npuppet reads [sync.Mutex.Lock since 0s]\npuppet writes [sync.RWMutex.Lock since 0s]"
    );
}
