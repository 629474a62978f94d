//! The words that a mutex can have, found by trying every order of three parties in which at most twice one that could go
//! on has to wait for another.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use ground::park::point;
use ground::stage::{self, Bound, explore};
use locks::{GoMutex, StateView};

/// A word, with the number of waiters as none or some: `S-L some`.
pub fn kind(state: StateView) -> String {
    let flag = |up: bool, letter: char| if up { letter } else { '-' };
    let waiters = if state.waiters == 0 { "none" } else { "some" };
    format!("{}{}{} {waiters}", flag(state.starving, 'S'), flag(state.woken, 'W'), flag(state.locked, 'L'))
}

/// The kinds of words that parties see, with the smallest word of each: three of them take the lock once or twice, and
/// keep it for a moment or for 2 ms.
pub fn seen() -> BTreeMap<String, u32> {
    let seen = Rc::new(RefCell::new(BTreeMap::new()));
    for section in [0, 2] {
        let report = explore(Bound::Preemptions(2), |stage| {
            let mutex = Rc::new(GoMutex::new());
            for (name, times) in [("a", 2), ("b", 2), ("c", 1)] {
                let (mutex, seen) = (Rc::clone(&mutex), Rc::clone(&seen));
                stage.puppet(name, move || {
                    let look = || {
                        let state = mutex.inspect().state;
                        let mut seen = seen.borrow_mut();
                        let word = seen.entry(kind(state)).or_insert(state.word);
                        *word = state.word.min(*word);
                    };
                    for _ in 0..times {
                        look();
                        point();
                        look();
                        mutex.lock();
                        look();
                        point();
                        look();
                        if section > 0 {
                            stage::sleep(Duration::from_millis(section));
                        }
                        look();
                        mutex.unlock();
                    }
                });
            }
        });
        report.expect_ok();
        assert!(report.complete, "{report}");
    }
    seen.take()
}

/// The rows of the table in the source: the kind, and what it means.
pub fn table() -> BTreeMap<String, String> {
    let source = include_str!("../../src/state.rs");
    let rows = source.lines().filter_map(|line| line.strip_prefix("//! | ")).skip(2);
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_end_matches(" |").splitn(5, " | ").collect();
        (format!("{}{}{} {}", cells[0], cells[1], cells[2], cells[3]), cells[4].to_owned())
    })
    .collect()
}
