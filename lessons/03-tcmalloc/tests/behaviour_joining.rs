//! When free neighbours of both kinds, with memory and without, are made one before the heap grows. Each test has a heap of its own.
//!
//! Source: gperftools 2.10 `page_heap.cc`, `PageHeap::New`.

mod pages;

use pages::{Pages, Run};
use tcmalloc::{Heap, PAGE};

/// Frees every other one and has the system take their memory, and then frees the rest.
fn free_in_two_kinds(heap: &Heap, pages: &mut Pages<'_>, runs: &[Run]) {
    runs.iter().step_by(2).for_each(|&run| pages.free(run));
    heap.release_to_system();
    runs.iter().skip(1).step_by(2).for_each(|&run| pages.free(run));
}

/// Four neighbours of 100 pages, free, of two kinds. The 40 pages behind them are in use, and what comes new is not joined with them.
fn free_neighbours(heap: &Heap) -> Pages<'_> {
    let mut pages = Pages::of(heap);
    let runs = pages.take_in_a_row([100, 100, 100, 100, 40]);
    free_in_two_kinds(heap, &mut pages, &runs[..4]);
    let kinds = ["returned", "normal", "returned", "normal"];
    let expected: Vec<_> = kinds.into_iter().enumerate().map(|(at, kind)| (at * 100, 100, kind)).collect();
    assert_eq!(pages.free_runs(), expected);
    pages
}

#[test]
fn what_no_single_span_holds_is_found_once_all_are_joined() {
    let heap = Box::new(Heap::with_joining_each(1 << 20));
    let mut pages = free_neighbours(&heap);
    assert_eq!(pages.take(250).first, 0);
    assert_eq!(pages.free_runs(), [(250, 150, "returned")]);
    assert_eq!((heap.stats().growths, heap.stats().mapped), (1, 440 * PAGE));
    heap.check().expect("all invariants hold");
}

#[test]
fn by_default_it_is_done_only_where_the_heap_would_grow_over_a_multiple_of_128_mib() {
    let heap = Box::new(Heap::new());
    let mut pages = free_neighbours(&heap);
    assert_eq!(pages.take(250).first, 440, "the heap grew");
    assert_eq!((heap.stats().growths, heap.stats().mapped), (2, 690 * PAGE));
    // 16384 pages are 128 MiB. Up to one less nothing is joined.
    pages.take(16_383 - 690);
    assert_eq!((heap.stats().growths, heap.stats().mapped), (3, 16_383 * PAGE));
    assert_eq!(pages.free_runs().len(), 4);
    pages.take(250);
    assert_eq!(heap.stats().growths, 4, "what is free is less than a quarter of the heap");
    assert_eq!(pages.free_runs().len(), 4);
}

#[test]
fn it_is_done_if_a_quarter_of_the_heap_is_free() {
    // 400 pages are free. They are a quarter of it all with 1200 in use, and less with one more.
    for (in_use, growths) in [(1200, 1), (1201, 2)] {
        let heap = Box::new(Heap::with_joining_each(1 << 20));
        let mut pages = Pages::of(&heap);
        let [a, b, _in_use] = pages.take_in_a_row([200, 200, in_use]);
        free_in_two_kinds(&heap, &mut pages, &[a, b]);
        pages.take(300);
        assert_eq!(heap.stats().growths, growths, "{in_use} pages are in use");
    }
}

#[test]
fn where_all_that_is_free_is_of_one_kind_there_is_nothing_to_join() {
    for returned in [false, true] {
        let heap = Box::new(Heap::with_joining_each(1 << 20));
        let mut pages = Pages::of(&heap);
        let [a, _, b, _] = pages.take_in_a_row([100, 40, 100, 40]);
        [a, b].into_iter().for_each(|run| pages.free(run));
        if returned {
            heap.release_to_system();
        }
        let before = pages.free_runs();
        pages.take(150);
        assert_eq!((pages.free_runs(), heap.stats().growths), (before, 2));
    }
}
