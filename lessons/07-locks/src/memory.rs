//! What the locks are made of: std's atomics and lesson 00's park, or `loom`'s when the model checker runs them
//! (`model.rs`). Everything else in this lesson is written once, for both.

#[cfg(loom)]
pub(crate) use self::modelled::*;
#[cfg(not(loom))]
pub(crate) use self::real::*;

/// A constructor: `const`, but for the model checker, whose atomics are numbered as they are made.
macro_rules! constructor {
    ($(#[$meta:meta])* $vis:vis const fn $name:ident($($arg:ident: $ty:ty),*) -> $made:ty $body:block) => {
        #[cfg(not(loom))]
        $(#[$meta])*
        $vis const fn $name($($arg: $ty),*) -> $made $body

        #[cfg(loom)]
        $(#[$meta])*
        $vis fn $name($($arg: $ty),*) -> $made $body
    };
}
pub(crate) use constructor;

#[cfg(not(loom))]
mod real {
    use std::cell::Cell;
    use std::sync::atomic::Ordering::SeqCst;
    pub(crate) use std::sync::atomic::{AtomicI32, AtomicU32};

    pub(crate) use ground::lock::RuntimeLock as Short;
    use ground::park;
    pub(crate) use ground::park::{Waiter, current, now, park, point, takes_turns, wait_reason, yield_now};

    /// PAUSE instructions in one round of spinning.
    const PAUSES: u32 = 30;

    /// Whether spinning can be worth it: somebody else runs meanwhile. Under a stage it always may, for it tries both.
    pub(crate) fn can_spin() -> bool {
        park::has_backend() || park::pays_to_look()
    }

    /// One round of spinning, as long as Go's (Go 1.27 `runtime/proc.go`, `active_spin_cnt`).
    pub(crate) fn spin() {
        if park::has_backend() {
            park::point();
        } else {
            (0..PAUSES).for_each(|_| std::hint::spin_loop());
        }
    }

    /// One look in a loop that waits for another party, and does nothing else.
    pub(crate) fn relax() {
        if park::has_backend() {
            park::yield_now(); // on a stage it is the only way to let the other party run
        } else {
            std::hint::spin_loop();
        }
    }

    thread_local! {
        /// Whether others wanted the mutex that this thread unlocked last. A guess at how it will be with the next.
        static CROWDED: Cell<bool> = const { Cell::new(false) };
    }

    /// What was remembered.
    #[inline]
    pub(crate) fn was_crowded() -> bool {
        CROWDED.get()
    }

    /// Remembers whether others wanted the mutex that is being unlocked.
    #[inline]
    pub(crate) fn remember(crowded: bool) {
        CROWDED.set(crowded);
    }

    /// The second of two steps of which another party does the same two: it has written one word, and looks at the other's. All four
    /// are SeqCst, so they have one order for everybody.
    #[inline]
    pub(crate) fn look(word: &AtomicU32) -> u32 {
        word.load(SeqCst)
    }
}

#[cfg(loom)]
mod modelled {
    use std::time::{Duration, Instant};

    use std::cell::Cell;

    use loom::sync::atomic::Ordering::{AcqRel, SeqCst};
    pub(crate) use loom::sync::atomic::{AtomicI32, AtomicU32};
    use loom::thread::{self, Thread};

    /// `ground::lock::RuntimeLock`, as far as it is needed.
    #[derive(Debug)]
    pub(crate) struct Short<T>(loom::sync::Mutex<T>);

    impl<T> Short<T> {
        pub(crate) fn new(value: T) -> Short<T> {
            Short(loom::sync::Mutex::new(value))
        }

        pub(crate) fn lock(&self) -> loom::sync::MutexGuard<'_, T> {
            self.0.lock().expect("no model panics inside")
        }
    }

    /// `ground::park::Waiter`.
    #[derive(Clone, Debug)]
    pub(crate) struct Waiter(Thread);

    impl Waiter {
        pub(crate) fn ready(&self) {
            thread::yield_now(); // its party may go on before it is readied: it looks first, and need not park
            self.0.unpark();
        }

        pub(crate) fn number(&self) -> usize {
            0
        }
    }

    pub(crate) fn current() -> Waiter {
        Waiter(thread::current())
    }

    pub(crate) fn park() {
        thread::park();
    }

    pub(crate) fn point() {}

    pub(crate) fn yield_now() {
        thread::yield_now();
    }

    pub(crate) fn takes_turns() -> bool {
        false
    }

    pub(crate) fn wait_reason(_why: &'static str) {}

    /// A millisecond passes between any two looks at the clock: so who has waited has starved, as `model.rs` wants it.
    pub(crate) fn now() -> Instant {
        thread_local!(static TICKS: (Instant, Cell<u32>) = (Instant::now(), Cell::new(0)));
        TICKS.with(|(start, ticks)| {
            ticks.set(ticks.get() + 2);
            *start + Duration::from_millis(ticks.get().into())
        })
    }

    thread_local! {
        /// Whether parties spin. Mostly it would only make the runs longer. (A model's threads are all on one of the system's.)
        pub(crate) static SPINS: Cell<bool> = const { Cell::new(false) };
        /// How a `look` is modelled.
        pub(crate) static LOOKS_BY_FENCE: Cell<bool> = const { Cell::new(true) };
    }

    pub(crate) fn can_spin() -> bool {
        SPINS.get()
    }

    pub(crate) fn spin() {}

    /// Threads of a model are one of the system's: what one remembers is nothing to the other.
    pub(crate) fn was_crowded() -> bool {
        false
    }

    pub(crate) fn remember(_crowded: bool) {}

    /// Loom takes a SeqCst access for an acquire or release one. Two things make it find what a SeqCst load finds, and each orders more
    /// than that load does: a fence before it, which also is a release; and an addition of nothing, which sees the latest value. What
    /// one of them hides the other shows, so the models are run with both.
    pub(crate) fn look(word: &AtomicU32) -> u32 {
        if LOOKS_BY_FENCE.get() {
            loom::sync::atomic::fence(SeqCst);
            word.load(SeqCst)
        } else {
            word.fetch_add(0, AcqRel)
        }
    }
}
