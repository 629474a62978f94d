//! Chunks, and those of them that wait for the next region of their thread.
//!
//! A fresh page costs a fault when it is first touched. So a region that ends leaves its chunks to the next one, up
//! to 71 MiB a thread.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::{Cell, RefCell};
use std::ptr;

/// The smallest chunk; each further one is twice as large as the one before, up to `MAX_DOUBLED`.
pub(crate) const FIRST_CHUNK: usize = 4096;
/// Chunks start at this alignment; arrays that want more are moved up inside.
const CHUNK_ALIGN: usize = 64;

/// Written at the start of every chunk.
#[repr(C, align(64))]
pub(crate) struct Chunk {
    /// The chunk before, or null.
    pub(crate) next: *mut Chunk,
    /// Its size in bytes with this header: `FIRST_CHUNK << n`, or more for one large array.
    pub(crate) bytes: usize,
}

/// Chunks double up to this size.
pub(crate) const MAX_DOUBLED: usize = 32 << 20;
/// Sizes that are kept: `FIRST_CHUNK << 0` to `FIRST_CHUNK << 13`, which is `MAX_DOUBLED`.
const SIZES: usize = (MAX_DOUBLED / FIRST_CHUNK).ilog2() as usize + 1;
/// Of each size this many bytes wait on a thread, or one chunk if that is more; the rest goes back to the system.
/// One limit for all sizes together would let one large heap push out the small chunks that every heap needs.
const KEPT_OF_A_SIZE: usize = 1 << 20;

/// What `FIRST` holds once the thread has given up its chunks: never taken, and never replaced.
const CLOSED: *mut Chunk = ptr::dangling_mut();

/// The chunks of one size that wait, in a list through `Chunk::next`.
#[derive(Clone, Copy)]
struct List {
    first: *mut Chunk,
    /// How many.
    length: usize,
}

/// The chunks that wait, by size.
struct Kept {
    lists: [List; SIZES],
}

thread_local! {
    /// One chunk of the first size, out of the list: a small heap takes and leaves just this one. A thread-local
    /// without a destructor is read in one instruction; `KEPT` frees it, and every chunk was once asked of `KEPT`.
    static FIRST: Cell<*mut Chunk> = const { Cell::new(ptr::null_mut()) };
    static KEPT: RefCell<Kept> = const { RefCell::new(Kept { lists: [List { first: ptr::null_mut(), length: 0 }; SIZES] }) };
}

/// The index of the list for chunks of this size, if chunks of this size are kept.
fn list_of(bytes: usize) -> Option<usize> {
    (bytes <= MAX_DOUBLED).then(|| (bytes / FIRST_CHUNK).ilog2() as usize)
}

/// The layout of a chunk of `bytes`: a power of two of at least [`FIRST_CHUNK`], or more than [`MAX_DOUBLED`].
fn chunk_layout(bytes: usize) -> Layout {
    Layout::from_size_align(bytes, CHUNK_ALIGN).expect("MAX_ALLOC keeps chunks far below isize::MAX")
}

// ANCHOR: take_chunk
/// A chunk of `bytes`: one that waits, or a new one. Its `bytes` is set, its `next` is not.
#[inline]
pub(crate) fn take_chunk(bytes: usize) -> *mut Chunk {
    let first = FIRST.get();
    if bytes == FIRST_CHUNK && !first.is_null() && first != CLOSED {
        FIRST.set(ptr::null_mut());
        return first;
    }
    take_from_list(bytes)
}

fn take_from_list(bytes: usize) -> *mut Chunk {
    let waiting = list_of(bytes).and_then(|list| {
        let take = |kept: &RefCell<Kept>| {
            let list = &mut kept.borrow_mut().lists[list];
            let chunk = list.first;
            if chunk.is_null() {
                return None;
            }
            // SAFETY: a chunk in the lists belongs to nobody else and has its header.
            list.first = unsafe { (*chunk).next };
            list.length -= 1;
            Some(chunk)
        };
        // `Err`: the thread is ending and its list is gone already.
        KEPT.try_with(take).ok().flatten()
    });
    waiting.unwrap_or_else(|| {
        let layout = chunk_layout(bytes);
        // SAFETY: the size is not 0.
        let chunk = unsafe { alloc(layout) }.cast::<Chunk>();
        if chunk.is_null() {
            handle_alloc_error(layout);
        }
        // SAFETY: the chunk is new, large enough and aligned for its header.
        unsafe { chunk.write(Chunk { next: ptr::null_mut(), bytes }) };
        chunk
    })
}
// ANCHOR_END: take_chunk

/// Lets a chunk wait for the next region, or gives it back to the system.
#[inline]
pub(crate) fn give_up_chunk(chunk: *mut Chunk) {
    // SAFETY: the caller owned the chunk, and its header is written.
    if unsafe { (*chunk).bytes } == FIRST_CHUNK && FIRST.get().is_null() {
        FIRST.set(chunk);
    } else {
        give_to_list(chunk);
    }
}

fn give_to_list(chunk: *mut Chunk) {
    // SAFETY: the caller owned the chunk, and its header is written.
    let bytes = unsafe { (*chunk).bytes };
    let keep = |kept: &RefCell<Kept>| {
        let Some(list) = list_of(bytes) else { return false };
        let list = &mut kept.borrow_mut().lists[list];
        if list.length > 0 && list.length >= KEPT_OF_A_SIZE / bytes {
            return false;
        }
        // SAFETY: as above; from here on the list owns it.
        unsafe { (*chunk).next = list.first };
        *list = List { first: chunk, length: list.length + 1 };
        true
    };
    if !KEPT.try_with(keep).unwrap_or(false) {
        // SAFETY: it was allocated with this layout, and nobody has it any more.
        unsafe { dealloc(chunk.cast(), chunk_layout(bytes)) }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let first = FIRST.replace(CLOSED);
        if !first.is_null() && first != CLOSED {
            give_to_list(first); // its list is gone, so this gives it back to the system
        }
        for list in &self.lists {
            let mut chunk = list.first;
            while !chunk.is_null() {
                // SAFETY: a chunk in the lists belongs to nobody else; it was allocated with this layout.
                unsafe {
                    let next = (*chunk).next;
                    dealloc(chunk.cast(), chunk_layout((*chunk).bytes));
                    chunk = next;
                }
            }
        }
    }
}
