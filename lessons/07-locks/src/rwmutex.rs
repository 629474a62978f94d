//! Go's `sync.RWMutex`: many readers or one writer, and a writer that waits keeps new readers out.
//!
//! ```text
//!     readerCount  >= 0   so many read                     a writer subtracts 2^30: from then on it is negative,
//!                   < 0   a writer is pending, and         and every reader that comes sees that it has to wait
//!                         readerCount + 2^30 read or wait
//!     readerWait          how many of those who read when the writer came have not ended yet
//! ```
//! A reader that finds no writer does one addition to begin and one to end, and takes no lock. The price is paid by the
//! writer.
//!
//! # Invariants
//! - RW1: while `readerCount` is negative, the party that holds `w` writes, or waits for `readerWait` to become 0.
//! - RW2: who reads added one to `readerCount` when it was not negative, or was given a permit of `reader_sem` since.
//!
//! # Differs from Go
//! Nothing of the algorithm. Go's runtime has a second one of its own, `runtime/rwmutex.go`.
//!
//! Source: Go 1.27 `sync/rwmutex.go`.

use std::mem::offset_of;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

use ground::fatal;

use crate::inspect::RwMutexView;
use crate::memory::{AtomicI32, AtomicU32, constructor, point};
use crate::mutex::GoMutex;
use crate::sema;

/// So many readers are the most.
const MAX_READERS: i32 = 1 << 30;

/// Go's `sync.RWMutex`, bare.
///
/// Do not take it for reading twice: a writer that comes in between waits for the first, and the second for the writer.
#[derive(Debug)]
#[repr(C)]
pub struct GoRwMutex {
    /// Among writers. Held while one writes or waits for readers.
    w: GoMutex,
    /// Where a writer waits for readers to end.
    writer_sem: AtomicU32,
    /// Where readers wait for a writer to end.
    reader_sem: AtomicU32,
    /// See above.
    reader_count: AtomicI32,
    /// See above.
    reader_wait: AtomicI32,
}

#[cfg(not(loom))]
const _: () = {
    // As in every Go from 1.13 to 1.27 (`tests/layout.rs`).
    assert!(size_of::<GoRwMutex>() == 24 && align_of::<GoRwMutex>() == 4);
};

impl Default for GoRwMutex {
    fn default() -> GoRwMutex {
        GoRwMutex::new()
    }
}

impl GoRwMutex {
    /// Its words and where they lie, in bytes.
    pub const FIELDS: [(&str, usize); 5] = [
        ("w", offset_of!(GoRwMutex, w)),
        ("writer_sem", offset_of!(GoRwMutex, writer_sem)),
        ("reader_sem", offset_of!(GoRwMutex, reader_sem)),
        ("reader_count", offset_of!(GoRwMutex, reader_count)),
        ("reader_wait", offset_of!(GoRwMutex, reader_wait)),
    ];

    constructor! {
        /// A free one.
        pub const fn new() -> GoRwMutex {
            GoRwMutex {
                w: GoMutex::new(),
                writer_sem: AtomicU32::new(0),
                reader_sem: AtomicU32::new(0),
                reader_count: AtomicI32::new(0),
                reader_wait: AtomicI32::new(0),
            }
        }
    }

    /// Begins to read, waiting for a writer that is pending.
    ///
    /// Source: Go 1.27 `sync/rwmutex.go`, `RLock`.
    #[inline]
    pub fn r_lock(&self) {
        // Acquire: partner of the Release in `unlock`. The count is in one order for all, so a writer has either come
        // before this, or counts this reader.
        if self.reader_count.fetch_add(1, Acquire) < 0 {
            sema::acquire(&self.reader_sem, false, "sync.RWMutex.RLock");
        }
    }

    /// Begins to read if no writer is pending.
    ///
    /// Source: Go 1.27 `sync/rwmutex.go`, `TryRLock`.
    #[inline]
    pub fn try_r_lock(&self) -> bool {
        let mut count = self.reader_count.load(Relaxed);
        while count >= 0 {
            // Acquire: as in `r_lock`.
            match self.reader_count.compare_exchange_weak(count, count + 1, Acquire, Relaxed) {
                Ok(_) => return true,
                Err(now) => count = now,
            }
        }
        false
    }

