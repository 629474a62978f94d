//! Trim a reservation to its alignment.
//!
//! The system aligns to pages only. To get `bytes` at a multiple of `align`, `Reservation::new` maps more than that
//! and gives back what sticks out. Given where the mapping begins and how long it is, how many bytes go back in front,
//! and how many at the back? `align` is a power of two and the mapping is long enough.

/// How many bytes of `start..start + mapped` stick out in front of the first multiple of `align`, and behind the
/// `bytes` that begin there.
pub fn trim(start: usize, mapped: usize, bytes: usize, align: usize) -> (usize, usize) {
    // exercise: begin
    //~ let _ = (start, mapped, bytes, align);
    //~ todo!("from start to the next multiple of align, and what is then too much at the end")
    let front = start.next_multiple_of(align) - start;
    (front, mapped - front - bytes)
    // exercise: end
}
