//! From a page to its span: a radix tree of two levels, written under the page heap's lock and read without any.
//!
//! ```text
//!    address, 48 bits:   | 14 bits: root | 21 bits: leaf | 13 bits: within the page |
//!    entry, 64 bits:     | 8 bits: class |      56 bits: address of the span        |
//! ```
//! A leaf is 16 MiB of addresses, and stands for 16 GiB of heap. All of it can be read from the start. A part of 64 KiB can be written
//! once there are pages of its 64 MiB of heap. So it is as little memory as is used, also where the system counts what could be
//! written (`ulimit -d`, `vm.overcommit_memory`) and not what is touched.
//!
//! # Invariants
//! - E1: every page of an object that the program has leads to the span of that object.
//! - E2: the first and the last page of a span lead to it. (So a span finds its neighbours, and needs no more.)
//! - E3: no page leads to another page's span, and so none to a record that was dropped. (A pointer that was freed twice, or that is
//!   anything else, leads to its own page's span, or nowhere.)
//!
//! Reading needs no ordering: who asks for a pointer's page got the pointer from whoever allocated it, and what that
//! thread had seen, the entry included, came along with it.

use std::ptr::{self, NonNull};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicPtr, AtomicU64};

use crate::metadata::{Metadata, TABLE_PART};
use crate::size_class::{ClassId, PAGE_SHIFT};
use crate::span::Span;

const ROOT_BITS: u32 = 14;
const LEAF_BITS: u32 = 48 - PAGE_SHIFT - ROOT_BITS;
/// Where the class begins in an entry.
const CLASS: u32 = 56;

/// The entries in a part of a leaf that is made writable at once, and how many such parts there are.
const PART: usize = TABLE_PART / size_of::<AtomicPtr<Span>>();
const PARTS: usize = (1 << LEAF_BITS) / PART;

/// Entries for 16 GiB of heap. The entries fill whole parts, and what is behind them fits into one.
struct Leaf {
    entries: [AtomicPtr<Span>; 1 << LEAF_BITS],
    /// Which parts of them can be written: a bit each. This one always can: it lies behind the last part.
    writable: [AtomicU64; PARTS / 64],
}

// ANCHOR: map
/// The tree.
pub(crate) struct PageMap {
    root: [AtomicPtr<Leaf>; 1 << ROOT_BITS],
}

impl PageMap {
    pub(crate) const fn new() -> PageMap {
        PageMap { root: [const { AtomicPtr::new(ptr::null_mut()) }; 1 << ROOT_BITS] }
    }

    /// The span and the class of a page; nothing for a page that is not ours.
    #[inline]
    pub(crate) fn get(&self, page: usize) -> (*mut Span, Option<ClassId>) {
        let entry = self.entry(page).map_or(ptr::null_mut(), |entry| entry.load(Relaxed));
        (entry.map_addr(|addr| addr & ((1 << CLASS) - 1)), ClassId::new(entry.addr() >> CLASS))
    }

    #[inline]
    fn entry(&self, page: usize) -> Option<&AtomicPtr<Span>> {
        // Acquire: partner of the Release in `reserve`: the leaf's zeros are seen. (On the machines that we know, the
        // address itself orders that, and it costs nothing.)
        let leaf = self.root.get(page >> LEAF_BITS)?.load(Acquire);
        // SAFETY: a leaf that was published stays for as long as the map.
        let leaf = unsafe { leaf.as_ref() }?;
        Some(&leaf.entries[page % (1 << LEAF_BITS)])
    }
    // ANCHOR_END: map

    /// Makes room for the entries of `pages` pages from `first` on. `false`: no memory.
    pub(crate) fn reserve(&self, metadata: &mut Metadata, first: usize, pages: usize) -> bool {
        (first / PART..=(first + pages - 1) / PART).all(|part| self.reserve_part(metadata, part).is_some())
    }

    /// Makes one part of a leaf writable, and the leaf if there is none.
    fn reserve_part(&self, metadata: &mut Metadata, part: usize) -> Option<()> {
        let slot = self.root.get(part / PARTS)?;
        if slot.load(Relaxed).is_null() {
            let leaf = metadata.take_table(PARTS)?;
            // Release: partner of the Acquire in `entry`.
            slot.store(leaf.cast().as_ptr(), Release);
        }
        let leaf = slot.load(Relaxed);
        let (word, bit) = (part % PARTS / 64, 1 << (part % 64));
        // SAFETY: a leaf that was published stays for as long as the map, and the word can be written.
        let writable = unsafe { &(*leaf).writable[word] };
        if writable.load(Relaxed) & bit == 0 {
            // SAFETY: the part lies within the leaf.
            let start = NonNull::new(unsafe { leaf.byte_add(part % PARTS * TABLE_PART) })?;
            metadata.write(start.cast()).then_some(())?;
            writable.fetch_or(bit, Relaxed);
        }
        Some(())
    }

    /// Lets a page lead to a span. There is room for its entry.
    pub(crate) fn set(&self, page: usize, span: *mut Span, class: Option<ClassId>) {
        let class = class.map_or(0, ClassId::number);
        let entry = span.map_addr(|addr| addr | class << CLASS);
        // No panic: it would allocate, and the page heap is locked.
        let Some(place) = self.entry(page) else { ground::fatal("tcmalloc: a page of the heap's is not in its map") };
        place.store(entry, Relaxed);
    }

    /// Lets the first and the last page of a span lead to it (E2).
    pub(crate) fn set_ends(&self, span: *mut Span, first: usize, pages: usize) {
        self.set(first, span, None);
        self.set(first + pages - 1, span, None);
    }

    /// Lets pages lead nowhere: two that have become the middle of a span, or all of one that is of a class no more (E3).
    pub(crate) fn clear(&self, first: usize, pages: usize) {
        (first..first + pages).for_each(|page| self.set(page, ptr::null_mut(), None));
    }

    /// Lets all pages of a span lead to it and to its class (E1).
    pub(crate) fn set_all(&self, span: *mut Span, first: usize, pages: usize, class: ClassId) {
        (first..first + pages).for_each(|page| self.set(page, span, Some(class)));
    }
}
