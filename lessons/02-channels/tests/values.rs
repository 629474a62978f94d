//! Where a value is: it was received, it came back, or it is in the buffer. Never nowhere, and never twice.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use channels::{Case, Chan, Fired, RecvTimeoutError, SendTimeoutError, TrySendError, select, select_or_closed};
use ground::park;
use ground::stage::Stage;

/// Values with a number each, and how often each was dropped.
struct Values(Vec<AtomicUsize>);

/// One of them.
struct Value<'a> {
    number: usize,
    of: &'a Values,
}

impl Values {
    fn new(n: usize) -> Values {
        Values((0..n).map(|_| AtomicUsize::new(0)).collect())
    }

    fn make(&self, number: usize) -> Value<'_> {
        Value { number, of: self }
    }

    fn drops(&self) -> Vec<usize> {
        self.0.iter().map(|drops| drops.load(Relaxed)).collect()
    }
}

impl Drop for Value<'_> {
    fn drop(&mut self) {
        self.of.0[self.number].fetch_add(1, Relaxed);
    }
}

/// Both kinds of channel: with the fast way, and with the lock alone.
const LOCKED: [bool; 2] = [false, true];

fn make<T>(locked: bool, cap: usize) -> Chan<T> {
    if locked { Chan::make_locked(cap) } else { Chan::make(cap) }
}

/// Borrowed values, on threads that end before what they borrow; the channel closes while all are busy.
#[test]
fn each_value_is_dropped_once_whatever_becomes_of_it() {
    const EACH: usize = 300;
    for round in 0..12 {
        for locked in LOCKED {
            let (values, ends) = (Values::new(2 * EACH), AtomicUsize::new(0));
            let ch = make(locked, [0, 1, 3, 700][round % 4]);
            thread::scope(|s| {
                for first in [0, EACH] {
                    let (ch, values, ends) = (&ch, &values, &ends);
                    s.spawn(move || {
                        for number in first..first + EACH {
                            match ch.send_or_closed(values.make(number)) {
                                Ok(()) => {}
                                Err(back) => assert_eq!(back.0.number, number, "its own value comes back"),
                            }
                        }
                        ends.fetch_add(1, Relaxed);
                    });
                }
                let received = ch.iter().take(50 + round).count();
                assert_eq!(received, 50 + round);
                ch.close();
            });
            assert_eq!(ends.into_inner(), 2);
            let (gone, left) = (values.drops().iter().sum::<usize>(), ch.len());
            assert_eq!(gone + left, 2 * EACH, "what was not dropped is in the buffer");
            drop(ch);
            assert_eq!(values.drops(), [1; 2 * EACH]);
        }
    }
}

#[test]
fn the_value_that_comes_back_is_the_one_that_was_sent() {
    for locked in LOCKED {
        let values = Values::new(6);
        let ch = make(locked, 1);
        ch.send(values.make(0));
        assert!(matches!(ch.try_send(values.make(1)), Err(TrySendError::Full(back)) if back.number == 1));
        let late = ch.send_until(values.make(2), Instant::now());
        assert!(matches!(&late, Err(SendTimeoutError::Timeout(back)) if back.number == 2));
        assert_eq!(values.drops(), [0, 1, 0, 0, 0, 0], "what came back is its owner's to drop");
        ch.close();
        assert!(matches!(ch.try_send(values.make(3)), Err(TrySendError::Closed(back)) if back.number == 3));
        assert_eq!(kit::panic_text(|| ch.send(values.make(4))), "send on closed channel");
        assert_eq!(values.drops()[4], 1, "a panic drops the value");
        let mut slot = Some(values.make(5));
        assert_eq!(select_or_closed(&mut [Case::send(&ch, &mut slot)], None), Some(Fired::Closed(0)));
        assert_eq!(slot.map(|value| value.number), Some(5));
    }
}

#[test]
fn a_select_moves_one_value_and_leaves_the_others_in_their_slots() {
    for locked in LOCKED {
        let values = Values::new(400);
        {
            let chans = [make(locked, 400), make(locked, 400)];
            for number in 0..200 {
                let mut slots = [Some(values.make(2 * number)), Some(values.make(2 * number + 1))];
                let [a, b] = &mut slots;
                let Fired::Sent(at) = select(&mut [Case::send(&chans[0], a), Case::send(&chans[1], b)]) else {
                    panic!("both have room")
                };
                assert_eq!((slots[at].is_none(), slots[1 - at].is_some()), (true, true));
            }
            assert_eq!(chans[0].len() + chans[1].len(), 200);
            assert_eq!(values.drops().iter().sum::<usize>(), 200, "those that stayed in their slots");
        }
        assert_eq!(values.drops(), [1; 400]);
    }
}

/// The slots of a list of cases are still borrowed between two selects: what is in one gives way to the next value.
#[test]
fn a_list_of_cases_may_be_used_again() {
    for locked in LOCKED {
        for cap in [0, 3] {
            let values = Values::new(3);
            let ch = make(locked, cap);
            let mut slot = None;
            thread::scope(|s| {
                s.spawn(|| {
                    (0..3).for_each(|number| ch.send(values.make(number)));
                    ch.close();
                });
                let mut cases = [Case::recv(&ch, &mut slot)];
                (0..3).for_each(|_| assert_eq!(select(&mut cases), Fired::Received(0)));
                assert_eq!(values.drops(), [1, 1, 0], "cap {cap}: each gave way to the next");
                assert_eq!(select(&mut cases), Fired::Closed(0));
            });
            assert!(slot.is_none(), "cap {cap}: a closed channel leaves the slot empty");
            assert_eq!(values.drops(), [1; 3]);
        }
    }
}

