//! The WaitGroup itself: the steps of `steps.rs`, and a semaphore to sleep on.

use std::fmt;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU32, AtomicU64};

use serde::Serialize;

use crate::layout::Layout;
use crate::memory::{point, sema};
use crate::state::{FLAG, State};
use crate::steps;

/// Waits until a number of parties have said that they are done. `L` says which version of Go laid it out.
///
/// What a party did before its [`done`](Group::done), who waited sees after [`wait`](Group::wait).
///
/// ```
/// use waitgroup::WaitGroup;
///
/// static WG: WaitGroup = WaitGroup::new();
/// WG.add(2);
/// for _ in 0..2 {
///     std::thread::spawn(|| WG.done());
/// }
/// WG.wait();
/// ```
#[repr(transparent)]
pub struct Group<L> {
    layout: L,
}

impl<L: Layout> Default for Group<L> {
    fn default() -> Group<L> {
        Group::new()
    }
}

impl<L: Layout> Group<L> {
    /// A WaitGroup whose counter is zero.
    pub const fn new() -> Group<L> {
        Group { layout: L::ZERO }
    }

    // ANCHOR: add
    /// Adds `delta` to the counter. If that makes it zero, everybody who waits is released.
    ///
    /// To add to a counter of zero, come before the [`wait`](Group::wait) that it is meant for.
    ///
    /// Source: Go 1.27 `sync/waitgroup.go`, `WaitGroup.Add`.
    ///
    /// # Panics
    /// `sync: negative WaitGroup counter`, and the counter stays negative; or, where it is noticed,
    /// `sync: WaitGroup misuse: Add called concurrently with Wait`.
    #[inline]
    pub fn add(&self, delta: i32) {
        let (state, sema) = self.layout.parts();
        let waiters = steps::add(state, delta, L::WAITERS);
        if waiters > 0 {
            point();
            sema::release_many(sema, waiters);
        }
    }
    // ANCHOR_END: add

    /// Takes one from the counter.
    ///
    /// Source: Go 1.27 `sync/waitgroup.go`, `WaitGroup.Done`.
    ///
    /// # Panics
    /// As [`add`](Group::add).
    #[inline]
    pub fn done(&self) {
        self.add(-1);
    }

    // ANCHOR: wait
    /// Waits until the counter is zero.
    ///
    /// Source: Go 1.27 `sync/waitgroup.go`, `WaitGroup.Wait`.
    ///
    /// # Panics
    /// `sync: WaitGroup is reused before previous Wait has returned`
    #[inline]
    pub fn wait(&self) {
        let (state, sema) = self.layout.parts();
        if steps::enter(state) {
            let counted = Counted { state, sema, mask: L::WAITERS };
            sema::acquire(sema, false, L::WHY);
            std::mem::forget(counted);
            steps::leave(state);
        }
    }
    // ANCHOR_END: wait

    /// The fields, for scenes and tests.
    pub fn inspect(&self) -> GroupView {
        let (state, sema) = self.layout.parts();
        // Relaxed: a look that nothing is concluded from.
        let word = state.load(Relaxed);
        let flag = word & FLAG & !L::WAITERS != 0;
        GroupView { state: State::of(word, L::WAITERS), flag, sema: sema.load(Relaxed) }
    }

    /// How the words are laid out.
    pub fn layout(&self) -> &L {
        &self.layout
    }
}

impl<L: Layout> fmt::Debug for Group<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let GroupView { state, sema, .. } = self.inspect();
        let mut fields = f.debug_struct("WaitGroup");
        fields.field("counter", &state.counter).field("waiters", &state.waiters).field("sema", &sema).finish()
    }
}

/// A waiter in the word, from its `enter` to its permit. It goes with a puppet that unwinds out of its sleep, for its
/// stage is going (lesson 00, S3).
struct Counted<'a> {
    state: &'a AtomicU64,
    sema: &'a AtomicU32,
    mask: u64,
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        if !steps::withdraw(self.state, self.mask) {
            // It was released already: the permit was for nobody else (W2). It is missing if the Done that releases was
            // itself cut short by the end of the stage.
            let _taken = sema::try_acquire(self.sema);
        }
    }
}

/// A WaitGroup at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct GroupView {
    /// Counter and waiters.
    #[serde(flatten)]
    pub state: State,
    /// The flag of Go 1.25; in the words of the versions before there is none.
    pub flag: bool,
    /// Releases that nobody has taken yet.
    pub sema: u32,
}
