//! What an answer to exercise 3.3 must do.

use super::answer::{PageHeap, Place, Span};
use kit::random::Random;

kit::tests![
    a_span_joins_both_of_its_neighbours,
    a_neighbour_in_use_stays_as_it_is,
    normal_and_returned_spans_stay_apart,
    a_joined_span_is_found_by_both_of_its_ends,
    free_neighbours_of_one_place_never_remain,
];

/// A heap whose spans, of these lengths, are all in use. They begin at page 1.
fn lent(lengths: &[usize]) -> (PageHeap, Vec<Span>) {
    let (mut heap, mut start) = (PageHeap::default(), 1);
    let spans = lengths.iter().map(|&pages| {
        start += pages;
        heap.lend(start - pages, pages)
    });
    let spans = spans.collect();
    (heap, spans)
}

fn free(heap: &mut PageHeap, span: Span, place: Place) {
    heap.free.remove(&span);
    heap.merge(Span { place, ..span });
}

/// The free spans by start and length.
fn listed(heap: &PageHeap, place: Place) -> Vec<(usize, usize)> {
    heap.free.iter().filter(|span| span.place == place).map(|span| (span.start, span.pages)).collect()
}

fn a_span_joins_both_of_its_neighbours() {
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let (mut heap, spans) = lent(&[4, 2, 7]);
        order.iter().for_each(|&at| free(&mut heap, spans[at], Place::Normal));
        assert_eq!(listed(&heap, Place::Normal), [(1, 13)], "freed in the order {order:?}");
    }
}

fn a_neighbour_in_use_stays_as_it_is() {
    let (mut heap, spans) = lent(&[1, 1, 3]);
    free(&mut heap, spans[1], Place::Normal);
    assert_eq!(listed(&heap, Place::Normal), [(2, 1)], "one page, and nobody beside it is free");
    assert_eq!(heap.page_map[&2], Span { start: 2, pages: 1, place: Place::Normal });
    assert_eq!([heap.page_map[&1], heap.page_map[&3]], [spans[0], spans[2]]);
}

fn normal_and_returned_spans_stay_apart() {
    let (mut heap, spans) = lent(&[4, 2, 7, 3]);
    for (at, place) in [(0, Place::Normal), (1, Place::Returned), (2, Place::Normal), (3, Place::Normal)] {
        free(&mut heap, spans[at], place);
    }
    assert_eq!(listed(&heap, Place::Normal), [(1, 4), (7, 10)]);
    assert_eq!(listed(&heap, Place::Returned), [(5, 2)]);
    let long = heap.page_map[&16];
    free(&mut heap, long, Place::Returned);
    assert_eq!((listed(&heap, Place::Normal), listed(&heap, Place::Returned)), (vec![(1, 4)], vec![(5, 12)]));
}

fn a_joined_span_is_found_by_both_of_its_ends() {
    for (name, first, then) in [("at its end", [0, 1], 2), ("at its start", [1, 2], 0)] {
        let (mut heap, spans) = lent(&[4, 2, 7]);
        first.iter().for_each(|&at| free(&mut heap, spans[at], Place::Normal));
        let joined = *heap.free.first().expect("two spans were freed");
        let ends = [joined.start, joined.start + joined.pages - 1];
        assert_eq!(ends.map(|page| heap.page_map[&page]), [joined; 2], "first and last page");
        free(&mut heap, spans[then], Place::Normal);
        assert_eq!(listed(&heap, Place::Normal), [(1, 13)], "and so the third one meets the two {name}");
    }
}

/// 2000 frees, returns and loans, each beside a row of pages in which equal neighbours are one span.
fn free_neighbours_of_one_place_never_remain() {
    let (mut heap, mut spans) = lent(&[5; 40]);
    let (mut random, mut places) = (Random::new(7), [Place::InUse; 201]);
    for turn in 0..2000 {
        let picked = heap.free.iter().nth(random.below(heap.free.len().max(1))).copied();
        match (picked, random.below(4)) {
            (Some(span), 0) if span.place == Place::Normal => {
                free(&mut heap, span, Place::Returned);
                places[span.start..span.start + span.pages].fill(Place::Returned);
            }
            (Some(span), 0 | 1) => {
                // The program has the whole span, as two.
                heap.free.remove(&span);
                let cut = 1 + random.below(span.pages);
                let parts = [(span.start, cut), (span.start + cut, span.pages - cut)];
                let parts = parts.into_iter().filter(|part| part.1 > 0);
                spans.extend(parts.map(|(start, pages)| heap.lend(start, pages)));
                places[span.start..span.start + span.pages].fill(Place::InUse);
            }
            _ if spans.is_empty() => {}
            _ => {
                let span = spans.swap_remove(random.below(spans.len()));
                free(&mut heap, span, Place::Normal);
                places[span.start..span.start + span.pages].fill(Place::Normal);
            }
        }
        for place in [Place::Normal, Place::Returned] {
            assert_eq!(listed(&heap, place), runs(&places, place), "{place:?} spans after turn {turn}");
        }
    }
}

/// The runs of pages of a place, by start and length.
fn runs(places: &[Place], place: Place) -> Vec<(usize, usize)> {
    let (mut runs, mut page) = (Vec::new(), 1);
    for run in places[1..].chunk_by(|one, two| one == two) {
        runs.extend((run[0] == place).then_some((page, run.len())));
        page += run.len();
    }
    runs
}
