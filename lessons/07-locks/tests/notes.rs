//! The notes' sentences on `sync.Mutex`: what holds, what does not, and what real Go showed.

use std::cell::RefCell;
use std::fmt::Write;
use std::rc::Rc;
use std::time::Duration;

use ground::stage::{Outcome, Stage, sleep};
use locks::{Cond, GoMutex, ModalMutex};

fn source(label: &str) -> String {
    kit::oracle::section("locks/source.go1.27.3.txt", label)
}

/// A mutex, and parties that each do one thing with it.
struct Scene {
    stage: Stage,
    m: Rc<GoMutex>,
}

impl Scene {
    fn new() -> Scene {
        Scene { stage: Stage::new(), m: Rc::new(GoMutex::new()) }
    }

    /// Somebody holds the lock, and these wait for it.
    fn held(waiters: &[&str]) -> Scene {
        let scene = Scene::new();
        assert_eq!(scene.party("holds", |m| m.lock()).0, Outcome::Finished);
        for name in waiters {
            assert_eq!(scene.party(name, |m| m.lock()).0, Outcome::Parked);
        }
        scene
    }

    /// A new party does something until it has done it, or sleeps; nobody else runs. In how many steps.
    fn party(&self, name: &str, f: fn(&GoMutex)) -> (Outcome, usize) {
        let m = Rc::clone(&self.m);
        self.stage.puppet(name, move || f(&m));
        self.go_on(name)
    }

    fn go_on(&self, name: &str) -> (Outcome, usize) {
        let steps: Vec<Outcome> = std::iter::from_fn(|| Some(self.stage.step(name)))
            .scan(true, |on, step| {
                on.then(|| {
                    *on = step == Outcome::Point;
                    step
                })
            })
            .collect();
        (steps.last().expect("there was one").clone(), steps.len())
    }

    fn frees(&self, name: &str) {
        assert_eq!(self.party(name, |m| m.unlock()).0, Outcome::Finished);
    }

    fn word(&self) -> u32 {
        self.m.inspect().state.word
    }

    /// Who sleeps, the next first.
    fn queue(&self) -> Vec<String> {
        let names = self.stage.inspect().puppets;
        self.m.inspect().queue.into_iter().map(|who| names[who].name.clone()).collect()
    }
}

/// MU01. A Mutex is a word and a semaphore; the condition variable is another type, and has a lock.
#[test]
fn the_mutex_is_the_lock_and_the_condition_variable_has_one() {
    let fields = |wanted: &str| {
        let rows = kit::oracle::rows::<5>("locks/layout.go1.27.3.txt");
        rows.into_iter().find(|row| row[0] == "amd64" && row[1] == wanted).expect("it is recorded")[4].clone()
    };
    assert!(!fields("internal/sync.Mutex").contains("notifyList"));
    assert!(fields("sync.Cond").contains("L sync.Locker") && fields("sync.Cond").contains("notify sync.notifyList"));
    let cond: Cond<GoMutex> = Cond::new(GoMutex::new());
    cond.l.lock();
    assert!(!cond.l.try_lock());
}

/// MU02.
#[test]
fn the_two_fields_are_in_a_mutex_of_its_own_since_go_1_24() {
    let all = kit::oracle::rows::<6>("locks/layout.go1.13-1.26.6.tsv");
    let mutexes: Vec<_> = all.iter().filter(|row| row[2] == "sync.Mutex").collect();
    assert_eq!(mutexes.len(), 13 * 2);
    for [version, arch, _, size, _, fields] in mutexes {
        let minor: u32 = version.split('.').nth(1).expect("go1.N").parse().expect("a number");
        let expected = match minor {
            ..=23 => "state int32 @0 size 4; sema uint32 @4 size 4",
            _ => "_ sync.noCopy @0 size 0; mu internal/sync.Mutex @0 size 8",
        };
        assert_eq!((fields.as_str(), size.as_str()), (expected, "8"), "{version} {arch}");
    }
}

/// MU03. What changes the word of a mutex that is wanted are exchanges: each compares, so nobody's flag is lost.
#[test]
fn parties_tell_each_other_by_flags_that_they_exchange() {
    let exchanges = source("the flags are set with");
    assert_eq!(exchanges.lines().count(), 2);
    assert!(exchanges.lines().all(|line| line.starts_with("atomic.CompareAndSwapInt32(&m.state, old, ")));
    let scene = Scene::held(&["waits"]);
    scene.frees("frees");
    let state = scene.m.inspect().state;
    assert!(state.woken && !state.locked, "who comes sees that one has been called: {state}");
}

