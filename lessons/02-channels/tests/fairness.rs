//! Each case that can happen is as likely, on every way through `select`: on the ring alone, under the locks, and when
//! somebody waits. `behaviour_select.rs` has the fast way through `select!`.
//!
//! # Bounds
//! A fair choice exceeds the chi square bound of a check here in one of 10^8 runs: with the fourteen checks of this
//! file, one run in seven million fails by chance. `a_quarter_more_would_be_noticed` is the other half: the bounds are not so
//! wide that a choice that is not fair passes.

use std::thread;

use channels::{Case, Chan, Fired, select};

/// Of chi square with 1, 2 and 3 degrees of freedom: exceeded with probability 10^-8.
const BOUNDS: [f64; 3] = [32.84, 36.84, 40.13];

const DRAWS: usize = 20_000;

fn chi_square(counts: &[usize], weights: &[f64]) -> f64 {
    let (n, all) = (counts.iter().sum::<usize>() as f64, weights.iter().sum::<f64>());
    let term = |(&count, weight): (&usize, &f64)| {
        let expected = n * weight / all;
        (count as f64 - expected).powi(2) / expected
    };
    counts.iter().zip(weights).map(term).sum()
}

fn fair(counts: &[usize], weights: &[f64]) -> bool {
    chi_square(counts, weights) < BOUNDS[counts.len() - 2]
}

#[track_caller]
fn assert_fair(what: &str, counts: &[usize], weights: &[f64]) {
    assert!(fair(counts, weights), "{what}: {counts:?} should be as {weights:?}");
}

type Make = fn(usize) -> Chan<usize>;

const KINDS: [(&str, Make); 2] = [("fast", Chan::make), ("locked", Chan::make_locked)];

/// Receives from the cases of `listed`, each a channel by its number, of which the first `ready` hold a value; the
/// value goes back. How often each of those was drawn.
fn draws(make: Make, ready: usize, listed: &[usize]) -> Vec<usize> {
    let chans: Vec<_> = (0..=*listed.iter().max().expect("a case")).map(|_| make(1)).collect();
    chans.iter().take(ready).enumerate().for_each(|(at, ch)| ch.send(at));
    let mut counts = vec![0; ready];
    for _ in 0..DRAWS {
        let mut slots = vec![None; listed.len()];
        let fired = {
            let cases = listed.iter().zip(&mut slots).map(|(&at, slot)| Case::recv(&chans[at], slot));
            select(&mut cases.collect::<Vec<_>>())
        };
        let Fired::Received(case) = fired else { panic!("all cases receive") };
        let at = slots[case].expect("it was received");
        assert_eq!(at, listed[case], "the value of the case that fired");
        counts[at] += 1;
        chans[at].send(at);
    }
    counts
}

#[test]
fn two_three_and_four_ready_cases_are_as_likely() {
    for (kind, make) in KINDS {
        for ready in 2..=4 {
            let counts = draws(make, ready, &[0, 1, 2, 3]);
            assert_fair(&format!("{kind}, {ready} of 4"), &counts, &vec![1.0; ready]);
        }
    }
}

#[test]
fn a_channel_that_is_listed_twice_is_drawn_twice_as_often() {
    for (kind, make) in KINDS {
        assert_fair(kind, &draws(make, 2, &[0, 1, 0]), &[2.0, 1.0]);
    }
}

/// Beyond sixteen cases the order lives on the heap (`shuffle.rs`). Neighbours and the ends are as likely.
#[test]
fn among_twenty_cases_the_place_in_the_list_does_not_count() {
    for (kind, make) in KINDS {
        // Channels 0 to 2 hold a value: the first case, the last one, and the second.
        let mut listed: Vec<usize> = (2..20).collect();
        listed.insert(0, 0);
        listed.push(1);
        assert_fair(kind, &draws(make, 3, &listed), &[1.0; 3]);
    }
}

#[test]
fn sends_and_receives_are_as_likely() {
    for (kind, make) in KINDS {
        let (full, empty) = (make(1), make(1));
        full.send(1);
        let mut counts = [0; 2];
        for _ in 0..DRAWS {
            let (mut into, mut out) = (None, Some(2));
            match select(&mut [Case::recv(&full, &mut into), Case::send(&empty, &mut out)]) {
                Fired::Received(0) => {
                    counts[0] += 1;
                    full.send(1);
                }
                Fired::Sent(1) => {
                    counts[1] += 1;
                    assert_eq!(empty.recv(), Some(2));
                }
                other => panic!("{other:?}"),
            }
        }
        assert_fair(kind, &counts, &[1.0, 1.0]);
    }
}

/// `TestPseudoRandomSend`: a receiver waits, or comes, and the select has two sends for it.
#[test]
fn two_sends_to_one_receiver_are_as_likely() {
    for (kind, make) in KINDS {
        let ch = make(0);
        let ones = thread::scope(|s| {
            s.spawn(|| {
                for _ in 0..DRAWS {
                    let (mut zero, mut one) = (Some(0), Some(1));
                    select(&mut [Case::send(&ch, &mut zero), Case::send(&ch, &mut one)]);
                }
            });
            (0..DRAWS).filter(|_| ch.recv() == Some(1)).count()
        });
        assert_fair(kind, &[DRAWS - ones, ones], &[1.0, 1.0]);
    }
}

/// The notes of `shuffle.rs`: to begin at a random case and to go round gives case 0 of the first two of four 3 : 1.
#[test]
fn a_quarter_more_would_be_noticed() {
    let n = DRAWS;
    assert!(!fair(&[n * 3 / 4, n / 4], &[1.0, 1.0]), "a random beginning");
    assert!(!fair(&[n * 10 / 18, n * 8 / 18], &[1.0, 1.0]), "five to four");
    assert!(!fair(&[n / 2, n / 2], &[2.0, 1.0]), "a channel instead of a case");
    assert!(!fair(&[n * 5 / 14, n * 5 / 14, n * 4 / 14], &[1.0; 3]), "one of three");
    assert!(!fair(&[n, 0], &[1.0, 1.0]), "always the first");
    assert!(fair(&[n / 2 + 100, n / 2 - 100], &[1.0, 1.0]), "within two standard deviations");
}
