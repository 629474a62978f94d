//! `after` and `Ticker`, in virtual time: what Go's `time/tick_test.go` and `time/sleep_test.go` check, without a wait.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use channels::{Ticker, after, select};
use ground::park;
use ground::stage::{Stage, sleep};

const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// Runs `f` as a puppet, and returns what it noted: a word and the virtual time in milliseconds.
fn noted(f: impl FnOnce(&dyn Fn(&'static str)) + 'static) -> Vec<(&'static str, u128)> {
    let (stage, log) = (Stage::new(), Rc::new(RefCell::new(Vec::new())));
    let (start, seen) = (stage.now(), Rc::clone(&log));
    stage.puppet("main", move || {
        f(&|word| seen.borrow_mut().push((word, park::now().duration_since(start).as_millis())));
    });
    stage.run().expect("it ends");
    log.take()
}

#[test]
fn after_yields_one_value_at_its_time() {
    let log = noted(|note| {
        let (start, timer) = (park::now(), after(ms(10)));
        assert_eq!((timer.len(), timer.cap()), (0, 0), "as in Go since 1.23");
        assert_eq!(timer.recv().map(|when| when - start), Some(ms(10)));
        note("due");
        assert!(timer.try_recv().is_err());
        assert_eq!(timer.recv_until(park::now() + ms(50)), Err(channels::RecvTimeoutError::Timeout));
        note("no more");
    });
    assert_eq!(log, [("due", 10), ("no more", 60)]);
}

#[test]
fn the_earliest_of_several_is_first() {
    let log = noted(|note| {
        let (slow, fast) = (after(ms(30)), after(ms(20)));
        select! { _ = slow.recv() => note("slow"), _ = fast.recv() => note("fast") }
        select! { _ = slow.recv() => note("slow"), _ = fast.recv() => note("fast") }
    });
    assert_eq!(log, [("fast", 20), ("slow", 30)]);
}

#[test]
fn nothing_and_the_past_are_due_at_once() {
    let log = noted(|note| {
        let timer = after(Duration::ZERO);
        assert!(timer.try_recv().is_ok());
        note("at once");
    });
    assert_eq!(log, [("at once", 0)]);
}

#[test]
fn a_ticker_ticks_until_it_is_stopped() {
    let log = noted(|note| {
        let ticker = Ticker::new(ms(10));
        (0..3).for_each(|_| {
            ticker.receiver().recv();
            note("tick");
        });
        ticker.stop();
        let quiet = ticker.receiver().recv_until(park::now() + ms(100));
        assert!(quiet.is_err(), "and the channel is not closed");
        note("quiet");
    });
    assert_eq!(log, [("tick", 10), ("tick", 20), ("tick", 30), ("quiet", 130)]);
}

#[test]
fn who_reads_too_slowly_misses_ticks() {
    let log = noted(|note| {
        let ticker = Ticker::new(ms(10));
        sleep(ms(35));
        ticker.receiver().recv();
        note("one that waited");
        ticker.receiver().recv();
        note("the next");
    });
    assert_eq!(log, [("one that waited", 35), ("the next", 40)]);
}

/// Since Go 1.23: what was due before a Reset or a Stop is not seen after it.
#[test]
fn a_reset_forgets_the_old_tick() {
    let log = noted(|note| {
        let ticker = Ticker::new(ms(10));
        sleep(ms(15));
        ticker.reset(ms(50));
        ticker.receiver().recv();
        note("tick");
        sleep(ms(60));
        ticker.stop();
        assert!(ticker.receiver().try_recv().is_err());
    });
    assert_eq!(log, [("tick", 65)]);
}

#[test]
fn a_reset_reaches_who_waits_already() {
    let (stage, ticker) = (Stage::new(), Rc::new(Ticker::new(Duration::from_secs(3600))));
    let waits = Rc::clone(&ticker);
    stage.puppet("waits", move || _ = waits.receiver().recv());
    stage.puppet("resets", move || {
        sleep(ms(5));
        ticker.reset(ms(10));
    });
    stage.run().expect("both end");
    assert_eq!(stage.elapsed(), ms(15));
}

/// A loop that works until it is told to stop, with a tick in between: the shape of a thousand Go programs.
#[test]
fn a_ticker_in_a_select() {
    let log = noted(|note| {
        let (ticker, done) = (Ticker::new(ms(10)), after(ms(25)));
        loop {
            select! {
                _ = ticker.receiver().recv() => note("tick"),
                _ = done.recv() => break,
            }
        }
        note("done");
    });
    assert_eq!(log, [("tick", 10), ("tick", 20), ("done", 25)]);
}

#[test]
fn an_interval_must_be_positive() {
    assert_eq!(kit::panic_text(|| Ticker::new(Duration::ZERO)), "non-positive interval for NewTicker");
    let ticker = Ticker::new(ms(1));
    assert_eq!(kit::panic_text(|| ticker.reset(Duration::ZERO)), "non-positive interval for Ticker.Reset");
}
