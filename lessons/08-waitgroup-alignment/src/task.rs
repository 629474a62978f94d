//! `Go`: add one, start, and be done when the function returns. Since Go 1.25.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::sync::Arc;
use std::thread;

use crate::group::Group;
use crate::layout::Layout;

impl<L: Layout + 'static> Group<L> {
    // ANCHOR: go
    /// Runs `f` on a thread of its own, and counts it until it returns.
    ///
    /// The thread has a share in the group, so that the group is there when it is done.
    ///
    /// If `f` panics, the process ends, as in Go. `wait` does not return meanwhile: `main` could go on,
    /// and end the process as if nothing had happened.
    ///
    /// Source: Go 1.27 `sync/waitgroup.go`, `WaitGroup.Go`.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
    /// use waitgroup::WaitGroup;
    ///
    /// let (wg, sum) = (Arc::new(WaitGroup::new()), Arc::new(AtomicU32::new(0)));
    /// for n in 1..=3 {
    ///     let sum = Arc::clone(&sum);
    ///     wg.go(move || _ = sum.fetch_add(n, Relaxed));
    /// }
    /// wg.wait();
    /// assert_eq!(sum.load(Relaxed), 6);
    /// ```
    pub fn go(self: &Arc<Self>, f: impl FnOnce() + Send + 'static) {
        let task = self.task(f);
        thread::spawn(|| {
            // It has been printed by now, if it is a `panic!`, and no hook and no test keeps it to itself.
            catch_unwind(AssertUnwindSafe(task)).unwrap_or_else(|_| process::abort());
        });
    }

    /// The same for who starts parties in another way: puppets, goroutines. `f` is counted from now on,
    /// until the task that is handed back has run it. If `f` panics, it stays counted.
    pub fn task<F: FnOnce()>(self: &Arc<Self>, f: F) -> impl FnOnce() + use<L, F> {
        self.add(1);
        let group = Arc::clone(self);
        move || {
            f();
            group.done();
        }
    }
    // ANCHOR_END: go
}
