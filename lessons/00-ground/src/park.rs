//! Park and ready: the only way in which any lesson waits.
//!
//! The loop that never misses, on any backend:
//!
//! ```
//! use std::sync::Mutex;
//! use ground::park::{self, Waiter};
//!
//! /// Waits until `*done`; whoever sets it readies all who wait.
//! fn wait(state: &Mutex<(bool, Vec<Waiter>)>) {
//!     loop {
//!         let mut locked = state.lock().expect("nobody panics in here");
//!         if locked.0 {
//!             return;
//!         }
//!         locked.1.push(park::current());
//!         drop(locked);
//!         park::park(); // a `ready` that came since the unlock has left its token: this returns at once
//!     }
//! }
//! # let state = Mutex::new((true, Vec::new()));
//! # wait(&state);
//! ```

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use crate::{random, thread};

// ANCHOR: seam
/// What a backend's waiter does when it is told to go on.
pub trait Wake: Send + Sync {
    /// Leaves the party a token: its next `park` returns, or the one that it is in (P1). The party may end before
    /// this returns; `self` stays, for the [`Waiter`] that calls has a share in it.
    fn wake(&self);
    /// The party's number among its backend's parties, in the order of creation; 0 where nobody counts them.
    fn number(&self) -> usize {
        0
    }
}

/// Who runs this thread's code: the operating system (the default), a stage, a scheduler.
pub trait Backend {
    /// The party that is running now.
    fn current(&self) -> Waiter;
    /// Waits for a token and takes it. May return without one (P2).
    fn park(&self);
    /// The same, until `deadline` at the latest: `false` if time ran out.
    fn park_until(&self, deadline: Instant) -> bool;
    /// The time by which deadlines count: virtual on a stage.
    fn now(&self) -> Instant;
    /// Another party could run here: a stage may switch, others do nothing.
    fn point(&self) {}
    /// Lets the other parties that can run go first, once: a stage switches, a thread offers its core.
    fn yield_now(&self) {
        self.point();
    }
    /// Whether all parties take turns on this one thread, so that putting the thread to sleep until another party
    /// does something would be for ever.
    fn takes_turns(&self) -> bool {
        false
    }
    /// What the running party is about to wait for: for those who report who waits for what.
    fn wait_reason(&self, _why: &'static str) {}
    /// A random number; the same in each run of a stage's script. `None`: any will do.
    fn random(&self) -> Option<u64> {
        None
    }
}
// ANCHOR_END: seam

/// A party that can be told to go on: a thread, a puppet, a goroutine.
///
/// A clone is a reference to the same party. It may outlive the party: then `ready` does nothing.
#[derive(Clone)]
pub struct Waiter {
    wake: Arc<dyn Wake>,
}

impl Waiter {
    /// A waiter for the party that `wake` wakes: for backends.
    pub fn new(wake: Arc<dyn Wake>) -> Waiter {
        Waiter { wake }
    }

    /// Leaves the party a token: its next [`park`] returns, or the one that it is in. Several tokens count as one.
    ///
    /// Source: Go 1.27 `runtime/proc.go`, `goready`.
    pub fn ready(&self) {
        self.wake.wake();
    }

    /// The party's number, where its backend counts: a puppet's on its stage, in the order of creation.
    pub fn number(&self) -> usize {
        self.wake.number()
    }

    /// What tells the party from every other that lives.
    pub fn id(&self) -> usize {
        Arc::as_ptr(&self.wake).addr()
    }
}

impl std::fmt::Debug for Waiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Waiter").finish_non_exhaustive()
    }
}

