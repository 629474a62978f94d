//! What the chapter's players step through.

use std::alloc::Layout;

use kit::frame::{Frame, Scene};
use tcmalloc::{Cache, Heap};

use crate::drawing;

/// A hundred bytes: class of 112.
const SMALL: Layout = match Layout::from_size_align(100, 8) {
    Ok(layout) => layout,
    Err(_) => panic!("8 is a power of two"),
};

/// An object of whole pages.
fn large(pages: usize) -> Layout {
    Layout::from_size_align(pages * tcmalloc::PAGE, 8).expect("8 is a power of two")
}

pub fn an_object_falls_through_the_layers() -> Scene {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let mut scene = Scene::new("An allocation falls through all layers, and comes back");
    let show = |scene: &mut Scene, cache: Option<&Cache<'_>>, frame: Frame| {
        let mut panels: Vec<_> = cache.into_iter().map(|cache| drawing::list("thread", cache, 112)).collect();
        panels.push(drawing::central(&heap, 112));
        panels.extend(drawing::pages(&heap));
        scene.step(frame.panels(panels));
    };
    show(
        &mut scene,
        Some(&cache),
        Frame::new("a thread begins")
            .note("It has a cache, and the cache has nothing. The system was asked for nothing but tables.")
            .at("heap.rs:open")
            .line("self.budget.lock().join(share);"),
    );
    let first = cache.alloc(SMALL);
    show(
        &mut scene,
        Some(&cache),
        Frame::new("a = alloc(100)")
            .note(
                "Class of 112. The list is empty, the central list is empty, the page heap is empty: 128 pages come from the \
                 system, one of them is cut off for the class, and one object of it goes all the way up.",
            )
            .at("heap.rs:populate")
            .line("self.pages.lock().take(&self.map, class.pages())?"),
    );
    let second = cache.alloc(SMALL);
    show(
        &mut scene,
        Some(&cache),
        Frame::new("b = alloc(100)")
            .note("The list is empty again, since only one object was fetched. Now two come: slow start.")
            .at("thread_cache.rs:fetch")
            .line("let came = heap.fetch(class, &mut objects[..wanted]);"),
    );
    let third = cache.alloc(SMALL);
    show(
        &mut scene,
        Some(&cache),
        Frame::new("c = alloc(100)")
            .note("Out of the list: a few instructions, and no lock.")
            .at("thread_cache.rs:allocate")
            .line("let object = unsafe { list.objects.pop() };"),
    );
    for (name, object) in [("a", first), ("b", second), ("c", third)] {
        // SAFETY: the object is in use, of this layout.
        unsafe { cache.dealloc(object, SMALL) };
        show(
            &mut scene,
            Some(&cache),
            Frame::new(format!("free({name})"))
                .note("Into the list. The central list and the page heap hear nothing of it.")
                .at("thread_cache.rs:free")
                .line("unsafe { list.objects.push(object) };"),
        );
    }
    drop(cache);
    show(
        &mut scene,
        None,
        Frame::new("the thread ends")
            .note(
                "Its cache goes, and all objects of it go back to their span. That has all of its objects again, so its page is a page \
                 again, and joins the rest.",
            )
            .at("central.rs:give")
            .line("empty.push(span);"),
    );
    scene
}

