//! Returns no parts for a size of 0, where Go says that the caller made a mistake.

use slices::Slice;

/// The parts of `s`, in order.
pub fn chunks<T: Copy>(s: Slice<'_, T>, n: usize) -> Vec<Slice<'_, T>> {
    if n == 0 {
        return Vec::new();
    }
    let cut = |start: usize| {
        let end = s.len().min(start + n);
        s.range3(start, end, end)
    };
    (0..s.len()).step_by(n).map(cut).collect()
}
