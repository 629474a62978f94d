//! A puppet's token, and the inbox in which a stage learns that one was left.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::current;
use crate::park::Wake;

/// The puppets that got a token since the stage last looked. The only part of a stage that other threads reach.
#[derive(Default)]
pub(super) struct Inbox {
    woken: Mutex<Vec<usize>>,
}

impl Inbox {
    fn push(&self, id: usize) {
        // A poisoned lock is harmless: a vector of numbers is whole between any two of its calls.
        self.woken.lock().unwrap_or_else(PoisonError::into_inner).push(id);
    }

    /// Takes what has come.
    pub(super) fn drain(&self) -> Vec<usize> {
        std::mem::take(&mut *self.woken.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// "Your next park returns": one bit, so that several at once count as one (P1).
pub(super) struct Token {
    /// The puppet's number, in the order of creation.
    pub(super) id: usize,
    left: AtomicBool,
    pub(super) inbox: Arc<Inbox>,
}

impl Token {
    pub(super) fn new(id: usize, inbox: Arc<Inbox>) -> Arc<Token> {
        Arc::new(Token { id, left: AtomicBool::new(false), inbox })
    }

    pub(super) fn is_left(&self) -> bool {
        self.left.load(Ordering::Relaxed)
    }

    /// Takes the token, if there is one. `Acquire`: what the waker did before its `Release` in `wake` is seen.
    pub(super) fn take(&self) -> bool {
        self.left.swap(false, Ordering::Acquire)
    }
}

impl Wake for Token {
    fn wake(&self) {
        // Between deciding to wake and waking, another puppet may run: a schedule point.
        current::before_ready(self);
        // Release: its partner is `take`.
        if !self.left.swap(true, Ordering::Release) {
            self.inbox.push(self.id);
        }
    }

    fn number(&self) -> usize {
        self.id
    }
}
