//! What an answer to exercise 3.2 must do.

use super::answer::{MAX_LIST, PageHeap, Span};
use kit::random::Random;

kit::tests![
    a_span_of_the_right_length_is_taken_whole,
    the_shortest_list_that_will_do_is_cut,
    of_a_list_the_newest_goes,
    the_set_serves_what_no_list_can,
    a_span_of_128_pages_has_a_list_and_one_of_129_has_none,
    no_page_is_lost_or_given_twice,
];

/// A heap of spans by start and length, put where they belong by the test.
fn heap<const N: usize>(spans: [(usize, usize); N]) -> PageHeap {
    let mut heap = PageHeap::new();
    for (start, pages) in spans {
        match heap.lists.get_mut(pages - 1) {
            Some(list) => list.push(Span { pages, start }),
            None => _ = heap.large.insert(Span { pages, start }),
        }
    }
    heap
}

/// Spans by start and length.
type Spans = Vec<(usize, usize)>;

/// All free spans: those in lists, and those in the set.
fn free(heap: &PageHeap) -> (Spans, Spans) {
    let by_start = |span: &Span| (span.start, span.pages);
    (heap.lists.iter().flatten().map(by_start).collect(), heap.large.iter().map(by_start).collect())
}

fn a_span_of_the_right_length_is_taken_whole() {
    let mut heap = heap([(10, 3), (20, 4), (1000, 200)]);
    assert_eq!(heap.take(3), Some(Span { start: 10, pages: 3 }));
    assert_eq!(heap.take(200), Some(Span { start: 1000, pages: 200 }));
    assert_eq!(free(&heap), (vec![(20, 4)], vec![]), "no page is left of the two, and no span of no pages");
}

fn the_shortest_list_that_will_do_is_cut() {
    let mut heap = heap([(10, 2), (20, 9), (40, 5), (100, 128), (1000, 200)]);
    assert_eq!(heap.take(3), Some(Span { start: 40, pages: 3 }), "the first three of five");
    assert_eq!(free(&heap), (vec![(10, 2), (43, 2), (20, 9), (100, 128)], vec![(1000, 200)]));
    assert_eq!(heap.lists[1].len(), 2, "the rest is in the list of its own length");
}

fn of_a_list_the_newest_goes() {
    let mut heap = heap([(10, 5), (20, 5), (30, 5)]);
    heap.put(Span { start: 40, pages: 5 });
    assert_eq!(heap.take(5), Some(Span { start: 40, pages: 5 }), "it came last");
    assert_eq!(heap.take(3), Some(Span { start: 30, pages: 3 }), "and then the one before it, cut");
    assert_eq!(heap.take(5), Some(Span { start: 20, pages: 5 }));
    assert_eq!(free(&heap), (vec![(33, 2), (10, 5)], vec![]));
}

fn the_set_serves_what_no_list_can() {
    let mut heap = heap([(10, 2), (4000, 300), (3000, 300), (1000, 900)]);
    assert_eq!(heap.take(3), Some(Span { start: 3000, pages: 3 }), "a short one as well; of equals the lowest");
    assert_eq!(heap.take(299), Some(Span { start: 4000, pages: 299 }), "297 are left of the other one");
    assert_eq!(heap.take(901), None);
    assert_eq!(free(&heap), (vec![(4299, 1), (10, 2)], vec![(3003, 297), (1000, 900)]));
}

fn a_span_of_128_pages_has_a_list_and_one_of_129_has_none() {
    let mut heap = PageHeap::new();
    heap.put(Span { start: 1, pages: 128 });
    heap.put(Span { start: 1000, pages: 129 });
    assert_eq!(free(&heap), (vec![(1, 128)], vec![(1000, 129)]));
    for (pages, rest) in [(128, 129), (129, 128)] {
        let mut heap = self::heap([(2000, 257)]);
        assert_eq!(heap.take(pages), Some(Span { start: 2000, pages }));
        let rest = (2000 + pages, rest);
        let (listed, large) = if rest.1 == MAX_LIST { (vec![rest], vec![]) } else { (vec![], vec![rest]) };
        assert_eq!(free(&heap), (listed, large), "after {pages} pages of 257");
    }
}

/// 2000 takes and puts, each beside a plain look at all free spans.
fn no_page_is_lost_or_given_twice() {
    const PAGES: usize = 4096;
    let (mut random, mut heap, mut lent) = (Random::new(3), heap([(0, PAGES)]), Vec::new());
    for turn in 0..2000 {
        if !lent.is_empty() && random.below(5) < 2 {
            heap.put(lent.swap_remove(random.below(lent.len())));
        } else {
            let pages = 1 + if random.below(4) == 0 { random.below(300) } else { random.below(20) };
            let (listed, large) = free(&heap);
            let best = listed.into_iter().chain(large).map(|span| span.1).filter(|&free| free >= pages).min();
            let taken = heap.take(pages);
            assert_eq!(taken.map(|span| span.pages), best.map(|_| pages), "turn {turn}");
            if let (Some(span), Some(best)) = (taken, best) {
                let end = span.start + best;
                let (listed, large) = free(&heap);
                let rest = listed.iter().chain(&large).find(|free| free.0 == span.start + pages);
                assert!(best == pages || rest.is_some_and(|rest| rest.0 + rest.1 == end), "turn {turn}: the best fit");
                lent.push(span);
            }
        }
        let mut owners = vec![0; PAGES];
        for (at, list) in heap.lists.iter().enumerate() {
            assert!(list.iter().all(|span| span.pages == at + 1), "turn {turn}: list {at}");
        }
        assert!(heap.large.iter().all(|span| span.pages > MAX_LIST), "turn {turn}: the set");
        let all = heap.lists.iter().flatten().chain(&heap.large).chain(&lent);
        all.for_each(|span| owners[span.start..span.start + span.pages].iter_mut().for_each(|owner| *owner += 1));
        assert!(owners.iter().all(|&owners| owners == 1), "turn {turn}: each page has one owner");
    }
}
