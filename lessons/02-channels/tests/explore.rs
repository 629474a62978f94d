//! Every order in which parties can meet in a channel, up to a bound: nothing is lost, nothing comes twice, nobody sleeps
//! for ever, nobody waits for a lock that waits for him.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use channels::{Case, Chan, Fired, SendError, select, select_or_closed};
use ground::park;
use ground::stage::{self, Bound, Stage, explore};

/// Both kinds of channel: with the fast way, and with the lock alone.
const KINDS: [fn(usize) -> Chan<u32>; 2] = [Chan::make, Chan::make_locked];

/// What the puppets of a scenario saw.
#[derive(Clone, Default)]
struct Seen(Rc<RefCell<Vec<u32>>>);

impl Seen {
    fn note(&self, value: u32) {
        self.0.borrow_mut().push(value);
    }

    fn sorted(&self) -> Vec<u32> {
        let mut seen = self.0.borrow().clone();
        seen.sort_unstable();
        seen
    }
}

/// Explores with up to `preemptions`, for each kind of channel and each capacity.
fn in_every_order(preemptions: usize, caps: &[usize], scenario: impl Fn(&Stage, &dyn Fn() -> Chan<u32>)) {
    for kind in KINDS {
        for &cap in caps {
            let report = explore(Bound::Preemptions(preemptions), |stage| scenario(stage, &|| kind(cap)));
            assert!(report.complete, "cap {cap}: {report}");
            report.expect_ok();
        }
    }
}

#[test]
fn no_value_is_lost_and_none_comes_twice() {
    in_every_order(2, &[0, 1, 2], |stage, make| {
        let (ch, seen) = (make(), Seen::default());
        for name in ["a", "b"] {
            let ch = ch.clone();
            let first = if name == "a" { 1 } else { 3 };
            stage.puppet(name, move || (first..first + 2).for_each(|v| ch.send(v)));
        }
        let s = seen.clone();
        stage.puppet("receives", move || (0..4).for_each(|_| s.note(ch.recv().expect("it is open"))));
        stage.run().expect("everybody ends");
        let order = seen.0.borrow().clone();
        assert_eq!(seen.sorted(), [1, 2, 3, 4]);
        let at = |v| order.iter().position(|&seen| seen == v);
        assert!(at(1) < at(2) && at(3) < at(4), "each sender's values stay in order: {order:?}");
    });
}

#[test]
fn two_receivers_get_all_of_one_sender() {
    in_every_order(3, &[0, 1], |stage, make| {
        let (ch, seen) = (make(), Seen::default());
        for name in ["a", "b"] {
            let (ch, seen) = (ch.clone(), seen.clone());
            stage.puppet(name, move || seen.note(ch.recv().expect("it is open")));
        }
        stage.puppet("sends", move || [1, 2].into_iter().for_each(|v| ch.send(v)));
        stage.run().expect("everybody ends");
        assert_eq!(seen.sorted(), [1, 2]);
    });
}

#[test]
fn close_wakes_every_receiver_once_the_buffer_is_drained() {
    in_every_order(3, &[0, 1], |stage, make| {
        let (ch, seen) = (make(), Seen::default());
        for name in ["a", "b"] {
            let (ch, seen) = (ch.clone(), seen.clone());
            stage.puppet(name, move || ch.iter().for_each(|v| seen.note(v)));
        }
        stage.puppet("sends and closes", move || {
            ch.send(7);
            ch.close();
        });
        stage.run().expect("both receivers end");
        assert_eq!(seen.sorted(), [7]);
    });
}

#[test]
fn close_gives_a_sender_its_value_back_or_a_receiver_gets_it() {
    in_every_order(3, &[0, 1], |stage, make| {
        let (ch, sent, received) = (make(), Seen::default(), Seen::default());
        for value in [1, 2] {
            let (ch, sent) = (ch.clone(), sent.clone());
            stage.puppet(format!("sends {value}"), move || match ch.send_or_closed(value) {
                Ok(()) => sent.note(value),
                Err(SendError(back)) => assert_eq!(back, value),
            });
        }
        let c = ch.clone();
        stage.puppet("closes", move || c.close());
        let r = received.clone();
        stage.puppet("drains", move || ch.iter().for_each(|v| r.note(v)));
        stage.run().expect("everybody ends");
        assert_eq!(sent.sorted(), received.sorted(), "what was sent was received");
    });
}

#[test]
fn two_selects_that_face_each_other_meet() {
    // Each is ready to send on one channel and to receive from the other: exactly one value goes over, or two.
    in_every_order(2, &[0], |stage, make| {
        let (a, b, seen) = (make(), make(), Seen::default());
        for (name, to, from) in [("one", a.clone(), b.clone()), ("two", b, a)] {
            let seen = seen.clone();
            stage.puppet(name, move || {
                let (mut out, mut into) = (Some(1), None);
                match select(&mut [Case::send(&to, &mut out), Case::recv(&from, &mut into)]) {
                    Fired::Sent(0) => assert_eq!((out, into), (None, None)),
                    Fired::Received(1) => {
                        assert_eq!((out, into), (Some(1), Some(1)));
                        seen.note(1);
                    }
                    other => panic!("{other:?}"),
                }
            });
        }
        stage.run().expect("they meet");
        assert_eq!(seen.sorted(), [1]);
    });
}

