//! Many threads, and what must hold whatever they do. `shared/tools/tsan.sh` runs the same under ThreadSanitizer.

use std::cell::UnsafeCell;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

use waitgroup::{Group, Layout, go1_17, go1_18, go1_21, go1_25};

/// Fewer without optimisation, and under a sanitizer, which is an order of magnitude slower.
const ROUNDS: u32 = if cfg!(debug_assertions) { 300 } else { 2000 };

/// Behind four bytes, so that it lies at 4 modulo 8 if its alignment lets it.
#[repr(C, align(8))]
struct Behind<L>(u32, Group<L>);

/// Plain cells, one a worker: only what Done and Wait order keeps their accesses apart, and a sanitizer looks at that.
struct Cells<const N: usize>([UnsafeCell<u32>; N]);

// SAFETY: the tests below write a cell from one worker, and read it when that one is done.
unsafe impl<const N: usize> Sync for Cells<N> {}

fn rounds<L: Layout>() {
    const WORKERS: usize = 3;
    let groups = (Behind(0, Group::<L>::new()), Group::<L>::new());
    let (work, read) = (&groups.0.1, &groups.1);
    let cells = &Cells([const { UnsafeCell::new(0) }; WORKERS]);
    thread::scope(|s| {
        // A round: the workers write and are done with `work`; two wait for that, read all, and are done with `read`,
        // for which the workers wait.
        for round in 1..=ROUNDS {
            work.add(WORKERS as i32);
            read.add(2);
            let workers: Vec<_> = (0..WORKERS)
                .map(|who| {
                    s.spawn(move || {
                        // SAFETY: each worker has a cell of its own, and nobody reads it before `done`.
                        unsafe { *cells.0[who].get() = round };
                        work.done();
                        read.wait();
                    })
                })
                .collect();
            let readers: Vec<_> = (0..2)
                .map(|_| {
                    s.spawn(move || {
                        work.wait();
                        // SAFETY: all workers are done, and write again in the next round only.
                        let seen = cells.0.each_ref().map(|cell| unsafe { *cell.get() });
                        assert_eq!(seen, [round; WORKERS]);
                        read.done();
                    })
                })
                .collect();
            workers.into_iter().chain(readers).for_each(|party| party.join().expect("nobody panics"));
            for group in [work, read] {
                let view = group.inspect();
                assert_eq!((view.state.counter, view.state.waiters, view.sema), (0, 0, 0), "round {round}");
            }
        }
    });
}

#[test]
fn every_round_is_seen_whole_with_the_words_of_go_1_17() {
    rounds::<go1_17::Words>();
}

#[test]
fn every_round_is_seen_whole_with_the_words_of_go_1_18_on_32_bits() {
    rounds::<go1_18::Words32>();
}

#[test]
fn every_round_is_seen_whole_with_the_words_of_go_1_18_on_64_bits() {
    rounds::<go1_18::Words64>();
}

#[test]
fn every_round_is_seen_whole_with_the_words_of_go_1_21() {
    rounds::<go1_21::Words>();
}

#[test]
fn every_round_is_seen_whole_with_todays_words() {
    rounds::<go1_25::Words>();
}

/// Adds and Dones at once, from many threads, beside a count that stays above zero until all of them have ended.
#[test]
fn no_add_is_lost() {
    let group = go1_25::WaitGroup::new();
    group.add(1);
    thread::scope(|s| {
        s.spawn(|| group.wait());
        s.spawn(|| group.wait());
        let add = || (0..ROUNDS * 20).for_each(|n| group.add(if n % 2 == 0 { 3 } else { -3 }));
        let adders: Vec<_> = (0..4).map(|_| s.spawn(add)).collect();
        adders.into_iter().for_each(|adder| adder.join().expect("nobody panics"));
        assert_eq!(group.inspect().state.counter, 1);
        group.done();
    });
    assert_eq!(format!("{group:?}"), "WaitGroup { counter: 0, waiters: 0, sema: 0 }");
}

/// The notes: "on a 32-bit machine operations on 64 bits cannot be atomic". This test runs on one, too (`.ci/run`).
#[test]
fn two_threads_add_to_both_halves_of_a_word_at_once() {
    let word = AtomicU64::new(0);
    thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| (0..200_000).for_each(|_| _ = word.fetch_add(1 << 32 | 1, Relaxed)));
        }
    });
    assert_eq!(word.load(Relaxed), 400_000 << 32 | 400_000);
}
