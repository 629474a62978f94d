//! A list of spans, linked through the spans themselves: the page heap keeps one for every length, and a central list one
//! of spans with objects left.
//!
//! # Invariant
//! - L1: a span in a list is in no other list and in no set; its links are the list's.

use std::ptr::{self, NonNull};

use crate::span::Span;

/// Which link leads to the span before, and which to the one after.
const BEFORE: usize = 0;
const AFTER: usize = 1;

/// Spans, the newest first.
pub(crate) struct SpanList {
    first: *mut Span,
    last: *mut Span,
}

// SAFETY: a list is part of what a lock guards, and so are the spans in it (N1).
unsafe impl Send for SpanList {}

impl SpanList {
    pub(crate) const fn new() -> SpanList {
        SpanList { first: ptr::null_mut(), last: ptr::null_mut() }
    }

    #[inline]
    pub(crate) fn first(&self) -> *mut Span {
        self.first
    }

    /// All spans, the one first that has been here for longest.
    pub(crate) fn oldest_first(&self) -> impl Iterator<Item = NonNull<Span>> {
        std::iter::successors(NonNull::new(self.last), |span| {
            // SAFETY: spans in the list live, and nobody changes them while the list is borrowed (N1, L1).
            NonNull::new(unsafe { span.as_ref() }.links[BEFORE])
        })
    }

    /// # Safety
    /// The span is the caller's (N1), and in no list.
    pub(crate) unsafe fn push(&mut self, span: *mut Span) {
        // SAFETY: the span is the caller's; the first one, if any, is this list's (L1).
        unsafe {
            (*span).links = [ptr::null_mut(), self.first];
            *self.before(self.first) = span;
        }
        self.first = span;
    }

    /// # Safety
    /// The span is in this list.
    pub(crate) unsafe fn remove(&mut self, span: *mut Span) {
        // SAFETY: the span and its neighbours are this list's (L1).
        unsafe {
            let [before, after] = (*span).links;
            let next = if before.is_null() { &raw mut self.first } else { &raw mut (*before).links[AFTER] };
            *next = after;
            *self.before(after) = before;
        }
    }

    /// Where it stands which span comes before this one; before the end, that is the last. (No reference to a whole span is made: the page
    /// heap reads one field of spans that others have, see `place_of`.)
    ///
    /// # Safety
    /// The span is in this list, or null, which is the end.
    unsafe fn before(&mut self, span: *mut Span) -> *mut *mut Span {
        // SAFETY: the caller's promise.
        if span.is_null() { &raw mut self.last } else { unsafe { &raw mut (*span).links[BEFORE] } }
    }

    /// All spans, the newest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Span> {
        // SAFETY: spans in the list live, and nobody changes them while the list is borrowed (N1, L1).
        let (first, next) = unsafe { (self.first.as_ref(), |span: &&Span| span.links[AFTER].as_ref()) };
        std::iter::successors(first, next)
    }
}
