//! The scenes of the chapter. Each test makes one snapshot, and the book shows it.

mod drawing;
mod players;

use std::alloc::Layout;
use std::fmt::Write;

use tcmalloc::{ClassId, Heap, PAGE, Stats, class_size, nallocx, size_class};

fn bytes(size: usize) -> Layout {
    Layout::from_size_align(size, 8).expect("8 is a power of two")
}

/// In per mille, rounded: what a request for `asked` bytes wastes of `got`.
fn per_mille(asked: usize, got: usize) -> usize {
    ((got - asked) * 2000 / got).div_ceil(2)
}

fn percent(per_mille: usize) -> String {
    format!("{}.{} %", per_mille / 10, per_mille % 10)
}

#[test]
fn sizes_are_rounded_up() {
    let mut text = String::from(" asked     gets   wasted\n");
    for asked in [1, 8, 9, 16, 17, 24, 33, 100, 128, 129, 1000, 1025, 16384, 16385, 100_000, 262_144, 262_145, 270_336]
    {
        let got = nallocx(asked);
        let what = if size_class(asked).is_some() { "" } else { "   whole pages" };
        writeln!(text, "{asked:6} {got:8} {:>8}{what}", percent(per_mille(asked, got))).expect("a String takes all");
    }
    kit::snapshot!("sizes_are_rounded_up", text);
}

#[test]
fn twenty_one_classes_waste_more_than_an_eighth() {
    let mut text = String::from("class    size   before   worst request   wasted\n");
    let mut count = 0;
    for class in ClassId::all() {
        let (size, worst) = (class_size(class), class.worst_request());
        if (size - worst) * 8 > size {
            count += 1;
            let wasted = percent(per_mille(worst, size));
            writeln!(text, "{:5} {size:7} {:8} {worst:15} {wasted:>8}", class.number(), worst - 1)
                .expect("a String takes all");
        }
    }
    writeln!(text, "{count} of {} classes", ClassId::all().count()).expect("a String takes all");
    kit::snapshot!("twenty_one_classes_waste_more_than_an_eighth", text);
}

#[test]
fn a_list_starts_slowly() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let mut text = String::from(
        "a thread allocates objects of 64 bytes, and frees none\n\nallocation   fetched   then max_length\n",
    );
    let mut fetched_before = 0;
    for at in 1..=1200 {
        let _object = cache.alloc(bytes(64));
        let view = cache.inspect().lists[0];
        let fetched = at + view.len;
        let skipped = (4..31).contains(&(fetched - fetched_before)) && view.max < 32;
        if fetched != fetched_before && !skipped {
            writeln!(text, "{at:10} {:9} {:17}", fetched - fetched_before, view.max).expect("a String takes all");
        }
        fetched_before = fetched;
        if view.max >= 256 {
            break;
        }
    }
    kit::snapshot!("a_list_starts_slowly", text);
}

/// A line of statistics, in KiB.
fn in_kib(text: &mut String, when: &str, stats: Stats, cached: usize) {
    let kib = |bytes: usize| bytes.div_ceil(1024);
    let Stats { central, transfer, free, .. } = stats;
    let row = [cached, transfer, central, free].map(kib);
    let [cached, transfer, central, free] = row;
    writeln!(text, "{when:28} {cached:8} {transfer:9} {central:8} {free:10}").expect("a String takes all");
}

#[test]
fn twenty_thousand_objects_are_freed() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let mut text = String::from("KiB                             thread  transfer  central  page heap\n");
    let objects: Vec<_> = (0..20_000).map(|_| cache.alloc(bytes(64))).collect();
    in_kib(&mut text, "20000 objects are in use", heap.stats(), cache.inspect().size);
    let mut peak = 0;
    for object in objects {
        // SAFETY: it is in use, of this layout.
        unsafe { cache.dealloc(object, bytes(64)) };
        peak = peak.max(cache.inspect().size);
    }
    in_kib(&mut text, "all are freed", heap.stats(), cache.inspect().size);
    writeln!(text, "{:28} {:8}", "the most there was", peak.div_ceil(1024)).expect("a String takes all");
    drop(cache);
    in_kib(&mut text, "the thread has ended", heap.stats(), heap.stats().cached);
    heap.check().expect("all invariants hold");
    kit::snapshot!("twenty_thousand_objects_are_freed", text);
}

