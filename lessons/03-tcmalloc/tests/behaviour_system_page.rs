//! What the heap does where the system's pages are larger than its own: 16 KiB on Apple's machines, 64 KiB on some of Arm's. Every
//! heap here takes them to be that large, so that a machine with pages of 4 KiB can tell. (A page of ours has 8 KiB.)

mod pages;

use std::alloc::Layout;

use kit::random::Random;
use pages::Pages;
use tcmalloc::{ClassId, Heap, PAGE, class_size};

fn heap(system_page: usize) -> Box<Heap> {
    Box::new(Heap::with_system_page(system_page))
}

/// Whether this machine can pass for one with such pages: 64 KiB are the most that any has.
fn can_be(system_page: usize) -> bool {
    system_page >= ground::pages::page_size()
}

#[test]
fn only_whole_pages_of_the_systems_go_back() {
    for (system, normal, returned) in [
        (8 << 10, vec![], (33, 70)),
        (16 << 10, vec![(33, 1), (102, 1)], (34, 68)),
        (64 << 10, vec![(33, 7), (96, 7)], (40, 56)),
    ] {
        if !can_be(system) {
            continue;
        }
        let heap = heap(system);
        let mut pages = Pages::of(&heap);
        let [_, middle, _] = pages.take_in_a_row([33, 70, 33]);
        pages.free(middle);
        assert_eq!(heap.release_to_system(), returned.1 * PAGE, "pages of {system}");
        let normal = normal.into_iter().map(|(first, pages)| (first, pages, "normal"));
        let mut expected: Vec<_> = normal.chain([(returned.0, returned.1, "returned")]).collect();
        expected.sort_unstable();
        assert_eq!(pages.free_runs(), expected);
        heap.check().expect("all invariants hold");
    }
}

#[test]
fn what_could_not_go_back_goes_with_its_neighbour() {
    let heap = heap(64 << 10);
    let mut pages = Pages::of(&heap);
    let runs = pages.take_in_a_row([33, 70, 33]);
    pages.free(runs[1]);
    heap.release_to_system();
    [runs[0], runs[2]].into_iter().for_each(|run| pages.free(run));
    assert_eq!(pages.free_runs(), [(0, 40, "normal"), (40, 56, "returned"), (96, 40, "normal")]);
    assert_eq!(heap.release_to_system(), 80 * PAGE);
    assert_eq!(pages.free_runs(), [(0, 136, "returned")]);
}

#[test]
fn the_system_is_asked_for_whole_pages_of_its() {
    for (system, grown) in [(8 << 10, 129), (16 << 10, 130), (64 << 10, 136)] {
        if !can_be(system) {
            continue;
        }
        let heap = heap(system);
        let run = Pages::of(&heap).take(129);
        assert_eq!((run.first, heap.stats().mapped), (0, grown * PAGE), "pages of {system}");
    }
}

#[test]
fn a_page_of_the_systems_that_came_back_in_part_is_normal_as_a_whole() {
    let heap = heap(64 << 10);
    let mut pages = Pages::of(&heap);
    let all = pages.take(128);
    pages.free(all);
    heap.release_to_system();
    let front = pages.take(33);
    assert_eq!((front.first, pages.free_runs()), (0, vec![(33, 7, "normal"), (40, 88, "returned")]));
    let next = pages.take(35);
    assert_eq!((next.first, pages.free_runs()), (40, vec![(33, 7, "normal"), (75, 5, "normal"), (80, 48, "returned")]));
    pages.free(next);
    assert_eq!(pages.free_runs(), [(33, 47, "normal"), (80, 48, "returned")]);
    heap.check().expect("all invariants hold");
}

/// A layout of a small object, or of some pages, at an odd place.
fn layout(random: &mut Random) -> Layout {
    let class = ClassId::new(1 + random.below(85)).expect("there are 85");
    let size = if random.below(4) == 0 { 1 + random.below(60 * PAGE) } else { class_size(class) };
    Layout::from_size_align(size, 8 << random.below(13)).expect("a power of two")
}

#[test]
fn every_size_is_served_and_keeps_its_contents_while_memory_comes_and_goes() {
    for system in [16 << 10, 64 << 10] {
        if !can_be(system) {
            continue;
        }
        let heap = heap(system);
        let mut cache = heap.cache().expect("there is memory");
        let mut random = Random::new(0x2545_f491_4f6c_dd1d);
        let mut objects: Vec<(*mut u8, Layout, u8)> = Vec::new();
        let (mut served, mut released) = (0, 0);
        for step in 0..12_000 {
            if objects.len() < 200 || random.below(2) == 0 && objects.len() < 400 {
                let layout = layout(&mut random);
                let object = cache.alloc(layout);
                assert!(!object.is_null(), "{layout:?} with pages of {system}");
                // SAFETY: the object has so many bytes, and is ours.
                unsafe { object.write_bytes(step as u8, layout.size()) };
                objects.push((object, layout, step as u8));
                served += 1;
            } else {
                let (object, layout, byte) = objects.swap_remove(random.below(objects.len()));
                // SAFETY: all of its bytes were written, and it is freed once, with its layout.
                unsafe {
                    let bytes = std::slice::from_raw_parts(object, layout.size());
                    assert!(bytes.chunks(PAGE).all(|part| part == &[byte; PAGE][..part.len()]), "{layout:?}");
                    cache.dealloc(object, layout);
                }
            }
            if step % 300 == 299 {
                cache.flush();
                released += heap.release_to_system();
                heap.check().expect("all invariants hold");
            }
        }
        assert!(served > 5000 && released > 8 << 20, "{served} objects, {released} bytes went back");
        // SAFETY: as above.
        objects.into_iter().for_each(|(object, layout, _)| unsafe { cache.dealloc(object, layout) });
        cache.flush();
        heap.release_to_system();
        assert_eq!(heap.stats().returned, heap.stats().mapped, "accounted for to the last page");
    }
}

#[test]
#[should_panic(expected = "12288 is no multiple of the system's page, or no power of two")]
fn a_page_of_no_power_of_two_is_refused() {
    Heap::with_system_page(12 << 10);
}
