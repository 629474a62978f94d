//! Takes the span that has been longest in its list. The newest one is what the processor's caches still know.

use std::collections::BTreeSet;

/// The longest span that has a list: 1 MiB.
pub const MAX_LIST: usize = 128;

/// A run of pages. They are ordered as the set wants them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub pages: usize,
    /// The number of its first page.
    pub start: usize,
}

/// All free pages.
#[derive(Debug)]
pub struct PageHeap {
    /// `lists[0]` has the spans of one page, `lists[127]` those of 128. The newest is the last in its list.
    pub lists: [Vec<Span>; MAX_LIST],
    /// The longer spans.
    pub large: BTreeSet<Span>,
}

impl PageHeap {
    /// No pages.
    pub fn new() -> PageHeap {
        PageHeap { lists: [const { Vec::new() }; MAX_LIST], large: BTreeSet::new() }
    }

    /// Keeps a free span, of one page at least.
    pub fn put(&mut self, span: Span) {
        match self.lists.get_mut(span.pages - 1) {
            Some(list) => list.push(span),
            None => _ = self.large.insert(span),
        }
    }

    /// Takes `pages` pages, at least one, from the span that fits best; the newest, if several are in a list. `None`: no
    /// span is long enough.
    pub fn take(&mut self, pages: usize) -> Option<Span> {
        let listed = self.lists.iter_mut().skip(pages - 1).find(|list| !list.is_empty()).map(|list| list.remove(0));
        let found = match listed {
            Some(span) => span,
            None => {
                let best = *self.large.range(Span { pages, start: 0 }..).next()?;
                self.large.remove(&best);
                best
            }
        };
        if found.pages > pages {
            self.put(Span { pages: found.pages - pages, start: found.start + pages });
        }
        Some(Span { pages, ..found })
    }
}

impl Default for PageHeap {
    fn default() -> PageHeap {
        PageHeap::new()
    }
}
