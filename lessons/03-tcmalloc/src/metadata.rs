//! Memory for the allocator's own needs: spans, caches, tables. It never comes from the allocator itself.
//!
//! # Invariant
//! - D1: what `take` returns belongs to the caller until `put`, and is full of zeros the first time.

use std::alloc::Layout;
use std::ptr::NonNull;

use crate::arena::Arena;

/// So many bytes of the arena are made usable at a time.
const STEP: usize = 128 << 10;
/// Blocks have sizes of 2^4 to 2^40.
const ORDERS: usize = 41;
/// The smallest block: it has room for a link.
const SMALLEST: usize = 16;

/// Blocks of powers of two, cut off the front of an arena, and kept in lists when they come back.
pub(crate) struct Metadata {
    arena: Arena,
    /// The first unused byte of the piece that is being cut.
    next: *mut u8,
    /// How many bytes of it are left.
    left: usize,
    /// Blocks that came back, by the power of two of their size. Each holds the address of the next.
    free: [*mut u8; ORDERS],
    /// The bytes in use.
    pub(crate) in_use: usize,
}

// SAFETY: the pointers lead to memory that belongs to this value alone.
unsafe impl Send for Metadata {}

impl Metadata {
    pub(crate) const fn new(region: usize) -> Metadata {
        Metadata {
            arena: Arena::new(region, 64 << 10),
            next: std::ptr::null_mut(),
            left: 0,
            free: [std::ptr::null_mut(); ORDERS],
            in_use: 0,
        }
    }

    /// A block for a value of this layout, rounded up to a power of two, which it is also aligned to up to a cache
    /// line (D1).
    pub(crate) fn take(&mut self, layout: Layout) -> Option<NonNull<u8>> {
        let bytes = size(layout);
        let order = bytes.ilog2() as usize;
        let block = match NonNull::new(self.free[order]) {
            Some(block) => {
                // SAFETY: a block in a list is ours, and `put` wrote the next one's address into it.
                self.free[order] = unsafe { block.cast::<*mut u8>().read() };
                block
            }
            None => self.cut(bytes)?,
        };
        self.in_use += bytes;
        Some(block)
    }

    /// Takes a block back.
    ///
    /// # Safety
    /// The block is from `take` with this layout, and nobody uses it any more.
    pub(crate) unsafe fn put(&mut self, block: NonNull<u8>, layout: Layout) {
        let bytes = size(layout);
        let order = bytes.ilog2() as usize;
        // SAFETY: it is the caller's no more, and has room for a link.
        unsafe { block.cast::<*mut u8>().write(self.free[order]) };
        self.free[order] = block.as_ptr();
        self.in_use -= bytes;
    }

    fn cut(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        let skip = self.next.align_offset(bytes.min(64));
        if self.left < bytes + skip {
            // What is left of the old piece stays unused: less than a block of this size.
            let step = bytes.max(STEP).checked_next_multiple_of(64 << 10)?;
            let piece = self.arena.grow(step)?;
            (self.next, self.left) = (piece.as_ptr(), step);
            return self.cut(bytes);
        }
        // SAFETY: `skip + bytes <= left`, so both ends lie within the piece.
        let block = unsafe { self.next.add(skip) };
        // SAFETY: as above.
        self.next = unsafe { block.add(bytes) };
        self.left -= skip + bytes;
        NonNull::new(block)
    }

    /// The bytes that the system gave for it.
    pub(crate) fn mapped(&self) -> usize {
        self.arena.mapped
    }
}

/// The block's size for a layout.
fn size(layout: Layout) -> usize {
    layout.size().next_power_of_two().max(SMALLEST)
}
