//! A heap and its caches as panels.

use kit::frame::Panel;
use tcmalloc::{Cache, Heap, size_class};

/// The page heap: all runs of pages, and the free spans by place.
pub fn pages(heap: &Heap) -> Vec<Panel> {
    let view = heap.inspect();
    let run = |first: usize, pages: usize| format!("{first}..{}", first + pages);
    let free = |spans: &[tcmalloc::SpanView]| -> Vec<String> {
        spans.iter().map(|span| format!("{} pages at {}", span.pages, span.first)).collect()
    };
    vec![
        Panel::map("pages", view.pages.iter().map(|span| (run(span.first, span.pages), span.has.clone()))),
        Panel::list("page heap: normal", free(&view.normal)),
        Panel::list("page heap: returned", free(&view.returned)),
    ]
}

/// The central list of the class of this size.
pub fn central(heap: &Heap, size: usize) -> Panel {
    let class = heap.inspect_class(size_class(size).expect("the scenes draw small objects"));
    Panel::cells(
        format!("central list: {size} B"),
        [
            ("spans", class.spans),
            ("objects left", class.left),
            ("batches waiting", class.batches),
            ("slots for batches", class.limit),
        ],
    )
}

/// A thread's list of the class of this size.
pub fn list(name: &str, cache: &Cache<'_>, size: usize) -> Panel {
    let view = cache.inspect();
    let (len, max) = view.lists.iter().find(|list| list.size == size).map_or((0, 0), |list| (list.len, list.max));
    Panel::cells(
        format!("{name}: list of {size} B"),
        [("objects", len), ("max_length", max), ("bytes in the cache", view.size), ("its limit", view.limit)],
    )
}
