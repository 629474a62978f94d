//! Insert, delete and their kin, as Go's package `slices` has them: all made of ranges, `append` and `copy`.

use std::marker::PhantomData;
use std::ops::{Range, RangeBounds};

use crate::append::panic_grow;
use crate::bounds::ends;
use crate::{Heap, Memory, Slice, Value, copy};

impl<M: Memory> Heap<M> {
    // ANCHOR: insert
    /// The slice with the elements of `v` put in before index `i`. In place if there is room; `v` may be a part of `s`.
    ///
    /// # Panics
    /// `runtime error: slice bounds out of range [4:3]`, if `i > len`
    ///
    /// Source: Go 1.27 `slices/slices.go`, `Insert`.
    ///
    /// ```
    /// let heap = slices::Heap::new();
    /// let s = heap.insert(heap.of(&[1, 4]), 1, heap.of(&[2, 3]));
    /// assert_eq!(s.to_string(), "[1 2 3 4]");
    /// ```
    pub fn insert<'h, T: Value>(&'h self, s: Slice<'h, T>, i: usize, v: Slice<'_, T>) -> Slice<'h, T> {
        let tail = s.range(i..);
        if v.is_empty() {
            return s;
        }
        let v = self.apart(v, s);
        let len = s.len().checked_add(v.len()).unwrap_or_else(|| panic_grow());
        if len > s.cap() {
            let grown = self.grown(s.range(..i), len - i).range(..len);
            copy(grown.range(i..), v);
            copy(grown.range(i + v.len()..), tail);
            return grown;
        }
        let s = s.range(..len);
        copy(s.range(i + v.len()..), tail); // first make room, from the far end
        copy(s.range(i..), v);
        s
    }
    // ANCHOR_END: insert

    /// The slice with the elements `i..j` replaced by those of `v`, which may be a part of `s`. What falls free
    /// at the end is zeroed.
    ///
    /// # Panics
    /// `runtime error: slice bounds out of range ...`, as `s[i:j]` does
    ///
    /// Source: Go 1.27 `slices/slices.go`, `Replace`.
    pub fn replace<'h, T: Value>(&'h self, s: Slice<'h, T>, at: Range<usize>, v: Slice<'_, T>) -> Slice<'h, T> {
        let (i, j) = (at.start, at.end);
        s.range(i..j); // the bounds check
        let tail = s.range(j..);
        if i == j {
            return self.insert(s, i, v);
        }
        let len = (i + tail.len()).checked_add(v.len()).unwrap_or_else(|| panic_grow());
        if len > s.cap() {
            let v = self.apart(v, s);
            let grown = self.grown(s.range(..i), len - i).range(..len);
            copy(grown.range(i..), v);
            copy(grown.range(i + v.len()..), tail);
            return grown;
        }
        let v = self.apart(v, s);
        let replaced = s.range(..len);
        copy(replaced.range(i + v.len()..), tail);
        copy(replaced.range(i..), v);
        if len < s.len() {
            s.range(len..).clear();
        }
        replaced
    }

    /// The slice with room for `n` more elements behind it.
    ///
    /// Source: Go 1.27 `slices/slices.go`, `Grow`.
    ///
    /// # Panics
    /// `runtime error: growslice: len out of range`
    pub fn grow<'h, T: Value>(&'h self, s: Slice<'h, T>, n: usize) -> Slice<'h, T> {
        match n.checked_sub(s.cap() - s.len()) {
            // Go appends to `s[:cap]`, so the growth rule sees a full slice.
            Some(missing) if missing > 0 => self.grown(s.range(..s.cap()), missing).range(..s.len()),
            _ => s,
        }
    }

    /// The elements of all the slices, one behind the other, in a new array.
    ///
    /// # Panics
    /// `len out of range`, if the lengths together overflow
    ///
    /// Source: Go 1.27 `slices/slices.go`, `Concat`.
    pub fn concat<'h, T: Value>(&'h self, slices: &[Slice<'_, T>]) -> Slice<'h, T> {
        let len = slices.iter().try_fold(0_usize, |sum, s| sum.checked_add(s.len()));
        let Some(len) = len.filter(|&len| isize::try_from(len).is_ok()) else { panic!("len out of range") };
        slices.iter().fold(self.grow(Slice::nil(), len), |joined, &s| self.append_slice(joined, s))
    }

    /// The elements of `s`, `count` times, in a new array.
    ///
    /// # Panics
    /// `the result of (len(x) * count) overflows`
    ///
    /// Source: Go 1.27 `slices/slices.go`, `Repeat`.
    pub fn repeat<'h, T: Value>(&'h self, s: Slice<'_, T>, count: usize) -> Slice<'h, T> {
        let len = s.len().checked_mul(count).filter(|&len| isize::try_from(len).is_ok());
        let Some(len) = len else { panic!("the result of (len(x) * count) overflows") };
        let repeated = self.make(len, len);
        let mut done = copy(repeated, s);
        while done < len {
            done += copy(repeated.range(done..), repeated.range(..done)); // twice as many each time
        }
        repeated
    }

    /// The slice in a new array with room for `more` behind it.
    fn grown<'h, T: Value>(&'h self, s: Slice<'h, T>, more: usize) -> Slice<'h, T> {
        let (array, cap) = self.outgrow(s, more);
        Slice { array, len: s.len, cap, owner: PhantomData }
    }

    /// `v`, or a copy of it if it overlaps what `s` can reach: moving elements of `s` must not change it.
    fn apart<'v, 'h: 'v, T: Value>(&'h self, v: Slice<'v, T>, s: Slice<'h, T>) -> Slice<'v, T> {
        let overlaps = v.array < s.array.wrapping_add(s.cap) && s.array < v.array.wrapping_add(v.len);
        if overlaps { self.append_slice(Slice::nil(), v) } else { v }
    }
}

