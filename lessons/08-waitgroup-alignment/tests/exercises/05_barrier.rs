//! What an answer to exercise 8.5 must do.

use std::cell::Cell;
use std::rc::Rc;

use ground::stage::{Bound, Stage, explore};

use super::answer::Barrier;

kit::tests![nobody_is_a_round_ahead, it_is_used_round_after_round, three_parties_meet_in_every_order_of_one_preemption,];

/// So many parties go through so many rounds, and in each one look whether all have ended the last.
fn rounds(stage: &Stage, parties: usize, rounds: usize) {
    let barrier = Rc::new(Barrier::new(parties as i32));
    let ended = Rc::new(Cell::new(0));
    for party in 0..parties {
        let (barrier, ended) = (Rc::clone(&barrier), Rc::clone(&ended));
        stage.puppet(format!("party {party}"), move || {
            for round in 0..rounds {
                ended.set(ended.get() + 1);
                barrier.wait(round, party == 0);
                assert!(ended.get() >= parties * (round + 1), "somebody has not ended round {round}");
            }
        });
    }
    stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
}

fn nobody_is_a_round_ahead() {
    explore(Bound::Preemptions(2), |stage| rounds(stage, 2, 1)).expect_ok();
}

fn it_is_used_round_after_round() {
    rounds(&Stage::new(), 4, 20);
    explore(Bound::Preemptions(1), |stage| rounds(stage, 2, 4)).expect_ok();
}

fn three_parties_meet_in_every_order_of_one_preemption() {
    explore(Bound::Preemptions(1), |stage| rounds(stage, 3, 2)).expect_ok();
}
