//! Memory for the allocator's own needs: spans, caches, tables. It never comes from the allocator itself.
//!
//! # Invariant
//! - D1: what `take` returns belongs to the caller until `put`. A block of more than [`STEP`] that never was one before is full of
//!   zeros: it comes from the arena.

use std::alloc::Layout;
use std::ptr::{self, NonNull};

use crate::arena::Arena;
use crate::vacant::{self, Run};

/// So many bytes of the arena are made usable at a time.
const STEP: usize = 128 << 10;
/// So many bytes of a table are made writable at a time: a whole page of any system that we know.
pub(crate) const TABLE_PART: usize = 64 << 10;
/// Blocks have sizes of 2^4 to 2^40.
const ORDERS: usize = 41;
/// The smallest block: it has room for a link.
const SMALLEST: usize = 16;
/// What blocks are aligned to at most: a cache line.
const LINE: usize = 64;

/// Blocks of powers of two, cut off the front of an arena, and kept in lists when they come back.
pub(crate) struct Metadata {
    arena: Arena,
    /// The first unused byte of the piece that is being cut.
    next: *mut u8,
    /// How many bytes of it are left.
    left: usize,
    /// Blocks that came back, by the power of two of their size. Each holds the address of the next.
    free: [*mut u8; ORDERS],
    /// Longer pieces that nobody has (`vacant.rs`): their memory may be the system's.
    vacant: *mut Run,
    /// The bytes in use.
    pub(crate) in_use: usize,
}

// SAFETY: the pointers lead to memory that belongs to this value alone.
unsafe impl Send for Metadata {}

