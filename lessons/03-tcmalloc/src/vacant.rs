//! The allocator's own memory that nobody needs any more: it is joined into runs, and goes back to the system but for the first
//! bytes of each, which say how long the run is.
//!
//! ```text
//!    blocks that came back     [ 64 ][ 64 ]  in use  [ 64 ][ 64 ][ 64 ] ...  [ 64 ][ 64 ]  in use
//!    a system page                 |          page          |      page      |       page ...
//!    a run                                           [ next, bytes ][ returned ]...       ]
//! ```
//! An allocator that keeps a record for each span has thousands of them after its program freed a hundred megabytes.
//!
//! # Invariants
//! - V1: a run's bytes are nobody's, and lie in one region of the arena.
//! - V2: of a run, the whole system pages behind its first 16 bytes may be the system's; `pages_of` says which.

use std::ops::Range;
use std::ptr;

/// What the first bytes of a run hold, and of a free block while blocks are sorted.
#[repr(C)]
pub(crate) struct Run {
    pub(crate) next: *mut Run,
    pub(crate) bytes: usize,
}

impl Run {
    /// The bytes of a run that are whole system pages of `page` bytes each, counted from its start (V2).
    pub(crate) fn pages_of(run: *mut Run, bytes: usize, page: usize) -> Range<usize> {
        let at = run.addr();
        let first = (at + size_of::<Run>()).next_multiple_of(page) - at;
        let end = (at + bytes) / page * page;
        first..end.saturating_sub(at).max(first)
    }
}

// ANCHOR: sort
/// Sorts a list by address. It needs no memory: lists of 1, 2, 4, ... runs wait in `sorted` until there is another as long.
///
/// # Safety
/// The list ends with null, and its runs are the caller's (V1).
pub(crate) unsafe fn sort(mut list: *mut Run) -> *mut Run {
    let mut sorted = [ptr::null_mut::<Run>(); usize::BITS as usize];
    while !list.is_null() {
        let one = list;
        // SAFETY: the run is the caller's.
        list = unsafe { std::mem::replace(&mut (*one).next, ptr::null_mut()) };
        let (mut longer, mut at) = (one, 0);
        while !sorted[at].is_null() {
            // SAFETY: both are parts of the caller's list.
            longer = unsafe { merge(std::mem::replace(&mut sorted[at], ptr::null_mut()), longer) };
            at += 1;
        }
        sorted[at] = longer;
    }
    // SAFETY: as above.
    sorted.into_iter().fold(ptr::null_mut(), |all, one| unsafe { merge(all, one) })
}

/// One sorted list of two.
///
/// # Safety
/// As for `sort`.
unsafe fn merge(mut one: *mut Run, mut other: *mut Run) -> *mut Run {
    let mut first = ptr::null_mut();
    let mut end = &raw mut first;
    while !one.is_null() && !other.is_null() {
        if other < one {
            std::mem::swap(&mut one, &mut other);
        }
        // SAFETY: `end` is `first`, or the link of a run of the caller's; `one` is such a run.
        unsafe {
            *end = one;
            end = &raw mut (*one).next;
            one = *end;
        }
    }
    // SAFETY: as above.
    unsafe { *end = if one.is_null() { other } else { one } };
    first
}
// ANCHOR_END: sort

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_in_any_order_comes_out_sorted_with_nothing_lost() {
        for count in [0_usize, 1, 2, 3, 7, 64, 1000] {
            let mut runs: Vec<Run> = (0..count).map(|bytes| Run { next: ptr::null_mut(), bytes }).collect();
            // A step that shares no factor with 2, 3, 5 or 7 goes through all of them in a wild order.
            let order: Vec<usize> = (0..count).map(|at| at * 619 % count).collect();
            let base = runs.as_mut_ptr();
            let mut list = ptr::null_mut();
            for at in &order {
                // SAFETY: `at` is below the count, and the list is this test's.
                list = unsafe {
                    (*base.add(*at)).next = list;
                    base.add(*at)
                };
            }
            // SAFETY: the list was just made of runs of this test's.
            let mut run = unsafe { sort(list) };
            let mut seen = Vec::new();
            while !run.is_null() {
                // SAFETY: as above.
                (seen, run) = unsafe { ([seen, vec![(*run).bytes]].concat(), (*run).next) };
            }
            assert_eq!(seen, (0..count).collect::<Vec<_>>(), "{count} runs");
        }
    }

    #[test]
    fn the_pages_of_a_run_lie_behind_its_first_bytes_and_within_it() {
        for page in [4096, 16384, 65536] {
            let at = |offset: usize| ptr::without_provenance_mut::<Run>(8 * page + offset);
            assert_eq!(Run::pages_of(at(0), 3 * page, page), page..3 * page, "the first page holds the run's length");
            assert_eq!(Run::pages_of(at(64), 3 * page, page), page - 64..3 * page - 64);
            assert_eq!(Run::pages_of(at(page - 16), page + 16, page), 16..page + 16, "16 bytes are enough for that");
            assert!(Run::pages_of(at(64), page, page).is_empty());
            assert!(Run::pages_of(at(0), 64, page).is_empty());
        }
    }
}
