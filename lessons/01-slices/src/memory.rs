//! Where arrays come from: the seam under the heap, and the plain answer to it, one `malloc` an array.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::RefCell;
use std::ptr::NonNull;

/// An array's place: its first byte and its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: NonNull<u8>,
    /// How many bytes.
    pub bytes: usize,
}

// ANCHOR: memory
/// What a heap takes its arrays from.
///
/// # Safety
/// The block that `allocate` returns is valid for reads and writes of `layout.size()` bytes, aligned to
/// `layout.align()`, overlaps no other live block, and stays valid, wherever the `Memory` is moved to, until it
/// is dropped or `reset` is called.
pub unsafe trait Memory {
    /// A block for one array. `layout.size()` is never 0.
    fn allocate(&self, layout: Layout) -> NonNull<u8>;

    /// Gives up all blocks at once. Nobody can hold one: it takes `&mut`.
    fn reset(&mut self);

    /// The blocks in the order in which they were allocated, for `inspect`.
    fn spans(&self) -> Vec<Span>;
}
// ANCHOR_END: memory

// ANCHOR: malloc
/// The plain memory: every array is an allocation of its own, kept in a list until the end.
#[derive(Debug, Default)]
pub struct Malloc {
    /// Every block, oldest first; each was allocated with the layout beside it.
    blocks: RefCell<Vec<(NonNull<u8>, Layout)>>,
}

// SAFETY: `alloc` gives fresh blocks of the layout asked for; they are freed only in `reset` and `drop`, and no
// block moves when `self` does.
unsafe impl Memory for Malloc {
    fn allocate(&self, layout: Layout) -> NonNull<u8> {
        // SAFETY: the size is not 0, as the trait promises.
        let block = unsafe { alloc(layout) };
        let block = NonNull::new(block).unwrap_or_else(|| handle_alloc_error(layout));
        self.blocks.borrow_mut().push((block, layout));
        block
    }

    fn reset(&mut self) {
        for (block, layout) in self.blocks.get_mut().drain(..) {
            // SAFETY: it was allocated with this layout, and it leaves the list here, so it is freed once.
            unsafe { dealloc(block.as_ptr(), layout) }
        }
    }

    fn spans(&self) -> Vec<Span> {
        self.blocks.borrow().iter().map(|&(start, layout)| Span { start, bytes: layout.size() }).collect()
    }
}
// ANCHOR_END: malloc

impl Drop for Malloc {
    fn drop(&mut self) {
        self.reset();
    }
}
