//! What the exercises' locks are made of: atomic numbers, each of whose operations is one step.
//!
//! On a stage another party may come before each step, so that an exploration finds what goes wrong between two of
//! them. On threads they are what they are. All are SeqCst: one order that everybody agrees on. Weaker ones are the
//! chapter's matter.

use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicI32, AtomicU32};

use ground::park::point;

/// A number without a sign, for locks.
#[derive(Debug)]
pub struct Word(pub AtomicU32);

impl Word {
    pub const fn new(value: u32) -> Word {
        Word(AtomicU32::new(value))
    }

    pub fn load(&self) -> u32 {
        point();
        self.0.load(SeqCst)
    }

    pub fn store(&self, value: u32) {
        point();
        self.0.store(value, SeqCst);
    }

    /// Adds, and returns what was there before. After `u32::MAX` comes 0.
    pub fn fetch_add(&self, value: u32) -> u32 {
        point();
        self.0.fetch_add(value, SeqCst)
    }

    /// Subtracts, and returns what was there before.
    pub fn fetch_sub(&self, value: u32) -> u32 {
        point();
        self.0.fetch_sub(value, SeqCst)
    }

    /// Writes `new` if `old` is there. Whether it was.
    pub fn compare_exchange(&self, old: u32, new: u32) -> bool {
        point();
        self.0.compare_exchange(old, new, SeqCst, SeqCst).is_ok()
    }
}

/// A number that may be negative, for counts.
#[derive(Debug)]
pub struct Number(AtomicI32);

impl Number {
    pub const fn new(value: i32) -> Number {
        Number(AtomicI32::new(value))
    }

    pub fn load(&self) -> i32 {
        point();
        self.0.load(SeqCst)
    }

    pub fn store(&self, value: i32) {
        point();
        self.0.store(value, SeqCst);
    }

    /// Adds, and returns what was there before.
    pub fn fetch_add(&self, value: i32) -> i32 {
        point();
        self.0.fetch_add(value, SeqCst)
    }
}
