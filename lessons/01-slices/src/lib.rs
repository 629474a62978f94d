//! Slices: a header of three words over an array that others may share. Go's `[]T`, rebuilt.
//!
//! # Idea
//! An array is a value: it is copied when it is assigned. A slice is a small value too, but what it copies is
//! a *header*: where the elements begin, how many there are, and how many there could be.
//! ```text
//!   s = a[1:3]          +-------+---+---+
//!                       | array | 2 | 4 |      {array, len, cap}: 24 bytes
//!                       +---|---+---+---+
//!   a           +-----+-----v-----+-----+-----+
//!               |  1  |  2  |  3  |  4  |  5  |    the backing array
//!               +-----+-----+-----+-----+-----+
//! ```
//! # Invariants
//! - I1: `len <= cap`.
//! - I2: the `cap` elements from `array` on are initialised, lie in one allocation, and live for `'h`. `array` is
//!   null only for the nil slice, and then `cap == 0`.
//! - I3: elements are reached as `Cell<T>` or by raw reads and writes on one thread; no `&T` or `&mut T` to one is
//!   ever handed out. So any number of slices may share an array.
//! - I4: `T: Copy`, so nothing has to be dropped, and a read is a copy.
//! - I5: the heap frees or reuses no array while a slice of it can be alive (`'h` borrows the heap).
//! # Locks
//! None. A slice and its heap stay on one thread (`Slice` is neither `Send` nor `Sync`).
//! # Differs from Go
//! - A [`Heap`] stands in for the collector (Go 1.27 `runtime/mgc.go`): arrays live until it is dropped or reset.
//! - Lengths are `usize`, so negative ones do not compile where Go panics (`runtime/slice.go`, `makeslice`).
//! - No `append` starts in a stack buffer as since Go 1.25 (`runtime/slice.go`, `growsliceBuf`): all escape.
//! # Example
//! ```
//! let heap = slices::Heap::new();
//! let a = heap.of(&[1, 2, 3, 4, 5]);
//! let t = heap.append_one(a.range(1..3), 9); // there is room: it writes over a[3]
//! assert_eq!((t.to_string(), a.to_string()), ("[2 3 9]".into(), "[1 2 3 9 5]".into()));
//! ```
//! # Reading order
//! `slice` · `bounds` · `memory` · `heap` · `append` · `classes` · `growth` · `copy` · `region` · `chunks` · `edit` ·
//! `strings` · `header` · `inspect`

mod append;
mod bounds;
mod chunks;
mod classes;
mod copy;
mod edit;
mod growth;
mod header;
mod heap;
mod inspect;
mod memory;
mod region;
mod slice;
mod strings;

pub use self::classes::{Classes, round_up_size};
pub use self::growth::{GrowthRule, NextCap, next_cap};
pub use self::inspect::{ArrayView, HeapView, SliceView};
pub use self::memory::{Malloc, Memory, Span};
pub use self::slice::{AsCells, Iter, Slice, Value};
pub use self::{copy::copy, header::Header, heap::Heap, region::Region, strings::RuneIter, strings::Str};
