//! What an answer to exercise 0.3 must do.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ground::park::{self, Waiter};
use ground::stage::{self, Bound, Stage, explore};

use super::answer::{State, lock, unlock};

kit::tests![
    one_at_a_time_is_inside,
    everybody_gets_in,
    a_wake_up_for_nothing_lets_nobody_in,
    a_wake_up_for_nothing_keeps_nobody_out,
];

/// `puppets` go through the lock. Inside, another may run. `nudge`: one more readies the second for nothing.
fn go_through(stage: &Stage, puppets: usize, nudge: bool) -> Rc<Cell<usize>> {
    let state = stage.shared(State::default());
    let (inside, passed) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let second = Rc::new(RefCell::new(None::<Waiter>));
    for number in 0..puppets {
        let (state, inside, passed, second) =
            (state.clone(), Rc::clone(&inside), Rc::clone(&passed), Rc::clone(&second));
        stage.puppet(format!("p{number}"), move || {
            if number == 1 {
                *second.borrow_mut() = Some(park::current());
            }
            lock(&state);
            inside.set(inside.get() + 1);
            assert_eq!(inside.get(), 1, "two are inside");
            stage::point();
            inside.set(inside.get() - 1);
            unlock(&state);
            passed.set(passed.get() + 1);
        });
    }
    if nudge {
        stage.puppet("nudges", move || second.borrow().iter().for_each(Waiter::ready));
    }
    passed
}

fn one_at_a_time_is_inside() {
    explore(Bound::All, |stage| _ = go_through(stage, 2, false)).expect_ok();
}

fn everybody_gets_in() {
    explore(Bound::Preemptions(2), |stage| {
        let passed = go_through(stage, 3, false);
        stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
        assert_eq!(passed.get(), 3);
    })
    .expect_ok();
}

fn a_wake_up_for_nothing_lets_nobody_in() {
    explore(Bound::Preemptions(2), |stage| _ = go_through(stage, 2, true)).expect_ok();
}

fn a_wake_up_for_nothing_keeps_nobody_out() {
    explore(Bound::Preemptions(2), |stage| _ = go_through(stage, 3, true)).expect_ok();
}
