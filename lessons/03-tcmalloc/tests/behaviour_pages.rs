//! What the page heap does with whole pages: which span it cuts, what it joins, what it gives back to the system, and when.
//! Every test has a heap of its own; pages are counted from its first one. Up to 32 pages are small objects, so the spans
//! that a test takes have 33 at least.

mod pages;

use std::alloc::{GlobalAlloc, Layout};

use kit::random::Random;
use pages::{Pages, Run, layout};
use tcmalloc::{Heap, HeapView, PAGE, SpanView};

/// The order of `0..N` with this number.
fn order<const N: usize>(mut number: usize) -> [usize; N] {
    let mut left: Vec<_> = (0..N).collect();
    std::array::from_fn(|_| {
        let at = number % left.len();
        number /= left.len();
        left.remove(at)
    })
}

#[test]
fn a_freed_span_is_joined_with_both_of_its_neighbours_in_whatever_order_they_come() {
    let lengths = [100, 40, 200, 60, 112];
    for number in 0..120 {
        let heap = Box::new(Heap::new());
        let mut pages = Pages::of(&heap);
        let runs = pages.take_in_a_row(lengths);
        let mut freed = [false; 5];
        for at in order::<5>(number) {
            pages.free(runs[at]);
            freed[at] = true;
            // What is free now, as one run wherever neighbours are.
            let mut expected: Vec<(usize, usize, &str)> = Vec::new();
            for run in runs.iter().zip(freed).filter(|&(_, freed)| freed).map(|(run, _)| run) {
                match expected.last_mut() {
                    Some(last) if last.0 + last.1 == run.first => last.1 += run.pages,
                    _ => expected.push((run.first, run.pages, "normal")),
                }
            }
            assert_eq!(pages.free_runs(), expected, "order {:?}", order::<5>(number));
        }
        heap.check().expect("all invariants hold");
    }
}

#[test]
fn spans_with_memory_and_spans_without_are_not_joined() {
    let heap = Box::new(Heap::new());
    let mut pages = Pages::of(&heap);
    let [before, middle, after] = pages.take_in_a_row([50, 60, 70]);
    pages.free(middle);
    assert_eq!(heap.release_to_system(), 60 * PAGE);
    pages.free(before);
    pages.free(after);
    assert_eq!(pages.free_runs(), [(0, 50, "normal"), (50, 60, "returned"), (110, 70, "normal")]);
    heap.check().expect("all invariants hold");
    assert_eq!(heap.release_to_system(), 120 * PAGE, "what went back before is not counted again");
    assert_eq!(pages.free_runs(), [(0, 180, "returned")], "now they are of one kind");
}

#[test]
fn the_rest_of_a_span_is_of_the_kind_that_the_span_was() {
    let heap = Box::new(Heap::new());
    let mut pages = Pages::of(&heap);
    let all = pages.take(200);
    pages.free(all);
    heap.release_to_system();
    let front = pages.take(60);
    assert_eq!((front.first, pages.free_runs()), (0, vec![(60, 140, "returned")]));
    pages.free(front);
    assert_eq!(pages.free_runs(), [(0, 60, "normal"), (60, 140, "returned")], "what was used has its memory");
    assert_eq!((heap.stats().free, heap.stats().returned), (60 * PAGE, 140 * PAGE));
}

/// Go's `TestPhysicalMemoryUtilization` (`runtime/malloc_test.go`) fails if freed memory is kept and not used.
#[test]
fn memory_that_went_back_is_used_before_the_system_is_asked_for_more_and_is_full_of_zeros() {
    let heap = Box::new(Heap::new());
    let mut pages = Pages::of(&heap);
    for round in 0..3 {
        for length in [300, 100, 33] {
            let run = pages.take(length);
            // SAFETY: the run is ours, and has that many bytes; what the system gave can be read.
            unsafe {
                let bytes = std::slice::from_raw_parts(run.object, length * PAGE);
                assert!(bytes.iter().all(|&byte| byte == 0), "round {round}, {length} pages");
                run.object.write_bytes(0xff, length * PAGE);
            }
            pages.free(run);
            heap.release_to_system();
        }
    }
    assert_eq!((heap.stats().growths, heap.stats().mapped), (1, 300 * PAGE));
    assert_eq!(heap.stats().returned, 300 * PAGE);
}

