//! Write Go's `slices.DeleteFunc`: remove every element for which `del` says so.
//!
//! It works in place: the kept elements move up, in order, and the result is a shorter slice of the same array.
//! What falls free between the new length and the old one is zeroed, so that a pointer there keeps nothing alive.
//! The room behind the old length is not touched.

use slices::{Slice, Value};

/// The slice without the elements for which `del` is true.
pub fn delete_func<T: Value>(s: Slice<'_, T>, del: impl Fn(T) -> bool) -> Slice<'_, T> {
    // your part: begin
    let _ = (s, del);
    todo!("keep, move up, zero what falls free")
    // your part: end
}
