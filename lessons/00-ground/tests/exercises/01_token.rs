//! What an answer to exercise 0.1 must do.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ground::park::{self, Waiter};
use ground::stage::Stage;

use super::answer::Party::{self, Empty, Parked, Token};

kit::tests![
    a_ready_is_kept_for_the_next_park,
    several_readies_count_as_one,
    who_sleeps_is_woken_and_nobody_else,
    it_is_what_a_puppet_does,
];

fn a_ready_is_kept_for_the_next_park() {
    let (readied, _) = Empty.ready();
    assert_eq!(readied.park(), (Empty, false), "the park returns at once, and the token is used up");
}

fn several_readies_count_as_one() {
    let twice = Empty.ready().0.ready().0;
    assert_eq!(twice.park().0.park(), (Parked, true), "the second park waits");
}

fn who_sleeps_is_woken_and_nobody_else() {
    assert_eq!((Empty.ready().1, Token.ready().1, Parked.ready().1), (false, false, true));
}

/// All rows of up to seven happenings: `true` is a ready, `false` lets the party run. How often its park returned must
/// be the same as for a puppet.
fn it_is_what_a_puppet_does() {
    for length in 0..=7 {
        for row in 0..1_u32 << length {
            let row: Vec<bool> = (0..length).map(|bit| row >> bit & 1 == 1).collect();
            assert_eq!(returns(&row), returns_of_a_puppet(&row), "{row:?}");
        }
    }
}

fn returns(row: &[bool]) -> u32 {
    let (mut party, mut returns) = (Empty, 0);
    let mut wake_up = false;
    for &ready in row {
        if ready {
            let (next, wakes) = party.ready();
            (party, wake_up) = (next, wake_up || wakes);
            continue;
        }
        // It runs until it sleeps.
        if party == Parked {
            continue;
        }
        if std::mem::take(&mut wake_up) {
            party = party.go_on();
            returns += 1;
        }
        loop {
            let (next, sleeps): (Party, bool) = party.park();
            party = next;
            if sleeps {
                break;
            }
            returns += 1;
            assert!(returns < 100, "a park that should wait returns again and again");
        }
    }
    returns
}

fn returns_of_a_puppet(row: &[bool]) -> u32 {
    let (stage, returns) = (Stage::new(), Rc::new(Cell::new(0)));
    let waiter = Rc::new(RefCell::new(None::<Waiter>));
    let (count, me) = (Rc::clone(&returns), Rc::clone(&waiter));
    stage.puppet("party", move || {
        *me.borrow_mut() = Some(park::current());
        ground::stage::point();
        loop {
            park::park();
            count.set(count.get() + 1);
        }
    });
    stage.step("party");
    let waiter = waiter.borrow().clone().expect("it has run");
    for &ready in row {
        if ready {
            waiter.ready();
        } else {
            stage.run().expect_err("it parks for ever");
        }
    }
    returns.get()
}