#[test]
fn of_the_shortest_spans_that_are_long_enough_the_lowest_is_cut() {
    for number in 0..24 {
        let heap = Box::new(Heap::new());
        let mut pages = Pages::of(&heap);
        let runs = pages.take_in_a_row([300, 33, 200, 34, 200, 35, 180, 36]);
        order::<4>(number).into_iter().for_each(|at| pages.free(runs[at * 2]));
        let firsts = [190, 150, 190, 190].map(|length| pages.take(length).first);
        let [longest, _, lower, _, higher, _, shortest, _] = runs.map(|run| run.first);
        assert_eq!(firsts, [lower, shortest, higher, longest], "order {:?}", order::<4>(number));
    }
}

#[test]
fn the_shorter_span_is_cut_even_if_its_memory_is_the_systems() {
    for [returned, normal] in [[200, 300], [100, 120]] {
        let heap = Box::new(Heap::new());
        let mut pages = Pages::of(&heap);
        let [has_none, _, has_memory, _] = pages.take_in_a_row([returned, 40, normal, 40]);
        pages.free(has_none);
        heap.release_to_system();
        pages.free(has_memory);
        assert_eq!(pages.take(returned - 10).first, has_none.first);
    }
}

#[test]
fn of_two_short_spans_of_a_length_the_one_with_memory_is_cut() {
    let heap = Box::new(Heap::new());
    let mut pages = Pages::of(&heap);
    let [has_none, _, has_memory, _] = pages.take_in_a_row([100, 40, 100, 40]);
    pages.free(has_none);
    heap.release_to_system();
    pages.free(has_memory);
    assert_eq!([90, 90].map(|length| pages.take(length).first), [has_memory.first, has_none.first]);
}

/// The free span that a request is to be cut from, by the rule.
fn best(view: &HeapView, pages: usize) -> Option<SpanView> {
    let long_enough = || [&view.normal, &view.returned].into_iter().flatten().filter(|span| span.pages >= pages);
    let shortest = long_enough().map(|span| span.pages).min()?;
    let mut of_this_length = long_enough().filter(|span| span.pages == shortest);
    // A list's newest span is in front, and those with memory are before those without; the long ones are in order.
    let best = if shortest <= 128 { of_this_length.next() } else { of_this_length.min_by_key(|span| span.first) };
    best.copied()
}

#[test]
fn each_of_ten_thousand_requests_is_cut_from_the_best_span_there_is() {
    let heap = Box::new(Heap::new());
    let mut pages = Pages::of(&heap);
    let (mut random, mut runs) = (Random::new(0x2545_f491_4f6c_dd1d), Vec::new());
    for _ in 0..10_000 {
        if runs.len() > 60 || random.below(5) < 2 && !runs.is_empty() {
            pages.free(runs.swap_remove(random.below(runs.len())));
        } else if random.below(97) == 2 {
            heap.release_to_system();
        } else {
            let most = if random.below(3) == 0 { 300 } else { 40 };
            let length = 33 + random.below(most);
            let (before, growths) = (best(&heap.inspect(), length), heap.stats().growths);
            let run = pages.take(length);
            match before {
                Some(span) => {
                    assert_eq!((run.first, heap.stats().growths), (span.first, growths));
                    let rest = (span.first + length, span.pages - length);
                    let kept = pages.free_runs().iter().any(|&(first, pages, _)| (first, pages) == rest);
                    assert!(kept || rest.1 == 0, "{rest:?} is free");
                }
                None => assert_eq!(heap.stats().growths, growths + 1),
            }
            runs.push(run);
        }
    }
    heap.check().expect("all invariants hold");
    runs.into_iter().for_each(|run| pages.free(run));
    heap.release_to_system();
    assert_eq!(pages.free_runs(), [(0, heap.stats().mapped / PAGE, "returned")], "accounted for to the last page");
}

