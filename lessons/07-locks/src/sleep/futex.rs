//! The kernel's half of a sleeping lock: sleep while a word has a value, and wake who sleeps on a word.
//!
//! Linux keeps a table of queues, found by the word's address. So does this, in the same table as the semaphores. The
//! look at the word happens under the queue's lock: who changed the word before that is seen, and who changes it after
//! that finds us in the queue.
//!
//! Source: Franke, Russell and Kirkwood, *Fuss, futexes and furwocks: fast userlevel locking in Linux*, 2002; Linux
//! `kernel/futex/waitwake.c`.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::SeqCst;

use ground::park::point;

use crate::table::{self, Root, address_of, with_root, with_root_of_waiters};
use crate::tree::{Side, Sudog};
use crate::wait::{End, Wait};

/// Sleeps if the word is `expected`, until somebody wakes it. False if it was something else.
pub fn wait(word: &AtomicU32, expected: u32) -> bool {
    with_root(address_of(word), |root| {
        point();
        let mut tree = root.tree.lock();
        root.announce();
        // SeqCst: a partner of the change that comes before a `wake`, as in `sema.rs`.
        if word.load(SeqCst) != expected {
            root.retract();
            return false;
        }
        let sudog = Sudog::new(address_of(word));
        let place = Place { root, sudog: &sudog };
        // SAFETY: it is on this stack; `sleep` and `place` see to it that it leaves before we do (W1).
        unsafe { tree.push(&sudog, Side::Back) };
        drop(tree);
        sudog.wait.sleep("futex");
        std::mem::forget(place);
        true
    })
}

/// Wakes the one that has slept on the word for longest. Whether there was one.
pub fn wake_one(word: &AtomicU32) -> bool {
    with_root_of_waiters(address_of(word), |root| {
        if !root.anybody() {
            return false;
        }
        point();
        let Some(first) = root.pop(address_of(word)) else { return false };
        // SAFETY: we took it out of its queue (W2).
        unsafe { Wait::end(&raw const (*first).wait, End::Called) };
        true
    })
}

/// Who sleeps on the word, the next to be woken first, by number.
pub fn waiting(word: &AtomicU32) -> Vec<usize> {
    table::waiting(word)
}

/// Leaves the queue when a puppet unwinds out of its park, for its stage is going (lesson 00, S3).
struct Place<'a> {
    root: &'a Root,
    sudog: &'a Sudog,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.root.withdraw(self.sudog);
    }
}