/// MU04.
#[test]
fn who_unlocks_wakes_one_that_sleeps_in_the_semaphore() {
    let go = source("a waiter blocks in and is called by");
    let calls = ["SemacquireMutex(&m.sema, queueLifo,", "Semrelease(&m.sema, false,", "Semrelease(&m.sema, true,"];
    assert!(go.lines().eq(calls.map(|call| format!("runtime_{call}"))));
    let scene = Scene::held(&["a", "b"]);
    assert_eq!((scene.m.inspect().permits, scene.queue()), (0, vec!["a".to_owned(), "b".to_owned()]));
    scene.frees("frees");
    assert_eq!(
        (scene.m.inspect().permits, scene.queue()),
        (1, vec!["b".to_owned()]),
        "a permit for a, which is called"
    );
    assert_eq!(scene.go_on("a").0, Outcome::Finished);
    assert_eq!((scene.m.inspect().permits, scene.word()), (0, 9));
}

/// MU05.
#[test]
fn the_word_has_three_flags_and_counts_from_bit_3() {
    let bits = "mutexLocked = 1 << iota\nmutexWoken\nmutexStarving\nmutexWaiterShift = iota\n";
    assert_eq!(source("the bits of a Mutex"), bits);
    let mut said = format!("free: {}\n", Scene::new().word());
    let scene = Scene::held(&[]);
    writeln!(said, "locked: {}", scene.word()).expect("it is a string");
    for n in 1..=3 {
        assert_eq!(
            scene
                .party(&format!("{n}"), |m| {
                    m.lock();
                    m.unlock()
                })
                .0,
            Outcome::Parked
        );
        writeln!(said, "and {n} waiting: {}", scene.word()).expect("it is a string");
    }
    scene.frees("frees");
    scene.stage.run().expect("all get it");
    writeln!(said, "at the end: {}", scene.word()).expect("it is a string");
    assert_eq!(said, kit::oracle::section("locks/surprises.go1.27.3.txt", "the word of a Mutex"));
}

/// MU06.
#[test]
fn the_threshold_is_a_millisecond() {
    assert_eq!(source("a waiter starves after so many ns"), "starvationThresholdNs = 1e6\n");
    assert_eq!(Duration::from_nanos(locks::STARVATION_THRESHOLD_NS), Duration::from_millis(1));
    assert_eq!(locks::STARVATION_THRESHOLD_NS as f64, 1e6);
}

/// MU08 and MU09: it loses against a newcomer, and goes to the front.
#[test]
fn who_is_woken_competes_with_newcomers_and_goes_to_the_front_if_it_loses() {
    assert_eq!(source("who takes it"), "old&(mutexLocked|mutexStarving) == 0\n", "not who has waited");
    assert_eq!(source("who goes to the front"), "queueLifo := waitStartTime != 0\n");
    let scene = Scene::held(&["a", "b"]);
    assert_eq!(scene.queue(), ["a", "b"], "first in, first out");
    scene.frees("frees");
    assert_eq!((scene.word(), scene.queue()), (2 + 8, vec!["b".to_owned()]), "a is on its way");
    assert_eq!(scene.party("newcomer", |m| m.lock()).0, Outcome::Finished, "and somebody else is faster");
    assert_eq!(scene.go_on("a").0, Outcome::Parked);
    assert_eq!((scene.word(), scene.queue()), (1 + 16, vec!["a".to_owned(), "b".to_owned()]));
}

/// A scene in which the waiter `a` has lost after so many microseconds.
fn lost_after(us: u64) -> Scene {
    let scene = Scene::held(&["a"]);
    scene.stage.sleep(Duration::from_micros(us));
    scene.frees("frees");
    assert_eq!(scene.party("newcomer", |m| m.lock()).0, Outcome::Finished);
    assert_eq!(scene.go_on("a").0, Outcome::Parked);
    scene
}

