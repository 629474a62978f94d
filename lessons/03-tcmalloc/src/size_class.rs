//! From a size to one of 85 classes: which sizes exist, how many pages a class cuts up at a time, and how many objects
//! move at a time between two layers.
//!
//! # The rule
//! Candidates come in steps that grow with the size: 8 bytes, from 16 on 16, from 128 on an eighth of the power of two
//! below (so that rounding up to the *next candidate* wastes an eighth at most), and never more than a page.
//! For each candidate a span is chosen: the fewest pages that hold a quarter of a batch and leave an eighth at most
//! over at the end. A candidate whose span has as many pages and as many objects as the one before replaces it: the same
//! memory, and larger objects. These are the mergers that make some classes waste more than an eighth.
//!
//! # Invariants
//! - S1: `size_class(n)` is the smallest class whose objects have `n` bytes at least.
//! - S2: a [`ClassId`]'s number is 1 to 85.

use serde::Serialize;

/// A page of the allocator, 8 KiB: the unit of spans. (The system's page is another thing, mostly 4 KiB.)
pub const PAGE: usize = 1 << PAGE_SHIFT;
/// The power of two behind [`PAGE`].
pub const PAGE_SHIFT: u32 = 13;
/// The largest small object, 256 KiB. What is larger is made of whole pages.
pub const MAX_SMALL: usize = 256 << 10;
/// How many size classes there are.
pub const CLASSES: usize = 85;
/// The most objects that move at a time.
pub const MAX_BATCH: usize = 32;
/// So many bytes move at a time, if that is two objects at least and [`MAX_BATCH`] at most.
const BATCH_BYTES: usize = 64 << 10;

// ANCHOR: class
/// A size class, 1 to 85: what a small object's size is rounded up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[repr(transparent)]
pub struct ClassId(u8);

/// What belongs to a class.
#[derive(Clone, Copy, Debug)]
struct Class {
    /// The bytes of an object.
    size: u32,
    /// The pages of a span.
    pages: u16,
    /// The objects that move at a time between a thread's cache and the central one.
    batch: u16,
    /// How many whole batches the transfer cache holds at most.
    slots: u16,
}
// ANCHOR_END: class

// ANCHOR: step
/// The step from a candidate of this size to the next one.
const fn step(size: usize) -> usize {
    let step = match size {
        ..16 => 8,
        16..128 => 16,
        128.. => (1 << size.ilog2()) / 8,
    };
    if step < PAGE { step } else { PAGE }
}

/// How many objects of this size move at a time.
const fn batch(size: usize) -> usize {
    match BATCH_BYTES / size {
        ..2 => 2,
        many if many > MAX_BATCH => MAX_BATCH,
        some => some,
    }
}

/// The pages of a span for objects of this size.
const fn span_pages(size: usize) -> usize {
    let mut pages = 1;
    loop {
        let bytes = pages * PAGE;
        if bytes % size <= bytes / 8 && bytes / size >= batch(size) / 4 {
            return pages;
        }
        pages += 1;
    }
}
// ANCHOR_END: step

// ANCHOR: table
/// The classes; number 0 is none, so that a class fits where 0 means "no class".
const TABLE: [Class; CLASSES + 1] = {
    let mut table = [Class { size: 0, pages: 0, batch: 0, slots: 0 }; CLASSES + 1];
    let mut last = 0;
    let mut size = 8;
    while size <= MAX_SMALL {
        let pages = span_pages(size);
        let before = table[last];
        let same_span = last > 0 && before.pages as usize == pages;
        if !same_span || pages * PAGE / size != pages * PAGE / before.size as usize {
            last += 1; // else the larger size takes the smaller one's place
        }
        let slots = (1 << 20) / (size * batch(size));
        let slots = if slots > 64 {
            64
        } else if slots == 0 {
            1
        } else {
            slots
        };
        table[last] = Class { size: size as u32, pages: pages as u16, batch: batch(size) as u16, slots: slots as u16 };
        size += step(size);
    }
    assert!(last == CLASSES, "the rule makes 85 classes");
    table
};

