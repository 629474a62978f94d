//! Every order in which parties can meet in the central lists and in the page heap, up to a bound: no object is with two of
//! them, none is lost, and nobody waits for a lock that waits for him.

use std::alloc::Layout;
use std::cell::RefCell;
use std::rc::Rc;

use ground::stage::{Bound, Stage, explore};
use tcmalloc::{Cache, Heap, PAGE};

/// Objects of this size move by two: the batches are short, and so are the scenarios.
const SIZE: usize = 64 << 10;

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, 8).expect("8 is a power of two")
}

/// Objects on their way from one puppet to another.
#[derive(Clone, Default)]
struct Parcel(Rc<RefCell<Vec<*mut u8>>>);

impl Parcel {
    fn put(&self, object: *mut u8) {
        assert!(!object.is_null() && !self.0.borrow().contains(&object), "an object is with one party at a time");
        self.0.borrow_mut().push(object);
    }

    fn free_all(&self, cache: &mut Cache<'_>, size: usize) {
        let objects = self.0.take();
        // SAFETY: what is in the box is in use, of this size, and nobody else takes it out.
        objects.into_iter().for_each(|object| unsafe { cache.dealloc(object, layout(size)) });
    }
}

/// Explores with up to `preemptions`. When all puppets have ended, everything must have come back.
fn in_every_order(preemptions: usize, scenario: impl Fn(&Stage, &Rc<Heap>)) {
    let report = explore(Bound::Preemptions(preemptions), |stage| {
        let heap = Rc::new(Heap::new());
        scenario(stage, &heap);
        stage.run().expect("everybody ends");
        heap.check().expect("all invariants hold");
        heap.release_to_system();
        let stats = heap.stats();
        assert_eq!((stats.in_use, stats.central, stats.transfer, stats.caches), (0, 0, 0, 0), "all is back: {stats:?}");
    });
    assert!(report.complete && report.runs > 20, "{report}");
    report.expect_ok();
}

#[test]
fn two_who_need_the_same_class_at_once_both_get_objects() {
    in_every_order(2, |stage, heap| {
        let seen = Parcel::default();
        for name in ["a", "b"] {
            let (heap, seen) = (Rc::clone(heap), seen.clone());
            stage.puppet(name, move || {
                let mut cache = heap.cache().expect("there is memory");
                let object = cache.alloc(layout(SIZE));
                seen.put(object);
                seen.0.borrow_mut().retain(|&other| other != object);
                // SAFETY: it is in use, of this layout.
                unsafe { cache.dealloc(object, layout(SIZE)) };
            });
        }
    });
}

#[test]
fn a_batch_moves_through_the_transfer_cache() {
    in_every_order(2, |stage, heap| {
        let objects = Parcel::default();
        let (from, to) = (objects.clone(), objects.clone());
        let (maker, user) = (Rc::clone(heap), Rc::clone(heap));
        stage.puppet("maker", move || {
            let mut cache = maker.cache().expect("there is memory");
            (0..3).for_each(|_| to.put(cache.alloc(layout(SIZE))));
        });
        stage.puppet("user", move || {
            let mut cache = user.cache().expect("there is memory");
            for _ in 0..3 {
                from.free_all(&mut cache, SIZE);
                cache.flush();
            }
            let mut own = vec![cache.alloc(layout(SIZE)), cache.alloc(layout(SIZE))];
            // SAFETY: both are in use, of this layout.
            own.drain(..).for_each(|object| unsafe { cache.dealloc(object, layout(SIZE)) });
        });
        stage.run().expect("both end");
        objects.free_all(&mut heap.cache().expect("there is memory"), SIZE); // what the user came too early for
    });
}

/// Objects of these two sizes have the first two classes, which are asked for a slot first.
const FIRST_TWO: [usize; 2] = [8, 16];

/// Leaves 16 whole batches of a class in its transfer cache, which may have no more. Returns a cache with one more, and objects in use.
fn full(heap: &Rc<Heap>, size: usize) -> (Cache<'static>, Vec<*mut u8>) {
    // SAFETY: whoever has the cache has the heap, and drops it later.
    let of_static: &'static Heap = unsafe { &*Rc::as_ptr(heap) };
    let mut cache = of_static.cache().expect("there is memory");
    let mut objects: Vec<_> = (0..600).map(|_| cache.alloc(layout(size))).collect();
    for _ in 0..17 {
        cache.flush();
        // SAFETY: the objects are in use, of this layout.
        objects.drain(..32).for_each(|object| unsafe { cache.dealloc(object, layout(size)) });
    }
    (cache, objects)
}

#[test]
fn two_classes_without_a_slot_ask_each_other() {
    in_every_order(2, |stage, heap| {
        let mut left = Vec::new();
        for (name, size) in ["a", "b"].into_iter().zip(FIRST_TWO) {
            let (mut cache, objects) = full(heap, size);
            left.push((objects, size));
            let heap = Rc::clone(heap);
            stage.puppet(name, move || {
                cache.flush();
                drop(cache);
                drop(heap);
            });
        }
        let slots: Vec<_> = heap.inspect().central.iter().map(|class| (class.batches, class.limit)).collect();
        assert_eq!(slots, [(16, 16); 2], "both classes use all that they may have");
        stage.run().expect("neither waits for the other for ever");
        let mut cache = heap.cache().expect("there is memory");
        for (objects, size) in left {
            // SAFETY: the objects are in use, of this layout.
            objects.into_iter().for_each(|object| unsafe { cache.dealloc(object, layout(size)) });
        }
    });
}

#[test]
fn a_cache_ends_while_another_frees_its_objects() {
    in_every_order(2, |stage, heap| {
        let objects = Parcel::default();
        let mut first = heap.cache().expect("there is memory");
        (0..3).for_each(|_| objects.put(first.alloc(layout(SIZE))));
        drop(first);
        let (ends, frees) = (Rc::clone(heap), Rc::clone(heap));
        stage.puppet("ends", move || {
            let mut cache = ends.cache().expect("there is memory");
            let object = cache.alloc(layout(SIZE));
            // SAFETY: it is in use, of this layout.
            unsafe { cache.dealloc(object, layout(SIZE)) };
        });
        stage.puppet("frees", move || objects.free_all(&mut frees.cache().expect("there is memory"), SIZE));
    });
}

#[test]
fn spans_are_cut_and_joined_by_two_at_once() {
    in_every_order(2, |stage, heap| {
        for (name, pages) in [("a", 40), ("b", 130)] {
            let heap = Rc::clone(heap);
            stage.puppet(name, move || {
                let mut cache = heap.cache().expect("there is memory");
                let object = cache.alloc(layout(pages * PAGE));
                // SAFETY: it is in use, of this layout.
                unsafe { cache.dealloc(object, layout(pages * PAGE)) };
            });
        }
    });
}
