//! What an answer to exercise 1.5 must do.

use slices::{Heap, Slice};

use super::answer::copy;

kit::tests![copies_without_an_overlap, copies_up_over_itself, copies_down_over_itself, copies_as_many_as_both_have,];

fn copies_without_an_overlap() {
    let heap = Heap::new();
    let (a, b) = (heap.make(3, 3), heap.of(&[1, 2, 3]));
    assert_eq!((copy(a, b), a.to_string(), b.to_string()), (3, "[1 2 3]".into(), "[1 2 3]".into()));
}

fn copies_up_over_itself() {
    let heap = Heap::new();
    let s = heap.of(&[1, 2, 3, 4, 5]);
    assert_eq!((copy(s.range(1..), s), s.to_string()), (4, "[1 1 2 3 4]".into()));
}

fn copies_down_over_itself() {
    let heap = Heap::new();
    let s = heap.of(&[1, 2, 3, 4, 5]);
    assert_eq!((copy(s, s.range(1..)), s.to_string()), (4, "[2 3 4 5 5]".into()));
}

fn copies_as_many_as_both_have() {
    let heap = Heap::new();
    let (short, long) = (heap.make::<u8>(2, 9), heap.of(&[1, 2, 3, 4]));
    assert_eq!((copy(short, long), copy(long, short.range(..1)), copy(Slice::nil(), long)), (2, 1, 0));
    assert_eq!((short.range(..4).to_string(), long.to_string()), ("[1 2 0 0]".into(), "[1 2 3 4]".into()));
}
