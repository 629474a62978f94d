//! Lets the last part run to its full size, into the room behind the slice: elements that were never there.

use slices::Slice;

/// The parts of `s`, in order.
pub fn chunks<T: Copy>(s: Slice<'_, T>, n: usize) -> Vec<Slice<'_, T>> {
    assert!(n >= 1, "cannot be less than 1");
    let cut = |start: usize| {
        let end = s.cap().min(start + n);
        s.range3(start, end, end)
    };
    (0..s.len()).step_by(n).map(cut).collect()
}
