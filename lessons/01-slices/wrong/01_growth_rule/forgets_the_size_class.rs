//! Stops at the rule: the block that the allocator hands out is larger, and Go gives the slice all of it.

/// The capacity of the new array.
pub fn next_cap(_old_len: usize, old_cap: usize, needed: usize, _elem_size: usize) -> usize {
    let mut cap = old_cap;
    if needed > 2 * old_cap {
        return needed;
    }
    if old_cap < 256 {
        return 2 * old_cap;
    }
    while cap < needed {
        cap += (cap + 3 * 256) / 4;
    }
    cap
}
