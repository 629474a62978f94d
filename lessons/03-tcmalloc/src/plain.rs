//! The first version: size classes, a free list for each, and one lock around everything.
//!
//! It has the two ideas without which there is no allocator: sizes are rounded up to classes, so that any free object of the
//! class will do; and objects are cut from spans of pages. What it lacks is what the rest of the lesson is about: every
//! operation of every thread takes the same lock, and an object's pages are never pages again.

use std::alloc::Layout;
use std::ptr;

use ground::lock::RuntimeLock;

use crate::fit::{Fit, absurd, fit_layout};
use crate::page_heap::{JOIN_EACH, PageHeap};
use crate::page_map::PageMap;
use crate::size_class::{CLASSES, ClassId, PAGE, PAGE_SHIFT, class_size};

// ANCHOR: one_lock
/// An allocator with one lock.
///
/// ```
/// use std::alloc::Layout;
/// let heap = Box::new(tcmalloc::plain::OneLock::new());
/// let layout = Layout::new::<u64>();
/// let first = heap.alloc(layout);
/// // SAFETY: it was allocated with this layout, and is not used any more.
/// unsafe { heap.dealloc(first, layout) };
/// assert_eq!(heap.alloc(layout), first);
/// ```
pub struct OneLock {
    inner: RuntimeLock<Inner>,
    map: PageMap,
}

struct Inner {
    pages: PageHeap,
    /// The first free object of each class; each object holds the address of the next.
    free: [*mut u8; CLASSES + 1],
}

// SAFETY: the pointers lead to free objects, which belong to the lists.
unsafe impl Send for Inner {}

impl OneLock {
    /// An empty heap.
    pub const fn new() -> OneLock {
        let inner = Inner { pages: PageHeap::new(1 << 30, None, JOIN_EACH), free: [ptr::null_mut(); CLASSES + 1] };
        OneLock { inner: RuntimeLock::new(inner), map: PageMap::new() }
    }

    /// Memory for a layout; null if the system has none.
    pub fn alloc(&self, layout: Layout) -> *mut u8 {
        let mut inner = self.inner.lock();
        match fit_layout(layout) {
            Fit::Small(class) => inner.object(&self.map, class),
            Fit::Large { pages, align } if align <= PAGE && !absurd(pages, align) => {
                // SAFETY: the span is the caller's from here on.
                inner
                    .pages
                    .take(&self.map, pages)
                    .map_or(ptr::null_mut(), |span| unsafe { span.as_ref() }.start.as_ptr())
            }
            Fit::Large { .. } => ptr::null_mut(), // `large.rs` can do it
        }
    }

    /// Takes memory back.
    ///
    /// # Safety
    /// It is from this heap, of this layout, and nobody uses it any more.
    pub unsafe fn dealloc(&self, object: *mut u8, layout: Layout) {
        let mut inner = self.inner.lock();
        match fit_layout(layout) {
            // SAFETY: the object is ours again.
            Fit::Small(class) => unsafe { inner.put(class, object) },
            Fit::Large { .. } => {
                let span = ptr::NonNull::new(self.map.get(object.addr() >> PAGE_SHIFT).0);
                // SAFETY: the caller's promise.
                unsafe { inner.pages.delete(&self.map, span.expect("an object of ours has a span")) };
            }
        }
    }
}

impl Inner {
    /// A free object: the first in the list, after a span was cut up if need be.
    fn object(&mut self, map: &PageMap, class: ClassId) -> *mut u8 {
        let list = class.number();
        if self.free[list].is_null() {
            let Some(span) = self.pages.take(map, class.pages()) else { return ptr::null_mut() };
            // SAFETY: `take` gave us the span alone, and `objects` of them fit into it.
            unsafe {
                let start = span.as_ref().start;
                (0..class.objects()).rev().for_each(|at| self.put(class, start.add(at * class_size(class)).as_ptr()));
            }
        }
        let object = self.free[list];
        // SAFETY: an object in a list is free, and holds the next one's address.
        self.free[list] = unsafe { object.cast::<*mut u8>().read() };
        object
    }

    /// Puts an object in front of its list.
    ///
    /// # Safety
    /// Its bytes are the caller's.
    unsafe fn put(&mut self, class: ClassId, object: *mut u8) {
        // SAFETY: the smallest object has room for an address.
        unsafe { object.cast::<*mut u8>().write(self.free[class.number()]) };
        self.free[class.number()] = object;
    }
}
// ANCHOR_END: one_lock

impl Default for OneLock {
    fn default() -> OneLock {
        OneLock::new()
    }
}
