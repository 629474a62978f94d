//! Puppets: a step there and back, and one made, run and ended.

use std::time::Instant;

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, Yielder};
use criterion::Criterion;
use ground::stage::{self, Stage};

use crate::group;

/// How many puppets one stage makes.
const PUPPETS: usize = 1000;

/// A step of a puppet to its next point.
pub(crate) fn switch(criterion: &mut Criterion) {
    let mut group = group(criterion, "puppet-switch", 1);
    group.bench_function("ground", |b| {
        b.iter_custom(|n| {
            let stage = Stage::new();
            stage.puppet("a", move || (0..n).for_each(|_| stage::point()));
            let start = Instant::now();
            for _ in 0..n {
                stage.step("a");
            }
            start.elapsed()
        })
    });
    group.bench_function("corosensei", |b| {
        b.iter_custom(|n| {
            let mut coroutine = Coroutine::new(move |yielder: &Yielder<(), ()>, ()| {
                (0..n).for_each(|_| yielder.suspend(()));
            });
            let start = Instant::now();
            for _ in 0..n {
                coroutine.resume(());
            }
            let took = start.elapsed();
            coroutine.resume(());
            took
        })
    });
    group.finish();
}

/// A thousand, one after the other, on stacks that are used again.
pub(crate) fn make(criterion: &mut Criterion) {
    let names: Vec<String> = (0..PUPPETS).map(|i| format!("p{i}")).collect();
    let mut group = group(criterion, "puppet-make", PUPPETS);
    group.bench_function("ground", |b| {
        b.iter(|| {
            let stage = Stage::new();
            for name in &names {
                stage.puppet(name, || ());
            }
            stage.run()
        })
    });
    group.bench_function("corosensei", |b| {
        let mut kept = Some(DefaultStack::default());
        b.iter(|| {
            for _ in 0..PUPPETS {
                let stack = kept.take().expect("each coroutine gives it back");
                let mut coroutine = Coroutine::with_stack(stack, |_: &Yielder<(), ()>, ()| ());
                coroutine.resume(());
                kept = Some(coroutine.into_stack());
            }
        })
    });
    group.finish();
}
