//! What a heap and a slice look like, in names and numbers that are the same on every machine.

use serde::Serialize;

use crate::{Heap, Memory, Slice};

/// The arrays of a heap, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeapView {
    /// Every array that was made since the last reset.
    pub arrays: Vec<ArrayView>,
    /// Their bytes together.
    pub bytes: usize,
}

/// One backing array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ArrayView {
    /// Its name: `#0` is the heap's first.
    pub array: String,
    /// Its size.
    pub bytes: usize,
}

/// Where a slice points, and how far it reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SliceView {
    /// `#2`, the heap's third array; `nil`; or `elsewhere`, if the array is not the heap's.
    pub array: String,
    /// The index in that array of the slice's first element.
    pub first: usize,
    /// Its length.
    pub len: usize,
    /// Its capacity.
    pub cap: usize,
}

impl<M: Memory> Heap<M> {
    /// The heap's arrays.
    ///
    /// ```
    /// let heap = slices::Heap::new();
    /// let s = heap.make::<i64>(2, 5).range(1..);
    /// assert_eq!(heap.inspect().bytes, 40);
    /// let view = heap.inspect_slice(s);
    /// assert_eq!((view.array.as_str(), view.first, view.len, view.cap), ("#0", 1, 1, 4));
    /// ```
    pub fn inspect(&self) -> HeapView {
        let spans = self.memory.spans();
        let arrays = spans.iter().enumerate();
        HeapView {
            arrays: arrays.map(|(n, span)| ArrayView { array: format!("#{n}"), bytes: span.bytes }).collect(),
            bytes: spans.iter().map(|span| span.bytes).sum(),
        }
    }

    /// Where a slice points.
    pub fn inspect_slice<T>(&self, s: Slice<'_, T>) -> SliceView {
        let address = s.array.addr();
        // One past the end still belongs to an array: `s[len:]` of a full slice points there.
        let home = self.memory.spans().into_iter().enumerate().find(|(_, span)| {
            let start = span.start.addr().get();
            (start..=start + span.bytes).contains(&address)
        });
        let (array, first) = match home {
            _ if s.is_nil() => ("nil".to_string(), 0),
            None => ("elsewhere".to_string(), 0),
            Some((n, span)) => (format!("#{n}"), (address - span.start.addr().get()) / size_of::<T>().max(1)),
        };
        SliceView { array, first, len: s.len, cap: s.cap }
    }
}

impl<M: Memory> Heap<M> {
    /// Walks all arrays: each is there once, and no two overlap.
    ///
    /// # Errors
    /// Which two do.
    pub fn check(&self) -> Result<(), String> {
        let mut spans: Vec<_> = self.memory.spans().into_iter().enumerate().collect();
        spans.sort_by_key(|(_, span)| span.start);
        for pair in spans.windows(2) {
            let [(a, first), (b, second)] = pair else { unreachable!("windows of two") };
            if first.start.addr().get() + first.bytes > second.start.addr().get() {
                return Err(format!("arrays #{a} and #{b} overlap"));
            }
        }
        Ok(())
    }

    /// Whether a slice keeps I1 and I2: its length is within its capacity, and that within one array.
    ///
    /// # Errors
    /// Which invariant is broken, and by how much.
    pub fn check_slice<T>(&self, s: Slice<'_, T>) -> Result<(), String> {
        let view = self.inspect_slice(s);
        if view.len > view.cap {
            return Err(format!("I1: length {} above capacity {}", view.len, view.cap));
        }
        let bytes = s.cap * size_of::<T>();
        let start = s.array.addr();
        let inside = |span: &crate::Span| {
            let home = span.start.addr().get();
            home <= start && start + bytes <= home + span.bytes
        };
        if bytes > 0 && !self.memory.spans().iter().any(inside) {
            return Err(format!("I2: {bytes} bytes from {}[{}] on lie in no one array", view.array, view.first));
        }
        Ok(())
    }
}