pub fn a_span_is_split_and_merged() -> Scene {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let mut scene = Scene::new("Spans are split, and joined with both neighbours");
    let show = |scene: &mut Scene, frame: Frame| {
        scene.step(frame.panels(drawing::pages(&heap)));
    };
    let names = ["a", "b", "c"];
    let sizes = [40, 33, 35];
    let mut objects = Vec::new();
    for (name, pages) in names.into_iter().zip(sizes) {
        objects.push(cache.alloc(large(pages)));
        let note = match name {
            "a" => {
                "The system gives 128 pages. The request takes the first 40, the rest stays free, in the list of its length."
            }
            "b" => "The list of 88 pages is the first that is not empty. It is split again.",
            _ => "And again. 20 pages are left.",
        };
        show(
            &mut scene,
            Frame::new(format!("{name} = alloc({pages} pages)"))
                .note(note)
                .at("page_heap/take.rs:split_off")
                .line("let second = self.record(Span::new(start.add(pages * PAGE), rest, place, zeroed))?;"),
        );
    }
    let mut free = |scene: &mut Scene, at: usize, note: &str| {
        // SAFETY: the object is in use, of this layout.
        unsafe { cache.dealloc(objects[at], large(sizes[at])) };
        cache.flush(); // the thread would hold it for a moment
        show(
            scene,
            Frame::new(format!("free({})", names[at]))
                .note(note)
                .at("page_heap/mod.rs:merge")
                .line("map.set_ends(span, (*span).first(), (*span).pages);"),
        );
    };
    free(
        &mut scene,
        0,
        "Its neighbour b is in use: it stays a span of its own. Its first and its last page lead to it.",
    );
    free(&mut scene, 2, "The page behind it belongs to the free rest: c and the rest become one span of 55 pages.");
    free(
        &mut scene,
        1,
        "Free neighbours on both sides. The last page of a and the first of the rest lead b to them: one span of 128.",
    );
    heap.release_to_system();
    show(
        &mut scene,
        Frame::new("release")
            .note("The memory goes to the system; the addresses stay, as a returned span.")
            .at("page_heap/release.rs:release")
            .line("let released = self.arena.release((*middle).start, whole.len() * PAGE);"),
    );
    let _again = cache.alloc(large(50));
    show(
        &mut scene,
        Frame::new("d = alloc(50 pages)")
            .note("No normal span is left, so the returned one is split. Only what is taken gets memory again, full of zeros.")
            .at("page_heap/take.rs:fetch_back")
            .line("if !self.arena.commit((*span).start, whole * PAGE) {"),
    );
    scene
}

pub fn a_batch_moves_between_two_threads() -> Scene {
    let heap = Box::new(Heap::new());
    let mut maker = heap.cache().expect("there is memory");
    let mut user = heap.cache().expect("there is memory");
    let mut scene = Scene::new("One thread allocates, another frees: batches go round");
    let show = |scene: &mut Scene, maker: &Cache<'_>, user: &Cache<'_>, frame: Frame| {
        let panels =
            [drawing::list("maker", maker, 112), drawing::list("user", user, 112), drawing::central(&heap, 112)];
        scene.step(frame.panels(panels));
    };
    let mut round = |scene: &mut Scene, count: usize, notes: [&str; 2]| {
        let objects: Vec<_> = (0..count).map(|_| maker.alloc(SMALL)).collect();
        show(
            scene,
            &maker,
            &user,
            Frame::new(format!("maker: {count} times alloc(100)"))
                .note(notes[0])
                .at("heap.rs:fetch")
                .line("if objects.len() == class.batch() && list.transfer.pop(objects) {"),
        );
        for object in objects {
            // SAFETY: the object is in use, of this layout.
            unsafe { user.dealloc(object, SMALL) };
        }
        show(
            scene,
            &maker,
            &user,
            Frame::new(format!("user: {count} times free"))
                .note(notes[1])
                .at("heap.rs:give")
                .line("list.transfer.push(objects);"),
        );
    };
    round(
        &mut scene,
        600,
        [
            "The list grows by slow start, until a whole batch of 32 comes at a time.",
            "The user's list grows too, by one at each overflow. What \
          does not fit goes back: first single objects, later whole batches.",
        ],
    );
    round(
        &mut scene,
        600,
        [
            "The maker's list grows on. It finds whole batches waiting, and takes them with one copy of 32 addresses.",
            "Batches wait in their slots, \
          untouched: nobody sorted them into their spans.",
        ],
    );
    round(
        &mut scene,
        600,
        [
            "Nothing is cut off a span any more: the same objects go round.",
            "And so it goes on: a lock for 32 objects, on either side.",
        ],
    );
    scene
}
