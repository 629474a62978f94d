//! The program's half of a sleeping lock: three states of a word.
//!
//! | word | meaning | `lock` | `unlock` |
//! | --- | --- | --- | --- |
//! | 0 | free | -> 1 | impossible |
//! | 1 | held, nobody sleeps | -> 2, and sleeps while it is 2 | -> 0 |
//! | 2 | held, somebody may sleep | sleeps while it is 2 | -> 0, and wakes one |
//!
//! Without contention the word is all that is touched: no queue is looked for, and no kernel asked. Who was woken takes
//! the lock as 2, for it cannot know whether it was the last: at times an unlock looks for a sleeper in vain.
//!
//! It is not fair. Who runs already is faster than who has to be woken, and may be so for ever: the scene
//! `a_waiter_is_passed_by` of `tests/scenes.rs` shows a waiter that is passed by a hundred times.
//!
//! Source: Drepper, *Futexes are tricky*, 2011, mutex 2. Lesson 00's `RuntimeLock` is this, with the system's futex.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Relaxed, SeqCst};

use ground::park::point;
use lock_api::{GuardSend, RawMutex};

use super::futex;

const FREE: u32 = 0;
const HELD: u32 = 1;
const AWAITED: u32 = 2;

/// See the module.
#[derive(Debug)]
pub struct RawFutexLock {
    word: AtomicU32,
}

impl RawFutexLock {
    #[cold]
    fn lock_slowly(&self) {
        // SeqCst: a partner of the exchange in `unlock`, and of the look in `futex::wait`.
        while self.word.swap(AWAITED, SeqCst) != FREE {
            point();
            futex::wait(&self.word, AWAITED);
        }
    }

    /// The word, and who sleeps on it, by number.
    pub fn inspect(&self) -> (u32, Vec<usize>) {
        (self.word.load(Relaxed), futex::waiting(&self.word))
    }
}

// SAFETY: who changed the word from 0 has the lock, and nobody else does until that one sets it to 0.
unsafe impl RawMutex for RawFutexLock {
    #[allow(clippy::declare_interior_mutable_const, reason = "the trait wants a constant to make new ones from")]
    const INIT: RawFutexLock = RawFutexLock { word: AtomicU32::new(FREE) };

    type Guard = GuardSend;

    #[inline]
    fn lock(&self) -> GuardSend {
        // Acquire: partner of the exchange in `unlock`.
        if self.word.compare_exchange(FREE, HELD, Acquire, Relaxed).is_err() {
            self.lock_slowly();
        }
        GuardSend::new()
    }

    #[inline]
    fn try_lock(&self) -> Option<GuardSend> {
        // Acquire: as in `lock`.
        self.word.compare_exchange(FREE, HELD, Acquire, Relaxed).is_ok().then(GuardSend::new)
    }

    #[inline]
    unsafe fn unlock(&self, _guard: GuardSend) {
        // SeqCst: releases to who takes the lock next; and the change comes before `wake_one` looks for sleepers.
        if self.word.swap(FREE, SeqCst) == AWAITED {
            futex::wake_one(&self.word);
        }
    }

    fn is_locked(&self) -> bool {
        self.word.load(Relaxed) != FREE
    }
}
