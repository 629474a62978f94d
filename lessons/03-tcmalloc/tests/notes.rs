//! The notes' claims on TCMalloc, each as a test. That gperftools does the same is in `tests/oracle/gperftools.rs`.

use std::alloc::Layout;

use tcmalloc::{Cache, ClassId, Heap, PAGE, class_size, nallocx, size_class};

fn bytes(size: usize) -> Layout {
    Layout::from_size_align(size, 8).expect("8 is a power of two")
}

fn pages(count: usize) -> Layout {
    bytes(count * PAGE)
}

fn free(cache: &mut Cache<'_>, object: *mut u8, layout: Layout) {
    // SAFETY: the tests free what they allocated, once.
    unsafe { cache.dealloc(object, layout) };
}

/// Objects, the bytes that a cache has, and its `max_length`, for the class of 64 bytes.
fn list(cache: &Cache<'_>) -> (usize, usize) {
    cache.inspect().lists.iter().find(|list| list.size == 64).map_or((0, 0), |list| (list.len, list.max))
}

/// The free spans with memory: first page and pages.
fn normal(heap: &Heap) -> Vec<(usize, usize)> {
    heap.inspect().normal.iter().map(|span| (span.first, span.pages)).collect()
}

/// The first page of an object.
fn page(heap: &Heap, object: *mut u8) -> usize {
    heap.locate(object).expect("it is this heap's").page
}

#[test]
fn small_objects_end_at_256_kib() {
    assert_eq!(size_class(256 << 10).map(class_size), Some(256 << 10));
    assert_eq!((size_class((256 << 10) + 1), nallocx((256 << 10) + 1)), (None, 33 * PAGE));
}

#[test]
fn there_are_85_classes() {
    assert_eq!(ClassId::all().count(), 85);
    assert_eq!((1..=256 << 10).filter(|&size| nallocx(size) == size).count(), 85, "sizes that are a class's own");
}

#[test]
fn up_to_8_bytes_get_8_and_up_to_16_get_16_and_17_get_32() {
    assert!((1..=8).all(|size| nallocx(size) == 8) && (9..=16).all(|size| nallocx(size) == 16));
    assert_eq!(nallocx(17), 32);
}

#[test]
fn twenty_one_classes_waste_more_than_12_5_percent() {
    let wasteful = ClassId::all().filter(|&class| (class_size(class) - class.worst_request()) * 8 > class_size(class));
    assert_eq!(wasteful.count(), 21);
    assert_eq!(nallocx(16385), 20480);
    let tail = |class: ClassId| class.pages() * PAGE % class_size(class);
    assert!(ClassId::all().all(|class| tail(class) * 8 <= class.pages() * PAGE), "a span's tail is an eighth at most");
}

#[test]
fn each_cache_has_a_list_of_its_own_for_each_class() {
    let heap = Box::new(Heap::new());
    let [mut one, other] = [(); 2].map(|()| heap.cache().expect("there is memory"));
    let up_to_1_kib = || ClassId::all().filter(|&class| class_size(class) <= 1024).map(class_size);
    for size in up_to_1_kib() {
        let object = one.alloc(bytes(size));
        free(&mut one, object, bytes(size));
    }
    let lists = one.inspect().lists;
    assert_eq!(lists.iter().map(|list| list.size).collect::<Vec<_>>(), up_to_1_kib().collect::<Vec<_>>());
    assert!(lists.iter().all(|list| list.len == 1), "{lists:?}");
    assert!(other.inspect().lists.is_empty());
}

#[test]
fn an_object_in_the_list_moves_without_the_central_list() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let first = cache.alloc(bytes(64));
    let before = heap.inspect();
    for _ in 0..1000 {
        free(&mut cache, first, bytes(64));
        assert_eq!(cache.alloc(bytes(64)), first, "the last one in is the first one out");
    }
    assert_eq!(heap.inspect(), before);
}

#[test]
fn an_empty_list_fetches_one_object_and_then_more() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let mut lens = Vec::new();
    for _ in 0..7 {
        cache.alloc(bytes(64));
        lens.push(list(&cache));
    }
    // Fetched 1, then 2, 3 and 4; one of each goes to the program.
    assert_eq!(lens, [(0, 2), (1, 3), (0, 3), (2, 4), (1, 4), (0, 4), (3, 5)]);
}

#[test]
fn a_list_that_is_too_long_gives_a_batch_back() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let objects: Vec<_> = (0..2000).map(|_| cache.alloc(bytes(64))).collect();
    let mut gave_back = 0;
    for object in objects {
        let before = list(&cache).0;
        free(&mut cache, object, bytes(64));
        gave_back += usize::from(list(&cache).0 < before);
    }
    assert!(gave_back > 0);
    assert!(heap.inspect().central.iter().any(|class| class.batches > 0), "whole batches wait in the transfer cache");
}