/// MU07 and MU10.
#[test]
fn a_waiter_starves_when_it_wakes_too_late_and_finds_the_lock_taken() {
    let starves = "starving = starving || runtime_nanotime()-waitStartTime > starvationThresholdNs";
    assert_eq!(source("who starves"), format!("if starving && old&mutexLocked != 0\n{starves}\n"));
    let scene = Scene::held(&["a"]);
    scene.stage.sleep(Duration::from_millis(10));
    assert_eq!(scene.word(), 9, "as long as it sleeps nothing happens");
    scene.frees("frees");
    assert_eq!(scene.go_on("a").0, Outcome::Finished);
    assert_eq!(scene.word(), 1, "it found the lock free");
    assert_eq!(lost_after(999).word(), 9, "it has not waited for long enough");
    assert_eq!(lost_after(1_000).word(), 9, "more than a millisecond, not as much");
    let starving = lost_after(1_001).word();
    assert_eq!(starving, 13, "starving, locked, and one waits");
    let go = kit::oracle::section("locks/surprises.go1.27.3.txt", "a waiter that starves");
    assert_eq!(go, format!("words with the starving bit, as the holder sees them: [{starving}]\n"));
}

/// MU11.
#[test]
fn a_starving_mutex_is_handed_over_and_newcomers_go_to_the_end_without_a_try() {
    assert_eq!(source("a hand-off gives up the rest of the time slice"), "goyield()\n");
    let scene = lost_after(2_000);
    assert_eq!(scene.party("b", |m| m.lock()).0, Outcome::Parked);
    assert_eq!(scene.queue(), ["a", "b"]);
    scene.frees("frees again");
    assert_eq!((scene.word(), scene.m.inspect().permits), (4 + 16, 0), "unlocked, and yet a's; no permit is left over");
    assert!(!scene.m.try_lock());
    let (outcome, steps) = scene.party("c", |m| m.lock());
    assert_eq!((outcome, scene.queue()), (Outcome::Parked, vec!["b".to_owned(), "c".to_owned()]));
    let (_, usual) = Scene::held(&[]).party("usual", |m| m.lock());
    assert!(steps + 4 <= usual, "it does not spin: {steps} steps, and {usual} where it may");
    assert_eq!(scene.go_on("a").0, Outcome::Finished);
    let go = kit::oracle::section("locks/surprises.go1.27.3.txt", "a starving Mutex");
    assert!(go.contains("one waiter, starving, handed over, 12: TryLock false, and then 12\n"), "{go}");
    assert!(go.contains("handed over: who waited before who came after the unlock\n"), "{go}");
}

/// MU12.
#[test]
fn the_last_in_the_queue_and_one_that_has_not_starved_end_the_starvation() {
    assert_eq!(source("who ends the starvation"), "!starving || old>>mutexWaiterShift == 1\n");
    let last = lost_after(2_000);
    last.frees("frees again");
    assert_eq!((last.go_on("a").0, last.word()), (Outcome::Finished, 1), "a was the last");

    let scene = lost_after(2_000);
    assert_eq!(scene.party("b", |m| m.lock()).0, Outcome::Parked);
    assert_eq!(scene.party("c", |m| m.lock()).0, Outcome::Parked);
    scene.frees("frees again");
    assert_eq!((scene.go_on("a").0, scene.word()), (Outcome::Finished, 1 + 4 + 16), "a has starved, and others wait");
    scene.frees("frees once more");
    assert_eq!((scene.go_on("b").0, scene.word()), (Outcome::Finished, 1 + 8), "b came just now");
}

/// How often the lock went to another party than the one that had it last: three parties, 100 sections each.
fn changes_of_hands<const NS: u64>() -> usize {
    let (stage, m, log) = (Stage::new(), Rc::new(ModalMutex::<NS>::new()), Rc::new(RefCell::new(Vec::new())));
    for who in 0..3 {
        let (m, log) = (Rc::clone(&m), Rc::clone(&log));
        stage.puppet(format!("{who}"), move || {
            for _ in 0..100 {
                m.lock();
                log.borrow_mut().push(who);
                sleep(Duration::from_micros(10));
                m.unlock();
            }
        });
    }
    stage.run().expect("all end");
    assert_eq!(log.borrow().len(), 300);
    log.borrow().windows(2).filter(|pair| pair[0] != pair[1]).count()
}

/// MU13.
#[test]
fn in_normal_mode_a_party_has_the_lock_many_times_in_a_row() {
    let why = "Normal mode has considerably better performance\nprevent pathological cases of tail latency\n";
    assert_eq!(source("why two modes"), why);
    let (never, gos, always) = (
        changes_of_hands::<{ u64::MAX }>(),
        changes_of_hands::<{ locks::STARVATION_THRESHOLD_NS }>(),
        changes_of_hands::<0>(),
    );
    assert_eq!(never, 2, "without starvation each has its 100 in a row, and the others wait for so long");
    assert!(gos > never && 10 * gos < always, "{never}, {gos}, {always}");
}
