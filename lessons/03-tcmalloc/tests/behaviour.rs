//! What a program sees of the allocator: alignment, resizing, threads. Where the bytes are is in
//! `behaviour_accounting.rs`, the budget and the transfer caches in `behaviour_central.rs`, whole pages in `behaviour_pages.rs`.

use std::alloc::{GlobalAlloc, Layout};
use std::sync::{Mutex, PoisonError};
use std::thread;

use kit::random::Random;
use tcmalloc::plain::OneLock;
use tcmalloc::{Cache, ClassId, FreeList, Heap, Linked, MAX_SMALL, PAGE, Stack, TcMalloc, class_size, nallocx};

/// The process's allocator; this program itself uses the system's.
static ALLOCATOR: TcMalloc = TcMalloc::new();

fn layout(size: usize, align: usize) -> Layout {
    Layout::from_size_align(size, align).expect("a power of two, and no size near the end")
}

/// An object of a test, and its layout.
type Object = (*mut u8, Layout);

fn free(cache: &mut Cache<'_, impl FreeList>, (object, layout): Object) {
    // SAFETY: the tests free what they allocated, once.
    unsafe { cache.dealloc(object, layout) };
}

/// Works with the process's allocator in a thread that has ended when this returns. One test at a time does so: what the
/// statistics say is then its own doing.
fn in_a_thread<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> R {
    thread::spawn(work).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

static ONE_TEST: Mutex<()> = Mutex::new(());

/// Sizes around each power of two up to 2 MiB, and some between.
fn sizes() -> impl Iterator<Item = usize> {
    (0..=21).flat_map(|bits| [(1_usize << bits) - 1, 1 << bits, (1 << bits) + 1, (1 << bits) * 11 / 8])
}

#[test]
fn every_size_comes_at_every_alignment() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    for align in (0..=20).map(|bits| 1 << bits) {
        let objects: Vec<Object> = sizes()
            .map(|size| {
                let object = cache.alloc(layout(size, align));
                assert!(!object.is_null() && object.addr().is_multiple_of(align), "{size} bytes at {align}");
                assert!(heap.usable_size(object) >= size, "{size} bytes at {align}");
                (object, layout(size, align))
            })
            .collect();
        let mut places: Vec<_> =
            objects.iter().map(|&(object, layout)| (object.addr(), layout.size().max(1))).collect();
        places.sort_unstable();
        assert!(places.windows(2).all(|pair| pair[0].0 + pair[0].1 <= pair[1].0), "none overlaps another");
        objects.into_iter().for_each(|object| free(&mut cache, object));
    }
    drop(cache);
    heap.check().expect("all invariants hold");
    heap.release_to_system();
    assert_eq!(heap.stats().returned, heap.stats().mapped, "all has come back");
}

#[test]
fn the_processs_allocator_gives_every_size_at_every_alignment() {
    let _alone = ONE_TEST.lock().unwrap_or_else(PoisonError::into_inner);
    in_a_thread(|| {
        for align in (0..=20).map(|bits| 1 << bits) {
            for size in sizes().filter(|&size| size > 0) {
                // SAFETY: the size is not 0; the object is freed with its layout.
                unsafe {
                    let object = ALLOCATOR.alloc(layout(size, align));
                    assert!(!object.is_null() && object.addr().is_multiple_of(align), "{size} bytes at {align}");
                    assert!(tcmalloc::usable_size(object) >= size, "{size} bytes at {align}");
                    ALLOCATOR.dealloc(object, layout(size, align));
                }
            }
        }
        tcmalloc::check().expect("all invariants hold");
    });
}

/// Resizes an object of the process's allocator, looks whether its contents came along, and frees it. Whether it stayed.
fn stays(old: usize, new: usize, align: usize) -> bool {
    // SAFETY: no size is 0. The object has the bytes that are written and read, and is freed with its last layout.
    unsafe {
        let object = ALLOCATOR.alloc(layout(old, align));
        (0..old).for_each(|at| object.add(at).write(at as u8));
        let resized = ALLOCATOR.realloc(object, layout(old, align), new);
        let kept = (0..old.min(new)).all(|at| resized.add(at).read() == at as u8);
        assert!(kept && tcmalloc::usable_size(resized) >= new, "{old} to {new} bytes at {align}");
        ALLOCATOR.dealloc(resized, layout(new, align));
        resized == object
    }
}

