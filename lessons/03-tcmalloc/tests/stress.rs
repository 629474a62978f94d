//! Random operations beside a model of what must be true, on the process's allocator, on one thread and on several.

use std::alloc::{GlobalAlloc, Layout};
use std::collections::BTreeMap;
use std::sync::mpsc;

use kit::random::Random;
use tcmalloc::TcMalloc;

#[global_allocator]
static ALLOCATOR: TcMalloc = TcMalloc::new();

/// Small sizes, classes' borders, and now and then whole pages; alignments up to 64 KiB.
fn layout(random: &mut Random) -> Layout {
    let size = match random.below(8) {
        0 => 1 + random.below(1 << 20),
        1 | 2 => {
            let class = tcmalloc::ClassId::new(1 + random.below(85)).expect("there are 85");
            tcmalloc::class_size(class) + random.below(3) - 1
        }
        _ => 1 + random.below(1024),
    };
    let align = if random.below(4) == 0 { 1 << random.below(17) } else { 8 };
    Layout::from_size_align(size, align).expect("a small size, and a power of two")
}

/// Whether some bytes are all this one. The first is, and each is as the one before it: the C library compares them at once, where a
/// loop in a debug build, and more so with a sanitizer, would take most of the test's time.
///
/// # Safety
/// There are so many bytes at `at`, at least one, which nobody writes meanwhile.
unsafe fn is_full_of(byte: u8, at: *const u8, count: usize) -> bool {
    // SAFETY: the caller's promise.
    let bytes = unsafe { std::slice::from_raw_parts(at, count) };
    bytes[0] == byte && bytes[1..] == bytes[..count - 1]
}

/// An object with its contents.
struct Object {
    at: *mut u8,
    layout: Layout,
    pattern: u8,
}

// SAFETY: the object belongs to whoever has this value.
unsafe impl Send for Object {}

impl Object {
    fn new(layout: Layout, pattern: u8) -> Object {
        // SAFETY: no size is 0.
        let at = unsafe { ALLOCATOR.alloc(layout) };
        assert!(!at.is_null() && at.addr().is_multiple_of(layout.align()), "{layout:?}");
        assert!(tcmalloc::usable_size(at) >= layout.size(), "{layout:?}");
        // SAFETY: the object has that many bytes, and is ours.
        unsafe { at.write_bytes(pattern, layout.size()) };
        Object { at, layout, pattern }
    }

    fn keeps_its_contents(&self) -> bool {
        // SAFETY: all bytes were written, and nobody writes them meanwhile.
        unsafe { is_full_of(self.pattern, self.at, self.layout.size()) }
    }

    fn resize(&mut self, size: usize) {
        let kept = size.min(self.layout.size());
        // SAFETY: the object has this layout, and the size is not 0 and small.
        self.at = unsafe { ALLOCATOR.realloc(self.at, self.layout, size) };
        self.layout = Layout::from_size_align(size, self.layout.align()).expect("a small size");
        assert!(!self.at.is_null() && self.at.addr().is_multiple_of(self.layout.align()));
        // SAFETY: the first `kept` bytes were copied, and the object has `size` bytes.
        unsafe {
            assert!(is_full_of(self.pattern, self.at, kept));
            self.at.write_bytes(self.pattern, size);
        }
    }

    fn free(self) {
        assert!(self.keeps_its_contents(), "{:?}", self.layout);
        // SAFETY: the object is in use, of this layout.
        unsafe { ALLOCATOR.dealloc(self.at, self.layout) };
    }
}

#[test]
fn objects_never_overlap_and_keep_their_contents() {
    let mut random = Random::new(0x9e37_79b9_7f4a_7c15);
    let mut objects: BTreeMap<usize, Object> = BTreeMap::new();
    let mut addresses: Vec<usize> = Vec::new(); // of the same objects, to pick one at random
    let mut lowest = 0;
    for step in 0..60_000 {
        if objects.len() < 500 || random.below(2) == 0 && objects.len() < 1000 {
            let object = Object::new(layout(&mut random), step as u8);
            let (start, end) = (object.at.addr(), object.at.addr() + object.layout.size());
            assert!(objects.range(..end).next_back().is_none_or(|(_, o)| o.at.addr() + o.layout.size() <= start));
            addresses.push(start);
            objects.insert(start, object);
        } else {
            let at = addresses.swap_remove(random.below(addresses.len()));
            lowest += usize::from(objects.first_key_value().is_some_and(|(&first, _)| first == at));
            let mut object = objects.remove(&at).expect("both have the same objects");
            if random.below(3) == 0 {
                object.resize(1 + random.below(5000));
                addresses.push(object.at.addr());
                objects.insert(object.at.addr(), object);
            } else {
                object.free();
            }
        }
        if step % 5000 == 0 {
            tcmalloc::check().expect("all invariants hold");
        }
    }
    assert!(lowest < 1000, "any object may be the next to go, and not the lowest {lowest} times");
    objects.into_values().for_each(Object::free);
    tcmalloc::check().expect("all invariants hold");
}

