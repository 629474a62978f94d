//! What an answer to exercise 1.2 must do.

use slices::{Heap, Slice};

use super::answer::chunks;

kit::tests![
    parts_are_cut_in_order,
    an_append_to_a_part_leaves_the_next_one_alone,
    parts_share_the_array,
    a_size_of_zero_panics_as_in_go,
];

fn parts_are_cut_in_order() {
    let heap = Heap::new();
    let show = |len: i64, n| {
        let s = heap.append(heap.make(0, 20), &(0..len).collect::<Vec<_>>());
        chunks(s, n).iter().map(Slice::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(show(6, 2), "[0 1] [2 3] [4 5]");
    assert_eq!(show(5, 2), "[0 1] [2 3] [4]", "the last part ends with the slice, not with the room behind it");
    assert_eq!((show(3, 9), show(3, 1), show(0, 4)), ("[0 1 2]".into(), "[0] [1] [2]".into(), String::new()));
}

fn an_append_to_a_part_leaves_the_next_one_alone() {
    let heap = Heap::new();
    let s = heap.append(heap.make(0, 9), &[0, 1, 2, 3, 4]);
    for part in chunks(s, 2) {
        heap.append_one(part, 99);
    }
    assert_eq!(s.range(..9).to_string(), "[0 1 2 3 4 0 0 0 0]");
}

fn parts_share_the_array() {
    let heap = Heap::new();
    let s = heap.of(&[0, 1, 2, 3]);
    for part in chunks(s, 3) {
        part.set(0, 7);
    }
    assert_eq!(s.to_string(), "[7 1 2 7]");
}

fn a_size_of_zero_panics_as_in_go() {
    let heap = Heap::new();
    assert_eq!(kit::panic_text(|| chunks(heap.of(&[1]), 0)), "cannot be less than 1");
}