thread_local! {
    /// The backend of this thread; none means the operating system.
    static BACKEND: RefCell<Option<Rc<dyn Backend>>> = const { RefCell::new(None) };
    /// Whether there is one: a word without a destructor, so that `point` costs a load and a jump.
    static INSTALLED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `f` with `backend` in charge of this thread. The backend before it is back afterwards, also when `f` panics.
pub fn with_backend<R>(backend: Rc<dyn Backend>, f: impl FnOnce() -> R) -> R {
    /// Puts the backend before back.
    struct Restore(Option<Rc<dyn Backend>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            let before = self.0.take();
            INSTALLED.set(before.is_some());
            // `Err`: the thread is ending, and its backend with it.
            let _ = BACKEND.try_with(|slot| slot.replace(before));
        }
    }
    let _restore = Restore(BACKEND.replace(Some(backend)));
    INSTALLED.set(true);
    f()
}

/// Takes this thread's backend out of charge until the result is dropped: parties park as threads do, and there are no
/// points. For what must not be switched away from and entered again: an allocator, which the backend itself needs.
pub fn alone() -> Alone {
    Alone { installed: INSTALLED.replace(false), here: PhantomData }
}

/// While it lives, the thread has no backend: see [`alone`].
#[must_use = "the backend is back as soon as this is dropped"]
pub struct Alone {
    installed: bool,
    here: PhantomData<*const ()>,
}

impl Drop for Alone {
    fn drop(&mut self) {
        INSTALLED.set(self.installed);
    }
}

/// The backend that somebody installed on this thread.
#[inline]
pub(crate) fn backend() -> Option<Rc<dyn Backend>> {
    if !INSTALLED.get() {
        return None;
    }
    // The borrow ends here: a backend's methods may switch to code that asks again. `Err`: the thread is ending.
    BACKEND.try_with(|slot| slot.borrow().clone()).ok().flatten()
}

/// The party that is running now.
pub fn current() -> Waiter {
    backend().map_or_else(thread::current, |backend| backend.current())
}

/// Waits until somebody readies this party; returns at once if that has happened since its last `park`.
///
/// It may return for no reason (P2): check your condition, and park again.
///
/// Source: Go 1.27 `runtime/proc.go`, `gopark`.
pub fn park() {
    match backend() {
        Some(backend) => backend.park(),
        None => {
            thread::park(None);
        }
    }
}

/// The same, until `deadline` at the latest: `false` if time ran out first. A token that comes later is kept for the
/// next `park`.
pub fn park_until(deadline: Instant) -> bool {
    match backend() {
        Some(backend) => backend.park_until(deadline),
        None => thread::park(Some(deadline)),
    }
}

/// The time by which deadlines count: virtual on a stage.
pub fn now() -> Instant {
    backend().map_or_else(Instant::now, |backend| backend.now())
}

/// Another party could run here. Says so to a stage that explores; nothing on threads.
#[inline]
pub fn point() {
    if let Some(backend) = backend() {
        backend.point();
    }
}

/// Lets the other parties that can run go first, once. For who waits without parking: a spin lock on a stage must let its
/// holder run.
///
/// Source: Go 1.27 `runtime/proc.go`, `goyield`.
pub fn yield_now() {
    match backend() {
        Some(backend) => backend.yield_now(),
        None => std::thread::yield_now(),
    }
}

/// Says what this party's next park is for, in Go's words: `chan receive`. A deadlock is reported with it.
///
/// Source: Go 1.27 `runtime/runtime2.go`, `waitReason`.
pub fn wait_reason(why: &'static str) {
    if let Some(backend) = backend() {
        backend.wait_reason(why);
    }
}

/// Whether a backend other than the operating system runs this thread, so that [`point`] may do something.
#[inline]
pub fn has_backend() -> bool {
    INSTALLED.get()
}

/// Whether looking again in a moment can be worth it, before a park: another party can run at the same time.
pub fn pays_to_look() -> bool {
    thread::many_cores() && backend().is_none_or(|backend| !backend.takes_turns())
}

/// Whether all parties of this thread's backend take turns on this one thread, as on a stage.
pub fn takes_turns() -> bool {
    backend().is_some_and(|backend| backend.takes_turns())
}

/// A random number, for choices that must be fair and need not be secret. On a stage each puppet has its own row of
/// them, the same in every run.
pub fn random() -> u64 {
    backend().and_then(|backend| backend.random()).unwrap_or_else(random::of_this_thread)
}
