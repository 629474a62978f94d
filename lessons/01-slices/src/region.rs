//! The fast memory: arrays are cut from large chunks one behind the other, and go all at once.
//!
//! `malloc` has to be ready to free any block at any time. A region has not: it hands out the next bytes of a
//! chunk, and forgets about them. Three steps made it fast, and the chapter measures each:
//! the next bytes instead of a search · chunks that double, so that few are needed · chunks that a dead region
//! leaves to the next one on its thread, so that a page is touched for the first time only once.
//!
//! # Invariants
//! - R1: `chunks` lists every chunk of the region, newest first; only the newest has free bytes: `free..end`.
//! - R2: every array lies behind an `ArrayHeader` in a chunk; `last` lists them, newest first.

use std::alloc::Layout;
use std::cell::Cell;
use std::fmt;
use std::ptr::{self, NonNull};

use crate::chunks::{Chunk, FIRST_CHUNK, MAX_DOUBLED, give_up_chunk, take_chunk};
use crate::memory::{Memory, Span};

/// Written before every array, so that `inspect` finds them all. 16 bytes, what `malloc` spends too.
#[repr(C, align(16))]
struct ArrayHeader {
    /// The array before, or null.
    previous: *mut ArrayHeader,
    /// The array's bytes, without this header.
    bytes: usize,
}

// ANCHOR: region
/// Memory that is handed out byte after byte and given up all at once.
pub struct Region {
    /// The next free byte of the newest chunk.
    free: Cell<*mut u8>,
    /// One past the last byte of the newest chunk.
    end: Cell<*mut u8>,
    /// The newest array.
    last: Cell<*mut ArrayHeader>,
    /// The newest chunk.
    chunks: Cell<*mut Chunk>,
}
// ANCHOR_END: region

impl Region {
    /// A region without a chunk; the first array takes one.
    pub(crate) const fn new() -> Region {
        Region {
            free: Cell::new(ptr::null_mut()),
            end: Cell::new(ptr::null_mut()),
            last: Cell::new(ptr::null_mut()),
            chunks: Cell::new(ptr::null_mut()),
        }
    }

    // ANCHOR: bump
    /// Cuts the block from the newest chunk: `None` if it has not that much left.
    #[inline]
    fn bump(&self, layout: Layout) -> Option<NonNull<u8>> {
        let (free, end) = (self.free.get(), self.end.get());
        let align = layout.align().max(align_of::<ArrayHeader>());
        // How far the array begins behind `free`: the header, and what is missing to a multiple of `align`. Only
        // differences are compared, so that nothing overflows at the end of a small address space.
        let behind_header = free.addr().wrapping_add(size_of::<ArrayHeader>());
        let skip = size_of::<ArrayHeader>() + (behind_header.wrapping_neg() & (align - 1));
        let room = end.addr() - free.addr();
        if skip > room || layout.size() > room - skip {
            return None;
        }
        // SAFETY: `skip` and the array's bytes together are at most `room`, so header and array lie in the chunk's free
        // bytes (R1). `skip` is at least 16, and the array's address a multiple of 16, so the header's place is too.
        unsafe {
            let array = free.add(skip);
            let header = array.cast::<ArrayHeader>().sub(1);
            header.write(ArrayHeader { previous: self.last.get(), bytes: layout.size() });
            self.last.set(header);
            self.free.set(array.add(layout.size()));
            Some(NonNull::new_unchecked(array))
        }
    }
    // ANCHOR_END: bump

    /// Takes a chunk that has room for the block, and cuts it from there.
    #[cold]
    #[inline(never)]
    fn bump_in_new_chunk(&self, layout: Layout) -> NonNull<u8> {
        let newest = self.chunks.get();
        // SAFETY: a chunk of the list is ours and has its header (R1).
        let double = if newest.is_null() { FIRST_CHUNK } else { unsafe { (*newest).bytes }.saturating_mul(2) };
        let wanted = size_of::<Chunk>() + size_of::<ArrayHeader>() + layout.align() + layout.size();
        let bytes = double.min(MAX_DOUBLED).max(wanted);
        // Chunks that may be used again come in powers of two; one for a very large array is as large as it must be.
        let chunk = take_chunk(if bytes <= MAX_DOUBLED { bytes.next_power_of_two() } else { bytes });
        // SAFETY: the chunk is ours alone, has `bytes` bytes, and its header is written.
        unsafe {
            (*chunk).next = newest;
            self.chunks.set(chunk);
            self.free.set(chunk.add(1).cast());
            self.end.set(chunk.cast::<u8>().add((*chunk).bytes));
        }
        self.bump(layout).expect("the chunk was made large enough for the block, its header and its alignment")
    }
}

// SAFETY: `bump` cuts blocks that do not overlap from chunks that are freed only in `reset` and `drop`.
unsafe impl Memory for Region {
    #[inline]
    fn allocate(&self, layout: Layout) -> NonNull<u8> {
        match self.bump(layout) {
            Some(block) => block,
            None => self.bump_in_new_chunk(layout),
        }
    }

    fn reset(&mut self) {
        let newest = self.chunks.get();
        if newest.is_null() {
            return;
        }
        // The newest chunk is the largest; it stays, and the others go.
        // SAFETY: it is ours and has its header (R1).
        give_up_chunks(unsafe { ptr::replace(&raw mut (*newest).next, ptr::null_mut()) });
        self.last.set(ptr::null_mut());
        // SAFETY: what follows the header are the chunk's bytes, and no array is in use any more.
        self.free.set(unsafe { newest.add(1) }.cast());
    }

    fn spans(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut header = self.last.get();
        while !header.is_null() {
            // SAFETY: by R2 it is the header of an array of ours, and the array follows it.
            unsafe {
                let start = NonNull::new_unchecked(header.add(1).cast());
                spans.push(Span { start, bytes: (*header).bytes });
                header = (*header).previous;
            }
        }
        spans.reverse();
        spans
    }
}

impl Drop for Region {
    #[inline]
    fn drop(&mut self) {
        give_up_chunks(self.chunks.get());
    }
}

/// Gives up a list of chunks, each once.
#[inline]
fn give_up_chunks(mut chunk: *mut Chunk) {
    while !chunk.is_null() {
        // SAFETY: the chunk was in a region's list (R1), and the region has let go of it.
        let next = unsafe { (*chunk).next };
        give_up_chunk(chunk);
        chunk = next;
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Region").field("arrays", &self.spans().len()).finish()
    }
}
