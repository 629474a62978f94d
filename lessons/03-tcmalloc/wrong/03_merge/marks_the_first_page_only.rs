//! Lets the first page lead to the joined span and forgets the last one. Who comes to be freed behind it finds what was
//! there before.

use std::collections::{BTreeSet, HashMap};

/// Who has a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The program.
    InUse,
    /// The page heap, with its memory.
    Normal,
    /// The page heap, and the memory is the system's.
    Returned,
}

/// A run of pages. Pages are numbered from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Its first page.
    pub start: usize,
    pub pages: usize,
    pub place: Place,
}

/// All pages.
#[derive(Debug, Default)]
pub struct PageHeap {
    /// The free spans: normal and returned ones.
    pub free: BTreeSet<Span>,
    /// From a page to its span.
    pub page_map: HashMap<usize, Span>,
}

impl PageHeap {
    /// Gives the program some pages that are in no free span.
    pub fn lend(&mut self, start: usize, pages: usize) -> Span {
        let span = Span { start, pages, place: Place::InUse };
        self.page_map.insert(start, span);
        self.page_map.insert(start + pages - 1, span);
        span
    }

    /// Takes in a span that is free from now on: normal or returned, as its `place` says. It is not in `free` yet.
    pub fn merge(&mut self, span: Span) {
        let mut joined = span;
        let before = self.page_map.get(&(span.start - 1)).copied();
        let after = self.page_map.get(&(span.start + span.pages)).copied();
        for neighbour in [before, after].into_iter().flatten() {
            if neighbour.place == span.place {
                self.free.remove(&neighbour);
                joined.start = joined.start.min(neighbour.start);
                joined.pages += neighbour.pages;
            }
        }
        self.page_map.insert(joined.start, joined);
        self.free.insert(joined);
    }
}
