//! Spin locks: who waits looks again and again, and never sleeps.
//!
//! | lock | waits by | order | one more waiter costs |
//! | --- | --- | --- | --- |
//! | [`TasLock`] | writing, until it was the first | none | a cache line taken from everybody, again and again |
//! | [`TtasLock`] | reading, and writes when it looks free | none | a burst of writes at each unlock |
//! | [`TicketLock`] | reading one number | first come, first served | a cache line fetched at each unlock |
//! | [`McsLock`] | reading a word of its own | first come, first served | nothing |
//!
//! Where nobody waits, those of the first three rows have one atomic exchange or addition in a section, for their unlock
//! is a plain store; a lock that sleeps has two, for its unlock asks whether to wake somebody. Where parties do wait,
//! they spare a switch, and write and fetch the same cache line meanwhile: with two parties that have a core each they
//! are slower than this lesson's mutex, which looks a while before it sleeps. They lose far more as soon as the holder may
//! lose its core: then the others burn the time that it needs. Who is first come, first served loses most: the one
//! whose turn it is may have no core either. (`tests/figures.rs` holds all of this against what was measured.)
//!
//! # Invariant
//! - SP1: who took a lock has it alone until it unlocks.
//!
//! In a debug build a party that takes a lock which it has already is told so; without that it would spin for ever. So
//! a guard stays on its thread: who gave it away could come back, and wait with good reason.

#![cfg(not(loom))] // a lock of `lock_api` is made at compile time, and loom's atomics are not

mod holder;
mod mcs;
mod tas;
mod ticket;
mod ttas;

pub use self::mcs::RawMcs;
pub use self::tas::RawTas;
pub use self::ticket::RawTicket;
pub use self::ttas::RawTtas;

/// Test and set, around a value.
pub type TasLock<T> = lock_api::Mutex<RawTas, T>;
/// Test, then test and set, with back-off, around a value.
pub type TtasLock<T> = lock_api::Mutex<RawTtas, T>;
/// First come, first served, around a value.
pub type TicketLock<T> = lock_api::Mutex<RawTicket, T>;
/// First come, first served, each on a word of its own, around a value.
pub type McsLock<T> = lock_api::Mutex<RawMcs, T>;