/// How many times a run of 1000 pages is freed until a span's memory goes back to the system; and which span it is.
fn frees_until_a_release(pages: &mut Pages<'_>) -> (usize, usize) {
    for count in 1..2000 {
        let run = pages.take(1000);
        let before = pages.returned();
        pages.free(run);
        if let Some(first) = pages.returned().into_iter().find(|first| !before.contains(first)) {
            return (count, first);
        }
    }
    panic!("at the latest after 2^20 pages memory goes back");
}

/// gperftools 2.10, `PageHeap::IncrementalScavenge`: the first release after 2^18 pages, 2 GiB; then a page for every
/// thousand that come back, at the latest after 2^20.
#[test]
fn a_page_goes_back_to_the_system_for_every_thousand_that_are_freed() {
    let heap = Box::new(Heap::new());
    let mut pages = Pages::of(&heap);
    let runs = pages.take_in_a_row([33, 34, 40, 35, 1000]);
    [0, 2, 4].into_iter().for_each(|at| pages.free(runs[at]));
    let so_far = (33 + 34 + 40 + 35 + 1000) + (33 + 40 + 1000); // came back: all of it at once first, then these
    let first = frees_until_a_release(&mut pages);
    assert_eq!(first, (((1 << 18) - so_far) / 1000 + 1, runs[4].first), "first the long ones");
    // A thousand times a thousand pages are to be freed now.
    let second = frees_until_a_release(&mut pages);
    assert_eq!(second, (1001, runs[0].first), "then the lists have their turn, from the shortest on");
    let third = frees_until_a_release(&mut pages);
    assert_eq!(third, (34, runs[2].first), "33 went back, so the next goes after 33 thousand");
    let fourth = frees_until_a_release(&mut pages);
    assert_eq!(fourth, (41, runs[4].first), "40 went back, and it is the long ones' turn again");
}

#[test]
fn of_a_length_the_span_goes_back_that_has_been_free_for_longest() {
    let heap = Box::new(Heap::new());
    let mut pages = Pages::of(&heap);
    let runs = pages.take_in_a_row([50, 40, 50, 40, 50, 40, 1000]);
    [2, 4, 0, 6].into_iter().for_each(|at| pages.free(runs[at]));
    let went = [(); 6].map(|()| frees_until_a_release(&mut pages).1);
    assert_eq!(went, [6, 2, 6, 4, 6, 0].map(|at| runs[at].first), "the long one's turn is every other time");
}

#[test]
fn what_an_alignment_takes_more_goes_back_at_once() {
    let heap = Box::new(Heap::new());
    let mut pages = Pages::of(&heap);
    let mut taken = Vec::new();
    for align in [2 * PAGE, 1 << 20, 16 << 20] {
        for length in [1, 3, 128, 300] {
            let before = heap.stats().in_use;
            let wanted = Layout::from_size_align(length * PAGE, align).expect("a power of two");
            let object = pages.cache.alloc(wanted);
            assert!(object.addr().is_multiple_of(align));
            let in_use = heap.stats().in_use - before;
            assert_eq!(in_use, length * PAGE, "{length} pages at {align}");
            taken.push((object, wanted));
        }
    }
    heap.check().expect("all invariants hold");
    // SAFETY: each is in use, and of this layout.
    taken.into_iter().for_each(|(object, layout)| unsafe { pages.cache.dealloc(object, layout) });
    pages.cache.flush();
    heap.release_to_system();
    assert_eq!(pages.free_runs(), [(0, heap.stats().mapped / PAGE, "returned")]);
}