/// Sizes and places are told of any address, by safe functions: also of one whose object is just being freed.
#[test]
fn anybody_may_ask_about_any_address_while_others_work() {
    let heap = Box::new(tcmalloc::Heap::new());
    let pages = |count: usize| Layout::from_size_align(count * tcmalloc::PAGE, 8).expect("8 is a power of two");
    let mut cache = heap.cache().expect("there is memory");
    let first = cache.alloc(pages(400));
    // SAFETY: it is in use, of this layout.
    unsafe { cache.dealloc(first, pages(400)) };
    let start = first.addr();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut random = Random::new(5);
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                let at = std::ptr::without_provenance(start + random.below(400) * tcmalloc::PAGE);
                let bytes = heap.usable_size(at);
                assert!(bytes <= 60 * tcmalloc::PAGE, "{bytes} bytes, which nobody asked for");
                assert!(heap.locate(at).is_none_or(|view| view.page < 400));
            }
        });
        let mut random = Random::new(6);
        let mut objects: Vec<(*mut u8, Layout)> = Vec::new();
        for _ in 0..20_000 {
            if objects.len() > 5 {
                let (object, layout) = objects.swap_remove(random.below(objects.len()));
                // SAFETY: it is in use, of this layout.
                unsafe { cache.dealloc(object, layout) };
            } else {
                let layout = pages(33 + random.below(28)); // no small objects: these are told by the page map alone
                objects.push((cache.alloc(layout), layout));
            }
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    heap.check().expect("all invariants hold");
}

#[test]
fn zeroed_memory_is_zero_also_where_others_were() {
    let mut random = Random::new(7);
    for step in 0..3000 {
        let layout = layout(&mut random);
        Object::new(layout, 0xff).free();
        // SAFETY: no size is 0; all bytes are set.
        unsafe {
            let at = ALLOCATOR.alloc_zeroed(layout);
            assert!(is_full_of(0, at, layout.size()), "{step}: {layout:?}");
            ALLOCATOR.dealloc(at, layout);
        }
    }
}

#[test]
fn what_no_system_could_give_is_null() {
    for align in [1, 8, 4096, 1 << 20] {
        let layout = Layout::from_size_align(isize::MAX as usize - (align - 1), align).expect("just not too large");
        // SAFETY: the size is not 0.
        assert!(unsafe { ALLOCATOR.alloc(layout) }.is_null(), "{layout:?}");
    }
}

#[test]
fn threads_end_while_others_have_their_objects() {
    for round in 1..=20 {
        let (senders, receivers): (Vec<_>, Vec<_>) = (0..4).map(|_| mpsc::sync_channel::<Object>(64)).unzip();
        std::thread::scope(|scope| {
            for (own, inbox) in receivers.into_iter().enumerate() {
                let outbox = senders[(own + 1) % 4].clone();
                scope.spawn(move || {
                    let mut random = Random::new(1 + round * 8 + own as u64);
                    for step in 0..2000 {
                        // Whoever is gone, or has too much to do, does not get it.
                        if let Err(mpsc::TrySendError::Full(object) | mpsc::TrySendError::Disconnected(object)) =
                            outbox.try_send(Object::new(layout(&mut random), step as u8))
                        {
                            object.free();
                        }
                        inbox.try_iter().for_each(Object::free);
                    }
                    drop(outbox);
                    inbox.try_iter().for_each(Object::free);
                });
            }
            drop(senders);
            tcmalloc::check().expect("all invariants hold while others work");
        });
        tcmalloc::check().expect("all invariants hold");
    }
}

#[test]
fn a_cache_that_ends_gives_everything_back() {
    let heap = Box::new(tcmalloc::Heap::new());
    let mut random = Random::new(99);
    let mut caches = [(); 3].map(|()| heap.cache().expect("there is memory"));
    let mut objects = Vec::new();
    for _ in 0..20_000 {
        let (cache, layout) = (random.below(3), layout(&mut random));
        objects.push((caches[cache].alloc(layout), layout));
        if objects.len() > 300 {
            let (object, layout) = objects.swap_remove(random.below(300));
            // SAFETY: it is in use, of this layout.
            unsafe { caches[random.below(3)].dealloc(object, layout) };
        }
    }
    let used: usize = objects.iter().map(|&(object, _)| heap.usable_size(object)).sum();
    caches.iter_mut().for_each(|cache| cache.flush());
    assert_eq!(heap.stats().in_use, used, "what is in use is what the objects have");
    for (object, layout) in objects {
        // SAFETY: as above.
        unsafe { caches[0].dealloc(object, layout) };
    }
    caches.iter().for_each(|cache| cache.check().expect("all invariants hold"));
    drop(caches);
    heap.release_to_system();
    heap.check().expect("all invariants hold");
    let stats = heap.stats();
    assert_eq!((stats.in_use, stats.central, stats.transfer, stats.cached), (0, 0, 0, 0), "{stats:?}");
    assert_eq!(stats.returned, stats.mapped, "and all of it is the system's");
}
