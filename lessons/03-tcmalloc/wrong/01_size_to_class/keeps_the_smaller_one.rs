//! Leaves the class that is there, and drops the larger candidate: so many objects of so many pages, and they could be
//! larger.

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
    let least = if size < 16 { 8 } else { 16 };
    let eighth = (1 << size.ilog2()) / 8;
    eighth.clamp(least, PAGE)
}

/// The pages of a span for objects of this size.
pub fn span_pages(size: usize) -> usize {
    let mut pages = 1;
    while pages * PAGE / size < batch(size) / 4 || pages * PAGE % size > pages * PAGE / 8 {
        pages += 1;
    }
    pages
}

/// All classes, the smallest first; the last one is for [`MAX_SMALL`] bytes.
pub fn classes() -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::new();
    let mut size = 8;
    while size <= MAX_SMALL {
        let class = Class { size, pages: span_pages(size) };
        match classes.last_mut() {
            Some(last) if last.pages == class.pages && last.objects() == class.objects() => {}
            _ => classes.push(class),
        }
        size += step(size);
    }
    classes
}

/// The class for an object of `bytes`: the first one that is large enough. `None`: such an object is not small.
pub fn class_for(classes: &[Class], bytes: usize) -> Option<&Class> {
    classes.get(classes.partition_point(|class| class.size < bytes))
}
