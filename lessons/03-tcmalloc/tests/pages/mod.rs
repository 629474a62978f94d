//! A heap of which a test takes whole pages, which it counts from the heap's first.
#![allow(dead_code)] // each test program uses a part

use std::alloc::Layout;

use tcmalloc::{Cache, Heap, PAGE, SpanView};

pub fn layout(pages: usize) -> Layout {
    Layout::from_size_align(pages * PAGE, 8).expect("8 is a power of two")
}

/// A run of pages that a test has.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub object: *mut u8,
    pub first: usize,
    pub pages: usize,
}

/// A heap, of which a test takes pages.
pub struct Pages<'h> {
    heap: &'h Heap,
    pub cache: Cache<'h>,
}

impl<'h> Pages<'h> {
    pub fn of(heap: &'h Heap) -> Pages<'h> {
        Pages { heap, cache: heap.cache().expect("there is memory") }
    }

    pub fn take(&mut self, pages: usize) -> Run {
        let object = self.cache.alloc(layout(pages));
        Run { object, first: self.heap.locate(object).expect("it is this heap's").page, pages }
    }

    /// Runs that lie one after the other, and fill what the heap has asked the system for.
    pub fn take_in_a_row<const N: usize>(&mut self, lengths: [usize; N]) -> [Run; N] {
        let all = self.take(lengths.iter().sum());
        self.free(all);
        let runs = lengths.map(|pages| self.take(pages));
        assert!(runs.windows(2).all(|pair| pair[0].first + pair[0].pages == pair[1].first), "{runs:?}");
        assert!(self.free_runs().is_empty());
        runs
    }

    /// Frees a run, which is with the page heap then: the cache does not hold it.
    pub fn free(&mut self, run: Run) {
        // SAFETY: the tests free each run once.
        unsafe { self.cache.dealloc(run.object, layout(run.pages)) };
        self.cache.flush();
    }

    /// The free spans in the order of their pages: first page, pages, and whether they have their memory.
    pub fn free_runs(&self) -> Vec<(usize, usize, &'static str)> {
        let view = self.heap.inspect();
        let kind = |spans: Vec<SpanView>, kind| spans.into_iter().map(move |span| (span.first, span.pages, kind));
        let mut runs: Vec<_> = kind(view.normal, "normal").chain(kind(view.returned, "returned")).collect();
        runs.sort_unstable();
        runs
    }

    /// The first pages of the free spans whose memory is the system's.
    pub fn returned(&self) -> Vec<usize> {
        let runs = self.free_runs().into_iter().filter(|run| run.2 == "returned");
        runs.map(|(first, ..)| first).collect()
    }
}
