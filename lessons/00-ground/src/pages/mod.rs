//! Pages: address space, and the memory behind it. The one place that asks the operating system for memory.
//!
//! A program's addresses and its memory are two things. *Reserving* takes addresses and no memory; *committing* makes a
//! part usable, and the first touch of each page brings memory; *releasing* gives the memory back and keeps the addresses.
//! ```text
//!                      reserve          commit            touch               release
//!   VSZ                + all of it      -                 -                   -
//!   RSS                -                -                 + the pages         - the pages
//!   an access          faults           finds zeros       finds what it wrote  (commit first)
//! ```
//! Rejected: `malloc` (it hands out bytes and keeps what is freed, so nothing can be given back page by page), and
//! `mmap` at every need (3.7 us each, no neighbours, and 65530 mappings are the end). Go decided the same
//! (Go 1.27 `runtime/mem.go`: reserved, prepared, ready).
//!
//! # Invariants
//! - M1: `start..start + bytes` is one run of pages that this reservation alone has mapped, until it is dropped.
//! - M2: a range that reaches the system is a run of whole pages within M1's; nobody else's memory is ever touched.
//! - M3: no reference into the pages is handed out, only a raw pointer. So whoever dereferences it answers for what
//!   `release` and `guard` do to the bytes, and both are safe to call.

mod error;
mod sys;
mod usage;

use std::ops::Range;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, Ordering};

pub use self::error::{Cause, Error};
pub use self::sys::{light_guards, page_size};
pub use self::usage::{Usage, usage};

// ANCHOR: reservation
/// A run of addresses that is ours, with memory behind as much of it as is committed and touched.
#[derive(Debug)]
pub struct Reservation {
    /// The first byte, a multiple of the alignment asked for (M1).
    start: NonNull<u8>,
    /// How many bytes, a multiple of the page size (M1).
    bytes: usize,
    /// Whether there has ever been a light guard. They outlive `mprotect`, so `commit` has to take them away; without
    /// any it saves that call. Relaxed: who guards and commits one range from two threads has to agree on an order.
    guarded: AtomicBool,
}
// ANCHOR_END: reservation

// SAFETY: a mapping belongs to the process, not to a thread; whoever drops it last unmaps it, once (M1).
unsafe impl Send for Reservation {}
// SAFETY: the methods by `&self` are system calls, which the kernel orders, and one atomic flag; by M3 no
// safe code reads or writes the pages.
unsafe impl Sync for Reservation {}

impl Reservation {
    // ANCHOR: new
    /// Takes `bytes` of address space, rounded up to whole pages, from a multiple of `align` on. No memory comes
    /// with it: every access faults until `commit`.
    ///
    /// The system aligns to pages only. So this reserves more than is asked for, and gives back what sticks out.
    ///
    /// # Errors
    /// `bytes` is 0 or too large, `align` is no power of two, or the system refuses.
    ///
    /// ```
    /// let heap = ground::pages::Reservation::new(64 << 20, 4 << 20)?;
    /// heap.commit(0..1 << 20)?;
    /// // SAFETY: the first MiB is committed, and nobody else has the pointer.
    /// unsafe { heap.as_ptr().write(7) };
    /// assert_eq!(heap.as_ptr().addr().get() % (4 << 20), 0);
    /// # Ok::<(), ground::pages::Error>(())
    /// ```
    pub fn new(bytes: usize, align: usize) -> Result<Reservation, Error> {
        let refuse = |cause| Error { call: "mmap", range: 0..bytes, cause };
        let page = page_size();
        if bytes == 0 {
            return Err(refuse(Cause::Empty));
        }
        if !align.is_power_of_two() {
            return Err(refuse(Cause::Align { align }));
        }
        let align = align.max(page);
        let whole = bytes.checked_next_multiple_of(page);
        let wanted = whole.and_then(|bytes| bytes.checked_add(align - page)).filter(|&sum| sum <= isize::MAX as usize);
        let (Some(bytes), Some(wanted)) = (whole, wanted) else { return Err(refuse(Cause::TooLarge)) };

        let first = sys::reserve(wanted).map_err(|cause| refuse(cause.into()))?;
        let before = first.addr().get().next_multiple_of(align) - first.addr().get();
        let after = wanted - before - bytes;
        // SAFETY: `before <= align - page`, so `before + bytes <= wanted`: all of it lies within the new mapping.
        let start = unsafe { first.add(before) };
        // SAFETY: the two ends lie within the new mapping, beside `start..start + bytes`, and nobody knows of them.
        unsafe {
            sys::unmap(first, before);
            sys::unmap(start.add(bytes), after);
        }
        Ok(Reservation { start, bytes, guarded: AtomicBool::new(false) })
    }
    // ANCHOR_END: new

    /// The first byte. Valid for reads and writes where the reservation is committed, for as long as it lives.
    pub fn as_ptr(&self) -> NonNull<u8> {
        self.start
    }