#[test]
fn a_small_object_stays_where_it_is_exactly_if_its_new_size_is_of_the_same_class() {
    let _alone = ONE_TEST.lock().unwrap_or_else(PoisonError::into_inner);
    in_a_thread(|| {
        for class in ClassId::all() {
            let (least, most) = (class.worst_request(), class_size(class));
            assert!(stays(least, most, 8) && stays(most, least, 8), "{least} and {most} bytes are of one class");
            assert!(!stays(most, most + 1, 8) && !stays(most + 1, most, 8), "{most} bytes and one more are not");
        }
        // At an alignment of 64 there are fewer classes: 1 to 64 bytes are 64, 65 to 128 are 128, 129 to 192 are 192.
        for (old, new, same) in [(1, 64, true), (64, 65, false), (65, 100, true), (100, 130, false), (130, 192, true)] {
            assert_eq!((stays(old, new, 64), stays(new, old, 64)), (same, same), "{old} and {new} bytes at 64");
        }
    });
}

#[test]
fn a_large_object_stays_where_it_is_exactly_if_it_has_as_many_pages() {
    let _alone = ONE_TEST.lock().unwrap_or_else(PoisonError::into_inner);
    in_a_thread(|| {
        for pages in [33, 40, 128, 129, 200] {
            let (least, most) = ((pages - 1) * PAGE + 1, pages * PAGE);
            assert!(stays(least, most, 8) && stays(most, least, 8), "{pages} pages");
            assert!(!stays(most, most + 1, 8) && !stays(most + 1, most, 8), "{pages} pages, and one more");
        }
        assert!(!stays(MAX_SMALL, MAX_SMALL + 1, 8) && !stays(MAX_SMALL + 1, MAX_SMALL, 8));
        assert!(stays(PAGE + 1, 2 * PAGE, 1 << 16) && !stays(PAGE, PAGE + 1, 1 << 16), "above a page's alignment too");
    });
}

/// Several threads with caches of one heap, that free each other's objects. Afterwards everything is back.
fn all_at_once<L: FreeList>() {
    let heap = Heap::new();
    let heap = &heap;
    let inboxes: [Mutex<Vec<(usize, Layout)>>; 4] = std::array::from_fn(|_| Mutex::default());
    thread::scope(|scope| {
        for own in 0..4 {
            let inboxes = &inboxes;
            scope.spawn(move || {
                let mut cache = heap.cache_of::<L>().expect("there is memory");
                let mut random = Random::new(0x1234_5678 + own as u64);
                for step in 0..5000 {
                    let size = [8, 8, 64, 200, 3000, 70_000, 400_000][random.below(7)];
                    let object = cache.alloc(layout(size, 8));
                    // SAFETY: both words are the object's, which is ours.
                    unsafe { object.cast::<usize>().write(object.addr() ^ size) };
                    let other = &inboxes[random.below(4)];
                    other.lock().expect("nobody panics with it").push((object.expose_provenance(), layout(size, 8)));
                    if step % 16 == 0 {
                        let came = std::mem::take(&mut *inboxes[own].lock().expect("nobody panics with it"));
                        came.into_iter().for_each(|object| check_and_free(&mut cache, object));
                    }
                }
                cache.check().expect("all invariants hold");
            });
        }
    });
    heap.check().expect("all invariants hold");
    let mut cache = heap.cache().expect("there is memory");
    let left = inboxes.into_iter().flat_map(|inbox| inbox.into_inner().expect("nobody panicked with it"));
    left.for_each(|object| check_and_free(&mut cache, object));
    drop(cache);
    heap.release_to_system();
    assert_eq!(heap.stats().returned, heap.stats().mapped, "{}", heap.stats());
    assert!(heap.inspect().central.is_empty());
}

