//! Whole programs of Go's `test/chan` (Go 1.27.3): pipelines that grow while they run, and selects that leave their
//! queues.

use std::cell::RefCell;
use std::rc::Rc;
use std::thread;

use channels::{Case, Chan, Fired, Receiver, Sender, select};
use ground::stage::Stage;

/// `test/chan/sieve1.go`: a filter for each prime, and a thread for each filter. One that nobody listens to any more
/// closes its own source: so all end, from the last to the first.
#[test]
fn a_sieve_of_filters_finds_the_primes() {
    fn numbers() -> Chan<u32> {
        let out = Chan::make(0);
        let to = out.sender();
        thread::spawn(move || {
            for n in (2..).take_while(|&n| to.send_or_closed(n).is_ok()) {
                std::hint::black_box(n);
            }
        });
        out
    }
    fn without_multiples(from: Chan<u32>, prime: u32) -> Chan<u32> {
        let out = Chan::make(0);
        let to = out.sender();
        thread::spawn(move || {
            let rest = from.iter().filter(|n| n % prime != 0);
            let all_sent = rest.map(|n| to.send_or_closed(n)).all(|sent| sent.is_ok());
            assert!(!all_sent, "it goes on until nobody listens");
            from.close();
        });
        out
    }
    let mut source = numbers();
    let mut primes = Vec::new();
    for _ in 0..25 {
        let prime = source.recv().expect("there are more");
        primes.push(prime);
        source = without_multiples(source, prime);
    }
    source.close();
    assert_eq!(
        primes,
        [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97]
    );
}

/// A power series (`test/chan/powser1.go`): its coefficients come one by one, each when it is asked for.
struct Series {
    ask: Sender<()>,
    next: Receiver<f64>,
}

impl Series {
    /// A series whose party runs `f` with what sends a coefficient: `false` when nobody wants another.
    fn new(f: impl FnOnce(&dyn Fn(f64) -> bool) + Send + 'static) -> Series {
        let (ask, next) = (Chan::make(0), Chan::make(0));
        let (asked, to) = (ask.receiver(), next.sender());
        thread::spawn(move || f(&|c| asked.recv().is_some() && to.send_or_closed(c).is_ok()));
        Series { ask: ask.sender(), next: next.receiver() }
    }

    fn get(&self) -> f64 {
        self.ask.send(());
        self.next.recv().expect("a series has no end")
    }

    fn first(self, n: usize) -> Vec<f64> {
        (0..n).map(|_| self.get()).collect()
    }

    /// 1 + x + x^2 + ...
    fn ones() -> Series {
        Series::new(|put| while put(1.0) {})
    }

    fn plus(self, other: Series) -> Series {
        Series::new(move |put| while put(self.get() + other.get()) {})
    }

    fn derivative(self) -> Series {
        Series::new(move |put| {
            self.get();
            let _ = (1..).map(f64::from).all(|n| put(n * self.get()));
        })
    }

    fn integral(self, constant: f64) -> Series {
        Series::new(move |put| {
            let _ = put(constant) && (1..).map(f64::from).all(|n| put(self.get() / n));
        })
    }

    /// By the product's own definition, over all that came before.
    fn times(self, other: Series) -> Series {
        Series::new(move |put| {
            let (mut a, mut b) = (Vec::new(), Vec::new());
            loop {
                a.push(self.get());
                b.push(other.get());
                if !put(a.iter().zip(b.iter().rev()).map(|(a, b)| a * b).sum()) {
                    return;
                }
            }
        })
    }
}

impl Drop for Series {
    fn drop(&mut self) {
        self.ask.close(); // and those that it asks hear of it when its party ends
    }
}

#[test]
fn power_series_are_pipelines() {
    assert_eq!(Series::ones().plus(Series::ones()).first(5), [2.0; 5]);
    assert_eq!(Series::ones().times(Series::ones()).first(6), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(Series::ones().derivative().first(4), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(Series::ones().integral(7.0).derivative().first(4), [1.0; 4]);
    let cube = Series::ones().times(Series::ones()).times(Series::ones());
    assert_eq!(cube.first(6), [1.0, 3.0, 6.0, 10.0, 15.0, 21.0]);
}

/// `TestMultiConsumer`: many work on what one sends, and hand it on.
#[test]
fn many_consumers_share_the_work() {
    const N: u64 = 5_000;
    let (work, results) = (Chan::make(8), Chan::make(6));
    let (sum, workers) = thread::scope(|s| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                s.spawn(|| {
                    let mine = work.iter().inspect(|&v| results.send(v)).count();
                    results.send(0); // it is done
                    mine
                })
            })
            .collect();
        s.spawn(|| {
            (1..=N).for_each(|v| work.send(v));
            work.close();
        });
        let mut done = 0;
        let values = results.iter().take_while(|&v| {
            done += usize::from(v == 0);
            done < 4
        });
        (values.sum::<u64>(), workers.into_iter().map(|w| w.join().expect("it ends")).sum::<usize>())
    });
    assert_eq!((sum, workers as u64), (N * (N + 1) / 2, N));
}

