//! What an answer to exercise 3.4 must do.

use super::answer::{FreeList, MAX_LENGTH};
use crate::recorded;
use kit::random::Random;

kit::tests![
    the_first_fetches_bring_one_object_more_each_time,
    beyond_a_batch_it_grows_by_batches_up_to_8192,
    a_batch_goes_back_from_a_list_that_is_too_long,
    the_fourth_overage_makes_it_shrink,
    only_above_a_batch_it_is_an_overage,
    a_list_is_never_too_long_and_nothing_is_lost,
];

/// Allocates until the list has fetched so often; what each fetch brought.
fn fetches(list: &mut FreeList, times: usize) -> Vec<usize> {
    (0..times).map(|_| (0..=MAX_LENGTH).map(|_| list.allocate()).find(|&got| got > 0).unwrap_or(0)).collect()
}

fn the_first_fetches_bring_one_object_more_each_time() {
    // What gperftools' thread cache fetched of its class of 8 bytes, whose batch is 32.
    assert_eq!(fetches(&mut FreeList::new(32), 14), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    for batch in recorded::classes().iter().map(|class| class.batch) {
        let mut list = FreeList::new(batch);
        let expected: Vec<usize> = (1..=batch).chain([batch; 3]).collect();
        assert_eq!(fetches(&mut list, batch + 3), expected, "batch {batch}: never more than a batch");
    }
}

fn beyond_a_batch_it_grows_by_batches_up_to_8192() {
    for (batch, longest) in [(32, 8192), (25, 8175), (2, 8192), (7, 8190)] {
        let mut list = FreeList { max_length: batch, ..FreeList::new(batch) };
        fetches(&mut list, 2);
        assert_eq!(list.max_length, 3 * batch, "batch {batch}, after two fetches");
        fetches(&mut list, longest / batch);
        assert_eq!(list.max_length, longest, "batch {batch}, after many");
    }
}

fn a_batch_goes_back_from_a_list_that_is_too_long() {
    let mut list = FreeList { length: 4, max_length: 4, ..FreeList::new(8) };
    assert_eq!((list.free(), list.length, list.max_length), (5, 0, 5), "all, where there is no whole batch");
    let mut list = FreeList { length: 8, max_length: 8, ..FreeList::new(8) };
    assert_eq!((list.free(), list.length, list.max_length), (8, 1, 8), "a batch, and the list is as long as it may be");
    let mut list = FreeList { length: 23, max_length: 24, ..FreeList::new(8) };
    assert_eq!((list.free(), list.free(), list.length), (0, 8, 17), "a batch, and no more");
}

fn the_fourth_overage_makes_it_shrink() {
    let mut list = FreeList { length: 24, max_length: 24, ..FreeList::new(8) };
    let mut lengths = Vec::new();
    while lengths.len() < 11 {
        if list.free() > 0 {
            lengths.push(list.max_length);
        }
    }
    assert_eq!(lengths, [24, 24, 24, 16, 16, 16, 16, 8, 8, 8, 8], "down to a batch");
}

fn only_above_a_batch_it_is_an_overage() {
    let overages = |max_length| {
        let mut list = FreeList { length: max_length, max_length, ..FreeList::new(8) };
        let given = list.free();
        (given > 0, list.overages)
    };
    assert_eq!(overages(7), (true, 0), "below a batch it may have one more");
    assert_eq!(overages(8), (true, 0), "at a batch nothing changes, and nothing is counted");
    assert_eq!(overages(16), (true, 1));
    // Three times too long at a batch, then it grows: the first overage is the first.
    let mut list = FreeList { length: 8, max_length: 8, ..FreeList::new(8) };
    for _ in 0..3 {
        list.length = 8;
        list.free();
    }
    list.length = 0;
    list.allocate();
    assert_eq!(list.max_length, 16);
    let lengths = [(); 4].map(|()| {
        list.length = list.max_length;
        list.free();
        list.max_length
    });
    assert_eq!(lengths, [16, 16, 16, 8], "the fourth one makes it shrink");
}

/// Threads of all kinds: they allocate for a while, and free for a while.
fn a_list_is_never_too_long_and_nothing_is_lost() {
    let mut random = Random::new(11);
    for batch in [2, 5, 32] {
        let (mut list, mut out, mut central) = (FreeList::new(batch), 0, 100_000);
        for turn in 0..2000 {
            let (frees, times) = (random.below(2) == 0, random.below(6 * batch));
            for _ in 0..times {
                if frees && out > 0 {
                    central += list.free();
                    out -= 1;
                } else {
                    central -= list.allocate();
                    out += 1;
                }
                assert_eq!(central + list.length + out, 100_000, "batch {batch}, turn {turn}");
                assert!(list.length <= list.max_length, "batch {batch}, turn {turn}: {list:?}");
                let max = list.max_length;
                assert!(max < batch || max % batch == 0, "batch {batch}, turn {turn}: whole batches, not {max}");
            }
        }
    }
}
