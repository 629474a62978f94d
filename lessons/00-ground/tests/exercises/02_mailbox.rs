//! What an answer to exercise 0.2 must do.

use std::cell::Cell;
use std::rc::Rc;

use ground::park::Waiter;
use ground::stage::{Bound, Stage, explore};

use super::answer::{deliver, receive};

kit::tests![no_order_loses_the_wake_up, mail_that_is_there_is_taken_at_once, a_wake_up_for_nothing_does_no_harm,];

/// A reader and a postman. `nudge`: a third one readies the reader once, for nothing.
fn mail(stage: &Stage, nudge: bool) {
    stage.declared();
    let (mail, word) = (stage.shared(None), stage.shared(None::<Waiter>));
    let got = Rc::new(Cell::new(None));
    let (m, w, g) = (mail.clone(), word.clone(), Rc::clone(&got));
    stage.puppet("reader", move || g.set(Some(receive(&m, &w))));
    if nudge {
        let word = word.clone();
        stage.puppet("nudges", move || word.get().iter().for_each(Waiter::ready));
    }
    stage.puppet("postman", move || deliver(&mail, &word, 7));
    stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
    assert_eq!(got.get(), Some(7));
}

fn no_order_loses_the_wake_up() {
    explore(Bound::All, |stage| mail(stage, false)).expect_ok();
}

fn a_wake_up_for_nothing_does_no_harm() {
    explore(Bound::All, |stage| mail(stage, true)).expect_ok();
}

fn mail_that_is_there_is_taken_at_once() {
    let stage = Stage::new();
    let (mail, word) = (stage.shared(Some(9)), stage.shared(None::<Waiter>));
    let got = Rc::new(Cell::new(0));
    let g = Rc::clone(&got);
    stage.puppet("reader", move || g.set(receive(&mail, &word)));
    stage.run().expect("nobody has to come");
    assert_eq!(got.get(), 9);
}
