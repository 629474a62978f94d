//! Write a worker of a pool that keeps to a rate.
//!
//! It takes a job, waits for a tick, does the job (`job * job`) and sends the result, again and again. It ends when
//! `jobs` is closed and drained, or as soon as `stop` is closed, whatever it waits for then. Several workers share all
//! four channels.

use std::time::Instant;

use channels::{Receiver, Sender, select};

/// Works until there are no more jobs, or until it is told to stop.
pub fn worker(jobs: &Receiver<u32>, ticks: &Receiver<Instant>, stop: &Receiver<()>, results: &Sender<u32>) {
    // exercise: begin
    //~ let _ = (jobs, ticks, stop, results);
    //~ todo!("a job, a tick, a result; and always listen to stop")
    loop {
        let job = select! {
            job = jobs.recv() => job,
            _ = stop.recv() => return,
        };
        let Some(job) = job else { return };
        select! {
            _ = ticks.recv() => (),
            _ = stop.recv() => return,
        }
        select! {
            results.send(job * job) => (),
            _ = stop.recv() => return,
        }
    }
    // exercise: end
}
