//! Takes the end of the jobs for a job that is 0, again and again.

use std::time::Instant;

use channels::{Receiver, Sender, select};

/// Works until there are no more jobs, or until it is told to stop.
pub fn worker(jobs: &Receiver<u32>, ticks: &Receiver<Instant>, stop: &Receiver<()>, results: &Sender<u32>) {
    loop {
        let job = select! {
            job = jobs.recv() => job,
            _ = stop.recv() => return,
        };
        let job = job.unwrap_or_default();
        select! {
            _ = ticks.recv() => (),
            _ = stop.recv() => return,
        }
        select! {
            results.send(job * job) => (),
            _ = stop.recv() => return,
        }
    }
}
