//! Deletes one by one and goes on at the next index, past the element that has just moved up.

use slices::{Slice, Value};

/// The slice without the elements for which `del` is true.
pub fn delete_func<T: Value>(s: Slice<'_, T>, del: impl Fn(T) -> bool) -> Slice<'_, T> {
    let (mut s, mut i) = (s, 0);
    while i < s.len() {
        if del(s.get(i)) {
            s = s.delete(i..i + 1);
        }
        i += 1;
    }
    s
}
