//! Every operation of a mutex in every word that it can have, and of a lock for readers and writers in eight states: it
//! does what Go 1.27.3 does (`tests/oracle/locks/table.go`; the rows of `TryLock` and `TryRLock` are those of Go's
//! `TestMutex` and `TestRWMutex`). The words are read and written as Go does its own: so this is a test of the layout,
//! too.

#[allow(dead_code, reason = "here the words are only looked up: `scenes.rs` finds them")]
mod words;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::env;
use std::process::Command;
use std::rc::Rc;
use std::sync::atomic::AtomicI32;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use ground::stage::Stage;
use locks::{GoMutex, GoRwMutex};

/// What names the cell to the process that runs it.
const CELL: &str = "LESSON_07_CELL";
const THIS_TEST: &str = "every_recorded_operation_does_what_gos_does";

#[derive(Default)]
struct Locks {
    m: GoMutex,
    rw: GoRwMutex,
}

impl Locks {
    fn words_of_m(&self) -> &[AtomicI32; 2] {
        // SAFETY: it is `repr(C)` and made of two atomic words of 4 bytes.
        unsafe { &*std::ptr::from_ref(&self.m).cast::<[AtomicI32; 2]>() }
    }

    fn words(&self, lock: &str) -> String {
        fn text(words: &[AtomicI32]) -> String {
            words.iter().map(|word| word.load(Relaxed).to_string()).collect::<Vec<_>>().join(" ")
        }
        match lock {
            "Mutex" => text(self.words_of_m()),
            // SAFETY: as above, of six: `layout.rs` has the sizes.
            _ => text(unsafe { &*std::ptr::from_ref(&self.rw).cast::<[AtomicI32; 6]>() }),
        }
    }
}

type Step = fn(&Locks);

/// A word that the table has written into a mutex, by its kind in `state.rs`; the last two have two that wait.
const WRITTEN: [(&str, i32); 12] = [
    ("--- none", 0),
    ("--L none", 1),
    ("-W- none", 2),
    ("-WL none", 3),
    ("--- some", 8),
    ("--L some", 9),
    ("-W- some", 10),
    ("-WL some", 11),
    ("S-- some", 12),
    ("S-L some", 13),
    ("S-- some, 2", 20),
    ("S-L some, 2", 21),
];

fn written(state: &str) -> Option<i32> {
    WRITTEN.iter().find(|(name, _)| *name == state).map(|(_, word)| *word)
}

/// What the holders do, and then what each of those does that wait.
fn state(lock: &str, name: &str) -> (Step, &'static [Step]) {
    const LOCK: Step = |l| l.m.lock();
    if let Some(word) = written(name) {
        // Locked first, while as many wait as the word counts.
        let waiting: &[Step] = &[LOCK, LOCK];
        return (LOCK, &waiting[..usize::try_from(word >> 3).expect("no word here is negative")]);
    }
    const WRITE: Step = |l| l.rw.lock();
    const READ: Step = |l| l.rw.r_lock();
    match (lock, name) {
        (_, "free") => (|_| (), &[]),
        (_, "locked") => (LOCK, &[]),
        (_, "locked, one waits") => (LOCK, &[LOCK]),
        (_, "locked, two wait") => (LOCK, &[LOCK, LOCK]),
        (_, "one reads") => (READ, &[]),
        (_, "two read") => (
            |l| {
                l.rw.r_lock();
                l.rw.r_lock();
            },
            &[],
        ),
        (_, "one reads, a writer waits") => (READ, &[WRITE]),
        (_, "one reads, a writer waits, a reader waits") => (READ, &[WRITE, READ]),
        (_, "one writes") => (WRITE, &[]),
        (_, "one writes, a reader waits") => (WRITE, &[READ]),
        (_, "one writes, a writer waits") => (WRITE, &[WRITE]),
        _ => panic!("table.go has a state that this test lacks: {name}"),
    }
}

