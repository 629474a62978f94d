//! Clips the answer: nobody can append to it in place any more, but its elements still lie in the array that the
//! search goes on writing to.

use slices::{Heap, Slice};

/// All subsets of `items`, each in the order of `items`.
pub fn subsets<'h>(heap: &'h Heap, items: Slice<'h, i64>) -> Vec<Slice<'h, i64>> {
    let mut answers = Vec::new();
    search(heap, items, heap.make(0, items.len()), &mut answers);
    answers
}

fn search<'h>(heap: &'h Heap, items: Slice<'h, i64>, path: Slice<'h, i64>, answers: &mut Vec<Slice<'h, i64>>) {
    if items.is_empty() {
        answers.push(path.clip());
        return;
    }
    search(heap, items.range(1..), path, answers);
    search(heap, items.range(1..), heap.append_one(path, items.get(0)), answers);
}