/// Frees an object that nobody has written to since it was made.
fn check_and_free(cache: &mut Cache<'_, impl FreeList>, (addr, layout): (usize, Layout)) {
    let object = std::ptr::with_exposed_provenance_mut::<u8>(addr);
    // SAFETY: the object is in use, and its first word was written.
    assert_eq!(unsafe { object.cast::<usize>().read() }, addr ^ layout.size(), "{layout:?}");
    free(cache, (object, layout));
}

#[test]
fn all_threads_allocate_and_free_at_once() {
    all_at_once::<Stack>();
    all_at_once::<Linked>();
}

#[test]
fn a_thread_that_ends_gives_back_all_that_it_had_cached() {
    let _alone = ONE_TEST.lock().unwrap_or_else(PoisonError::into_inner);
    let before = tcmalloc::stats();
    let sizes = [8, 100, 1000, 10_000, 200_000, 700_000];
    let cached = in_a_thread(move || {
        for size in sizes {
            // SAFETY: no size is 0; each is freed with its layout.
            unsafe {
                let objects: Vec<_> = (0..20).map(|_| ALLOCATOR.alloc(layout(size, 8))).collect();
                objects.into_iter().for_each(|object| ALLOCATOR.dealloc(object, layout(size, 8)));
            }
        }
        let stats = tcmalloc::stats();
        assert_eq!((stats.in_use, stats.caches), (before.in_use, before.caches + 1));
        stats.cached
    });
    let after = tcmalloc::stats();
    assert!(cached > before.cached + 900_000, "it held an object of 700 KB, and more: {cached}");
    assert_eq!((after.in_use, after.cached, after.caches), (before.in_use, before.cached, before.caches));
    tcmalloc::check().expect("all invariants hold");
}

#[test]
fn a_thread_that_ends_leaves_its_objects_to_those_who_have_them() {
    let _alone = ONE_TEST.lock().unwrap_or_else(PoisonError::into_inner);
    let before = tcmalloc::stats();
    // SAFETY: no size is 0; the objects have the bytes that are written, and are freed once, by another thread.
    unsafe {
        let objects = in_a_thread(|| {
            [100, 100_000, 400_000].map(|size| {
                let object = ALLOCATOR.alloc(layout(size, 8));
                object.write_bytes(7, size);
                (object.expose_provenance(), size)
            })
        });
        assert_eq!(
            tcmalloc::stats().in_use - before.in_use,
            objects.iter().map(|&(_, size)| nallocx(size)).sum::<usize>()
        );
        in_a_thread(move || {
            for (addr, size) in objects {
                let object = std::ptr::with_exposed_provenance_mut::<u8>(addr);
                assert!(std::slice::from_raw_parts(object, size).iter().all(|&byte| byte == 7));
                ALLOCATOR.dealloc(object, layout(size, 8));
            }
        });
    }
    assert_eq!((tcmalloc::stats().in_use, tcmalloc::stats().caches), (before.in_use, before.caches));
}

#[test]
fn the_first_version_with_one_lock_keeps_objects_apart_and_uses_them_again() {
    let heap = Box::new(OneLock::new());
    let (mut objects, mut random): (Vec<Object>, _) = (Vec::new(), Random::new(77));
    for _ in 0..5000 {
        if random.below(2) == 0 || objects.is_empty() {
            let wanted = layout(1 + random.below(9000), 1 << random.below(13));
            let object = heap.alloc(wanted);
            assert!(!object.is_null() && object.addr().is_multiple_of(wanted.align()), "{wanted:?}");
            // SAFETY: the object is ours, and has that many bytes.
            unsafe { object.write_bytes(object.addr() as u8 ^ (object.addr() >> 8) as u8, wanted.size()) };
            objects.push((object, wanted));
        } else {
            let (object, layout) = objects.swap_remove(random.below(objects.len()));
            let pattern = object.addr() as u8 ^ (object.addr() >> 8) as u8;
            // SAFETY: all bytes were written; it is freed once, with its layout.
            unsafe {
                assert!(std::slice::from_raw_parts(object, layout.size()).iter().all(|&byte| byte == pattern));
                heap.dealloc(object, layout);
            }
            assert_eq!(heap.alloc(layout), object, "the object freed last is the next one of its class");
            // SAFETY: as above.
            unsafe { heap.dealloc(object, layout) };
        }
    }
}