#[test]
fn what_is_free_and_what_lies_within_an_object_has_no_size_and_no_place() {
    let heap = Box::new(Heap::new());
    let mut pages = Pages::of(&heap);
    let [a, b, c] = pages.take_in_a_row([200, 180, 128]);
    let told = |run: Run, page: usize| {
        let at = run.object.wrapping_add(page * PAGE);
        (heap.usable_size(at) / PAGE, heap.locate(at).map(|view| view.page))
    };
    assert_eq!([a, b, c].map(|run| told(run, 0)), [(200, Some(0)), (180, Some(200)), (128, Some(380))]);
    assert_eq!(told(c, 64), (0, None), "a page in the middle leads nowhere");
    assert_eq!(heap.usable_size(c.object.wrapping_add(8)), 0, "no object begins there");
    assert_eq!(heap.usable_size(std::ptr::from_ref(&heap).cast()), 0, "nor in other people's memory");
    pages.free(a);
    pages.free(b);
    for page in [0, 100, 199, 200, 300, 379] {
        assert_eq!(told(a, page), (0, None), "page {page} is free");
    }
}

/// Lets the cache of a test hold a mebibyte: each time that it is too large, it may have 64 KiB more.
fn let_it_hold_a_mebibyte(pages: &mut Pages<'_>) {
    let run = pages.take(297);
    pages.free(run);
    while pages.cache.inspect().limit < 128 * PAGE {
        let run = pages.take(128);
        // SAFETY: it is in use, and of this layout.
        unsafe { pages.cache.dealloc(run.object, layout(128)) };
    }
    pages.cache.flush();
}

#[test]
fn what_idle_caches_hold_of_large_objects_is_within_their_limits() {
    let heap = Box::new(Heap::new());
    let free_one = |_| {
        let mut pages = Pages::of(&heap);
        let run = pages.take(128);
        // SAFETY: it is in use, and of this layout.
        unsafe { pages.cache.dealloc(run.object, layout(128)) };
        pages.cache
    };
    let caches: Vec<_> = (0..200).map(free_one).collect();
    let stats = heap.stats();
    assert_eq!(stats.free, 128 * PAGE, "one object went from hand to hand: {stats:?}");
    caches.iter().for_each(|cache| cache.check().expect("all invariants hold"));
}

#[test]
fn the_large_object_freed_last_is_held_for_the_next_of_its_length() {
    let heap = Box::new(Heap::new());
    let mut pages = Pages::of(&heap);
    let_it_hold_a_mebibyte(&mut pages);
    let [held, other, long] = pages.take_in_a_row([128, 40, 129]);
    let mut free = |run: Run| {
        // SAFETY: it is in use, and of this layout.
        unsafe { pages.cache.dealloc(run.object, layout(run.pages)) };
        heap.inspect().normal.iter().map(|span| span.pages).sum::<usize>()
    };
    assert_eq!(free(held), 0, "a mebibyte is held");
    assert_eq!(free(long), 129, "more is not");
    assert_eq!(free(other), 257, "and only one is held: the first goes when the second comes");
    assert_eq!(pages.cache.inspect().size, 40 * PAGE, "what is held counts");
    assert_eq!(heap.stats().cached, 0, "the cache has not said so yet");
    assert_eq!(pages.take(39).first, held.first, "another length is cut from what is free");
    assert_eq!(pages.take(40).first, other.first, "the same length comes out of the cache");
}

/// The one test here of the process's heap, which nothing else in this program uses: only there memory can be asked for zeroed.
#[test]
fn pages_that_were_used_are_cleared_even_if_new_ones_were_joined_to_them() {
    let allocator = tcmalloc::TcMalloc::new();
    let [first, used, all] = [50, 60, 78].map(layout);
    // SAFETY: each object is freed once, with its layout, and has the bytes that are written and read.
    unsafe {
        let (before, object) = (allocator.alloc(first), allocator.alloc(used));
        object.write_bytes(0xff, used.size());
        // A thread without a small object has no cache, which would hold it. So it is joined with the 18 new pages behind it.
        allocator.dealloc(object, used);
        let zeroed = allocator.alloc_zeroed(all);
        assert_eq!((zeroed, tcmalloc::stats().growths), (object, 1), "the used pages, and those behind them");
        assert!(std::slice::from_raw_parts(zeroed, all.size()).iter().all(|&byte| byte == 0));
        allocator.dealloc(zeroed, all);
        allocator.dealloc(before, first);
    }
}