#[test]
fn selects_over_the_same_channels_in_other_orders_do_not_block_each_other() {
    in_every_order(2, &[0, 1], |stage, make| {
        let (a, b, seen) = (make(), make(), Seen::default());
        for (name, first, second) in [("ab", a.clone(), b.clone()), ("ba", b.clone(), a.clone())] {
            let seen = seen.clone();
            stage.puppet(name, move || {
                let (mut x, mut y) = (None, None);
                select(&mut [Case::recv(&first, &mut x), Case::recv(&second, &mut y)]);
                seen.note(x.or(y).expect("one of them has it"));
            });
        }
        stage.puppet("sends", move || {
            a.send(1);
            b.send(2);
        });
        stage.run().expect("both selects get one");
        assert_eq!(seen.sorted(), [1, 2]);
    });
}

#[test]
fn a_select_that_loses_leaves_no_trace() {
    // The select is served by one channel. What is sent on the other must reach the next who asks.
    in_every_order(2, &[0, 1], |stage, make| {
        let (a, b, seen) = (make(), make(), Seen::default());
        let (ra, rb, s) = (a.clone(), b.clone(), seen.clone());
        stage.puppet("selects twice", move || {
            for _ in 0..2 {
                let (mut x, mut y) = (None, None);
                select(&mut [Case::recv(&ra, &mut x), Case::recv(&rb, &mut y)]);
                s.note(x.or(y).expect("one of them has it"));
            }
        });
        stage.puppet("sends on a", move || a.send(1));
        stage.puppet("sends on b", move || b.send(2));
        stage.run().expect("everybody ends");
        assert_eq!(seen.sorted(), [1, 2]);
    });
}

#[test]
fn a_close_is_seen_by_a_select() {
    in_every_order(3, &[0, 1], |stage, make| {
        let (a, b) = (make(), make());
        let (ra, rb) = (a.clone(), b.clone());
        stage.puppet("selects", move || {
            let (mut x, mut y) = (None, Some(5));
            let fired = select_or_closed(&mut [Case::recv(&ra, &mut x), Case::send(&rb, &mut y)], None);
            assert!(matches!(fired, Some(Fired::Closed(0 | 1) | Fired::Sent(1))), "{fired:?}");
        });
        stage.puppet("closes a", move || a.close());
        stage.puppet("closes b", move || b.close());
        stage.run().expect("the select ends");
    });
}

#[test]
fn a_value_is_not_lost_when_time_runs_out() {
    const DEADLINE: Duration = Duration::from_millis(10);
    in_every_order(3, &[0, 1], |stage, make| {
        let (a, b, sent, received) = (make(), make(), Seen::default(), Seen::default());
        let (ra, rb, r) = (a.clone(), b, received.clone());
        stage.puppet("waits 10 ms", move || {
            let (mut x, mut y) = (None, None);
            let deadline = park::now() + DEADLINE;
            let mut cases = [Case::recv(&ra, &mut x), Case::recv(&rb, &mut y)];
            let fired = select_or_closed(&mut cases, Some(deadline));
            assert_eq!(fired.is_some(), x.is_some(), "{fired:?}");
            x.into_iter().for_each(|v| r.note(v));
        });
        let (s, ch) = (sent.clone(), a.clone());
        stage.puppet("sends at 10 ms", move || {
            stage::sleep(DEADLINE);
            if ch.try_send(7).is_ok() {
                s.note(7);
            }
        });
        stage.run().expect("both end");
        received.0.borrow_mut().extend(a.try_recv());
        assert_eq!(sent.sorted(), received.sorted());
    });
}

#[test]
fn a_send_whose_time_runs_out_gives_its_value_back_or_it_arrives() {
    const DEADLINE: Duration = Duration::from_millis(10);
    in_every_order(3, &[0], |stage, make| {
        let (ch, back, received) = (make(), Seen::default(), Seen::default());
        let (tx, b) = (ch.clone(), back.clone());
        stage.puppet("sends for 10 ms", move || {
            if let Err(error) = tx.send_until(7, park::now() + DEADLINE) {
                b.note(error.into_inner());
            }
        });
        let r = received.clone();
        stage.puppet("looks at 10 ms", move || {
            stage::sleep(DEADLINE);
            ch.try_recv().into_iter().for_each(|v| r.note(v));
        });
        stage.run().expect("both end");
        let both = back.0.borrow().iter().chain(received.0.borrow().iter()).copied().collect::<Vec<_>>();
        assert_eq!(both, [7], "it is at one of the two ends, and at one only");
    });
}
