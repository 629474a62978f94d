//! Threads that park and ready.

use std::hint::black_box;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Release};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use criterion::Criterion;
use ground::park::{self, Backend, Waiter, Wake, with_backend};

use crate::group;

/// A ready to oneself and the park that takes its token.
pub(crate) fn park_after_ready(criterion: &mut Criterion) {
    let mut group = group(criterion, "park-after-ready", 1);
    let me = park::current();
    group.bench_function("ground", |b| {
        b.iter(|| {
            me.ready();
            park::park();
        })
    });
    let me = thread::current();
    group.bench_function("std", |b| {
        b.iter(|| {
            me.unpark();
            thread::park();
        })
    });
    group.finish();
}

/// A ready to a party that runs and has its token already.
pub(crate) fn ready_running(criterion: &mut Criterion) {
    let mut group = group(criterion, "ready-running", 1);
    let me = park::current();
    group.bench_function("ground", |b| b.iter(|| black_box(&me).ready()));
    me.ready(); // a filter may have left the workload out
    park::park(); // its token shall not reach the next one
    let me = thread::current();
    group.bench_function("std", |b| b.iter(|| black_box(&me).unpark()));
    me.unpark();
    thread::park();
    group.finish();
}

/// Asking who runs, and dropping the answer.
pub(crate) fn current(criterion: &mut Criterion) {
    let mut group = group(criterion, "current", 1);
    group.bench_function("ground", |b| b.iter(park::current));
    group.bench_function("std", |b| b.iter(thread::current));
    group.finish();
}

/// Two threads that wake each other by turns. It is spread over what cores the system gives them.
pub(crate) fn pingpong(criterion: &mut Criterion) {
    let mut group = group(criterion, "pingpong-threads", 1);
    group.bench_function("ground", |b| b.iter_custom(|n| round_trips(n, park::current, Waiter::ready, park::park)));
    group.bench_function("std", |b| b.iter_custom(|n| round_trips(n, thread::current, Thread::unpark, thread::park)));
    group.bench_function("ground, no spin", |b| {
        b.iter_custom(|n| round_trips(n, at_once::current, Waiter::ready, at_once::park))
    });
    group.finish();
}

/// How long `n` round trips take. The turn is a number: odd is the partner's.
fn round_trips<W: Send + Sync>(n: u64, current: fn() -> W, ready: fn(&W), park: fn()) -> Duration {
    let turn = AtomicU64::new(0);
    // Acquire and Release: partners of each other; who has the turn sees what the other did.
    let wait_for = |number: u64| {
        while turn.load(Acquire) != number {
            park();
        }
    };
    let (me, (tell, partner)) = (current(), std::sync::mpsc::channel());
    thread::scope(|scope| {
        scope.spawn(|| {
            tell.send(current()).expect("the other side waits for it");
            for round in 0..n {
                wait_for(2 * round + 1);
                turn.store(2 * round + 2, Release);
                ready(&me);
            }
        });
        let partner = partner.recv().expect("the partner sends itself first");
        let start = Instant::now();
        for round in 0..n {
            turn.store(2 * round + 1, Release);
            ready(&partner);
            wait_for(2 * round + 2);
        }
        start.elapsed()
    })
}

/// The same seam over std's `park`, which asks the kernel at once: what the spin gains is the difference.
mod at_once {
    use super::*;

    struct Sleeper;

    struct Awakener(Thread);

    impl Wake for Awakener {
        fn wake(&self) {
            self.0.unpark();
        }
    }

    impl Backend for Sleeper {
        fn current(&self) -> Waiter {
            Waiter::new(Arc::new(Awakener(thread::current())))
        }

        fn park(&self) {
            thread::park();
        }

        fn park_until(&self, deadline: Instant) -> bool {
            thread::park_timeout(deadline.saturating_duration_since(Instant::now()));
            Instant::now() < deadline
        }

        fn now(&self) -> Instant {
            Instant::now()
        }
    }

    thread_local! {
        static SLEEPER: Rc<Sleeper> = Rc::new(Sleeper);
    }

    pub(super) fn current() -> Waiter {
        with_backend(SLEEPER.with(Rc::clone), park::current)
    }

    pub(super) fn park() {
        with_backend(SLEEPER.with(Rc::clone), park::park);
    }
}
