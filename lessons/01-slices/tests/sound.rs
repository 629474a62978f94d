//! Safe code that tries to break the invariants: a `Default` that panics or comes back into the heap, a heap that
//! holds its own slices, a heap that outlives its thread's chunks. Worth the most under AddressSanitizer.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use slices::{Heap, Slice};

thread_local! {
    static HEAP: Heap = const { Heap::new() };
    static PANICS: Cell<bool> = const { Cell::new(false) };
}

/// Its zero value takes arrays from the very heap that is asking for it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Reentrant(u64);

impl Default for Reentrant {
    fn default() -> Self {
        assert!(!PANICS.get(), "no zero today");
        HEAP.with(|heap| {
            let s = heap.append_one(heap.of(&[1_u64, 2, 3]), 4);
            Reentrant(s.iter().sum())
        })
    }
}

#[test]
fn a_default_may_use_the_heap_that_asks_for_it() {
    HEAP.with(|heap| {
        let mut s = heap.make::<Reentrant>(1, 1);
        for i in 0..1000 {
            s = heap.append_one(s, Reentrant(i));
        }
        let behind = s.range(s.len()..s.cap());
        assert!(behind.iter().all(|v| v == Reentrant(10)), "what append left free holds the zero value");
        assert_eq!((s.get(0), s.get(1000)), (Reentrant(10), Reentrant(999)));
        heap.check().and(heap.check_slice(s)).expect("the invariants hold");
    });
}

#[test]
fn a_default_that_panics_leaves_heap_and_slice_as_they_were() {
    HEAP.with(|heap| {
        let s = heap.of(&[Reentrant(1), Reentrant(2)]);
        PANICS.set(true);
        assert!(catch_unwind(AssertUnwindSafe(|| heap.append_one(s, Reentrant(3)))).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| heap.make::<Reentrant>(5, 5))).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| s.clear())).is_err());
        PANICS.set(false);
        assert_eq!(s.iter().collect::<Vec<_>>(), [Reentrant(1), Reentrant(2)]);
        heap.check().and(heap.check_slice(s)).expect("the invariants hold");
    });
}

#[test]
fn a_heap_may_hold_slices_of_itself() {
    let heap = Heap::new();
    let inner = heap.of(&[1, 2, 3]);
    let outer = heap.append(Slice::nil(), &[inner, inner.range(1..)]);
    let outer = heap.append_slice(outer, outer);
    outer.get(3).set(0, 20);
    assert_eq!((inner.to_string(), outer.get(1).to_string()), ("[1 20 3]".into(), "[20 3]".into()));
}

#[test]
fn a_heap_of_a_thread_may_end_after_the_threads_chunks() {
    /// Takes and drops a heap while the thread's own destructors run.
    struct Last(Heap);
    impl Drop for Last {
        fn drop(&mut self) {
            let s = self.0.append_one(self.0.of(&[1_u64; 5000]), 2);
            let other = Heap::new();
            assert_eq!(other.append_slice(Slice::nil(), s).len(), 5001);
        }
    }
    thread_local! {
        static LAST: Last = const { Last(Heap::new()) };
    }
    thread::spawn(|| LAST.with(|last| assert_eq!(last.0.make::<u64>(1, 1).len(), 1))).join().expect("no panic");
}

#[test]
fn an_array_keeps_an_alignment_larger_than_a_chunks() {
    #[derive(Clone, Copy, Default)]
    #[repr(align(8192))]
    struct Page(u8);
    let heap = Heap::new();
    for _ in 0..20 {
        let s = heap.append_one(heap.make::<Page>(2, 2), Page(7));
        assert_eq!((s.header().array.addr() % 8192, s.get(2).0), (0, 7));
    }
    heap.check().expect("no two arrays overlap");
}

#[test]
fn an_insert_that_is_too_long_for_any_slice_panics() {
    let heap = Heap::new();
    let huge = heap.make::<()>(usize::MAX, usize::MAX);
    let text = "runtime error: growslice: len out of range";
    assert_eq!(kit::panic_text(|| heap.insert(huge, 0, huge)), text);
    assert_eq!(kit::panic_text(|| heap.replace(huge, 0..1, huge)), text);
}