impl<'h, T: Value> Slice<'h, T> {
    // ANCHOR: delete
    /// The slice without the elements `i..j`. The ones behind move up, in place, and the slots that fall free at
    /// the end are zeroed, so that they keep nothing alive.
    ///
    /// # Panics
    /// `runtime error: slice bounds out of range ...`, as `s[i:j:len]` does
    ///
    /// Source: Go 1.27 `slices/slices.go`, `Delete` (it zeroes since Go 1.22).
    ///
    /// ```
    /// let heap = slices::Heap::new();
    /// let s = heap.of(&[1, 2, 3, 4]);
    /// assert_eq!(s.delete(1..3).to_string(), "[1 4]");
    /// assert_eq!(s.to_string(), "[1 4 0 0]");
    /// ```
    pub fn delete(self, range: impl RangeBounds<usize>) -> Slice<'h, T> {
        let (i, j) = ends(&range, self.len);
        self.range3(i, j, self.len); // the bounds check
        let kept = i + copy(self.range(i..), self.range(j..));
        self.range(kept..).clear();
        self.range(..kept)
    }
    // ANCHOR_END: delete

    /// The slice with each run of equal elements shrunk to its first. What falls free at the end is zeroed.
    ///
    /// Source: Go 1.27 `slices/slices.go`, `Compact`.
    pub fn compact(self) -> Slice<'h, T>
    where
        T: PartialEq,
    {
        if self.len < 2 {
            return self;
        }
        let mut kept = 1;
        for i in 1..self.len {
            let value = self.get(i);
            if value != self.get(kept - 1) {
                self.set(kept, value);
                kept += 1;
            }
        }
        self.range(kept..).clear();
        self.range(..kept)
    }

    /// The slice without the room behind it: `s[:len(s):len(s)]`. The next `append` moves it to another array.
    ///
    /// Source: Go 1.27 `slices/slices.go`, `Clip`.
    pub fn clip(self) -> Slice<'h, T> {
        self.range3(0, self.len, self.len)
    }
}
