//! What an answer to exercise 2.4 must do.

use std::rc::Rc;

use ground::lock::RuntimeLock;
use ground::stage::{Bound, Stage, explore};

use super::answer::lock_all;

kit::tests![two_orders_never_block_each_other, a_lock_listed_twice_is_taken_once, every_lock_is_taken,];

/// Two puppets, each of which adds one to each of the locks that it names.
fn both(stage: &Stage, one: &'static [usize], two: &'static [usize]) -> Rc<[RuntimeLock<u32>; 3]> {
    let locks = Rc::new([const { RuntimeLock::new(0) }; 3]);
    for (name, wanted) in [("one", one), ("two", two)] {
        let locks = Rc::clone(&locks);
        stage.puppet(name, move || {
            let wanted: Vec<_> = wanted.iter().map(|&at| &locks[at]).collect();
            lock_all(&wanted).iter_mut().for_each(|guard| **guard += 1);
        });
    }
    locks
}

fn two_orders_never_block_each_other() {
    for (one, two) in [([0, 1, 2], [2, 1, 0]), ([0, 1, 2], [1, 2, 0]), ([2, 0, 1], [1, 0, 2])] {
        explore(Bound::Preemptions(2), |stage| _ = both(stage, one.to_vec().leak(), two.to_vec().leak())).expect_ok();
    }
}

fn a_lock_listed_twice_is_taken_once() {
    let stage = Stage::new();
    let locks = both(&stage, &[1, 0, 1], &[]);
    stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
    assert_eq!([*locks[0].lock(), *locks[1].lock()], [1, 1]);
}

fn every_lock_is_taken() {
    let stage = Stage::new();
    let locks = both(&stage, &[0, 2], &[1, 2]);
    stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
    assert_eq!([*locks[0].lock(), *locks[1].lock(), *locks[2].lock()], [1, 1, 2]);
}
