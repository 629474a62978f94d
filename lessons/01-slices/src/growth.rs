//! How much room an `append` asks for when its array is full: a rule that Go changed twice.

use crate::classes::{Classes, MAX_SMALL, round_up_size};

/// The rule of some versions of Go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrowthRule {
    /// Go 1.15 and before: twice the capacity while the *length* is below 1024, then a quarter more; size classes without 24 bytes.
    Go1_15,
    /// Go 1.16 and 1.17: twice the capacity while the *capacity* is below 1024, then a quarter more. The notes' rule.
    Go1_17,
    /// Go 1.18 to 1.27: twice below 256, then a smooth passage to a quarter more.
    Go1_18,
    /// Go 1.22 to 1.27, for elements that hold pointers: blocks above 512 bytes spend 8 on a header.
    Go1_22Pointers,
}

/// A growth rule as a function: `(old_len, old_cap, needed, elem_size) -> capacity`, at least `needed`.
pub type NextCap = fn(usize, usize, usize, usize) -> usize;

impl GrowthRule {
    /// The rule as a function, for [`Heap::with_growth`](crate::Heap::with_growth) and the like.
    pub const fn function(self) -> NextCap {
        match self {
            GrowthRule::Go1_15 => |len, cap, needed, size| next_cap(GrowthRule::Go1_15, len, cap, needed, size),
            GrowthRule::Go1_17 => |len, cap, needed, size| next_cap(GrowthRule::Go1_17, len, cap, needed, size),
            GrowthRule::Go1_18 => |len, cap, needed, size| next_cap(GrowthRule::Go1_18, len, cap, needed, size),
            GrowthRule::Go1_22Pointers => {
                |len, cap, needed, size| next_cap(GrowthRule::Go1_22Pointers, len, cap, needed, size)
            }
        }
    }
}

// ANCHOR: next_cap
/// The capacity after an `append` that needs `needed` elements and finds room for `old_cap`, when the old slice
/// had `old_len` elements of `elem_size` bytes. First the rule, then the size class.
///
/// A result whose bytes overflow `usize` is given back as it is: the caller refuses it.
///
/// Source: Go 1.27 `runtime/slice.go`, `growslice` and `nextslicecap`.
///
/// ```
/// use slices::{GrowthRule::*, next_cap};
/// assert_eq!(next_cap(Go1_17, 512, 512, 513, 8), 1024);
/// assert_eq!(next_cap(Go1_18, 512, 512, 513, 8), 848); // 512 + (512 + 768) / 4 = 832, and 6656 bytes become 6784
/// ```
#[inline]
pub fn next_cap(rule: GrowthRule, old_len: usize, old_cap: usize, needed: usize, elem_size: usize) -> usize {
    if elem_size == 0 {
        return needed; // nothing to allocate, and no size class
    }
    let cap = by_rule(rule, old_len, old_cap, needed);
    let Some(bytes) = cap.checked_mul(elem_size) else {
        return cap;
    };
    let bytes = rounded(rule, bytes);
    // A division takes as long as all the rest; most elements have a power of two of bytes.
    if elem_size.is_power_of_two() { bytes >> elem_size.trailing_zeros() } else { bytes / elem_size }
}
// ANCHOR_END: next_cap

// ANCHOR: by_rule
/// The rule alone, in elements.
#[inline]
fn by_rule(rule: GrowthRule, old_len: usize, old_cap: usize, needed: usize) -> usize {
    let double = old_cap.saturating_mul(2);
    if needed > double {
        return needed; // a large append gets what it asks for
    }
    let (small, threshold, extra) = match rule {
        GrowthRule::Go1_15 => (old_len, 1024, 0),
        GrowthRule::Go1_17 => (old_cap, 1024, 0),
        GrowthRule::Go1_18 | GrowthRule::Go1_22Pointers => (old_cap, 256, 3 * 256),
    };
    if small < threshold {
        return double;
    }
    let mut cap = old_cap;
    while cap < needed {
        // With `extra`, twice at 256, and nearer to 1.25 the longer the slice is.
        match cap.checked_add((cap + extra) / 4) {
            Some(more) => cap = more,
            None => return needed,
        }
    }
    cap
}
// ANCHOR_END: by_rule

/// The bytes of the block that the rule's version of Go would hand out.
#[inline]
fn rounded(rule: GrowthRule, bytes: usize) -> usize {
    match rule {
        GrowthRule::Go1_15 => round_up_size(Classes::Go1_12, bytes),
        // The header is in the block, so the class is chosen for both, and the slice gets the rest.
        GrowthRule::Go1_22Pointers if bytes > 512 && bytes <= MAX_SMALL - HEADER => {
            round_up_size(Classes::Go1_16, bytes + HEADER) - HEADER
        }
        _ => round_up_size(Classes::Go1_16, bytes),
    }
}

/// The bytes of the header before a block with pointers. Source: Go 1.27 `runtime/malloc.go`, `mallocHeaderSize`.
const HEADER: usize = 8;
