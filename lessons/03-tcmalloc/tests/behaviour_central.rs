//! What caches get of the budget, what they give back, and how classes share the slots of the transfer caches. Every test has a
//! heap of its own.

use std::alloc::Layout;

use kit::random::Random;
use tcmalloc::{Cache, CentralView, ClassId, FreeList, Heap, Linked, ListView, Stack, class_size, size_class};

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, 8).expect("8 is a power of two")
}

fn heap() -> Box<Heap> {
    Box::new(Heap::new())
}

fn open(heap: &Heap) -> Cache<'_> {
    heap.cache().expect("there is memory")
}

fn free(cache: &mut Cache<'_, impl FreeList>, object: *mut u8, size: usize) {
    // SAFETY: the tests free what they allocated, once.
    unsafe { cache.dealloc(object, layout(size)) };
}

/// The list for objects of this size.
fn list(cache: &Cache<'_, impl FreeList>, size: usize) -> ListView {
    let lists = cache.inspect().lists;
    lists.into_iter().find(|list| list.size == size).expect("the class was used")
}

/// The central list for objects of this size.
fn central(heap: &Heap, size: usize) -> CentralView {
    let classes = heap.inspect().central;
    classes.into_iter().find(|class| class.size == size).expect("the class has a span")
}

/// The limits of the caches and what nobody claimed, in steps of 64 KiB: the newest cache is first.
fn steps(heap: &Heap) -> (Vec<usize>, isize) {
    let view = heap.inspect();
    heap.check().expect("the limits and the rest are the budget");
    assert!(view.limits.iter().all(|limit| limit.is_multiple_of(64)));
    (view.limits.iter().map(|limit| limit / 64).collect(), view.unclaimed / 64)
}

/// Makes a cache of less than a mebibyte too large, once: by what it holds of a large object.
fn exceed(cache: &mut Cache<'_>) {
    let object = cache.alloc(layout(1 << 20));
    free(cache, object, 1 << 20);
}

/// Lets a cache claim so many steps.
fn claim(cache: &mut Cache<'_>, steps: usize) {
    (0..steps).for_each(|_| exceed(cache));
}

#[test]
fn a_cache_that_is_too_large_claims_64_kib_more() {
    let heap = heap();
    let mut cache = open(&heap);
    assert_eq!(steps(&heap), (vec![1], 511), "32 MiB are 512 steps");
    let objects: Vec<_> = (0..600).map(|_| cache.alloc(layout(4096))).collect();
    let mut claimed = 0;
    for object in objects {
        let (before, room) = (cache.inspect(), list(&cache, 4096));
        free(&mut cache, object, 4096);
        let too_large = before.size + 4096 > before.limit;
        if room.len < room.max {
            claimed += usize::from(too_large);
            assert_eq!(cache.inspect().limit, before.limit + if too_large { 64 << 10 } else { 0 }, "{before:?}");
        }
    }
    assert!(claimed > 3, "{claimed}");
    let limit = cache.inspect().limit;
    assert_eq!(steps(&heap), (vec![limit >> 16], 512 - (limit >> 16) as isize));
    drop(cache);
    assert_eq!(steps(&heap), (vec![], 512), "a cache that ends leaves it to others");
}

#[test]
fn once_nothing_is_unclaimed_a_cache_takes_from_one_that_has_more_than_512_kib() {
    let heap = heap();
    let poor: Vec<_> = (0..501).map(|_| open(&heap)).collect();
    let mut rich = open(&heap);
    let mut thief = open(&heap);
    claim(&mut rich, 9);
    let limits = |of_thief, of_rich| [vec![of_thief, of_rich], vec![1; 501]].concat();
    assert_eq!(steps(&heap), (limits(1, 10), 0));
    exceed(&mut thief);
    assert_eq!(steps(&heap), (limits(2, 9), 0), "the other 501 have 64 KiB, which nobody may take");
    assert_eq!((rich.inspect().limit, thief.inspect().limit), (10 << 16, 2 << 16), "the rich one does not know yet");
    rich.flush();
    assert_eq!(rich.inspect().limit, 9 << 16, "it learns of it when it next goes to the central lists");

    // Ten caches are asked each time, in turns: the rich one's turn comes again after all the others'.
    for _ in 0..50 {
        exceed(&mut thief);
        assert_eq!(steps(&heap), (limits(2, 9), 0));
    }
    exceed(&mut thief);
    assert_eq!(steps(&heap), (limits(3, 8), 0));
    claim(&mut thief, 60);
    assert_eq!(steps(&heap), (limits(3, 8), 0), "and it keeps its last 512 KiB");
    drop(poor);
    assert_eq!(steps(&heap), (vec![3, 8], 501));
}

