//! The transfer cache: whole batches that wait in front of a class's spans. The notes leave it out.
//!
//! One thread allocates, another frees: then the same objects go round and round, in batches. Sorting each batch into
//! its spans, only to fetch the same objects from there, would be work for nothing. So a whole batch is kept as it
//! came, and the next thread that wants a whole batch gets it with one copy of 32 addresses.
//!
//! # Invariant
//! - X1: the first `used` slots hold a whole batch of free objects each; `used <= limit <= class.slots()`.

use std::alloc::Layout;
use std::ptr;

use crate::metadata::Metadata;
use crate::size_class::ClassId;

/// The slots that a class begins with. All classes together never have more: one takes from another.
const FIRST_SLOTS: usize = 16;

// ANCHOR: transfer
/// Whole batches of one class.
pub(crate) struct Transfer {
    /// `class.slots()` slots of `class.batch()` addresses; null until the first batch.
    slots: *mut *mut u8,
    /// How many slots hold a batch.
    pub(crate) used: usize,
    /// How many may.
    pub(crate) limit: usize,
}

impl Transfer {
    pub(crate) const fn new(class: Option<ClassId>) -> Transfer {
        let most = match class {
            Some(class) => class.slots(),
            None => 0,
        };
        let limit = if most < FIRST_SLOTS { most } else { FIRST_SLOTS };
        Transfer { slots: ptr::null_mut(), used: 0, limit }
    }

    /// Takes memory for the slots, if there is none yet. `false`: there is no memory.
    pub(crate) fn reserve(
        &mut self,
        class: ClassId,
        metadata: impl FnOnce(Layout) -> Option<ptr::NonNull<u8>>,
    ) -> bool {
        if self.slots.is_null() {
            self.slots = metadata(layout(class)).map_or(ptr::null_mut(), |block| block.cast().as_ptr());
        }
        !self.slots.is_null()
    }

    /// Keeps a whole batch. There is a free slot, and memory for it.
    pub(crate) fn push(&mut self, batch: &[*mut u8]) {
        debug_assert!(self.used < self.limit && !self.slots.is_null());
        // SAFETY: `used` is below the number of slots (X1), and a slot has room for a batch.
        unsafe { ptr::copy_nonoverlapping(batch.as_ptr(), self.slots.add(self.used * batch.len()), batch.len()) };
        self.used += 1;
    }

    /// Moves the batch that came last into `batch`, which is as long; `false` if there is none.
    pub(crate) fn pop(&mut self, batch: &mut [*mut u8]) -> bool {
        if self.used == 0 {
            return false;
        }
        self.used -= 1;
        // SAFETY: this slot holds a batch (X1).
        unsafe { ptr::copy_nonoverlapping(self.slots.add(self.used * batch.len()), batch.as_mut_ptr(), batch.len()) };
        true
    }
}
// ANCHOR_END: transfer

fn layout(class: ClassId) -> Layout {
    Layout::array::<*mut u8>(class.slots() * class.batch()).expect("at most 64 batches of 32 addresses")
}

/// Memory for the slots, out of the heap's metadata.
pub(crate) fn memory(metadata: &mut Metadata) -> impl FnOnce(Layout) -> Option<ptr::NonNull<u8>> {
    |layout| metadata.take(layout)
}