/// A value whose destructor looks at the channel that it went through: nobody drops a value while holding the lock.
#[test]
fn a_destructor_may_use_the_channel() {
    struct Looks(Chan<Looks>);
    impl Drop for Looks {
        fn drop(&mut self) {
            let _ = (self.0.len(), self.0.try_recv().is_ok());
        }
    }
    for locked in LOCKED {
        let ch: Chan<Looks> = make(locked, 2);
        ch.send(Looks(ch.clone()));
        ch.send(Looks(ch.clone()));
        drop(ch.recv()); // its destructor receives the other, and drops it
        assert_eq!(ch.len(), 0);
        ch.close();
        assert!(ch.send_or_closed(Looks(ch.clone())).is_err());
        assert!(ch.try_send(Looks(ch.clone())).is_err());
        let mut slot = Some(Looks(ch.clone()));
        {
            let _emptied = Case::recv(&ch, &mut slot);
        }
        assert!(slot.is_none());
    }
}

#[test]
fn a_stage_that_goes_drops_what_its_puppets_were_sending() {
    let value = Arc::new(());
    let (open, full) = (Chan::make(0), Chan::make(1));
    full.send(Arc::clone(&value));
    {
        let stage = Stage::new();
        let (o, f) = (open.clone(), full.clone());
        let values = [(); 3].map(|()| Arc::clone(&value));
        stage.puppet("sends", move || {
            let [a, b, c] = values;
            let (mut a, mut b) = (Some(a), Some(b));
            let _c = c;
            select(&mut [Case::send(&o, &mut a), Case::send(&f, &mut b)]);
        });
        stage.run().expect_err("nobody receives");
        assert_eq!(Arc::strong_count(&value), 5);
    }
    assert_eq!(Arc::strong_count(&value), 2, "ours, and the one in the buffer");
    assert_eq!((open.try_recv().is_err(), full.try_recv().is_ok()), (true, true));
}

#[test]
fn a_value_whose_time_ran_out_is_nowhere_else() {
    let (stage, value) = (Stage::new(), Arc::new(()));
    let (ch, sent) = (Chan::make(0), Arc::clone(&value));
    let c = ch.clone();
    stage.puppet("sends for a second", move || {
        let error = c.send_until(sent, park::now() + Duration::from_secs(1)).expect_err("nobody receives");
        assert!(matches!(error, SendTimeoutError::Timeout(back) if Arc::strong_count(&back) == 2));
        let late = c.recv_until(park::now() + Duration::from_secs(1));
        assert_eq!(late, Err(RecvTimeoutError::Timeout), "and it does not come late");
    });
    stage.run().expect("it ends");
    assert_eq!((Arc::strong_count(&value), stage.elapsed()), (1, Duration::from_secs(2)));
}

thread_local! {
    static NOTHINGS: Cell<usize> = const { Cell::new(0) };
}

/// A value without a size, and with a destructor.
struct Nothing;

impl Drop for Nothing {
    fn drop(&mut self) {
        NOTHINGS.set(NOTHINGS.get() + 1);
    }
}

#[test]
fn values_without_a_size_are_dropped_once_each() {
    for locked in LOCKED {
        NOTHINGS.set(0);
        let ch = make(locked, 3);
        // More than once round the ring.
        for _ in 0..4 {
            (0..3).for_each(|_| ch.send(Nothing));
            assert!(matches!(ch.try_send(Nothing), Err(TrySendError::Full(Nothing))));
            (0..2).for_each(|_| drop(ch.recv()));
            assert_eq!(ch.len(), 1);
            drop(ch.recv());
        }
        assert_eq!(NOTHINGS.get(), 16);
        ch.send(Nothing);
        drop(ch);
        assert_eq!(NOTHINGS.get(), 17);
    }
}

/// Large, and aligned to more than a word: through the buffer, and from stack to stack.
#[test]
fn a_large_value_arrives_whole() {
    #[repr(align(64))]
    #[derive(Clone, Copy, PartialEq, Debug)]
    struct Large([u64; 40]);
    for cap in [0, 2] {
        let ch = Chan::make(cap);
        thread::scope(|s| {
            s.spawn(|| (0..200).for_each(|i| ch.send(Large([i; 40]))));
            for i in 0..200 {
                let value = ch.recv().expect("it is open");
                assert_eq!((value, (&raw const value).addr() % 64), (Large([i; 40]), 0));
            }
        });
    }
}

/// Who can be sent can be sent through a channel, which all may share: a `Cell` is `Send` and not `Sync`.
#[test]
fn a_value_need_only_be_send() {
    fn shared<T: Send + Sync>(_: &T) {}
    let ch = Chan::make(1);
    shared(&ch);
    thread::scope(|s| {
        s.spawn(|| ch.send(Cell::new(3)));
        assert_eq!(ch.recv().map(Cell::into_inner), Some(3));
    });
}
