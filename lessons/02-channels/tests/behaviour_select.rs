//! What Go's own tests check of `select` (Go 1.27.3, `runtime/chan_test.go` and `test/chan/select*.go`).

use std::cell::RefCell;
use std::thread;
use std::time::{Duration, Instant};

use channels::{Case, Chan, Fired, select, select_or_closed};
use ground::stage::{Stage, sleep};

/// Draws from `ready` of four channels, and counts.
fn draws(ready: usize, n: u32) -> Vec<u32> {
    let chans: Vec<Chan<usize>> = (0..4).map(|_| Chan::make(1)).collect();
    chans.iter().take(ready).enumerate().for_each(|(i, ch)| ch.send(i));
    let mut counts = vec![0; ready];
    for _ in 0..n {
        let at = select! {
            v = chans[0].recv() => v,
            v = chans[1].recv() => v,
            v = chans[2].recv() => v,
            v = chans[3].recv() => v,
        };
        let at = at.expect("nobody closes them");
        counts[at] += 1;
        chans[at].send(at);
    }
    counts
}

/// Chi square of counts that should be as `weights`.
fn chi_square(counts: &[u32], weights: &[f64]) -> f64 {
    let (n, all): (f64, f64) = (counts.iter().map(|&c| f64::from(c)).sum(), weights.iter().sum());
    counts.iter().zip(weights).map(|(&c, w)| (f64::from(c) - n * w / all).powi(2) / (n * w / all)).sum()
}

/// `TestSelectFairness`. A fair choice exceeds these bounds once in a hundred million runs (chi square, 1 to 3 degrees of freedom).
#[test]
fn each_ready_case_is_as_likely() {
    for (ready, bound) in [(2, 32.84), (3, 36.84), (4, 40.13)] {
        let counts = draws(ready, 30_000);
        let chi = chi_square(&counts, &vec![1.0; ready]);
        assert!(chi < bound, "{counts:?}: chi square {chi:.1}");
    }
}

/// `TestSelectDuplicateChannel`; Go draws a case, not a channel.
#[test]
fn a_channel_that_is_listed_twice_is_twice_as_likely() {
    let (a, b) = (Chan::make(1), Chan::make(1));
    a.send(());
    b.send(());
    let mut counts = [0, 0];
    for _ in 0..30_000 {
        let (at, ch) = select! {
            _ = a.recv() => (0, &a),
            _ = a.recv() => (0, &a),
            _ = b.recv() => (1, &b),
        };
        counts[at] += 1;
        ch.send(());
    }
    let chi = chi_square(&counts, &[2.0, 1.0]);
    assert!(chi < 32.84, "{counts:?}: chi square {chi:.1}");
}

/// `TestPseudoRandomSend`: both sends of one channel are chosen.
#[test]
fn two_sends_on_one_channel_are_both_chosen() {
    let ch = Chan::make(0);
    thread::scope(|s| {
        s.spawn(|| {
            for _ in 0..1000 {
                select! { ch.send(0) => (), ch.send(1) => () }
            }
        });
        let ones = (0..1000).filter(|_| ch.recv() == Some(1)).count();
        assert!((350..650).contains(&ones), "{ones} of 1000"); // 9 standard deviations
    });
}

/// `test/chan/select5.go`: from top to bottom, each once, also if `default` is taken.
#[test]
fn operands_are_evaluated_in_the_order_of_the_source() {
    let said = RefCell::new(Vec::new());
    let chan = |name: &'static str| {
        said.borrow_mut().push(name);
        Chan::<u32>::nil()
    };
    let value = |name: &'static str| {
        said.borrow_mut().push(name);
        1
    };
    select! {
        chan("a").send(value("a's value")) => unreachable!(),
        _ = chan("b").recv() => unreachable!(),
        chan("c").send(value("c's value")) => unreachable!(),
        default => (),
    }
    assert_eq!(said.take(), ["a", "a's value", "b", "c", "c's value"]);
}

/// `test/chan/select8.go`.
#[test]
fn an_arm_may_leave_the_loop_or_the_function() {
    fn first(ch: &Chan<Option<u32>>) -> Option<u32> {
        loop {
            select! {
                v = ch.recv() => {
                    if v?? == 0 {
                        continue;
                    }
                    break v?;
                }
            }
        }
    }
    let ch = Chan::make(3);
    [Some(0), Some(7), None].into_iter().for_each(|v| ch.send(v));
    assert_eq!((first(&ch), first(&ch)), (Some(7), None));
}

