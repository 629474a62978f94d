//! The tree of a lock that does not work: it looks, and then takes.

use std::cell::RefCell;
use std::rc::Rc;

use ground::stage::{Bound, Stage, explore};
use kit::tree::{End, Tree};

/// What the two did, in order, and how often both were inside.
#[derive(Default)]
struct Log {
    steps: Vec<(String, String)>,
    inside: u32,
    both: bool,
}

impl Log {
    fn did(log: &RefCell<Log>, puppet: &str, did: &str) {
        log.borrow_mut().steps.push((puppet.to_owned(), did.to_owned()));
    }
}

/// Two puppets, each once through the lock. A puppet that finds it held goes away.
fn two_want_it(stage: &Stage, log: &Rc<RefCell<Log>>) {
    stage.declared();
    let held = stage.shared(false);
    for name in ["a", "b"] {
        let (held, log) = (held.clone(), Rc::clone(log));
        stage.puppet(name, move || {
            if held.get() {
                return Log::did(&log, name, "looks: held, and goes away");
            }
            Log::did(&log, name, "looks: free");
            held.set(true);
            let mut seen = log.borrow_mut();
            seen.inside += 1;
            seen.both |= seen.inside > 1;
            let did = if seen.inside > 1 { "takes it, and is not alone inside" } else { "takes it, and is inside" };
            seen.steps.push((name.to_owned(), did.to_owned()));
            drop(seen);
            held.update(|held| {
                *held = false;
                log.borrow_mut().inside -= 1;
            });
            Log::did(&log, name, "frees it, and is out");
        });
    }
}

pub fn a_broken_lock() -> Tree {
    let runs = RefCell::new(Vec::new());
    let report = explore(Bound::All, |stage| {
        let log = Rc::new(RefCell::new(Log::default()));
        two_want_it(stage, &log);
        stage.run().expect("nobody waits");
        let log = log.take();
        let text = if log.both { "both were inside at once" } else { "never more than one inside" };
        runs.borrow_mut().push((log.steps, End { ok: !log.both, text: text.to_owned() }));
    });
    assert!(report.complete, "{report}");
    let tree = Tree::from_runs("A lock that looks, and then takes", runs.into_inner());
    let ends = tree.ends();
    assert!((1..ends.orders).contains(&ends.failing), "{ends:?}");
    tree
}
