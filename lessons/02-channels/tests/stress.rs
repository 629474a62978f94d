//! Many threads, and what must hold whatever they do. `shared/tools/tsan.sh` runs the same under ThreadSanitizer.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use channels::{Case, Chan, Fired, Ticker, select, select_or_closed};

/// Fewer under a sanitizer, which is an order of magnitude slower.
const VALUES: u64 = if cfg!(debug_assertions) { 20_000 } else { 100_000 };

/// Makes a channel of pairs: who sent it, and its number.
type Make = fn(usize) -> Chan<(usize, u64)>;

const KINDS: [Make; 2] = [Chan::make, Chan::make_locked];

/// Checks that what came from each sender came in order, once, and all of it.
#[derive(Default)]
struct Log(HashMap<usize, Vec<u64>>);

impl Log {
    fn note(&mut self, (sender, value): (usize, u64)) {
        let seen = self.0.entry(sender).or_default();
        assert!(seen.last().is_none_or(|&last| last < value), "sender {sender}: {value} after {:?}", seen.last());
        seen.push(value);
    }
}

fn all_of(logs: Vec<Log>) -> HashMap<usize, Vec<u64>> {
    let mut all: HashMap<usize, Vec<u64>> = HashMap::new();
    logs.into_iter().flat_map(|log| log.0).for_each(|(sender, seen)| all.entry(sender).or_default().extend(seen));
    all.values_mut().for_each(|seen| seen.sort_unstable());
    all
}

#[test]
fn nothing_is_lost_or_doubled_and_every_sender_keeps_its_order() {
    for kind in KINDS {
        for cap in [0, 1, 2, 7, 128] {
            let ch = kind(cap);
            let (senders, receivers) = (3, 3);
            let values = if cap == 0 { VALUES / 4 } else { VALUES };
            let logs = thread::scope(|s| {
                let sending: Vec<_> = (0..senders)
                    .map(|sender| {
                        let ch = &ch;
                        s.spawn(move || (0..values).for_each(|value| ch.send((sender, value))))
                    })
                    .collect();
                let receiving: Vec<_> = (0..receivers)
                    .map(|_| {
                        s.spawn(|| {
                            let mut log = Log::default();
                            ch.iter().for_each(|value| log.note(value));
                            log
                        })
                    })
                    .collect();
                sending.into_iter().for_each(|sender| sender.join().unwrap());
                ch.close();
                receiving.into_iter().map(|receiver| receiver.join().unwrap()).collect()
            });
            let all = all_of(logs);
            for sender in 0..senders {
                assert!(all[&sender].iter().copied().eq(0..values), "cap {cap}: sender {sender}");
            }
        }
    }
}

