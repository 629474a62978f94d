//! What an answer to exercise 0.4 must do.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use ground::park::{self, Waiter};
use ground::stage::{self, Bound, Stage, explore};

use super::answer::{receive_until, send};

kit::tests![what_was_sent_is_received, without_a_sender_it_ends_at_the_deadline, a_value_in_time_is_received,];

const DEADLINE: Duration = Duration::from_millis(10);

/// A receiver that waits for 10 ms, and maybe a sender that comes at `at`. What was sent, and what was received.
fn meet(stage: &Stage, at: Option<Duration>) -> (bool, Option<u32>) {
    let (queue, slot) = (stage.shared(None::<Waiter>), stage.shared(None));
    let (sent, got) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(None)));
    let (q, s, g) = (queue.clone(), slot.clone(), Rc::clone(&got));
    stage.puppet("receives", move || g.set(receive_until(&q, &s, park::now() + DEADLINE)));
    if let Some(at) = at {
        let sent = Rc::clone(&sent);
        stage.puppet("sends", move || {
            stage::sleep(at);
            sent.set(send(&queue, &slot, 7));
        });
    }
    stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
    (sent.get(), got.get())
}

fn what_was_sent_is_received() {
    explore(Bound::Preemptions(3), |stage| {
        let (sent, got) = meet(stage, Some(DEADLINE));
        assert_eq!(sent, got.is_some(), "sent: {sent}, received: {got:?}");
    })
    .expect_ok();
}

fn without_a_sender_it_ends_at_the_deadline() {
    let stage = Stage::new();
    assert_eq!(meet(&stage, None), (false, None));
    assert_eq!(stage.elapsed(), DEADLINE);
}

fn a_value_in_time_is_received() {
    let stage = Stage::new();
    assert_eq!(meet(&stage, Some(DEADLINE / 2)), (true, Some(7)));
    assert_eq!(stage.elapsed(), DEADLINE / 2);
}
