//! What an answer to exercise 8.2 must do.

use super::answer::{Then, add};

kit::tests![
    an_add_leaves_the_waiters_alone,
    the_last_done_releases_all_and_leaves_nothing,
    a_negative_counter_is_found,
    the_flag_is_no_waiter,
];

const FLAG: u64 = 0x8000_0000;

fn word(counter: u32, waiters: u64) -> u64 {
    u64::from(counter) << 32 | waiters
}

fn an_add_leaves_the_waiters_alone() {
    assert_eq!(add(0, 1), (word(1, 0), Then::Return));
    assert_eq!(add(word(2, 5), 3), (word(5, 5), Then::Return));
    assert_eq!(add(word(5, 5), -3), (word(2, 5), Then::Return));
    assert_eq!(add(word(1, 0), -1), (0, Then::Return));
}

fn the_last_done_releases_all_and_leaves_nothing() {
    assert_eq!(add(word(1, 3), -1), (0, Then::Release(3)));
    assert_eq!(add(word(7, 1), -7), (0, Then::Release(1)));
}

fn a_negative_counter_is_found() {
    assert_eq!(add(0, -1), (word(u32::MAX, 0), Then::Negative));
    assert_eq!(add(word(1, 3), -2), (word(u32::MAX, 3), Then::Negative));
    assert_eq!(add(word(i32::MAX as u32, 0), 1), (word(1 << 31, 0), Then::Negative), "the counter has 32 bits");
}

fn the_flag_is_no_waiter() {
    assert_eq!(add(word(1, FLAG), -1), (FLAG, Then::Return));
    assert_eq!(add(word(1, FLAG | 2), 1), (word(2, FLAG | 2), Then::Return), "it stays where it is");
    assert_eq!(add(word(1, FLAG | 2), -1), (0, Then::Release(2)));
}