impl Metadata {
    /// Nothing yet; `page` as for the arena.
    pub(crate) const fn new(region: usize, page: Option<usize>) -> Metadata {
        Metadata {
            arena: Arena::new(region, 64 << 10, page),
            next: ptr::null_mut(),
            left: 0,
            free: [ptr::null_mut(); ORDERS],
            vacant: ptr::null_mut(),
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
        // SAFETY: it is the caller's no more.
        unsafe { self.link(block.as_ptr(), bytes) };
        self.in_use -= bytes;
    }

    /// Puts a block into the list of its size.
    ///
    /// # Safety
    /// It is ours, nobody has it, and it has so many bytes: a block's size.
    unsafe fn link(&mut self, block: *mut u8, bytes: usize) {
        let list = &mut self.free[bytes.ilog2() as usize];
        // SAFETY: the smallest block has room for a link.
        unsafe { block.cast::<*mut u8>().write(*list) };
        *list = block;
    }

    /// A table for ever, of which only some parts will be used: it can be read, and is full of zeros; `write` lets one of them be written,
    /// too. Behind them is one that can be written at once.
    pub(crate) fn take_table(&mut self, parts: usize) -> Option<NonNull<u8>> {
        let table = self.arena.grow_for_reading((parts + 1) * TABLE_PART, parts * TABLE_PART)?;
        self.in_use += TABLE_PART;
        Some(table)
    }

    /// Lets a part of a table be written: [`TABLE_PART`] bytes from `part` on, which nobody asked this for before. `false`: no memory.
    pub(crate) fn write(&mut self, part: NonNull<u8>) -> bool {
        let done = self.arena.write(part, TABLE_PART);
        self.in_use += if done { TABLE_PART } else { 0 };
        done
    }

    fn cut(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        let skip = self.next.align_offset(bytes.min(LINE));
        if self.left < bytes + skip {
            let (next, left) = self.piece(bytes)?;
            let rest = std::mem::replace(&mut self.left, left);
            let rest_at = std::mem::replace(&mut self.next, next);
            // SAFETY: what is left of the old piece is nobody's.
            unsafe { self.vacate(rest_at, rest) };
            return self.cut(bytes);
        }
        // SAFETY: `skip + bytes <= left`, so both ends lie within the piece.
        let block = unsafe { self.next.add(skip) };
        // SAFETY: as above.
        self.next = unsafe { block.add(bytes) };
        self.left -= skip + bytes;
        NonNull::new(block)
    }

    /// A piece with room for a block of `bytes`: a vacant one, or the arena's next.
    fn piece(&mut self, bytes: usize) -> Option<(*mut u8, usize)> {
        let mut link = &raw mut self.vacant;
        // SAFETY: the runs are ours (V1), and each link leads to one or ends the list.
        unsafe {
            while let Some(run) = NonNull::new(*link).filter(|_| bytes <= STEP) {
                let length = run.as_ref().bytes;
                if length >= bytes + LINE && self.fetch_back(run.as_ptr(), length) {
                    *link = run.as_ref().next;
                    return Some((run.as_ptr().cast(), length));
                }
                link = &raw mut (*run.as_ptr()).next;
            }
        }
        let (piece, length) = self.arena.grow(bytes.max(STEP).checked_next_multiple_of(64 << 10)?)?;
        Some((piece.as_ptr(), length))
    }

    /// Makes the pages of a run usable that may be the system's.
    fn fetch_back(&self, run: *mut Run, length: usize) -> bool {
        let pages = Run::pages_of(run, length, self.arena.page());
        let first = NonNull::new(run.cast::<u8>().wrapping_add(pages.start));
        pages.is_empty() || first.is_some_and(|first| self.arena.commit(first, pages.len()))
    }

    /// Puts bytes to the vacant ones.
    ///
    /// # Safety
    /// They are ours, nobody has them, and they lie in one region (V1).
    unsafe fn vacate(&mut self, start: *mut u8, bytes: usize) {
        if bytes >= size_of::<Run>() {
            let run = start.cast::<Run>();
            // SAFETY: there is room for it, at a multiple of 16: blocks are that long at least.
            unsafe { run.write(Run { next: self.vacant, bytes }) };
            self.vacant = run;
        }
    }

    // ANCHOR: trim
    /// Joins the blocks that came back and the vacant runs with their neighbours, and gives the system pages that lie within to
    /// the system. The other blocks stay as they are. (Neighbours lie in one region: A2.)
    pub(crate) fn trim(&mut self) {
        // SAFETY: blocks in lists and vacant runs are ours, and 16 bytes long at least (V1).
        let mut from = unsafe { vacant::sort(self.all_free()) };
        while !from.is_null() {
            // SAFETY: as above; `end` is behind neighbours that are all ours.
            unsafe {
                let (mut end, mut to) = (from.byte_add((*from).bytes), (*from).next);
                while to == end && !to.is_null() {
                    (end, to) = (to.byte_add((*to).bytes), (*to).next);
                }
                let length = end.addr() - from.addr();
                let pages = Run::pages_of(from, length, self.arena.page());
                if pages.is_empty() {
                    self.put_all_back(from, to);
                } else {
                    self.vacate(from.cast(), length);
                    let first = NonNull::new_unchecked(from.cast::<u8>().add(pages.start));
                    self.arena.release(first, pages.len()); // or it stays: a hint
                }
                from = to;
            }
        }
    }
    // ANCHOR_END: trim

    /// Takes all blocks and runs out of their lists, as one list.
    fn all_free(&mut self) -> *mut Run {
        let mut all = std::mem::replace(&mut self.vacant, ptr::null_mut());
        for order in 0..ORDERS {
            let mut block = std::mem::replace(&mut self.free[order], ptr::null_mut()).cast::<Run>();
            while !block.is_null() {
                // SAFETY: a block in a list is ours; `put` wrote the next one's address into its first word.
                unsafe {
                    let next = (*block).next;
                    block.write(Run { next: all, bytes: 1 << order });
                    (all, block) = (block, next);
                }
            }
        }
        all
    }

    /// Puts blocks back into the lists that they came from, and vacant runs, too: from `from` until `to`.
    ///
    /// # Safety
    /// They are parts of what `all_free` gave.
    unsafe fn put_all_back(&mut self, mut from: *mut Run, to: *mut Run) {
        while from != to {
            // SAFETY: the caller's promise.
            unsafe {
                let Run { next, bytes } = from.read();
                // The rest of a piece can be as long as a block, and lie where no block would.
                if bytes.is_power_of_two() && from.addr().is_multiple_of(bytes.min(LINE)) {
                    self.link(from.cast(), bytes);
                } else {
                    self.vacate(from.cast(), bytes);
                }
                from = next;
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A block that somebody has, full of one byte.
    struct Mine {
        block: NonNull<u8>,
        layout: Layout,
        byte: u8,
    }

    impl Mine {
        fn check(&self) {
            // SAFETY: the block is ours, and was written to its end.
            let bytes = unsafe { std::slice::from_raw_parts(self.block.as_ptr(), self.layout.size()) };
            assert!(bytes.iter().all(|&byte| byte == self.byte), "somebody wrote into a block of {:?}", self.layout);
        }
    }

    /// Pages that systems have, as far as this one can pass for them.
    fn system_pages() -> [usize; 3] {
        [4 << 10, 16 << 10, 64 << 10].map(|page| page.max(ground::pages::page_size()))
    }

    #[test]
    fn blocks_keep_their_contents_whatever_is_taken_put_and_trimmed_between() {
        system_pages().into_iter().for_each(blocks_keep_their_contents);
    }

    fn blocks_keep_their_contents(page: usize) {
        let mut metadata = Metadata::new(1 << 24, Some(page));
        let mut mine: Vec<Mine> = Vec::new();
        let mut number = 7_u64;
        let mut below = |end: u64| {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (number >> 33) % end
        };
        for step in 0..20_000_u64 {
            // Ever again nearly all of it goes back, so that there is something to trim.
            if step % 4000 < 2500 || mine.is_empty() {
                let order = 4 + below(12);
                let bytes = 1 + below(1 << order) as usize;
                let layout = Layout::from_size_align(bytes, 8).expect("a small layout");
                let block = metadata.take(layout).expect("there is memory");
                assert!(block.addr().get().is_multiple_of(layout.size().next_power_of_two().clamp(SMALLEST, LINE)));
                // SAFETY: the block is ours.
                unsafe { block.write_bytes(step as u8, bytes) };
                mine.push(Mine { block, layout, byte: step as u8 });
            } else {
                for _ in 0..2 {
                    let at = below(mine.len().max(1) as u64) as usize;
                    if at < mine.len() {
                        let gone = mine.swap_remove(at);
                        gone.check();
                        // SAFETY: it was taken with this layout, and is forgotten here.
                        unsafe { metadata.put(gone.block, gone.layout) };
                    }
                }
            }
            if step % 500 == 499 {
                metadata.trim();
                mine.iter().for_each(Mine::check);
            }
        }
    }

    #[test]
    fn what_was_trimmed_serves_again_before_the_system_is_asked() {
        system_pages().into_iter().for_each(what_was_trimmed_serves_again);
    }

    fn what_was_trimmed_serves_again(page: usize) {
        let mut metadata = Metadata::new(1 << 24, Some(page));
        let layout = Layout::new::<[u64; 8]>();
        let mut round = || {
            let blocks: Vec<_> = (0..20_000).map(|_| metadata.take(layout).expect("there is memory")).collect();
            // SAFETY: each was taken with this layout, and is put once.
            blocks.into_iter().for_each(|block| unsafe { metadata.put(block, layout) });
            metadata.trim();
            metadata.mapped()
        };
        let once = round();
        assert_eq!((0..5).map(|_| round()).collect::<Vec<_>>(), [once; 5]);
    }
}