/// Go's `TestSelectStress`, with more ways: each party sends on or receives from whatever is possible.
#[test]
fn selects_in_all_directions_lose_nothing() {
    for kind in KINDS {
        let chans: Vec<_> = [0, 1, 4, 0].into_iter().map(kind).collect();
        let (sent, received) = (AtomicU64::new(0), AtomicU64::new(0));
        let each = VALUES / 2;
        thread::scope(|s| {
            for sender in 0..2 {
                let (chans, sent) = (&chans, &sent);
                s.spawn(move || {
                    for value in 0..each {
                        let mut slots: [_; 4] = std::array::from_fn(|_| Some((sender, value)));
                        let mut cases: Vec<_> =
                            chans.iter().zip(&mut slots).map(|(ch, slot)| Case::send(ch, slot)).collect();
                        let Fired::Sent(at) = select(&mut cases) else { panic!("all cases send") };
                        assert!(slots.iter().enumerate().all(|(i, slot)| slot.is_none() == (i == at)));
                        sent.fetch_add(value + 1, Ordering::Relaxed);
                    }
                });
            }
            for _ in 0..2 {
                let (chans, received) = (&chans, &received);
                s.spawn(move || {
                    for _ in 0..each {
                        let mut slots = [const { None }; 4];
                        let mut cases: Vec<_> =
                            chans.iter().zip(&mut slots).map(|(ch, slot)| Case::recv(ch, slot)).collect();
                        let Fired::Received(at) = select(&mut cases) else { panic!("all cases receive") };
                        assert!(slots.iter().enumerate().all(|(i, slot)| slot.is_some() == (i == at)));
                        let (_, value) = slots[at].expect("it was received");
                        received.fetch_add(value + 1, Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(sent.into_inner(), received.into_inner());
    }
}

/// Four parties, each ready to send and to receive on one channel: who meets whom is open, and nobody meets itself.
#[test]
fn selects_that_both_send_and_receive_meet_each_other() {
    let ch = Chan::make(0);
    let (sent, received) = (AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                for value in 0..VALUES / 4 {
                    let (mut out, mut into) = (Some(value), None);
                    // The last of them has nobody left to meet.
                    let deadline = Instant::now() + Duration::from_millis(100);
                    let mut cases = [Case::send(&ch, &mut out), Case::recv(&ch, &mut into)];
                    match select_or_closed(&mut cases, Some(deadline)) {
                        Some(Fired::Sent(0)) => sent.fetch_add(value, Ordering::Relaxed),
                        Some(Fired::Received(1)) => received.fetch_add(into.expect("received"), Ordering::Relaxed),
                        None => break,
                        other => panic!("{other:?}"),
                    };
                }
            });
        }
    });
    assert_eq!(sent.into_inner(), received.into_inner());
}

/// Deadlines that pass at the same time as values come: a value is at exactly one place afterwards.
#[test]
fn deadlines_lose_nothing() {
    for cap in [0, 1] {
        let ch = Chan::make(cap);
        let count = VALUES / 10;
        let (sent, received) = thread::scope(|s| {
            let sending = s.spawn(|| {
                let soon = |i| Instant::now() + Duration::from_micros(i % 50);
                let sum = (1..=count).filter(|&i| ch.send_until(i, soon(i)).is_ok()).sum::<u64>();
                ch.close();
                sum
            });
            let mut received = 0;
            loop {
                match ch.recv_until(Instant::now() + Duration::from_micros(received % 60)) {
                    Ok(value) => received += value,
                    Err(channels::RecvTimeoutError::Timeout) => {}
                    Err(channels::RecvTimeoutError::Closed) => break,
                }
            }
            (sending.join().unwrap(), received)
        });
        assert_eq!(sent, received, "cap {cap}");
    }
}

/// Close while everybody is busy: each send either arrived or came back.
#[test]
fn a_close_in_the_middle_loses_nothing() {
    for round in 0..200 {
        let ch = Chan::make([0, 1, 3][round % 3]);
        let (sent, received) = thread::scope(|s| {
            let sending: Vec<_> = (0..2)
                .map(|_| s.spawn(|| (1_u64..).take_while(|&value| ch.send_or_closed(value).is_ok()).sum::<u64>()))
                .collect();
            let receiving = s.spawn(|| ch.iter().sum::<u64>());
            let first = std::iter::repeat_with(|| ch.try_recv()).find_map(Result::ok); // they are busy
            ch.close();
            let sent = sending.into_iter().map(|sender| sender.join().unwrap()).sum::<u64>();
            (sent, first.expect("it was found") + receiving.join().unwrap())
        });
        assert_eq!(sent, received);
    }
}

#[test]
fn a_ticker_that_is_reset_from_elsewhere_goes_on() {
    let ticker = Ticker::new(Duration::from_secs(3600));
    thread::scope(|s| {
        let ticks = s.spawn(|| ticker.receiver().iter().take(3).count());
        // Whether it waits already or not, the new period counts.
        ticker.reset(Duration::from_millis(1));
        assert_eq!(ticks.join().unwrap(), 3);
    });
    ticker.stop();
}
