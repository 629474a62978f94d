//! A span: a run of pages, and who has it.
//!
//! # Invariants
//! - N1: a span belongs to one owner at a time: the page heap (its lock guards the fields), a class's central list (its
//!   lock guards them), or the program (then nobody writes them until the object is freed). One field is the page heap's at all
//!   times, whoever has the span: `place`.
//! - N2: spans do not overlap, and all pages that the arena ever gave belong to one.

use std::ptr::{self, NonNull};

use crate::audit::Live;
use crate::size_class::{ClassId, PAGE, PAGE_SHIFT};

// ANCHOR: span
/// A run of pages.
pub(crate) struct Span {
    /// Its first byte.
    pub(crate) start: NonNull<u8>,
    /// How many pages.
    pub(crate) pages: usize,
    /// Neighbours in a list (before, after), or children in the ordered set (smaller, larger).
    pub(crate) links: [*mut Span; 2],
    /// Objects that came back, linked through their first word. Only for a class.
    pub(crate) freed: *mut u8,
    /// How many objects were cut off the front so far. Only for a class.
    pub(crate) cut: u32,
    /// How many objects are out, in caches or with the program. Only for a class.
    pub(crate) out: u32,
    /// Which objects it is cut into; `None`: it is one large object, or free.
    pub(crate) class: Option<ClassId>,
    /// Who has it.
    pub(crate) place: Place,
    /// Whether its pages are known to be full of zeros.
    pub(crate) zeroed: bool,
    /// Which objects the program has: debug builds only.
    pub(crate) live: Live,
}

/// Who has a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The program, or a central list.
    InUse,
    /// The page heap, with its memory.
    Normal,
    /// The page heap, and the memory is the system's: the next touch finds zeros.
    Returned,
}
// ANCHOR_END: span

impl Span {
    /// A span that nobody has linked yet.
    pub(crate) fn new(start: NonNull<u8>, pages: usize, place: Place, zeroed: bool) -> Span {
        Span {
            start,
            pages,
            links: [ptr::null_mut(); 2],
            freed: ptr::null_mut(),
            cut: 0,
            out: 0,
            class: None,
            place,
            zeroed,
            live: Live::new(),
        }
    }

    /// The number of its first page.
    pub(crate) fn first(&self) -> usize {
        self.start.addr().get() >> PAGE_SHIFT
    }

    pub(crate) fn bytes(&self) -> usize {
        self.pages * PAGE
    }
}