#[test]
fn a_cache_that_comes_when_all_is_claimed_may_have_512_kib() {
    let heap = heap();
    let first: Vec<_> = (0..512).map(|_| open(&heap)).collect();
    assert_eq!(steps(&heap), (vec![1; 512], 0));
    let late = open(&heap);
    assert_eq!(steps(&heap), ([vec![8], vec![1; 512]].concat(), -8));
    let later = open(&heap);
    assert_eq!(
        steps(&heap),
        ([vec![8; 2], vec![1; 512]].concat(), -16),
        "and the ten that are asked next have nothing to spare"
    );
    drop((late, later));
    assert_eq!(steps(&heap), (vec![1; 512], 0));
    drop(first);
    assert_eq!(steps(&heap), (vec![], 512));
}

#[test]
fn a_cache_that_leaves_when_it_is_its_turn_is_not_taken_from() {
    let heap = heap();
    let mut others: Vec<_> = (0..485).map(|_| open(&heap)).collect();
    let (mut next, mut richer, mut thief) = (open(&heap), open(&heap), open(&heap));
    [&mut next, &mut richer, &mut thief].into_iter().for_each(|cache| claim(cache, 8));
    assert_eq!((&steps(&heap).0[..4], steps(&heap).1), (&[9, 9, 9, 1][..], 0));
    exceed(&mut thief);
    assert_eq!(steps(&heap).0[..4], [10, 8, 9, 1], "it took from `richer`");
    drop(next);
    assert_eq!(steps(&heap).1, 9, "what it had can be claimed");
    claim(&mut others[484], 9);
    assert_eq!((&steps(&heap).0[..4], steps(&heap).1), (&[10, 8, 10, 1][..], 0));
    exceed(&mut richer);
    assert_eq!(steps(&heap).0[..4], [10, 9, 9, 1], "it is the turn of the one that came after");
}

/// A cache whose list of 64 bytes has 40 objects or some more, and room for many.
fn cache_with_a_list(heap: &Heap) -> Cache<'_> {
    let mut cache = open(heap);
    let objects: Vec<_> = (0..1000).map(|_| cache.alloc(layout(64))).collect();
    objects.into_iter().take(40).for_each(|object| free(&mut cache, object, 64));
    assert!((40..80).contains(&list(&cache, 64).len));
    cache
}

#[test]
fn a_cache_that_is_too_large_gives_back_half_of_what_it_did_not_need() {
    let heap = heap();
    let mut cache = cache_with_a_list(&heap);
    let mut expected = list(&cache, 64).len;
    assert_eq!(list(&cache, 64).low, 0, "it was empty since it was last looked at, so all was needed");
    for round in 0..8 {
        let outside = |heap: &Heap| central(heap, 64).left + central(heap, 64).batches * 32;
        let (left, max) = (outside(&heap), list(&cache, 64).max);
        exceed(&mut cache);
        let back = if round == 0 || expected == 0 { 0 } else { (expected / 2).max(1) };
        expected -= back;
        let now = list(&cache, 64);
        assert_eq!((now.len, now.low), (expected, expected), "and from here on it is looked at anew");
        assert_eq!(outside(&heap), left + back);
        let one_less = if max > 32 { (max - 32).max(32) } else { max };
        assert_eq!(now.max, if back > 0 { one_less } else { max }, "and the list may have a batch less");
    }
}

#[test]
fn a_list_that_was_empty_meanwhile_keeps_what_it_has() {
    let heap = heap();
    let mut cache = cache_with_a_list(&heap);
    let len = list(&cache, 64).len;
    exceed(&mut cache); // from now on it is looked at
    for _ in 0..3 {
        let large = cache.alloc(layout(256 << 10)); // without it the cache is not too large
        let objects: Vec<_> = (0..len).map(|_| cache.alloc(layout(64))).collect();
        objects.into_iter().for_each(|object| free(&mut cache, object, 64));
        assert_eq!((list(&cache, 64).len, list(&cache, 64).low), (len, 0));
        free(&mut cache, large, 256 << 10);
        assert_eq!((list(&cache, 64).len, list(&cache, 64).low), (len, len), "all of it was needed");
    }
}

