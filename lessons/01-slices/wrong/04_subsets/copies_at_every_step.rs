//! Gives every step of the search an array of its own. The answers are right, and there are twice as many arrays.

use slices::{Heap, Slice};

/// All subsets of `items`, each in the order of `items`.
pub fn subsets<'h>(heap: &'h Heap, items: Slice<'h, i64>) -> Vec<Slice<'h, i64>> {
    let mut answers = Vec::new();
    search(heap, items, Slice::nil(), &mut answers);
    answers
}

fn search<'h>(heap: &'h Heap, items: Slice<'h, i64>, path: Slice<'h, i64>, answers: &mut Vec<Slice<'h, i64>>) {
    let path = heap.append_slice(Slice::nil(), path).clip();
    if items.is_empty() {
        answers.push(path);
        return;
    }
    search(heap, items.range(1..), path, answers);
    search(heap, items.range(1..), heap.append_one(path, items.get(0)), answers);
}
