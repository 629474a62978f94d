//! Doubles up to 1024 and then adds a quarter: right for Go 1.17 and before.

use slices::{Classes, round_up_size};

/// The capacity of the new array.
pub fn next_cap(_old_len: usize, old_cap: usize, needed: usize, elem_size: usize) -> usize {
    let mut cap = old_cap;
    if needed > 2 * old_cap {
        cap = needed;
    } else if old_cap < 1024 {
        cap = 2 * old_cap;
    } else {
        while cap < needed {
            cap += cap / 4;
        }
    }
    round_up_size(Classes::Go1_16, cap * elem_size) / elem_size
}
