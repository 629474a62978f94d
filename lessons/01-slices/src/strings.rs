//! Strings: a header of two words over bytes that nobody may change. So a string and a byte slice never share:
//! each conversion copies. (Go's compiler leaves the copy out where nobody can tell, `slicebytetostringtmp`.)

use std::cell::Cell;
use std::fmt;
use std::ops::RangeBounds;

use static_assertions::assert_eq_size;

use crate::bounds::{self, ends};
use crate::{Heap, Memory, Slice};

// ANCHOR: str
/// Go's `string`: bytes that never change; mostly UTF-8, but any bytes will do.
///
/// Source: Go 1.27 `runtime/string.go`, `stringStruct`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(transparent)]
pub struct Str<'h> {
    bytes: &'h [u8],
}
assert_eq_size!(Str<'static>, [usize; 2]);
// ANCHOR_END: str

impl<'h> Str<'h> {
    /// The string with these bytes.
    pub const fn new(bytes: &'h [u8]) -> Str<'h> {
        Str { bytes }
    }

    /// How many bytes it has; not characters.
    pub const fn len(self) -> usize {
        self.bytes.len()
    }

    /// Whether it is `""`.
    pub const fn is_empty(self) -> bool {
        self.bytes.is_empty()
    }

    /// The byte at `i`. Go's `s[i]`.
    ///
    /// # Panics
    /// `runtime error: index out of range [5] with length 3`
    pub fn get(self, i: usize) -> u8 {
        match self.bytes.get(i) {
            Some(&byte) => byte,
            None => bounds::panic_index(i, self.len()),
        }
    }

    /// `s[i:j]`: shares the bytes. It is not checked that it cuts between characters.
    ///
    /// # Panics
    /// - `runtime error: slice bounds out of range [:6] with length 5`
    /// - `runtime error: slice bounds out of range [4:2]`
    pub fn range(self, range: impl RangeBounds<usize>) -> Str<'h> {
        let (i, j) = ends(&range, self.len());
        if j > self.len() {
            bounds::panic_slice_len(j, self.len());
        }
        if i > j {
            bounds::panic_slice_order(i, j);
        }
        Str { bytes: &self.bytes[i..j] }
    }

    /// The bytes, to append them: Go's `append(b, s...)` is `heap.append(b, s.bytes())`.
    pub const fn bytes(self) -> &'h [u8] {
        self.bytes
    }

    /// `for i, r := range s`: each character with the index of its first byte. A byte that begins no valid
    /// UTF-8 counts as U+FFFD, one byte long.
    pub const fn runes(self) -> RuneIter<'h> {
        RuneIter { rest: self.bytes, at: 0 }
    }
}

impl<'h> From<&'h str> for Str<'h> {
    fn from(s: &'h str) -> Str<'h> {
        Str { bytes: s.as_bytes() }
    }
}

impl fmt::Display for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(self.bytes))
    }
}

impl fmt::Debug for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.bytes.escape_ascii())
    }
}

/// What [`Str::runes`] returns.
#[derive(Clone, Debug)]
pub struct RuneIter<'h> {
    /// What has not been decoded yet.
    rest: &'h [u8],
    /// The index of `rest` in the string.
    at: usize,
}

impl Iterator for RuneIter<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<(usize, char)> {
        if self.rest.is_empty() {
            return None;
        }
        // A character is at most four bytes; the longest valid prefix of those holds it, if there is one.
        let window = &self.rest[..self.rest.len().min(4)];
        let valid = match std::str::from_utf8(window) {
            Ok(valid) => valid,
            Err(error) => std::str::from_utf8(&window[..error.valid_up_to()]).expect("checked up to here"),
        };
        let rune = valid.chars().next();
        let found = (self.at, rune.unwrap_or(char::REPLACEMENT_CHARACTER));
        let width = rune.map_or(1, char::len_utf8);
        self.rest = &self.rest[width..];
        self.at += width;
        Some(found)
    }
}

impl<M: Memory> Heap<M> {
    // ANCHOR: convert
    /// `[]byte(s)`: a copy that may be changed.
    ///
    /// Source: Go 1.27 `runtime/string.go`, `stringtoslicebyte`.
    pub fn bytes_of(&self, s: Str<'_>) -> Slice<'_, u8> {
        self.of(s.bytes)
    }

    /// `string(b)`: a copy that will never change, whatever happens to `b`.
    ///
    /// Source: Go 1.27 `runtime/string.go`, `slicebytetostring`.
    pub fn string_of(&self, b: Slice<'_, u8>) -> Str<'_> {
        let copied = self.append_slice(Slice::nil(), b);
        let cells: &[Cell<u8>] = copied.as_cells();
        // SAFETY: a `Cell<u8>` has the layout of a `u8`. The array is new, its only slice ends in this function,
        // so nothing will ever write to it, and it lives as long as the heap is borrowed (I2, I5).
        let bytes = unsafe { std::slice::from_raw_parts(cells.as_ptr().cast::<u8>(), cells.len()) };
        Str { bytes }
    }
    // ANCHOR_END: convert
}
