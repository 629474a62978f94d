//! What an answer to exercise 2.5 must do.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use channels::{Chan, Ticker};
use ground::park;
use ground::stage::{Stage, sleep};

use super::answer::worker;

kit::tests![it_does_a_job_a_tick, it_ends_when_there_are_no_more_jobs, it_stops_while_it_waits_for_a_tick,];

const TICK: Duration = Duration::from_millis(10);

/// A pool of two workers for `jobs` jobs, told to stop at `stop`. The results with their virtual times in milliseconds.
fn pool(jobs: u32, stop: Option<Duration>) -> (Stage, Vec<(u32, u128)>) {
    let stage = Stage::new();
    let (todo, halt, results) = (Chan::make(jobs as usize), Chan::<()>::make(0), Chan::make(0));
    (1..=jobs).for_each(|job| todo.send(job));
    todo.close();
    let ticker: Rc<RefCell<Option<Ticker>>> = Rc::default();
    let start = stage.now();
    for name in ["worker 1", "worker 2"] {
        let (todo, halt, results, ticker) = (todo.receiver(), halt.receiver(), results.sender(), Rc::clone(&ticker));
        stage.puppet(name, move || {
            let ticks = ticker.borrow_mut().get_or_insert_with(|| Ticker::new(TICK)).receiver().clone();
            worker(&todo, &ticks, &halt, &results);
        });
    }
    let seen = Rc::new(RefCell::new(Vec::new()));
    let (s, from) = (Rc::clone(&seen), results.clone());
    stage.puppet("collects", move || {
        for result in &from {
            s.borrow_mut().push((result, park::now().duration_since(start).as_millis()));
            assert!(s.borrow().len() <= jobs as usize, "more results than jobs");
        }
    });
    if let Some(at) = stop {
        stage.puppet("stops", move || {
            sleep(at);
            halt.close();
        });
    }
    let end = stage.run().expect_err("the collector waits on");
    assert!(end.panicked.is_empty(), "{end}");
    let stuck = end.parked;
    assert_eq!(stuck.iter().map(|s| &*s.puppet).collect::<Vec<_>>(), ["collects"], "every worker has ended");
    let seen = seen.borrow().clone();
    (stage, seen)
}

fn it_does_a_job_a_tick() {
    let (_, results) = pool(4, None);
    assert_eq!(results.iter().map(|result| result.1).collect::<Vec<_>>(), [10, 20, 30, 40]);
    let mut values: Vec<_> = results.iter().map(|result| result.0).collect();
    values.sort_unstable();
    assert_eq!(values, [1, 4, 9, 16]);
}

fn it_ends_when_there_are_no_more_jobs() {
    let (stage, results) = pool(1, None);
    assert_eq!((results, stage.elapsed()), (vec![(1, 10)], TICK));
}

fn it_stops_while_it_waits_for_a_tick() {
    let (stage, results) = pool(4, Some(Duration::from_millis(25)));
    assert_eq!(results.len(), 2, "those of the ticks at 10 and 20 ms");
    assert_eq!(stage.elapsed(), Duration::from_millis(25), "at once, and not at the next tick");
}
