//! What Go's own tests check of channels (Go 1.27.3, `runtime/chan_test.go` and `test/chan`), and what is Rust's own.
//! Every operation in every state is in `table.rs`.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use channels::{Chan, RecvTimeoutError, SendTimeoutError, TryRecvError, TrySendError};
use ground::stage::{Stage, sleep};

/// `TestChan`: values come out in the order in which they went in.
#[test]
fn a_channel_is_first_in_first_out() {
    for cap in [0, 1, 7, 100] {
        let ch = Chan::make(cap);
        thread::scope(|s| {
            s.spawn(|| {
                (0..100).for_each(|i| ch.send(i));
                ch.close();
            });
            assert!(ch.iter().eq(0..100), "cap {cap}");
        });
    }
}

/// Puppets that wait at the channel in this order, and what they noted at the end.
fn in_order(
    names: [&'static str; 3],
    wait: impl Fn(&str) + Clone + 'static,
    serve: impl FnOnce(),
) -> Vec<&'static str> {
    let (stage, done) = (Stage::new(), Rc::new(RefCell::new(Vec::new())));
    for name in names {
        let (done, wait) = (Rc::clone(&done), wait.clone());
        stage.puppet(name, move || {
            wait(name);
            done.borrow_mut().push(name);
        });
    }
    stage.run().expect_err("all wait");
    serve();
    stage.run().expect("all are served");
    done.take()
}

#[test]
fn receivers_are_served_in_the_order_in_which_they_came() {
    let ch = Chan::make(0);
    let wait = ch.clone();
    let order = in_order(
        ["first", "second", "third"],
        move |name| assert_eq!(wait.recv().as_deref(), Some(name)),
        || ["first", "second", "third"].into_iter().for_each(|name| ch.try_send(name.to_owned()).expect("one waits")),
    );
    assert_eq!(order, ["first", "second", "third"]);
}

#[test]
fn senders_are_served_in_the_order_in_which_they_came_and_after_the_buffer() {
    let ch = Chan::make(2);
    ch.send("zero".to_owned());
    ch.send("one".to_owned());
    let wait = ch.clone();
    let received = RefCell::new(Vec::new());
    in_order(
        ["two", "three", "four"],
        move |name| wait.send(name.to_owned()),
        || received.borrow_mut().extend(std::iter::repeat_with(|| ch.try_recv()).map_while(Result::ok)),
    );
    assert_eq!(received.take(), ["zero", "one", "two", "three", "four"]);
}

/// `test/chancap.go`.
#[test]
fn len_and_cap_count_values_and_room() {
    let ch = Chan::make(10);
    assert_eq!((ch.len(), ch.cap()), (0, 10));
    (0..5).for_each(|i| ch.send(i));
    assert_eq!((ch.len(), ch.cap(), ch.sender().len(), ch.receiver().cap()), (5, 10, 5, 10));
    assert_eq!((Chan::<u8>::nil().len(), Chan::<u8>::nil().cap()), (0, 0));
}

/// `test/chancap.go`: `makechan: size out of range`.
#[test]
fn a_buffer_that_no_memory_could_hold_panics() {
    for cap in [usize::MAX, isize::MAX as usize, 1 << (usize::BITS - 6)] {
        assert_eq!(kit::panic_text(|| Chan::<u64>::make(cap)), "makechan: size out of range");
    }
}

/// `test/chan/zerosize.go`: values without a size need no memory, and are counted all the same.
#[test]
fn values_without_a_size_are_counted() {
    let ch = Chan::make(1 << 40);
    assert_eq!(ch.cap(), 1 << 40);
    (0..1000).for_each(|_| ch.send(()));
    assert_eq!((ch.len(), ch.iter().take(1000).count(), ch.len()), (1000, 1000, 0));
    let full = Chan::make(2);
    assert_eq!(
        [full.try_send(()), full.try_send(()), full.try_send(())],
        [Ok(()), Ok(()), Err(TrySendError::Full(()))]
    );
}

#[test]
fn a_value_that_was_not_sent_comes_back() {
    let ch = Chan::make(1);
    ch.send(Box::new(1));
    assert_eq!(ch.try_send(Box::new(2)), Err(TrySendError::Full(Box::new(2))));
    assert_eq!(ch.send_until(Box::new(3), Instant::now()), Err(SendTimeoutError::Timeout(Box::new(3))));
    ch.close();
    assert_eq!(ch.send_or_closed(Box::new(4)).map_err(|error| error.0), Err(Box::new(4)));
    assert_eq!(ch.send_until(Box::new(5), Instant::now()), Err(SendTimeoutError::Closed(Box::new(5))));
    assert_eq!((ch.try_recv(), ch.try_recv()), (Ok(Box::new(1)), Err(TryRecvError::Closed)));
    assert_eq!(ch.recv_until(Instant::now()), Err(RecvTimeoutError::Closed));
}