#[test]
fn a_nil_channel_is_a_case_that_never_happens() {
    let (open, nil) = (Chan::make(1), Chan::nil());
    open.send(1);
    let got = select! {
        v = nil.recv() => v,
        v = open.recv() => v,
        nil.send(2) => None,
    };
    assert_eq!(got, Some(1));
    // Both closed: a loop that sets each to nil when it is closed ends (a common pattern in Go).
    let (mut a, mut b) = (Chan::make(2), Chan::make(2));
    (0..2).for_each(|i| {
        a.send(i);
        b.send(10 + i);
    });
    a.close();
    b.close();
    let mut sum = 0;
    while !(a.is_nil() && b.is_nil()) {
        select! {
            v = a.recv() => match v { Some(v) => sum += v, None => a = Chan::nil() },
            v = b.recv() => match v { Some(v) => sum += v, None => b = Chan::nil() },
        }
    }
    assert_eq!(sum, 22);
}

/// `TestSelfSelect`: a select does not meet itself, and on an empty buffer its send comes first.
#[test]
fn a_select_does_not_meet_itself() {
    let stage = Stage::new();
    let ch = Chan::make(0);
    stage.puppet("alone", move || select! { ch.send(1) => (), _ = ch.recv() => () });
    let said = stage.run().expect_err("nobody else is there").to_string();
    assert!(said.contains("alone [select since 0s]"), "{said}");
    let buffered = Chan::make(1);
    let mut sent = 0;
    select! { buffered.send(1) => sent += 1, _ = buffered.recv() => () }
    assert_eq!((sent, buffered.len()), (1, 1));
}

/// `TestSelectRace2`, `TestNonblockSelectRace`: at every moment one of two cases can happen, so `default` must not.
#[test]
fn default_is_taken_only_if_at_one_moment_no_case_can_happen() {
    let rounds = if cfg!(debug_assertions) { 3_000 } else { 30_000 };
    for _ in 0..rounds {
        let (a, b) = (Chan::make(1), Chan::make(1));
        a.send(1);
        thread::scope(|s| {
            let looked = s.spawn(|| select! { _ = a.recv() => true, _ = b.recv() => true, default => false });
            b.send(1);
            select! { _ = a.recv() => (), default => () }
            assert!(looked.join().unwrap(), "one of the two was there all the time");
        });
    }
}

#[test]
fn cases_of_several_types_stand_in_one_list() {
    let (numbers, words) = (Chan::make(1), Chan::make(0));
    let (mut number, mut word): (_, Option<&str>) = (Some(7), None);
    let mut cases = [Case::recv(&words, &mut word), Case::send(&numbers, &mut number)];
    assert_eq!(select(&mut cases), Fired::Sent(1));
    assert_eq!((number, word, numbers.recv()), (None, None, Some(7)));
}

#[test]
fn a_send_that_meets_a_closed_channel_keeps_its_value_or_panics() {
    let ch = Chan::make(1);
    ch.close();
    let mut value = Some("kept");
    assert_eq!(select_or_closed(&mut [Case::send(&ch, &mut value)], None), Some(Fired::Closed(0)));
    assert_eq!(value, Some("kept"));
    assert_eq!(kit::panic_text(|| select(&mut [Case::send(&ch, &mut value)])), "send on closed channel");
    assert_eq!(kit::panic_text(|| select! { ch.send("x") => (), default => () }), "send on closed channel");
}

#[test]
fn a_deadline_in_the_past_is_gos_default() {
    let ch = Chan::<u32>::make(1);
    let mut slot = None;
    let past = Instant::now();
    assert_eq!(select_or_closed(&mut [Case::recv(&ch, &mut slot)], Some(past)), None);
    ch.send(3);
    let mut slot = None;
    assert_eq!(select_or_closed(&mut [Case::recv(&ch, &mut slot)], Some(past)), Some(Fired::Received(0)));
    assert_eq!(slot, Some(3));
}

#[test]
fn a_select_ends_at_its_timeout_and_leaves_no_trace() {
    let stage = Stage::new();
    let (a, b) = (Chan::<u32>::make(0), Chan::<u32>::make(0));
    let (x, y) = (a.clone(), b.clone());
    stage.puppet("waits", move || {
        let deadline = ground::park::now() + Duration::from_secs(2);
        let ended = select! {
            _ = x.recv() => "a",
            y.send(1) => "b",
            timeout(deadline) => "timeout",
        };
        assert_eq!(ended, "timeout");
        sleep(Duration::from_secs(1));
    });
    stage.run().expect("it ends");
    assert_eq!((stage.elapsed(), a.waiting(), b.waiting()), (Duration::from_secs(3), (0, 0), (0, 0)));
}

/// More cases than fit without an allocation.
#[test]
fn a_select_may_have_a_hundred_cases() {
    let chans: Vec<Chan<usize>> = (0..100).map(|_| Chan::make(0)).collect();
    thread::scope(|s| {
        s.spawn(|| chans.iter().enumerate().for_each(|(i, ch)| ch.send(i)));
        for expected in 0..100 {
            let mut slots = vec![None; 100];
            let mut cases: Vec<_> = chans.iter().zip(&mut slots).map(|(ch, slot)| Case::recv(ch, slot)).collect();
            assert_eq!(select(&mut cases), Fired::Received(expected));
            assert_eq!(slots[expected], Some(expected));
        }
    });
}