    /// Ends reading.
    ///
    /// Source: Go 1.27 `sync/rwmutex.go`, `RUnlock`.
    ///
    /// # Aborts
    /// `fatal error: sync: RUnlock of unlocked RWMutex`
    #[inline]
    pub fn r_unlock(&self) {
        // Release: partner of the Acquire in `lock`: the writer comes after what this reader did.
        let before = self.reader_count.fetch_sub(1, Release);
        if before <= 0 {
            self.r_unlock_slowly(before);
        }
    }

    #[cold]
    fn r_unlock_slowly(&self, before: i32) {
        if before == 0 || before == -MAX_READERS {
            fatal("sync: RUnlock of unlocked RWMutex");
        }
        point();
        // A writer waits, for one less now. AcqRel: the last reader's call carries what the others did before.
        if self.reader_wait.fetch_sub(1, AcqRel) == 1 {
            sema::release(&self.writer_sem, false);
        }
    }

    /// Takes the lock for writing, waiting for readers and other writers to end.
    ///
    /// Source: Go 1.27 `sync/rwmutex.go`, `Lock`.
    pub fn lock(&self) {
        self.w.lock();
        point();
        // From here on readers that come wait. Acquire: partner of the Release in `r_unlock`.
        let readers = self.reader_count.fetch_sub(MAX_READERS, Acquire);
        point();
        // Those who read are waited for. Some have ended meanwhile, and have counted themselves down already. Acquire: if all have,
        // what they did is seen.
        if readers != 0 && self.reader_wait.fetch_add(readers, Acquire) + readers != 0 {
            sema::acquire(&self.writer_sem, false, "sync.RWMutex.Lock");
        }
    }

    /// Takes the lock for writing if nobody reads, writes or waits to write.
    ///
    /// Source: Go 1.27 `sync/rwmutex.go`, `TryLock`.
    pub fn try_lock(&self) -> bool {
        if !self.w.try_lock() {
            return false;
        }
        point();
        // Acquire: partner of the Release in `r_unlock`.
        let alone = self.reader_count.compare_exchange(0, -MAX_READERS, Acquire, Relaxed).is_ok();
        if !alone {
            self.w.unlock();
        }
        alone
    }

    /// Ends writing: first all readers that wait may read, and then the next writer may come.
    ///
    /// Source: Go 1.27 `sync/rwmutex.go`, `Unlock`.
    ///
    /// # Aborts
    /// `fatal error: sync: Unlock of unlocked RWMutex`
    pub fn unlock(&self) {
        // Release: partner of the Acquire in `r_lock`.
        let readers = self.reader_count.fetch_add(MAX_READERS, Release).wrapping_add(MAX_READERS);
        if !(0..MAX_READERS).contains(&readers) {
            fatal("sync: Unlock of unlocked RWMutex");
        }
        for _ in 0..readers {
            sema::release(&self.reader_sem, false);
        }
        point();
        self.w.unlock();
    }

    /// Whether somebody reads or writes.
    pub fn is_locked(&self) -> bool {
        self.reader_count.load(Relaxed) != 0
    }

    /// Whether somebody writes, or waits for readers to end.
    pub fn is_locked_exclusive(&self) -> bool {
        self.reader_count.load(Relaxed) < 0
    }

    /// The state of the lock at this moment.
    pub fn inspect(&self) -> RwMutexView {
        let count = self.reader_count.load(Relaxed);
        RwMutexView {
            readers: if count < 0 { count + MAX_READERS } else { count },
            writer_pending: count < 0,
            reader_wait: self.reader_wait.load(Relaxed),
            readers_waiting: sema::waiting(&self.reader_sem),
            writer_waiting: sema::waiting(&self.writer_sem),
            writers: self.w.inspect(),
        }
    }
}
