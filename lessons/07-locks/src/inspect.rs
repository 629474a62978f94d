//! What scenes show of the locks.

use serde::Serialize;

use crate::state::StateView;

/// A mutex at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MutexView {
    /// The word.
    pub state: StateView,
    /// The permits of the semaphore: one, for a moment, when a waiter was called and has not woken yet.
    pub permits: u32,
    /// Who sleeps in the semaphore, the next to be called first, by number.
    pub queue: Vec<usize>,
}

/// A lock for readers and writers at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RwMutexView {
    /// How many readers read, or wait for the writer to end.
    pub readers: i32,
    /// Whether a writer writes, or waits for readers to end.
    pub writer_pending: bool,
    /// How many of the readers the pending writer still waits for.
    pub reader_wait: i32,
    /// Who waits to read, by number.
    pub readers_waiting: Vec<usize>,
    /// The writer that waits for the readers, by number.
    pub writer_waiting: Vec<usize>,
    /// Among writers: one writes or waits for readers, the others wait here.
    pub writers: MutexView,
}

/// A list of those who wait to be notified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotifyView {
    /// The next ticket to be given out.
    pub wait: u32,
    /// The next ticket to be called.
    pub notify: u32,
    /// Who sleeps, with its ticket, in the order in which they came.
    pub queue: Vec<TicketView>,
}

/// One who sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TicketView {
    /// The party's number.
    pub who: usize,
    /// Its ticket.
    pub ticket: u32,
}