/// Where a size stands in `CLASS_OF`: every 8 bytes up to 1 KiB, every 128 beyond.
#[inline]
const fn index(size: usize) -> usize {
    if size <= 1024 { size.div_ceil(8) } else { 120 + size.div_ceil(128) }
}

/// The class of every index (S1).
static CLASS_OF: [u8; index(MAX_SMALL) + 1] = {
    let mut classes = [1; index(MAX_SMALL) + 1];
    let mut at = 1;
    let mut class = 1;
    while class <= CLASSES {
        while at <= index(TABLE[class].size as usize) {
            classes[at] = class as u8;
            at += 1;
        }
        class += 1;
    }
    classes
};

/// The sizes alone, close together: the one column that every operation reads.
static SIZES: [u32; CLASSES + 1] = {
    let mut sizes = [0; CLASSES + 1];
    let mut class = 1;
    while class <= CLASSES {
        sizes[class] = TABLE[class].size;
        class += 1;
    }
    sizes
};
// ANCHOR_END: table

/// The class of an object of `bytes`; `None` if it is not small. Nothing is the size of one byte.
///
/// Source: gperftools 2.10 `common.h`, `SizeMap::GetSizeClass`.
///
/// ```
/// use tcmalloc::{class_size, size_class};
/// assert_eq!(size_class(17).map(class_size), Some(32)); // there is no 24
/// assert_eq!(size_class(300_000), None);
/// ```
#[inline]
pub const fn size_class(bytes: usize) -> Option<ClassId> {
    if bytes <= MAX_SMALL { Some(ClassId(CLASS_OF[index(bytes)])) } else { None }
}

/// The bytes of an object of this class.
#[inline]
pub const fn class_size(class: ClassId) -> usize {
    SIZES[class.0 as usize] as usize
}

/// How many bytes an object of `bytes` really has: its class's, or whole pages. `usize::MAX` if there is no such object.
///
/// ```
/// assert_eq!(tcmalloc::nallocx(100), 112);
/// assert_eq!(tcmalloc::nallocx(300_000), 303_104); // 37 pages
/// ```
pub const fn nallocx(bytes: usize) -> usize {
    match size_class(bytes) {
        Some(class) => class_size(class),
        None => match bytes.checked_next_multiple_of(PAGE) {
            Some(bytes) => bytes,
            None => usize::MAX,
        },
    }
}

impl ClassId {
    /// The class with this number, 1 to 85.
    pub const fn new(number: usize) -> Option<ClassId> {
        if number >= 1 && number <= CLASSES { Some(ClassId(number as u8)) } else { None }
    }

    /// All classes, the smallest objects first.
    pub fn all() -> impl Iterator<Item = ClassId> {
        (1..=CLASSES as u8).map(ClassId)
    }

    /// Its number, 1 to 85.
    #[inline]
    pub const fn number(self) -> usize {
        self.0 as usize
    }

    /// The pages of a span of this class.
    pub const fn pages(self) -> usize {
        TABLE[self.0 as usize].pages as usize
    }

    /// The objects of a span.
    pub const fn objects(self) -> usize {
        self.pages() * PAGE / class_size(self)
    }

    /// How many objects move at a time.
    pub const fn batch(self) -> usize {
        TABLE[self.0 as usize].batch as usize
    }

    /// How many whole batches the transfer cache holds at most: 64, or 1 MiB of objects.
    pub const fn slots(self) -> usize {
        TABLE[self.0 as usize].slots as usize
    }

    /// The smallest request that is given an object of this class.
    pub const fn worst_request(self) -> usize {
        SIZES[self.0 as usize - 1] as usize + 1
    }

    /// The smallest class at or above this one whose objects all start at a multiple of `align`.
    pub(crate) const fn aligned(self, align: usize) -> Option<ClassId> {
        let mut number = self.0 as usize;
        while number <= CLASSES {
            if (SIZES[number] as usize).is_multiple_of(align) {
                return Some(ClassId(number as u8));
            }
            number += 1;
        }
        None
    }
}
