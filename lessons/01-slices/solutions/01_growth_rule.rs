//! Write Go 1.27's growth rule.
//!
//! A slice of capacity `old_cap` is full, and an `append` needs `needed` elements. How many should the new array
//! have? Elements are `elem_size` bytes, and that is never 0.
//!
//! - If more than twice the old capacity is needed, take just what is needed.
//! - Else, if the old capacity is below 256, take twice the old capacity.
//! - Else add a quarter of (capacity + 768) until it is enough.
//!
//! The allocator hands out blocks of certain sizes only, and the slice gets all of its block: round the bytes up
//! with `round_up_size`, and return how many elements fit.
//!
//! Your function replaces the rule of a real heap (`Heap::with_growth(next_cap)`), and the tests compare it with
//! what Go 1.27.3 did.

use slices::{Classes, round_up_size};

/// The capacity of the new array.
pub fn next_cap(_old_len: usize, old_cap: usize, needed: usize, elem_size: usize) -> usize {
    // exercise: begin
    //~ let _ = (round_up_size(Classes::Go1_16, old_cap * elem_size), needed);
    //~ todo!("the rule, then the size class")
    let mut cap = old_cap;
    if needed > 2 * old_cap {
        cap = needed;
    } else if old_cap < 256 {
        cap = 2 * old_cap;
    } else {
        while cap < needed {
            cap += (cap + 3 * 256) / 4;
        }
    }
    round_up_size(Classes::Go1_16, cap * elem_size) / elem_size
    // exercise: end
}
