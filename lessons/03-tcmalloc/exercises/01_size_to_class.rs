//! Make gperftools' table of size classes: 85 rows, out of three rules.
//!
//! A size is rounded up to the next *candidate*. Candidates begin with 8, and from one to the next it is an eighth of the
//! power of two at or below it; but at least 8 bytes, from 16 on at least 16, and never more than a page.
//!
//! A class cuts its objects out of spans: the fewest pages that hold a quarter of a batch (rounded down), and of which
//! an eighth at most is left over behind the last object.
//!
//! If a candidate's span has as many pages and as many objects as that of the class before, it takes that class's
//! place: the same memory, and larger objects.

/// A page of the allocator.
pub const PAGE: usize = 8192;
/// The largest size that has a class.
pub const MAX_SMALL: usize = 256 << 10;

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// The bytes of an object.
    pub size: usize,
    /// The pages of a span.
    pub pages: usize,
}

impl Class {
    /// How many objects a span is cut into.
    pub fn objects(self) -> usize {
        self.pages * PAGE / self.size
    }
}

/// How many objects of a size move at a time between a thread and the others: 64 KiB, but at least 2 and at most 32.
pub fn batch(size: usize) -> usize {
    (65536 / size).clamp(2, 32)
}

/// From the candidate `size` to the next one. `size` is at least 8.
pub fn step(size: usize) -> usize {
    // your part: begin
    todo!("how far is it from {size} to the next candidate?")
    // your part: end
}

/// The pages of a span for objects of this size.
pub fn span_pages(size: usize) -> usize {
    // your part: begin
    todo!("the fewest pages that will do for {size} bytes")
    // your part: end
}

/// All classes, the smallest first; the last one is for [`MAX_SMALL`] bytes.
pub fn classes() -> Vec<Class> {
    // your part: begin
    todo!("walk over the candidates, and let a larger one take a smaller one's place")
    // your part: end
}

/// The class for an object of `bytes`: the first one that is large enough. `None`: such an object is not small.
pub fn class_for(classes: &[Class], bytes: usize) -> Option<&Class> {
    classes.get(classes.partition_point(|class| class.size < bytes))
}
