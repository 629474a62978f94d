//! Listens to `stop` while it waits for a job, and not while it waits for its tick.

use std::time::Instant;

use channels::{Receiver, Sender, select};

/// Works until there are no more jobs, or until it is told to stop.
pub fn worker(jobs: &Receiver<u32>, ticks: &Receiver<Instant>, stop: &Receiver<()>, results: &Sender<u32>) {
    loop {
        let job = select! {
            job = jobs.recv() => job,
            _ = stop.recv() => return,
        };
        let Some(job) = job else { return };
        ticks.recv();
        select! {
            results.send(job * job) => (),
            _ = stop.recv() => return,
        }
    }
}
