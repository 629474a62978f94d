//! Takes one step of the smooth passage, even if that is not enough for `needed`.

use slices::{Classes, round_up_size};

/// The capacity of the new array.
pub fn next_cap(_old_len: usize, old_cap: usize, needed: usize, elem_size: usize) -> usize {
    let cap = if needed > 2 * old_cap {
        needed
    } else if old_cap < 256 {
        2 * old_cap
    } else {
        old_cap + (old_cap + 3 * 256) / 4
    };
    round_up_size(Classes::Go1_16, cap * elem_size) / elem_size
}
