//! What an answer to exercise 1.1 must do.

use slices::{Heap, Slice};

use super::answer::next_cap;
use crate::recorded;

kit::tests![
    capacities_equal_gos_for_every_element_size,
    a_large_append_gets_what_it_asks_for,
    one_step_may_not_be_enough,
];

fn capacities_equal_gos_for_every_element_size() {
    let heap = Heap::with_growth(next_cap);
    let mut s = Slice::<u64>::nil();
    let mut seen = Vec::new();
    while s.len() < 5000 {
        s = heap.append_one(s, 0);
        if seen.last() != Some(&s.cap()) {
            seen.push(s.cap());
        }
    }
    assert_eq!(seen, recorded::capacities("go1.27.3.seq.tsv", 8)[..seen.len()]);
    for size in [1, 2, 4, 12, 16, 24, 32, 40, 64, 100] {
        let mut cap = 0;
        for go in recorded::capacities("go1.27.3.seq.tsv", size) {
            let next = next_cap(cap, cap, cap + 1, size);
            assert_eq!(next, go, "{size}-byte elements, after capacity {cap}");
            cap = next;
        }
    }
}

fn a_large_append_gets_what_it_asks_for() {
    assert_eq!(next_cap(4, 4, 100, 8), 112); // 800 bytes are not a class, 896 are
    assert_eq!(next_cap(300, 300, 4096, 8), 4096);
}

fn one_step_may_not_be_enough() {
    assert_eq!(next_cap(1000, 1000, 1900, 8), 2048); // 1000, 1442, 1994; 15952 bytes are in the class of 16384
    assert_eq!(next_cap(255, 255, 500, 1), 512);
}
