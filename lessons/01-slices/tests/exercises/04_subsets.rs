//! What an answer to exercise 1.4 must do.

use slices::{Heap, Slice};

use super::answer::subsets;

kit::tests![
    every_subset_is_found_once,
    every_answer_is_still_what_was_found,
    answers_share_no_array,
    it_makes_hardly_more_than_one_array_an_answer,
];

fn every_subset_is_found_once() {
    let heap = Heap::new();
    let answers = subsets(&heap, heap.of(&[1, 2, 3, 4]));
    let mut lengths: Vec<usize> = answers.iter().map(|s| s.len()).collect();
    lengths.sort_unstable();
    assert_eq!(lengths, [0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4]);
}

fn every_answer_is_still_what_was_found() {
    let heap = Heap::new();
    let found: Vec<String> = subsets(&heap, heap.of(&[1, 2, 3])).iter().map(Slice::to_string).collect();
    assert_eq!(found, ["[]", "[3]", "[2]", "[2 3]", "[1]", "[1 3]", "[1 2]", "[1 2 3]"]);
}

fn answers_share_no_array() {
    let heap = Heap::new();
    let answers = subsets(&heap, heap.of(&[1, 2, 3]));
    for answer in &answers {
        if !answer.is_empty() {
            answer.set(0, -1);
        }
        heap.append_one(*answer, 99);
    }
    let expected = ["[]", "[-1]", "[-1]", "[-1 3]", "[-1]", "[-1 3]", "[-1 2]", "[-1 2 3]"];
    assert_eq!(answers.iter().map(Slice::to_string).collect::<Vec<_>>(), expected);
}

fn it_makes_hardly_more_than_one_array_an_answer() {
    let heap = Heap::new();
    let answers = subsets(&heap, heap.of(&(0..8).collect::<Vec<_>>()));
    let arrays = heap.inspect().arrays.len();
    assert!(arrays <= answers.len() + 16, "{arrays} arrays for {} answers", answers.len());
}