fn operation(lock: &str, name: &str, on: &Locks) -> String {
    match (lock, name) {
        ("Mutex", "TryLock") => return on.m.try_lock().to_string(),
        ("RWMutex", "TryRLock") => return on.rw.try_r_lock().to_string(),
        ("RWMutex", "TryLock") => return on.rw.try_lock().to_string(),
        ("Mutex", "Lock") => on.m.lock(),
        ("Mutex", "Unlock") => on.m.unlock(),
        ("RWMutex", "RLock") => on.rw.r_lock(),
        ("RWMutex", "RUnlock") => on.rw.r_unlock(),
        ("RWMutex", "Lock") => on.rw.lock(),
        ("RWMutex", "Unlock") => on.rw.unlock(),
        _ => panic!("table.go has an operation that this test lacks: {lock} {name}"),
    }
    "done".to_owned()
}

/// The last three columns of a row.
fn cell(lock: &str, state_name: &str, operation_name: &str) -> [String; 3] {
    let (stage, locks) = (Stage::new(), Rc::new(Locks::default()));
    let ends = Rc::new(RefCell::new(Vec::new()));
    let start = |f: Box<dyn FnOnce(&Locks) -> String>| {
        let (locks, all) = (Rc::clone(&locks), Rc::clone(&ends));
        let number = all.borrow().len();
        all.borrow_mut().push("waits".to_owned());
        stage.puppet(format!("{number}"), move || {
            let end = f(&locks);
            all.borrow_mut()[number] = end;
        });
        let _ = stage.run(); // an error: somebody waits
    };
    let (holders, waiting) = state(lock, state_name);
    for step in [holders].iter().chain(waiting) {
        let step = *step;
        start(Box::new(move |locks| {
            step(locks);
            "goes on".to_owned()
        }));
    }
    if let Some(word) = written(state_name) {
        stage.sleep(Duration::from_millis(2)); // who waits has starved
        locks.words_of_m()[0].store(word, Relaxed);
    }
    let names = (lock.to_owned(), operation_name.to_owned());
    start(Box::new(move |locks| operation(&names.0, &names.1, locks)));
    let words = locks.words(lock);
    let mut ends = ends.borrow().clone();
    let did = ends.pop().expect("the operation is the last");
    let saw = ends[1..].join(" ");
    [did, words, if saw.is_empty() { "-".to_owned() } else { saw }]
}

#[test]
fn every_recorded_operation_does_what_gos_does() {
    if let Ok(row) = env::var(CELL) {
        let [lock, state, operation] = *row.split('/').collect::<Vec<_>>() else { panic!("a cell has three names") };
        cell(lock, state, operation);
        return;
    }
    let rows = kit::oracle::rows::<6>("locks/table.go1.27.3.txt");
    assert_eq!(rows.len(), (4 + WRITTEN.len()) * 3 + 8 * 6);
    for [lock, state, operation, did, words, saw] in rows {
        let which = format!("{lock}/{state}/{operation}");
        if did.starts_with("fatal error") {
            let mut child = Command::new(env::current_exe().expect("this test is a program"));
            let output = child.args(["--exact", THIS_TEST, "--nocapture"]).env(CELL, &which).output();
            let said = output.expect("this test can run itself").stderr;
            let said = String::from_utf8_lossy(&said);
            assert!(said.ends_with(&format!("{did}\n")), "{which}: {said}");
            continue;
        }
        assert_eq!(cell(&lock, &state, &operation), [did, words, saw], "{which}");
    }
}

/// The words that the table writes are those that occur.
#[test]
fn the_recorded_words_are_of_every_kind_that_occurs() {
    let kinds: BTreeSet<&str> = WRITTEN.iter().map(|(name, _)| &name[.."--- none".len()]).collect();
    assert!(kinds.iter().copied().eq(words::table().keys().map(String::as_str)), "{kinds:?}");
    let rows = kit::oracle::rows::<6>("locks/table.go1.27.3.txt");
    for (name, word) in WRITTEN {
        let free = rows.iter().find(|row| row[1] == name && row[2] == "TryLock" && row[3] == "false");
        // Who tries in vain changes nothing: so the words after it are those before.
        assert!(free.is_none_or(|row| row[4] == format!("{word} 0")), "{name} is {word}");
        assert_eq!(name.ends_with("none"), word < 8, "{name}");
        let flags = |at: usize, letter: char| u8::from(name.as_bytes()[at] == letter as u8);
        assert_eq!(i32::from(4 * flags(0, 'S') + 2 * flags(1, 'W') + flags(2, 'L')), word & 7, "{name}");
    }
}
