//! An ordered set of spans: by length, and among equals by address. For the spans that are too long for a list each.
//!
//! A *treap*: a search tree by key, and at once a heap by a random priority, which keeps it as flat as if the spans had
//! come in random order. Go's semaphore table is one, too (Go 1.27 `runtime/sema.go`, `semaRoot`). Like the lists it
//! lives in the spans, since an allocator has nobody to ask for memory. gperftools has a `std::set` with an allocator of
//! its own (2.7 and later; before it was one unordered list).
//!
//! # Invariants
//! - T1: everything below the left link has a smaller key, everything below the right one a larger key.
//! - T2: no span has a higher priority than the one above it.

use std::ptr;

use crate::span::Span;

/// Which link leads to smaller keys, and which to larger ones.
const SMALLER: usize = 0;
const LARGER: usize = 1;

// ANCHOR: set
/// Spans in order.
pub(crate) struct SpanSet {
    root: *mut Span,
}

// SAFETY: as for `SpanList`: the same lock guards the set and its spans.
unsafe impl Send for SpanSet {}

/// Shorter first, then lower.
fn key(span: &Span) -> (usize, usize) {
    (span.pages, span.start.addr().get())
}

/// As good as random, and the same on every run for the same page: the address times 2^64 over the golden ratio.
fn priority(span: &Span) -> u64 {
    (span.first() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
// ANCHOR_END: set

impl SpanSet {
    pub(crate) const fn new() -> SpanSet {
        SpanSet { root: ptr::null_mut() }
    }

    // ANCHOR: best_fit
    /// The shortest span of `pages` pages at least; of several, the one with the lowest address.
    pub(crate) fn best_fit(&self, pages: usize) -> *mut Span {
        let mut best = ptr::null_mut();
        let mut at = self.root;
        // SAFETY: spans in the set live while the set is borrowed.
        while let Some(span) = unsafe { at.as_ref() } {
            if span.pages >= pages {
                best = at; // and what is better yet is smaller (T1)
                at = span.links[SMALLER];
            } else {
                at = span.links[LARGER];
            }
        }
        best
    }
    // ANCHOR_END: best_fit

    /// # Safety
    /// The span is the caller's (N1), and in no list or set.
    pub(crate) unsafe fn insert(&mut self, span: *mut Span) {
        // SAFETY: the span is the caller's, and all others are this set's. The links that are followed are of spans in
        // the set, and only the three roots are written through.
        unsafe {
            let new = (key(&*span), priority(&*span));
            let mut at = &raw mut self.root;
            while !(*at).is_null() && priority(&**at) >= new.1 {
                let side = if new.0 < key(&**at) { SMALLER } else { LARGER };
                at = &raw mut (**at).links[side];
            }
            (*span).links = split(*at, new.0);
            *at = span;
        }
    }

    /// # Safety
    /// The span is in this set.
    pub(crate) unsafe fn remove(&mut self, span: *mut Span) {
        // SAFETY: the span is in the set, so the way by keys leads to it (T1), over spans of the set.
        unsafe {
            let mut at = &raw mut self.root;
            while *at != span {
                let side = if key(&*span) < key(&**at) { SMALLER } else { LARGER };
                at = &raw mut (**at).links[side];
            }
            let [smaller, larger] = (*span).links;
            join(at, smaller, larger);
        }
    }

    /// All spans in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Span> {
        let mut last = None;
        std::iter::from_fn(move || {
            // SAFETY: spans in the set live, and do not change, while the set is borrowed.
            let next = unsafe { self.after(last).as_ref() }?;
            last = Some(key(next));
            Some(next)
        })
    }

    /// The first span, or the first with a key beyond `last`.
    fn after(&self, last: Option<(usize, usize)>) -> *mut Span {
        let mut best = ptr::null_mut();
        let mut at = self.root;
        // SAFETY: as in `best_fit`.
        while let Some(span) = unsafe { at.as_ref() } {
            if last.is_none_or(|last| key(span) > last) {
                best = at;
                at = span.links[SMALLER];
            } else {
                at = span.links[LARGER];
            }
        }
        best
    }
}

/// Cuts a tree in two: the smaller keys, and the larger ones.
///
/// # Safety
/// The tree's spans are the caller's.
unsafe fn split(mut at: *mut Span, middle: (usize, usize)) -> [*mut Span; 2] {
    let mut halves = [ptr::null_mut(); 2];
    let [mut smaller, mut larger] = halves.each_mut().map(ptr::from_mut);
    // SAFETY: the spans are the caller's; `smaller` and `larger` are ends of the two trees so far.
    unsafe {
        while !at.is_null() {
            let (end, side) = if key(&*at) < middle { (&mut smaller, LARGER) } else { (&mut larger, SMALLER) };
            **end = at;
            *end = &raw mut (*at).links[side];
            at = **end;
        }
        *smaller = ptr::null_mut();
        *larger = ptr::null_mut();
    }
    halves
}

/// Makes one tree of two, of which the first has the smaller keys, and puts it at `end`.
///
/// # Safety
/// The trees' spans are the caller's, and so is `end`.
unsafe fn join(mut end: *mut *mut Span, mut smaller: *mut Span, mut larger: *mut Span) {
    // SAFETY: as said; of two roots the one with the higher priority goes on top (T2).
    unsafe {
        while !smaller.is_null() && !larger.is_null() {
            if priority(&*smaller) >= priority(&*larger) {
                *end = smaller;
                end = &raw mut (*smaller).links[LARGER];
                smaller = *end;
            } else {
                *end = larger;
                end = &raw mut (*larger).links[SMALLER];
                larger = *end;
            }
        }
        *end = if smaller.is_null() { larger } else { smaller };
    }
}
