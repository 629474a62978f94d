//! The word under the model checker: every interleaving of a few calls with up to three preemptions, and every value that a weakly ordered machine
//! could show. `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=3 cargo test --release -p lesson-08 --lib model`
//!
//! The semaphore is played by one of loom's own locks. The real one is explored on the stage (`tests/explore.rs`).

use loom::cell::UnsafeCell;
use loom::sync::atomic::AtomicU64;
use loom::sync::{Arc, Condvar, Mutex};
use loom::thread;

use crate::state::WAITERS_31;
use crate::steps;

/// A group, and a cell that is written before each Done and read after the Wait: `loom` reports it if one does not come
/// before the other.
struct Model {
    word: AtomicU64,
    sema: (Mutex<u32>, Condvar),
    cells: [UnsafeCell<u32>; 2],
}

impl Model {
    fn new() -> Arc<Model> {
        let cells = [UnsafeCell::new(0), UnsafeCell::new(0)];
        Arc::new(Model { word: AtomicU64::new(0), sema: (Mutex::new(0), Condvar::new()), cells })
    }

    fn add(&self, delta: i32) {
        let released = steps::add(&self.word, delta, WAITERS_31);
        for _ in 0..released {
            *self.sema.0.lock().expect("nobody panics with it") += 1;
            self.sema.1.notify_one();
        }
    }

    fn wait(&self) {
        if !steps::enter(&self.word) {
            return;
        }
        let mut permits = self.sema.0.lock().expect("nobody panics with it");
        while *permits == 0 {
            permits = self.sema.1.wait(permits).expect("nobody panics with it");
        }
        *permits -= 1;
        drop(permits);
        steps::leave(&self.word);
    }

    /// Writes cell `who`, and is done.
    fn work(&self, who: usize) {
        // SAFETY: no other thread writes this cell, and who waits reads it after the Done alone: loom checks both.
        self.cells[who].with_mut(|cell| unsafe { *cell = 1 });
        self.add(-1);
    }

    /// Waits, and counts the cells that are written.
    fn wait_and_count(&self) -> u32 {
        self.wait();
        // SAFETY: as in `work`.
        self.cells.iter().map(|cell| cell.with(|cell| unsafe { *cell })).sum()
    }
}

/// Runs `f` on a thread of the model.
fn spawn<T: 'static>(model: &Arc<Model>, f: impl FnOnce(&Model) -> T + 'static) -> thread::JoinHandle<T> {
    let model = Arc::clone(model);
    thread::spawn(move || f(&model))
}

#[test]
fn who_waited_sees_what_was_done_before_every_done() {
    loom::model(|| {
        let model = Model::new();
        model.add(2);
        let workers = [0, 1].map(|who| spawn(&model, move |model| model.work(who)));
        assert_eq!(model.wait_and_count(), 2);
        workers.into_iter().for_each(|worker| worker.join().expect("it ends"));
    });
}

#[test]
fn two_waiters_are_both_released_and_nobody_twice() {
    loom::model(|| {
        let model = Model::new();
        model.add(1);
        let worker = spawn(&model, |model| model.work(0));
        let waiter = spawn(&model, Model::wait_and_count);
        assert_eq!(model.wait_and_count(), 1);
        assert_eq!(waiter.join().expect("it ends"), 1);
        worker.join().expect("it ends");
        assert_eq!(*model.sema.0.lock().expect("nobody panics with it"), 0, "a release for nobody");
    });
}

#[test]
fn it_is_used_again_when_every_wait_has_returned() {
    loom::model(|| {
        let model = Model::new();
        for who in 0..2 {
            model.add(1);
            let worker = spawn(&model, move |model| model.work(who));
            assert_eq!(model.wait_and_count(), who as u32 + 1);
            worker.join().expect("it ends");
        }
    });
}
