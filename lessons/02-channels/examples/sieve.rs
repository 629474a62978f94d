//! The prime sieve of Go's first talks: a chain of goroutines, each of which lets pass what its prime does not divide.
//! `cargo run -p lesson-02 --example sieve`, or with a number behind it for so many primes.
//!
//! The same code runs on threads and on a stage, since every wait is a park. Here it runs on a stage: one thread, and a
//! puppet for each prime.

use std::rc::Rc;

use channels::{Chan, Receiver};
use ground::stage::Stage;

fn main() {
    let count = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(25);
    let primes = primes(count);
    println!("{primes:?}");
}

/// The first primes.
fn primes(count: usize) -> Vec<u32> {
    let stage = Rc::new(Stage::new());
    let found = Rc::new(std::cell::RefCell::new(Vec::new()));
    let (s, f) = (Rc::clone(&stage), Rc::clone(&found));
    stage.puppet("main", move || {
        let numbers = Chan::make(0);
        let all = numbers.sender();
        s.puppet("numbers", move || (2..1_000_000).for_each(|n| all.send(n)));
        let mut from = numbers.receiver();
        for _ in 0..count {
            let prime = from.recv().expect("nobody closes it");
            f.borrow_mut().push(prime);
            from = without_multiples(&s, from, prime);
        }
    });
    // When main has its primes, the others wait for ever for somebody who takes a number.
    stage.run().expect_err("the filters wait");
    found.take()
}

/// A channel of what comes from `from`, without the multiples of `prime`.
fn without_multiples(stage: &Stage, from: Receiver<u32>, prime: u32) -> Receiver<u32> {
    let passed = Chan::make(0);
    let to = passed.sender();
    stage.puppet(format!("filter {prime}"), move || {
        from.iter().filter(|n| n % prime != 0).for_each(|n| to.send(n));
    });
    passed.receiver()
}
