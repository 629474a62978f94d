//! Go's race tests of operations that do not wait (Go 1.27.3, `runtime/chan_test.go`): Go runs them a hundred thousand
//! times, a stage in every order up to a bound. And on threads, for what a stage cannot show.

use std::cell::Cell;
use std::rc::Rc;
use std::thread;

use channels::{Chan, TryRecvError, select};
use ground::stage::{Bound, Stage, explore};

const KINDS: [fn(usize) -> Chan<u32>; 2] = [Chan::make, Chan::make_locked];

/// Every order of two parties with up to three preemptions, for both kinds of channel.
fn in_every_order(scenario: impl Fn(&Stage, fn(usize) -> Chan<u32>)) {
    for kind in KINDS {
        let report = explore(Bound::Preemptions(3), |stage| scenario(stage, kind));
        assert!(report.complete && report.runs > 1, "{report}");
        report.expect_ok();
    }
}

/// What a party has found out.
fn noted() -> (Rc<Cell<bool>>, Rc<Cell<bool>>) {
    let cell = Rc::new(Cell::new(false));
    (Rc::clone(&cell), cell)
}

/// `TestNonblockRecvRace`: a value is there, then the channel is closed: a receive never finds it empty and open.
#[test]
fn a_receive_that_does_not_wait_never_finds_it_empty() {
    in_every_order(|stage, make| {
        let ch = make(1);
        ch.send(1);
        let receives = ch.clone();
        stage.puppet("receives", move || assert_ne!(receives.try_recv(), Err(TryRecvError::Empty)));
        stage.puppet("closes", move || {
            ch.close();
            assert_ne!(ch.try_recv(), Err(TryRecvError::Empty));
        });
    });
}

/// `TestNonblockSelectRace`: at every moment one of two channels holds a value.
#[test]
fn a_select_with_default_never_misses_a_value() {
    in_every_order(|stage, make| {
        let (a, b) = (make(1), make(1));
        a.send(1);
        let ((found, note), x, y) = (noted(), a.clone(), b.clone());
        stage.puppet("looks", move || {
            note.set(select! { _ = x.recv() => true, _ = y.recv() => true, default => false });
        });
        stage.puppet("moves it", move || {
            b.send(1);
            select! { _ = a.recv() => (), default => () }
        });
        stage.run().expect("both end");
        assert!(found.get(), "default was taken");
    });
}

/// `TestNonblockSelectRace2`: the same, and the second is closed instead.
#[test]
fn a_select_with_default_never_misses_a_close() {
    in_every_order(|stage, make| {
        let (a, b) = (make(1), make(0));
        a.send(1);
        let ((found, note), x, y) = (noted(), a.clone(), b.clone());
        stage.puppet("looks", move || {
            note.set(select! { _ = x.recv() => true, _ = y.recv() => true, default => false });
        });
        stage.puppet("closes", move || {
            b.close();
            select! { _ = a.recv() => (), default => () }
        });
        stage.run().expect("both end");
        assert!(found.get(), "default was taken");
    });
}

/// `TestSelfSelect`: two parties, each with a send and a receive of one channel: each meets the other, never itself.
#[test]
fn two_selects_of_one_channel_meet_each_other() {
    for cap in [0, 10] {
        in_every_order(move |stage, make| {
            let ch = make(cap);
            for me in [1, 2] {
                let ch = ch.clone();
                stage.puppet(format!("p{me}"), move || {
                    select! {
                        ch.send(me) => (),
                        got = ch.recv() => assert_eq!(got, Some(3 - me), "it met itself"),
                    }
                });
            }
            stage.run().expect("both end");
        });
    }
}

/// A sender and a receiver that do not wait never both fail if the other waits: who came first is found.
#[test]
fn who_waits_is_found_by_who_does_not() {
    in_every_order(|stage, make| {
        let ch = make(0);
        let ((sent, note), waits) = (noted(), ch.clone());
        stage.puppet("waits", move || assert_eq!(waits.recv(), note.get().then_some(7)));
        stage.puppet("does not", move || {
            sent.set(true);
            if ch.try_send(7).is_err() {
                sent.set(false);
                ch.close();
            }
        });
    });
}

/// Two of them on real cores, where steps overlap that a stage takes one after the other.
#[test]
fn on_threads_too() {
    let rounds = if cfg!(debug_assertions) { 2_000 } else { 20_000 };
    for round in 0..rounds {
        let (a, b) = (KINDS[round % 2](1), KINDS[round % 2](0));
        a.send(1);
        thread::scope(|s| {
            let found = s.spawn(|| select! { _ = a.recv() => true, _ = b.recv() => true, default => false });
            b.close();
            select! { _ = a.recv() => (), default => () }
            assert!(found.join().expect("it ends"), "round {round}");
        });
    }
}
