//! Moves the kept elements up and stops there: the old ones stay behind the length and keep alive what they point
//! to. Go's own `Delete` did so until Go 1.22.

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
    s.range(..kept)
}
