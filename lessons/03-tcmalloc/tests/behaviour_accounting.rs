//! Where the bytes are: what is taken is given back, and the parts are the whole. What Go's own tests check of Go's allocator,
//! here (Go 1.27.3, `runtime/malloc_test.go` and `runtime/gc_test.go`).

use std::alloc::Layout;

use kit::random::Random;
use tcmalloc::{Cache, ClassId, Heap, PAGE, class_size, nallocx};

/// An object of a test, and its layout.
type Object = (*mut u8, Layout);

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, 8).expect("8 is a power of two")
}

fn free(cache: &mut Cache<'_>, (object, layout): Object) {
    // SAFETY: the tests free what they allocated, once.
    unsafe { cache.dealloc(object, layout) };
}

/// Go's `TestMemStats`, in its place: the parts make up the whole, whatever was done.
#[test]
fn mapped_memory_is_with_the_program_or_in_caches_or_in_central_lists_or_free() {
    let heap = Box::new(Heap::new());
    let mut caches = [(); 3].map(|()| heap.cache().expect("there is memory"));
    let (mut objects, mut random): (Vec<Object>, _) = (Vec::new(), Random::new(0x9e37_79b9));
    for step in 0..20_000 {
        let cache = &mut caches[random.below(3)];
        if random.below(8) < if step / 1000 % 2 == 0 { 5 } else { 3 } {
            // No object of 257 KiB to 1 MiB: a cache would hold it, and says so only later.
            let size = [1, 16, 100, 1000, 10_000, 100_000, 250_000, 1_100_000][random.below(8)];
            objects.push((cache.alloc(layout(size)), layout(size)));
        } else if !objects.is_empty() {
            free(cache, objects.swap_remove(random.below(objects.len())));
        }
        if step % 250 > 0 {
            continue;
        }
        if step % 5000 == 0 {
            heap.release_to_system();
        }
        let (stats, view) = (heap.stats(), heap.inspect());
        let used: usize = objects.iter().map(|&(object, _)| heap.usable_size(object)).sum();
        let cached: usize = caches.iter().map(|cache| cache.inspect().size).sum();
        assert_eq!(used + cached + stats.central + stats.transfer + stats.free + stats.returned, stats.mapped);
        let bytes = |has: &str| view.pages.iter().filter(|run| run.has == has).map(|run| run.pages * PAGE).sum();
        assert_eq!((stats.free, stats.returned), (bytes("normal"), bytes("returned")));
        assert_eq!(view.pages.iter().map(|run| run.pages * PAGE).sum::<usize>(), stats.mapped);
        let batch = |class| ClassId::new(class).expect("the view has the class's number").batch();
        let waiting: usize = view.central.iter().map(|list| list.batches * batch(list.class) * list.size).sum();
        assert_eq!(stats.transfer, waiting);
        caches.iter_mut().for_each(|cache| cache.check().expect("all invariants hold"));
    }
    let used: usize = objects.iter().map(|&(object, _)| heap.usable_size(object)).sum();
    drop(caches);
    assert_eq!((heap.stats().in_use, heap.stats().cached, heap.stats().caches), (used, 0, 0), "{}", heap.stats());
}

/// Pages that are not free.
fn pages_in_use(heap: &Heap) -> usize {
    let stats = heap.stats();
    (stats.mapped - stats.free - stats.returned) / PAGE
}

/// Go's `TestPageAccounting`: as many pages come back as were taken.
#[test]
fn a_class_takes_the_pages_of_its_spans_and_gives_all_of_them_back() {
    let heap = Box::new(Heap::new());
    for class in ClassId::all() {
        let mut cache = heap.cache().expect("there is memory");
        let wanted = layout(class_size(class));
        let mut objects: Vec<Object> = Vec::new();
        for _ in 0..class.objects() * 2 + 1 {
            objects.push((cache.alloc(wanted), wanted));
            let fetched = objects.len() + cache.inspect().size / class_size(class);
            let spans = fetched.div_ceil(class.objects());
            assert_eq!(pages_in_use(&heap), spans * class.pages(), "{fetched} of {} bytes", wanted.size());
        }
        objects.into_iter().for_each(|object| free(&mut cache, object));
        drop(cache);
        heap.release_to_system(); // and what waits in the transfer caches is put back into its spans
        assert_eq!(pages_in_use(&heap), 0, "{} bytes", wanted.size());
    }
    assert_eq!(heap.stats().central + heap.stats().transfer, 0);
}

#[test]
fn a_large_object_takes_its_pages_and_gives_all_of_them_back() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let mut before = 0;
    let objects: Vec<Object> = [33, 128, 129, 1000, 34]
        .map(|pages| {
            let wanted = layout(pages * PAGE - 5);
            let object = cache.alloc(wanted);
            assert_eq!((pages_in_use(&heap), nallocx(wanted.size())), (before + pages, pages * PAGE));
            before += pages;
            (object, wanted)
        })
        .into();
    for object in objects.into_iter().rev() {
        before -= object.1.size().div_ceil(PAGE);
        free(&mut cache, object);
        cache.flush(); // it does not hold the object for the next one
        assert_eq!(pages_in_use(&heap), before);
    }
}

/// Go's `TestPhysicalMemoryUtilization`, of addresses: memory that was free is enough for the next who wants as much, of
/// whatever size.
#[test]
fn freed_memory_is_used_again_for_objects_of_other_sizes() {
    const BYTES: usize = 8 << 20;
    let heap = Box::new(Heap::new());
    let mut mapped = Vec::new();
    for size in [64, 300, 4096, 20_000, 100_000, 300_000, 2_000_000, 48, 1 << 20] {
        let mut cache = heap.cache().expect("there is memory");
        let wanted = layout(size);
        let objects: Vec<Object> = (0..BYTES / nallocx(size)).map(|_| (cache.alloc(wanted), wanted)).collect();
        objects.into_iter().for_each(|object| free(&mut cache, object));
        mapped.push(heap.stats().mapped);
    }
    // Up to 1 MiB of each class waits in its transfer cache; that is all that the next one cannot have.
    assert!(mapped.iter().all(|&mapped| (BYTES..BYTES * 2).contains(&mapped)), "{mapped:?}");
}
