//! A pool of workers on threads, with results in the order in which they are done, and a limit on how often one begins.
//! `cargo run -p lesson-02 --example pool`

use std::thread;
use std::time::{Duration, Instant};

use channels::{Chan, Ticker};

const WORKERS: usize = 4;
const JOBS: u64 = 12;

fn main() {
    let (jobs, results) = (Chan::make(2), Chan::make(WORKERS));
    let rate = Ticker::new(Duration::from_millis(5));
    let start = Instant::now();
    thread::scope(|s| {
        for worker in 0..WORKERS {
            let (jobs, results, rate) = (&jobs, &results, &rate);
            s.spawn(move || {
                for job in jobs {
                    rate.receiver().recv(); // one begins at each tick, whoever it is
                    results.send((worker, job, primes_below(job * 10_000)));
                }
            });
        }
        s.spawn(|| {
            (1..=JOBS).for_each(|job| jobs.send(job));
            jobs.close(); // every worker's loop ends when the jobs are drained
        });
        for (worker, job, primes) in results.iter().take(JOBS as usize) {
            println!("worker {worker}: {primes} primes below {}", job * 10_000);
        }
    });
    println!("{JOBS} jobs in {:?}", start.elapsed());
}

fn primes_below(n: u64) -> usize {
    (2..n).filter(|&n| (2..).take_while(|d| d * d <= n).all(|d| n % d != 0)).count()
}