/// `test/chan/doubleselect.go`: one select is one send, whichever of its channels is ready at the same time.
#[test]
fn a_select_sends_to_one_channel_alone() {
    const N: usize = 3_000;
    let chans: [Chan<usize>; 4] = std::array::from_fn(|_| Chan::make(0));
    let seen = thread::scope(|s| {
        let receivers: Vec<_> = chans.iter().map(|ch| s.spawn(|| ch.iter().collect::<Vec<_>>())).collect();
        for i in 0..N {
            select! {
                chans[0].send(i) => (),
                chans[1].send(i) => (),
                chans[2].send(i) => (),
                chans[3].send(i) => (),
            }
        }
        chans.iter().for_each(Chan::close);
        receivers.into_iter().map(|r| r.join().expect("it ends")).collect::<Vec<_>>()
    });
    assert!(seen.iter().all(|values| values.is_sorted()), "each receiver sees them in order");
    let mut all = seen.concat();
    all.sort_unstable();
    assert!(all.into_iter().eq(0..N), "each value arrived once");
}

/// `test/chan/select6.go`: a select that ended by another case was in the middle of a queue; who was before and after
/// it is served, in order.
#[test]
fn a_select_leaves_from_the_middle_of_a_queue() {
    let (stage, order) = (Stage::new(), Rc::new(RefCell::new(Vec::new())));
    let (ch, other) = (Chan::make_locked(0), Chan::make_locked(0));
    for name in ["first", "selects", "last"] {
        let (ch, other, order) = (ch.clone(), other.clone(), Rc::clone(&order));
        stage.puppet(name, move || {
            let got = match name {
                "selects" => select! { v = ch.recv() => v, v = other.recv() => v },
                _ => ch.recv(),
            };
            order.borrow_mut().push((name, got));
        });
    }
    kit::quietly(|| stage.run()).expect_err("all wait");
    let queue = || ch.inspect().expect("it is locked").recvq.iter().map(|sudog| sudog.who).collect::<Vec<_>>();
    assert_eq!(queue(), [0, 1, 2]);
    other.try_send(1).expect("the one that selects waits there, too");
    stage.run().expect_err("two still wait");
    assert_eq!(queue(), [0, 2]);
    (2..4).for_each(|v| ch.try_send(v).expect("one still waits"));
    stage.run().expect("all are served");
    assert_eq!(order.take(), [("selects", Some(1)), ("first", Some(2)), ("last", Some(3))]);
}

/// `test/chan/select2.go`: Go measures memory; here the queue is looked at, which is where it would grow.
#[test]
fn a_case_that_never_happens_leaves_nothing_behind() {
    let (stage, busy, idle) = (Stage::new(), Chan::make_locked(0), Chan::<u32>::make_locked(0));
    let (b, i) = (busy.clone(), idle.clone());
    stage.puppet("selects", move || {
        for round in 0..10_000 {
            assert_eq!(select! { v = b.recv() => v, _ = i.recv() => None }, Some(round));
        }
    });
    let i = idle.clone();
    stage.puppet("sends", move || {
        for round in 0..10_000 {
            busy.send(round);
            assert!(i.inspect().expect("it is locked").recvq.len() <= 1, "round {round}");
        }
    });
    stage.run().expect("both end");
    assert_eq!(idle.inspect().expect("it is locked").recvq.len(), 0);
}

/// `test/chan/select7.go`: a received value that nobody looks at is received all the same.
#[test]
fn a_value_that_is_received_and_not_looked_at_is_gone() {
    for cap in [0, 1] {
        let ch = Chan::make(cap);
        thread::scope(|s| {
            s.spawn(|| (1..=4).for_each(|v| ch.send(v)));
            let _ = ch.recv();
            select! { _ = ch.recv() => () }
            let mut slot = None;
            assert_eq!(select(&mut [Case::recv(&ch, &mut slot)]), Fired::Received(0));
            assert_eq!((slot, ch.recv()), (Some(3), Some(4)));
        });
    }
}
