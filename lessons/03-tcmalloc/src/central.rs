//! The central list of a class: the spans that are cut into its objects, and whole batches in front of them. Where thread
//! caches fetch from, and give back to.
//!
//! ```text
//!    thread caches         a batch at a time         CentralList                      PageHeap
//!    [   ][   ]   <---------------------------  transfer: [batch][batch][     ]
//!    [   ][   ]   --------------------------->  spans:    [ooo  ] [o    ] [oo]  <---  a span
//!                                                         an empty one goes back ---> a span
//! ```
//! # Invariants
//! - C1: `out` of a span is the number of its objects that are not in the span: in caches, in batches, or with the program.
//! - C2: a span is in `spans` exactly if it has an object left: one that came back, or one not cut off yet.
//! - C3: nobody asks the page heap for a span, or gives one back, while holding the class's lock: the page heap may be in
//!   a system call. But once per class its lock is taken under the class's, for the memory of the transfer cache's slots. (So the
//!   order of locks is class, then page heap; a second class's lock is only ever tried.)

use ground::lock::RuntimeLock;

use crate::page_map::PageMap;
use crate::size_class::{ClassId, class_size};
use crate::span::Span;
use crate::span_list::SpanList;
use crate::transfer::Transfer;

// ANCHOR: central
/// The central list of a class.
pub(crate) struct CentralList {
    pub(crate) transfer: Transfer,
    /// The spans with objects left (C2).
    pub(crate) spans: SpanList,
    /// How many spans the class has, with or without objects left.
    pub(crate) count: usize,
    /// How many objects its spans have left.
    pub(crate) left: usize,
}

/// A class's central list and its lock, on a cache line of its own.
#[repr(align(128))]
pub(crate) struct Central {
    pub(crate) list: RuntimeLock<CentralList>,
}
// ANCHOR_END: central

// SAFETY: the pointers lead to spans and slots that belong to the list (N1, X1).
unsafe impl Send for CentralList {}

impl Central {
    pub(crate) const fn new(class: Option<ClassId>) -> Central {
        let list = CentralList { transfer: Transfer::new(class), spans: SpanList::new(), count: 0, left: 0 };
        Central { list: RuntimeLock::new(list) }
    }
}

impl CentralList {
    /// Adds a new span, whole.
    ///
    /// # Safety
    /// The span belongs to the caller, is new from the page heap, and is of this class.
    pub(crate) unsafe fn add(&mut self, class: ClassId, span: *mut Span) {
        self.count += 1;
        self.left += class.objects();
        // SAFETY: the span is ours now (N1).
        unsafe { self.spans.push(span) };
    }

    // ANCHOR: take
    /// Takes objects out of the spans until `objects` is full or no span has any left, and returns how many.
    pub(crate) fn take(&mut self, class: ClassId, objects: &mut [*mut u8]) -> usize {
        let mut taken = 0;
        while taken < objects.len() {
            let span = self.spans.first();
            if span.is_null() {
                break;
            }
            // SAFETY: a span in our list is ours (N1).
            unsafe {
                while taken < objects.len() && has_objects(span, class) {
                    objects[taken] = next_object(span, class);
                    taken += 1;
                }
                if !has_objects(span, class) {
                    self.spans.remove(span);
                }
            }
        }
        self.left -= taken;
        taken
    }
    // ANCHOR_END: take

    // ANCHOR: give
    /// Puts objects back into their spans. A span that has all of its objects again leaves, into `empty`.
    ///
    /// # Safety
    /// The objects are free, of this class, and come from this list.
    pub(crate) unsafe fn give(&mut self, map: &PageMap, class: ClassId, objects: &[*mut u8], empty: &mut SpanList) {
        for &object in objects {
            let span = map.get(object.addr() >> crate::size_class::PAGE_SHIFT).0;
            // SAFETY: the object came from a span of ours (E1), and its bytes are free to link it by.
            unsafe {
                if !has_objects(span, class) {
                    self.spans.push(span);
                }
                object.cast::<*mut u8>().write((*span).freed);
                (*span).freed = object;
                (*span).out -= 1;
                self.left += 1;
                if (*span).out == 0 {
                    self.spans.remove(span);
                    self.count -= 1;
                    self.left -= class.objects();
                    empty.push(span);
                }
            }
        }
    }
    // ANCHOR_END: give
}

/// Whether a span has an object left (C2).
///
/// No reference to the whole is made, here as in `place_of` of the page heap: that reads a neighbour's `place` under its own lock, while
/// other fields change under ours.
///
/// # Safety
/// The span is of this class, whose lock is held.
unsafe fn has_objects(span: *const Span, class: ClassId) -> bool {
    // SAFETY: the span is the list's (N1).
    unsafe { !(*span).freed.is_null() || ((*span).cut as usize) < class.objects() }
}

/// Takes an object out of a span that has one: one that came back, or else the next one cut off.
///
/// # Safety
/// As for `has_objects`; and the span has an object left.
unsafe fn next_object(span: *mut Span, class: ClassId) -> *mut u8 {
    // SAFETY: the span is the list's (N1). If no object came back, `cut` is below the number of objects, so the next one lies within
    // the span. An object that came back is free, and `give` wrote the link.
    unsafe {
        (*span).out += 1;
        if (*span).freed.is_null() {
            let object = (*span).start.add((*span).cut as usize * class_size(class));
            (*span).cut += 1;
            return object.as_ptr();
        }
        let object = (*span).freed;
        (*span).freed = object.cast::<*mut u8>().read();
        object
    }
}
