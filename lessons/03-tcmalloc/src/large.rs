//! Objects of whole pages: the notes' medium and large ones, which are one code path here as in gperftools.

use std::ptr::{self, NonNull};

use crate::audit;
use crate::fit::absurd;
use crate::heap::Heap;
use crate::size_class::{PAGE, PAGE_SHIFT, class_size};
use crate::span::{Place, Span};

impl Heap {
    // ANCHOR: large
    /// An object of `pages` pages at a multiple of `align` bytes, and whether it is full of zeros; null if the system has no
    /// memory.
    ///
    /// Source: gperftools 2.10 `tcmalloc.cc`, `do_malloc_pages`.
    pub(crate) fn allocate_pages(&self, pages: usize, align: usize) -> (*mut u8, bool) {
        if absurd(pages, align) {
            return (ptr::null_mut(), false);
        }
        let _alone = self.enter();
        let mut heap = self.lock_pages();
        let span = if align <= PAGE { heap.take(&self.map, pages) } else { heap.take_aligned(&self.map, pages, align) };
        drop(heap);
        // SAFETY: the span is the caller's from here on; until it is freed nobody writes it (N1).
        let Some(span) = span.map(|span| unsafe { span.as_ref() }) else { return (ptr::null_mut(), false) };
        // SAFETY: as said.
        unsafe { audit::given(span, span.start.as_ptr()) };
        (span.start.as_ptr(), span.zeroed)
    }

    /// Takes back what `allocate_pages` gave.
    ///
    /// # Safety
    /// The span is that of an object in use, which nobody uses any more.
    pub(crate) unsafe fn free_pages(&self, span: NonNull<Span>) {
        let _alone = self.enter();
        // SAFETY: the caller's promise.
        unsafe { self.lock_pages().delete(&self.map, span) };
    }
    // ANCHOR_END: large

    /// The span of an object of whole pages, which the program gives back.
    pub(crate) fn span_of_pages(&self, object: *mut u8) -> NonNull<Span> {
        audit::taken(self, object, None);
        let span = NonNull::new(self.map.get(object.addr() >> PAGE_SHIFT).0);
        span.unwrap_or_else(|| self.refuse(object))
    }

    /// How many bytes the object at this address has; 0 if there is none.
    #[inline]
    pub(crate) fn usable(&self, object: *const u8) -> usize {
        match self.map.get(object.addr() >> PAGE_SHIFT) {
            (_, Some(class)) => class_size(class),
            (span, None) if span.is_null() => 0,
            _ => self.usable_pages(object),
        }
    }

    /// How many bytes the object of whole pages at this address has; 0 if there is none.
    fn usable_pages(&self, object: *const u8) -> usize {
        let _alone = self.enter();
        let _heap = self.lock_pages();
        let span = self.map.get(object.addr() >> PAGE_SHIFT).0;
        if span.is_null() {
            return 0;
        }
        // SAFETY: the record lives (E3), and while the heap is locked nobody writes these fields.
        let (place, start, pages) = unsafe { ((*span).place, (*span).start, (*span).pages) };
        if place == Place::InUse && start.as_ptr().cast_const() == object { pages * PAGE } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An object of whole pages, full of one byte.
    struct Mine {
        at: *mut u8,
        pages: usize,
        byte: u8,
    }

    impl Mine {
        /// Whether each page is still full of the byte.
        fn is_full_of(&self, byte: u8) -> bool {
            // SAFETY: the object has so many pages, all of which were written, or are the system's zeros.
            let bytes = unsafe { std::slice::from_raw_parts(self.at, self.pages * PAGE) };
            bytes.chunks(PAGE).all(|page| page == [byte; PAGE])
        }
    }

    #[test]
    fn with_any_page_of_the_systems_nothing_is_refused_or_lost_and_what_is_called_zeroed_is() {
        for system in [ground::pages::page_size(), 16 << 10, 64 << 10] {
            let heap = Box::new(Heap::with_system_page(system.max(ground::pages::page_size())));
            let mut number = 7_u64;
            let mut below = |end: usize| {
                number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (number >> 33) as usize % end
            };
            let (mut mine, mut zeroed, mut released): (Vec<Mine>, _, _) = (Vec::new(), 0, 0);
            for step in 0..6000 {
                if mine.len() < 40 || below(2) == 0 && mine.len() < 80 {
                    let most = if below(8) == 0 { 300 } else { 20 };
                    let (pages, align) = (1 + below(most), PAGE << below(6));
                    let (at, zeros) = heap.allocate_pages(pages, align);
                    assert!(!at.is_null() && at.addr().is_multiple_of(align), "{pages} pages at {align}");
                    let object = Mine { at, pages, byte: 1 + step as u8 % 255 };
                    assert!(!zeros || object.is_full_of(0), "{pages} pages are not zeroed");
                    zeroed += usize::from(zeros);
                    // SAFETY: the object is ours.
                    unsafe { at.write_bytes(object.byte, pages * PAGE) };
                    mine.push(object);
                } else {
                    let object = mine.swap_remove(below(mine.len()));
                    assert!(object.is_full_of(object.byte), "somebody wrote into {} pages", object.pages);
                    // SAFETY: it is in use, and nobody uses it any more.
                    unsafe { heap.free_pages(heap.span_of_pages(object.at)) };
                }
                if step % 50 == 49 {
                    released += heap.lock_pages().release_at_least(&heap.map, 1 + below(500));
                    heap.check().expect("all invariants hold");
                }
            }
            assert!(zeroed > 300 && released > 3000, "{zeroed} were zeroed, and {released} pages released");
            // SAFETY: as above.
            mine.into_iter().for_each(|object| unsafe { heap.free_pages(heap.span_of_pages(object.at)) });
            heap.release_to_system();
            heap.check().expect("all invariants hold");
            let stats = heap.stats();
            assert_eq!((stats.returned, stats.free), (stats.mapped, 0), "accounted for to the last page");
        }
    }
    #[test]
    fn a_span_without_a_whole_page_of_the_systems_does_not_keep_those_of_its_length_from_going() {
        let heap = Box::new(Heap::with_system_page(64 << 10));
        // Of the two with 9 pages, the one at 33 has no eight from a multiple of eight on; the one at 80 has.
        let objects = [33, 9, 38, 9, 39].map(|pages| heap.allocate_pages(pages, PAGE).0);
        let page = |object: *mut u8| heap.locate(object).expect("it is the heap's").page;
        assert_eq!(objects.map(page), [0, 33, 42, 80, 89]);
        for at in [1, 3] {
            // SAFETY: it is in use, and nobody uses it.
            unsafe { heap.free_pages(heap.span_of_pages(objects[at])) };
        }
        assert_eq!(heap.lock_pages().release_at_least(&heap.map, 1), 8);
        assert_eq!(heap.lock_pages().release_at_least(&heap.map, 1), 0, "and then there is nothing left to go");
    }
}
