//! Repair a search that overwrites its own answers.
//!
//! This finds all subsets of `items`: at each item it goes on without it, and then with it. It is a bug that Go
//! programmers meet: run it as it is, and some answers are not what was found. Find out which slot is written
//! twice, then change it so that each answer keeps its value, and no two answers share an array.
//!
//! An append may still reuse room while the search goes on: at most one array for each answer, and a few for the
//! path that grows.

use slices::{Heap, Slice};

/// All subsets of `items`, each in the order of `items`.
pub fn subsets<'h>(heap: &'h Heap, items: Slice<'h, i64>) -> Vec<Slice<'h, i64>> {
    let mut answers = Vec::new();
    search(heap, items, heap.make(0, items.len()), &mut answers);
    answers
}

fn search<'h>(heap: &'h Heap, items: Slice<'h, i64>, path: Slice<'h, i64>, answers: &mut Vec<Slice<'h, i64>>) {
    if items.is_empty() {
        // your part: begin
        answers.push(path);
        // your part: end
        return;
    }
    search(heap, items.range(1..), path, answers);
    search(heap, items.range(1..), heap.append_one(path, items.get(0)), answers);
}
