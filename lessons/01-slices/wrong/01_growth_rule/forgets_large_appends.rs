//! Grows by the rule even when far more is asked for at once: here step by step until it is enough, which is
//! another capacity than Go's.

use slices::{Classes, round_up_size};

/// The capacity of the new array.
pub fn next_cap(_old_len: usize, old_cap: usize, needed: usize, elem_size: usize) -> usize {
    let mut cap = old_cap.max(1);
    while cap < needed {
        cap = if cap < 256 { 2 * cap } else { cap + (cap + 3 * 256) / 4 };
    }
    round_up_size(Classes::Go1_16, cap * elem_size) / elem_size
}