#[test]
fn objects_become_spans_and_spans_the_systems() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let objects: Vec<_> = (0..1000).map(|_| cache.alloc(bytes(64))).collect();
    objects.into_iter().for_each(|object| free(&mut cache, object, bytes(64)));
    drop(cache);
    assert_eq!(heap.release_to_system(), 128 * PAGE);
    let view = heap.inspect();
    assert!(view.central.is_empty() && view.normal.is_empty(), "{view:?}");
    assert_eq!(view.returned.iter().map(|span| span.pages).collect::<Vec<_>>(), [128]);
}

#[test]
fn an_empty_central_list_cuts_a_span_of_the_page_heap_into_objects() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    cache.alloc(bytes(64));
    let view = heap.inspect();
    assert_eq!((view.pages[0].pages, view.pages[0].has.as_str()), (1, "64 B"));
    assert_eq!((view.central[0].spans, view.central[0].left), (1, PAGE / 64 - 1));
}

#[test]
fn a_whole_batch_comes_from_the_transfer_cache_before_any_span() {
    let heap = Box::new(Heap::new());
    let [mut maker, mut user] = [(); 2].map(|()| heap.cache().expect("there is memory"));
    let objects: Vec<_> = (0..2000).map(|_| maker.alloc(bytes(64))).collect();
    objects.into_iter().for_each(|object| free(&mut user, object, bytes(64)));
    let central = || heap.inspect().central[0].clone();
    maker.flush();
    let before = central();
    assert!(before.batches > 0);
    while list(&maker).0 == 0 {
        maker.alloc(bytes(64));
    }
    assert_eq!(
        (central().batches, central().left),
        (before.batches - 1, before.left),
        "one batch less, and no span was touched"
    );
}

#[test]
fn what_is_not_small_is_whole_pages_whether_medium_or_large() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    for size in [(256 << 10) + 1, 1 << 20, (1 << 20) + 1, 10 << 20] {
        let object = cache.alloc(bytes(size));
        assert_eq!(heap.usable_size(object), size.next_multiple_of(PAGE));
    }
    assert!(heap.inspect().pages.iter().all(|run| run.has == "large" || run.has == "normal"));
}

#[test]
fn a_mib_is_128_pages() {
    assert_eq!(nallocx(1 << 20), 128 * PAGE);
    assert_eq!(128 * PAGE, 1 << 20);
}

#[test]
fn whole_pages_waste_nothing_to_8191_bytes() {
    assert_eq!(nallocx(33 * PAGE), 33 * PAGE);
    assert_eq!(nallocx(33 * PAGE + 1) - (33 * PAGE + 1), 8191);
}

#[test]
fn the_first_list_that_is_not_empty_gives_a_span_and_takes_the_rest() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let [hole, _, shorter, _] = [60, 40, 50, 40].map(|count| cache.alloc(pages(count)));
    free(&mut cache, hole, pages(60));
    free(&mut cache, shorter, pages(50));
    cache.flush();
    let hole_at = page(&heap, cache.alloc(pages(45)));
    assert!(hole_at > 0, "the hole of 50 comes before the hole of 60 at page 0");
    assert!(normal(&heap).contains(&(hole_at + 45, 5)), "the rest of 5 is in the list of 5: {:?}", normal(&heap));
}

#[test]
fn where_no_list_has_a_span_the_set_serves() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let long = cache.alloc(pages(300));
    free(&mut cache, long, pages(300));
    assert_eq!(normal(&heap), [(0, 300)]);
    assert_eq!(page(&heap, cache.alloc(pages(40))), 0);
    assert_eq!(normal(&heap), [(40, 260)], "and the rest, still long, is in the set");
}

#[test]
fn the_best_fit_is_split_and_the_rest_goes_to_a_list_or_to_the_set() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let [long, _, shorter, _] = [400, 40, 200, 40].map(|count| cache.alloc(pages(count)));
    let at = page(&heap, shorter);
    free(&mut cache, long, pages(400));
    free(&mut cache, shorter, pages(200));
    assert_eq!(page(&heap, cache.alloc(pages(150))), at, "200 fits better than 400");
    assert!(normal(&heap).contains(&(at + 150, 50)), "the rest of 50 is in a list");
    assert_eq!(page(&heap, cache.alloc(pages(150))), 0, "now only 400 will do");
    assert!(normal(&heap).contains(&(150, 250)), "the rest of 250 is in the set");
}

#[test]
fn the_heap_grows_by_a_mib_at_least_and_then_searches_again() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    cache.alloc(bytes(64));
    assert_eq!((heap.stats().mapped, heap.stats().growths), (1 << 20, 1));
    cache.alloc(pages(500));
    assert_eq!((heap.stats().mapped, heap.stats().growths), ((1 << 20) + 500 * PAGE, 2));
}