    /// How many bytes of address space: what was asked for, rounded up to whole pages.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    // ANCHOR: commit
    /// Makes a range of bytes usable. A page costs memory when it is first touched, and is full of zeros then. What is
    /// committed already keeps its contents; a guard is taken away.
    ///
    /// # Errors
    /// The range is no run of whole pages within the reservation, or the system refuses (see [`Error`]).
    pub fn commit(&self, range: Range<usize>) -> Result<(), Error> {
        let Some((start, bytes)) = self.pages("mprotect", &range)? else { return Ok(()) };
        if self.guarded.load(Ordering::Relaxed) {
            // SAFETY: whole pages of ours (M2).
            unsafe { sys::remove_guards(start, bytes) }.map_err(Error::at("madvise(MADV_GUARD_REMOVE)", &range))?;
        }
        // SAFETY: whole pages of ours (M2); to allow more accesses harms nobody.
        unsafe { sys::commit(start, bytes) }.map_err(Error::at("mprotect", &range))
    }
    // ANCHOR_END: commit

    /// Makes a range of bytes readable, for a table of which only parts will be written: where nothing was committed before, it is full of
    /// zeros. On Linux reading them brings no memory, and the range counts for nothing where the system limits what can be written
    /// (`ulimit -d`, `vm.overcommit_memory`). A write faults until `commit`.
    ///
    /// # Errors
    /// As for [`commit`](Reservation::commit).
    pub fn commit_for_reading(&self, range: Range<usize>) -> Result<(), Error> {
        let Some((start, bytes)) = self.pages("mprotect", &range)? else { return Ok(()) };
        // SAFETY: whole pages of ours (M2), and by M3 nobody counts on writing them.
        unsafe { sys::commit_for_reading(start, bytes) }.map_err(Error::at("mprotect", &range))
    }

    // ANCHOR: release
    /// Gives the memory of a range back. The addresses stay, the contents are lost: commit before the next use, and
    /// find zeros. A guard stays. RSS is lower when this returns.
    ///
    /// # Errors
    /// As for [`commit`](Reservation::commit).
    pub fn release(&self, range: Range<usize>) -> Result<(), Error> {
        let Some((start, bytes)) = self.pages(sys::RELEASE, &range)? else { return Ok(()) };
        // SAFETY: whole pages of ours (M2), and nobody but a raw pointer's user minds their contents (M3).
        unsafe { sys::release(start, bytes) }.map_err(Error::at(sys::RELEASE, &range))
    }
    // ANCHOR_END: release

    // ANCHOR: guard
    /// Makes every access to a range fault, until it is committed again. The contents are lost. Where [`light_guards`]
    /// says so, this costs no mapping, however many there are.
    ///
    /// # Errors
    /// As for [`commit`](Reservation::commit).
    pub fn guard(&self, range: Range<usize>) -> Result<(), Error> {
        let Some((start, bytes)) = self.pages("mprotect", &range)? else { return Ok(()) };
        if light_guards() {
            self.guarded.store(true, Ordering::Relaxed);
            // SAFETY: whole pages of ours (M2), and by M3 their contents may go.
            return unsafe { sys::install_guards(start, bytes) }
                .map_err(Error::at("madvise(MADV_GUARD_INSTALL)", &range));
        }
        self.guard_by_protection(range)
    }
    // ANCHOR_END: guard

    /// Guards in the way that every system knows: the pages lose their access rights. Each such guard inside of
    /// committed memory splits a mapping, and so costs two.
    ///
    /// # Errors
    /// As for [`commit`](Reservation::commit).
    pub fn guard_by_protection(&self, range: Range<usize>) -> Result<(), Error> {
        let Some((start, bytes)) = self.pages("mprotect", &range)? else { return Ok(()) };
        self.release(range.clone())?;
        // SAFETY: whole pages of ours (M2), and by M3 nobody counts on reaching them.
        unsafe { sys::protect(start, bytes) }.map_err(Error::at("mprotect", &range))
    }

    /// Where a range lies, if it keeps M2; `None` if it is empty.
    fn pages(&self, call: &'static str, range: &Range<usize>) -> Result<Option<(NonNull<u8>, usize)>, Error> {
        let cause = if range.start > range.end {
            Cause::Backwards
        } else if range.end > self.bytes {
            Cause::OutOfBounds { bytes: self.bytes }
        } else if !(range.start | range.end).is_multiple_of(page_size()) {
            Cause::NotPages { page: page_size() }
        } else if range.is_empty() {
            return Ok(None);
        } else {
            // SAFETY: `start < end <= bytes`, so it lies within the mapping (M1).
            return Ok(Some((unsafe { self.start.add(range.start) }, range.len())));
        };
        Err(Error { call, range: range.clone(), cause })
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours alone (M1), and from here on nobody's; a pointer into it is dead, as `as_ptr` says.
        unsafe { sys::unmap(self.start, self.bytes) }
    }
}