/// Leaves so many whole batches of a class in its transfer cache.
fn fill(heap: &Heap, class: ClassId, batches: usize) {
    let (mut cache, size) = (open(heap), class_size(class));
    let mut objects = Vec::new();
    while objects.is_empty() || objects.len() + list(&cache, size).len < batches * class.batch() {
        objects.push(cache.alloc(layout(size)));
    }
    objects.into_iter().for_each(|object| free(&mut cache, object, size));
}

fn class_of(size: usize) -> ClassId {
    size_class(size).expect("it is small")
}

#[test]
fn a_class_without_a_free_slot_gets_one_that_another_class_does_not_use() {
    // How many whole batches of 64 bytes come, and the slots of the class of 8 bytes, whose turn is first.
    for (batches, used, others) in [(15, (15, 16), (0, 16)), (16, (16, 16), (0, 16)), (17, (17, 17), (0, 15))] {
        let heap = heap();
        open(&heap).alloc(layout(8));
        fill(&heap, class_of(64), batches);
        let slots = |size| (central(&heap, size).batches, central(&heap, size).limit);
        assert_eq!((slots(64), slots(8)), (used, others), "{batches} batches");
        heap.check().expect("all invariants hold");
    }
}

#[test]
fn where_the_next_two_classes_use_all_slots_the_second_loses_a_batch() {
    let heap = heap();
    [8, 16].into_iter().for_each(|size| fill(&heap, class_of(size), 16));
    let slots = |size| (central(&heap, size).batches, central(&heap, size).limit);
    assert_eq!((slots(8), slots(16)), ((16, 16), (16, 16)));
    let left = central(&heap, 16).left;
    fill(&heap, class_of(64), 17);
    assert_eq!((slots(8), slots(16), slots(64)), ((16, 16), (15, 15), (17, 17)));
    assert_eq!(central(&heap, 16).left, left + 32, "the batch's objects are in their spans again");
    heap.check().expect("all invariants hold");
}

#[test]
fn all_classes_together_never_have_more_slots_than_at_first() {
    let heap = heap();
    let mut cache = open(&heap);
    for class in ClassId::all() {
        cache.alloc(layout(class_size(class))); // so that the view has its central list
    }
    let limits = || heap.inspect().central.iter().map(|class| class.limit).collect::<Vec<_>>();
    let all = limits().iter().sum::<usize>();
    assert_eq!(all, ClassId::all().map(|class| class.slots().min(16)).sum::<usize>());
    for size in [64, 8, 1024, 4096, 64 << 10, 256, 16] {
        let class = class_of(size);
        fill(&heap, class, class.slots() + 40);
        assert_eq!(limits().iter().sum::<usize>(), all);
        assert!(ClassId::all().zip(limits()).all(|(class, limit)| limit <= class.slots()));
        heap.check().expect("no class has more batches than slots");
    }
    assert!(limits().contains(&64), "one class got as many as a class may have: {:?}", limits());
}

/// What a list is made of makes no difference above or below it.
#[test]
fn both_kinds_of_list_give_the_same_objects_and_leave_the_same_heap() {
    fn run<L: FreeList>() -> (Vec<Option<tcmalloc::ObjectView>>, Vec<ListView>, String) {
        let heap = heap();
        let mut caches = [(); 2].map(|()| heap.cache_of::<L>().expect("there is memory"));
        let (mut objects, mut seen, mut random) = (Vec::new(), Vec::new(), Random::new(88_172_645_463_325_252));
        for step in 0..20_000 {
            let cache = &mut caches[random.below(2)];
            if random.below(8) < if step / 2000 % 2 == 0 { 5 } else { 3 } {
                let size = [16, 64, 64, 100, 1024, 10_000, 100_000][random.below(7)];
                objects.push((cache.alloc(layout(size)), size));
                seen.push(heap.locate(objects[objects.len() - 1].0));
            } else if !objects.is_empty() {
                let (object, size) = objects.swap_remove(random.below(objects.len()));
                free(cache, object, size);
            }
        }
        caches.iter().for_each(|cache| cache.check().expect("all invariants hold"));
        let view = format!("{:?}", heap.inspect());
        (seen, caches.into_iter().flat_map(|cache| cache.inspect().lists).collect(), view)
    }
    let (linked, stack) = (run::<Linked>(), run::<Stack>());
    assert_eq!(linked.1, stack.1);
    assert_eq!(linked, stack);
}