#[test]
fn a_page_of_statistics() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let objects: Vec<_> = (1..=1000).map(|n| (cache.alloc(bytes(n * 16)), bytes(n * 16))).collect();
    for &(object, layout) in objects.iter().step_by(2) {
        // SAFETY: it is in use, of this layout.
        unsafe { cache.dealloc(object, layout) };
    }
    let _large = cache.alloc(bytes(10 << 20));
    cache.flush();
    heap.release_to_system();
    kit::snapshot!("a_page_of_statistics", heap.stats().to_string());
}

#[test]
fn the_best_fit_is_the_shortest() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let pages = |count: usize| bytes(count * PAGE);
    let mut text = String::new();
    // Holes of 300, 200 and 200 pages, with something in use between them.
    let holes = [300, 200, 200].map(|count| {
        let hole = cache.alloc(pages(count));
        let _between = cache.alloc(pages(33));
        (hole, pages(count))
    });
    for (hole, layout) in holes {
        // SAFETY: it is in use, of this layout.
        unsafe { cache.dealloc(hole, layout) };
    }
    let spans = |text: &mut String, when: &str| {
        let long = heap.inspect().normal.into_iter().filter(|span| span.pages > 128);
        let long: Vec<_> = long.map(|span| format!("{} pages at {}", span.pages, span.first)).collect();
        writeln!(text, "{when:24} set: {}", long.join(", ")).expect("a String takes all");
    };
    spans(&mut text, "three holes");
    for count in [150, 150, 250] {
        let object = cache.alloc(pages(count));
        let at = heap.locate(object).expect("it is this heap's").page;
        spans(&mut text, &format!("{count} pages are at {at}"));
    }
    kit::snapshot!("the_best_fit_is_the_shortest", text);
}

/// Four neighbours of 100 pages are free: two with their memory, and two whose memory is the system's. 150 pages are asked for.
fn ask_among_neighbours(heap: &Heap, text: &mut String) {
    let mut cache = heap.cache().expect("there is memory");
    let pages = |count: usize| bytes(count * PAGE);
    let all = cache.alloc(pages(440));
    // SAFETY: it is in use, of this layout.
    unsafe { cache.dealloc(all, pages(440)) };
    let neighbours = [(); 4].map(|()| cache.alloc(pages(100)));
    let _behind = cache.alloc(pages(40));
    for first in [0, 1] {
        for object in neighbours.into_iter().skip(first).step_by(2) {
            // SAFETY: it is in use, of this layout.
            unsafe { cache.dealloc(object, pages(100)) };
        }
        cache.flush();
        if first == 0 {
            heap.release_to_system();
        }
    }
    let runs = |text: &mut String, when: &str| {
        let runs = heap.inspect().pages.into_iter().map(|run| format!("{} {}", run.pages, run.has));
        writeln!(text, "{when:20} {}", runs.collect::<Vec<_>>().join(", ")).expect("a String takes all");
    };
    runs(text, "400 pages are free");
    let object = cache.alloc(pages(150));
    let at = heap.locate(object).expect("it is this heap's").page;
    runs(text, &format!("150 pages are at {at}"));
}

#[test]
fn free_pages_suffice_and_the_heap_grows() {
    let mut text = String::from("joined where the heap would grow over a multiple of 128 MiB\n");
    ask_among_neighbours(&Box::new(Heap::new()), &mut text);
    text.push_str("\njoined where the heap would grow over a multiple of 1 MiB\n");
    ask_among_neighbours(&Box::new(Heap::with_joining_each(1 << 20)), &mut text);
    kit::snapshot!("free_pages_suffice_and_the_heap_grows", text);
}

#[test]
fn an_object_falls_through_the_layers() {
    kit::snapshot!("an_object_falls_through_the_layers", players::an_object_falls_through_the_layers().to_json());
}

#[test]
fn a_span_is_split_and_merged() {
    kit::snapshot!("a_span_is_split_and_merged", players::a_span_is_split_and_merged().to_json());
}

#[test]
fn a_batch_moves_between_two_threads() {
    kit::snapshot!("a_batch_moves_between_two_threads", players::a_batch_moves_between_two_threads().to_json());
}
