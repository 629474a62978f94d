//! Go's allocator of tiny values, as far as addresses go: values of less than 16 bytes without a pointer share a block.
//!
//! Source: Go 1.27 `runtime/malloc.go`, `mallocgcTiny`. The test `heap.rs` compares it with what Go printed.

/// Bytes of a block.
pub const BLOCK: usize = 16;

pub struct Tiny {
    /// Bytes of a pointer.
    word: usize,
    /// Blocks that were begun.
    blocks: usize,
    /// The block that is being filled, and the bytes that are taken of it.
    current: (usize, usize),
}

impl Tiny {
    /// Its block is full.
    pub fn new(word: usize) -> Tiny {
        Tiny { word, blocks: 0, current: (0, BLOCK) }
    }

    /// The block of a value of so many bytes, and where in it the value lies.
    pub fn allocate(&mut self, size: usize) -> (usize, usize) {
        let align = match size {
            size if size.is_multiple_of(8) => 8,
            12 if self.word == 4 => 8, // it may begin with a number of 64 bits
            size if size.is_multiple_of(4) => 4,
            size if size.is_multiple_of(2) => 2,
            _ => 1,
        };
        let (block, end) = self.current;
        let from = end.next_multiple_of(align);
        if from + size <= BLOCK {
            self.current = (block, from + size);
            return (block, from);
        }
        self.blocks += 1;
        // Of the two blocks the one with more room is filled next.
        if size < end {
            self.current = (self.blocks, size);
        }
        (self.blocks, 0)
    }
}
