//! One party's wait for one call: a word, and who is to be told. It lies on the stack of the party that waits.
//!
//! | state | meaning | who goes on |
//! | --- | --- | --- |
//! | `WAITING` | in a queue, or just taken out of it | nobody |
//! | `CALLED` | told to go on, and to look again | the party |
//! | `GIVEN` | told to go on, and what it waits for is its own already: a hand-off | the party |
//!
//! # Invariants
//! - W1: a wait is in a queue only while its party is inside of the call that queued it, so it is alive there.
//! - W2: who takes a wait out of its queue, under the queue's lock, ends it, once. Until then its party does not
//!   leave; after the end the wait may be gone.

use std::cell::Cell;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::memory::{AtomicU32, Waiter, current, park, wait_reason};

const WAITING: u32 = 0;
const CALLED: u32 = 1;
const GIVEN: u32 = 2;

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Look again.
    Called,
    /// What was waited for has been handed over.
    Given,
}

/// See the table.
pub(crate) struct Wait {
    state: AtomicU32,
    /// Who is to be told. Taken by who ends the wait (W2).
    waiter: Cell<Option<Waiter>>,
    /// The party's number, for those who look.
    pub(crate) who: usize,
}

impl Wait {
    /// A wait of the party that runs now.
    pub(crate) fn new() -> Wait {
        let waiter = current();
        Wait { state: AtomicU32::new(WAITING), who: waiter.number(), waiter: Cell::new(Some(waiter)) }
    }

    /// How it ended, if it did.
    pub(crate) fn ended(&self) -> Option<End> {
        // Acquire: partner of the Release in `end`: what was done before the call is seen.
        match self.state.load(Acquire) {
            CALLED => Some(End::Called),
            GIVEN => Some(End::Given),
            _ => None,
        }
    }

    /// Parks until somebody has ended this wait. A park that returns for another reason is no end (P2).
    pub(crate) fn sleep(&self, why: &'static str) -> End {
        loop {
            if let Some(end) = self.ended() {
                return end;
            }
            wait_reason(why);
            park();
        }
    }

    /// Ends the wait and wakes its party. By a pointer: a reference would promise that the wait is there until this returns, and its
    /// party may be gone before.
    ///
    /// # Safety
    /// The caller has taken it out of its queue, and nobody has ended it (W2).
    pub(crate) unsafe fn end(this: *const Wait, how: End) {
        // SAFETY: W2: it is there, and nobody else looks at its waiter.
        let waiter = unsafe { &(*this).waiter }.take().expect("a wait is ended once");
        let state = match how {
            End::Called => CALLED,
            End::Given => GIVEN,
        };
        // Release: partner of the Acquire in `ended`. The last touch: from here on the wait may be gone.
        // SAFETY: W2: it is there until this store.
        unsafe { (*this).state.store(state, Release) };
        waiter.ready();
    }

    /// It goes back to its beginning, to be queued again.
    ///
    /// Only its party may, after the end.
    pub(crate) fn again(&self) {
        self.waiter.set(Some(current()));
        // Relaxed: the queue's lock orders it before whoever ends it next.
        self.state.store(WAITING, Relaxed);
    }
}
