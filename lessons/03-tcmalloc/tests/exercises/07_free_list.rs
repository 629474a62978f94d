//! What an answer to exercise 3.7 must do.
//!
//! Whoever gives an allocator a list that hands out an object twice ends up with no test that fails, but with broken memory. So the
//! list has to show what it does with addresses alone, before an allocator runs on it.

use std::alloc::Layout;
use std::ptr;

use super::answer::Yours;
use kit::random::Random;
use tcmalloc::{FreeList, Heap, ListView, ObjectView, Stack};

kit::tests![
    what_came_last_goes_first,
    it_is_full_when_it_has_as_many_as_it_may,
    low_is_the_fewest_since_the_mark,
    its_objects_move_into_longer_memory_and_the_old_comes_back,
    the_allocator_runs_on_it_as_on_a_stack,
];

/// Memory for so many addresses.
fn memory(count: usize) -> &'static mut [*mut u8] {
    vec![ptr::without_provenance_mut(0xdead); count].leak()
}

/// The address of an object that nobody looks into.
fn object(number: usize) -> *mut u8 {
    ptr::without_provenance_mut(0x1000 + 64 * number)
}

/// An empty list with room for so many.
fn list(room: usize) -> Yours {
    let mut list = Yours::EMPTY;
    assert_eq!((list.len(), list.max(), list.low(), list.room(), list.is_empty()), (0, 0, 0, 0, true));
    assert!(list.adopt(memory(room)).is_empty(), "it had no memory");
    assert_eq!((list.len(), list.room()), (0, room));
    list
}

fn push(list: &mut Yours, number: usize) {
    assert!(list.len() < list.room());
    // SAFETY: there is room. The list only keeps addresses, and nothing here looks behind them.
    unsafe { list.push(object(number)) };
}

/// The number of the object that comes; `None` if the list is empty.
fn pop(list: &mut Yours) -> Option<usize> {
    // SAFETY: it is not empty.
    (!list.is_empty()).then(|| (unsafe { list.pop() }.addr().wrapping_sub(0x1000)) / 64)
}

fn what_came_last_goes_first() {
    let mut list = list(3);
    assert_eq!(pop(&mut list), None);
    (1..=3).for_each(|number| push(&mut list, number));
    assert_eq!((list.len(), list.is_empty()), (3, false));
    assert_eq!(pop(&mut list), Some(3));
    push(&mut list, 4);
    assert_eq!([(); 4].map(|()| pop(&mut list)), [Some(4), Some(2), Some(1), None]);
    assert_eq!((list.len(), list.is_empty()), (0, true));
}

fn it_is_full_when_it_has_as_many_as_it_may() {
    let mut list = list(4);
    assert!(list.is_full(), "none is allowed yet");
    list.set_max(2);
    let full = [1, 2, 3].map(|number| {
        push(&mut list, number);
        list.is_full()
    });
    assert_eq!(full, [false, true, true], "two are allowed, and there is room for four");
    list.set_max(3);
    assert_eq!((list.max(), list.is_full()), (3, true));
    pop(&mut list);
    assert!(!list.is_full());
}

fn low_is_the_fewest_since_the_mark() {
    let mut list = list(8);
    (0..6).for_each(|number| push(&mut list, number));
    list.mark();
    assert_eq!(list.low(), 6, "there were six all the time since then");
    let lows = [(); 3].map(|()| {
        pop(&mut list);
        list.low()
    });
    assert_eq!(lows, [5, 4, 3]);
    (0..4).for_each(|number| push(&mut list, number));
    assert_eq!((list.len(), list.low()), (7, 3), "what comes does not raise it");
    list.mark();
    assert_eq!(list.low(), 7, "a new mark does");
}

fn its_objects_move_into_longer_memory_and_the_old_comes_back() {
    let mut list = Yours::EMPTY;
    let first = memory(4);
    let old = first.as_ptr();
    list.adopt(first);
    (0..4).for_each(|number| push(&mut list, number));
    list.set_max(4);
    list.mark();
    let back = list.adopt(memory(16));
    assert_eq!((back.as_ptr(), back.len()), (old, 4), "all of the memory it had");
    back.fill(ptr::null_mut());
    assert_eq!((list.len(), list.max(), list.low(), list.room()), (4, 4, 4, 16));
    push(&mut list, 4);
    assert_eq!([(); 6].map(|()| pop(&mut list)), [Some(4), Some(3), Some(2), Some(1), Some(0), None]);
    assert_eq!((list.adopt(&mut []).len(), list.room()), (16, 0), "when its thread ends");
}

/// What a heap and two caches did, and what is left of it.
fn run<L: FreeList>() -> (Vec<Option<ObjectView>>, Vec<ListView>, String) {
    let heap = Box::new(Heap::new());
    let layout = |size| Layout::from_size_align(size, 8).expect("8 is a power of two");
    let mut caches = [(); 2].map(|()| heap.cache_of::<L>().expect("there is memory"));
    let (mut objects, mut seen, mut random) = (Vec::new(), Vec::new(), Random::new(7));
    for step in 0..10_000 {
        let cache = &mut caches[random.below(2)];
        if random.below(8) < if step / 2000 % 2 == 0 { 5 } else { 3 } {
            let size = [16, 64, 64, 100, 1024, 10_000][random.below(6)];
            let object = cache.alloc(layout(size));
            seen.push(heap.locate(object));
            objects.push((object, layout(size)));
        } else if !objects.is_empty() {
            let (object, layout) = objects.swap_remove(random.below(objects.len()));
            // SAFETY: it is in use, with this layout.
            unsafe { cache.dealloc(object, layout) };
        }
    }
    caches.iter().for_each(|cache| cache.check().expect("all invariants hold"));
    let view = format!("{:?}", heap.inspect());
    let lists = caches.iter().flat_map(|cache| cache.inspect().lists).collect();
    drop(caches);
    heap.check().expect("all invariants hold");
    (seen, lists, view)
}

/// 5000 operations, each beside a `Vec`. It ends at the first that is different.
fn stays_beside_a_vec() {
    let (mut random, mut list, mut vec, mut low) = (Random::new(5), list(2), Vec::new(), 0);
    for step in 0..5000 {
        match random.below(8) {
            0 => {
                list.mark();
                low = vec.len();
            }
            1 => {
                let had = list.room();
                let back = list.adopt(memory(vec.len() + 1 + random.below(4)));
                assert_eq!(back.len(), had, "step {step}");
                back.fill(ptr::null_mut());
            }
            2..5 if list.room() > vec.len() => {
                push(&mut list, step);
                vec.push(step);
            }
            _ => {
                assert_eq!(pop(&mut list), vec.pop(), "step {step}");
                low = low.min(vec.len());
            }
        }
        list.set_max(random.below(8));
        let seen = (list.len(), list.is_empty(), list.low(), list.is_full());
        assert_eq!(seen, (vec.len(), vec.is_empty(), low, vec.len() >= list.max()), "step {step}");
    }
}

fn the_allocator_runs_on_it_as_on_a_stack() {
    what_came_last_goes_first();
    it_is_full_when_it_has_as_many_as_it_may();
    low_is_the_fewest_since_the_mark();
    its_objects_move_into_longer_memory_and_the_old_comes_back();
    stays_beside_a_vec();
    let (yours, stack) = (run::<Yours>(), run::<Stack>());
    assert_eq!(yours.1, stack.1, "the lists are as long, and may be as long");
    assert_eq!(yours, stack, "the same objects, and the same heap");
}