/// Counts how often it is dropped.
struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Also: a value may borrow, need not be `Clone`, and a channel of it need not be `'static`.
#[test]
fn every_value_is_dropped_once() {
    for (cap, taken) in [(0, 3), (5, 3), (5, 0), (5, 5)] {
        let drops = AtomicUsize::new(0);
        let ch = Chan::make(cap);
        thread::scope(|s| {
            s.spawn(|| {
                for _ in 0..5 {
                    if ch.send_or_closed(Counted(&drops)).is_err() {
                        break;
                    }
                }
            });
            ch.iter().take(taken).for_each(drop);
            if cap == 0 {
                ch.close(); // a sender may wait: its value comes back to it, and is dropped there
            }
        });
        assert!(drops.load(Ordering::Relaxed) >= taken);
        let sent = drops.load(Ordering::Relaxed) + ch.len();
        drop(ch);
        assert_eq!(drops.load(Ordering::Relaxed), sent, "what was left in the buffer goes with the channel");
    }
}

#[test]
fn a_channel_lives_as_long_as_its_last_handle() {
    let value = Arc::new(());
    let ch = Chan::make(1);
    let (tx, rx) = (ch.sender(), ch.receiver());
    drop(ch);
    tx.send(Arc::clone(&value));
    drop(tx);
    assert_eq!((Arc::strong_count(&value), rx.recv().is_some()), (2, true), "dropping a sender closes nothing");
    drop(rx);
    assert_eq!(Arc::strong_count(&value), 1);
}

/// `TestNonblockRecvRace`: a close that happened before is seen by a receive that does not wait.
#[test]
fn a_receive_that_does_not_wait_sees_a_close() {
    for _ in 0..1000 {
        let ch = Chan::make(1);
        ch.send(1);
        thread::scope(|s| {
            s.spawn(|| assert_ne!(ch.try_recv(), Err(TryRecvError::Empty)));
            ch.close();
            let _ = ch.try_recv();
        });
    }
}

/// `test/chanlinear.go`: ten thousand waiters are served in time that grows as their number does.
#[test]
fn a_close_wakes_ten_thousand() {
    let (stage, ch) = (Stage::new(), Chan::<u32>::make(0));
    let woken = Rc::new(RefCell::new(0));
    for i in 0..10_000 {
        let (ch, woken) = (ch.clone(), Rc::clone(&woken));
        stage.puppet(format!("p{i}"), move || {
            assert_eq!(ch.recv(), None);
            *woken.borrow_mut() += 1;
        });
    }
    stage.run().expect_err("all wait");
    ch.close();
    stage.run().expect("all are woken");
    assert_eq!(woken.take(), 10_000);
}

#[test]
fn a_wait_with_a_deadline_ends_at_it_or_by_a_partner() {
    let stage = Stage::new();
    let ch = Chan::make(0);
    let (early, late) = (ch.clone(), ch.clone());
    stage.puppet("waits a second", move || {
        let deadline = ground::park::now() + Duration::from_secs(1);
        assert_eq!(early.recv_until(deadline), Err(RecvTimeoutError::Timeout));
        assert_eq!(early.recv_until(ground::park::now() + Duration::from_secs(10)), Ok("at five"));
    });
    stage.puppet("sends at five", move || {
        sleep(Duration::from_secs(5));
        assert_eq!(late.send_until("at five", ground::park::now()), Ok(()), "a receiver waits, so it need not");
    });
    stage.run().expect("both end");
    assert_eq!(stage.elapsed(), Duration::from_secs(5));
}

/// Go's report names what each goroutine waits for; so does a stage's.
#[test]
fn a_deadlock_says_who_waits_for_what() {
    let stage = Stage::new();
    let (idle, full) = (Chan::<u32>::make(0), Chan::make(1));
    full.send(0);
    let (i, f) = (idle.clone(), full.clone());
    stage.puppet("a", move || _ = i.recv());
    stage.puppet("b", move || f.send(1));
    stage.puppet("c", || Chan::<u32>::nil().send(1));
    stage.puppet("d", || _ = Chan::<u32>::nil().recv());
    let (i, f) = (idle.clone(), full.clone());
    stage.puppet("e", move || {
        channels::select! { _ = i.recv() => (), f.send(2) => () }
    });
    stage.puppet("f", || channels::select! {});
    let said = stage.run().expect_err("all wait").to_string();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "all goroutines are asleep - deadlock!",
            "puppet a [chan receive since 0s]",
            "puppet b [chan send since 0s]",
            "puppet c [chan send (nil chan) since 0s]",
            "puppet d [chan receive (nil chan) since 0s]",
            "puppet e [select since 0s]",
            "puppet f [select (no cases) since 0s]",
        ]
    );
}

/// A stage that is dropped unwinds those who wait: they leave their queues, and nobody finds what is gone.
#[test]
fn who_waits_when_its_stage_goes_leaves_the_queues() {
    let ch = Chan::make(0);
    let (tx, rx) = (ch.clone(), ch.clone());
    let stage = Stage::new();
    stage.puppet("sends", move || tx.send(1));
    stage.run().expect_err("it waits");
    assert_eq!(rx.waiting(), (1, 0));
    drop(stage);
    assert_eq!((rx.waiting(), rx.try_recv()), ((0, 0), Err(TryRecvError::Empty)));
}
