//! What `append`, `copy` and Go's package `slices` must do.
#![allow(clippy::reversed_empty_ranges, reason = "s[4:2] is what is tested")]

use std::fmt::Debug;

use kit::panic_text;
use slices::{Heap, Slice, Str, Value, copy};

// ---- append ----

/// Go's `append.go`: every element size from 1 to 16, and more.
#[test]
fn append_works_for_every_element_size() {
    fn check<T: Value + Debug + PartialEq>(make: impl Fn(u8) -> T) {
        let heap = Heap::new();
        let mut s = Slice::nil();
        for n in 0..100_u8 {
            s = heap.append_one(s, make(n));
            assert!(s.iter().eq((0..=n).map(&make)));
        }
        assert_eq!(s.range(..s.cap()).get(s.cap() - 1), if s.len() == s.cap() { make(99) } else { T::default() });
    }
    macro_rules! bytes {
        ($($n:literal)+) => { $(check(|n| [n; $n]);)+ };
    }
    bytes!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 24 32);
    check(u128::from);
    check(|n| ["zero", "one", "two"][n as usize % 3]);
    check(|n| (n.is_multiple_of(2)).then_some(n));
    check(char::from);
}

#[test]
fn append_within_the_capacity_writes_into_the_shared_array() {
    let heap = Heap::new();
    let a = heap.of(&[1, 2, 3, 4]);
    let s = heap.append(a.range(..1), &[20, 30]);
    assert_eq!((s.to_string(), a.to_string()), ("[1 20 30]".to_string(), "[1 20 30 4]".to_string()));
}

#[test]
fn append_past_the_capacity_leaves_the_shared_array_alone() {
    let heap = Heap::new();
    let a = heap.of(&[1, 2, 3]);
    let s = heap.append_one(a, 4);
    s.set(0, 9);
    assert_eq!((s.to_string(), a.to_string()), ("[9 2 3 4]".to_string(), "[1 2 3]".to_string()));
}

/// Go's `TestSideEffectOrder`.
#[test]
fn arguments_are_evaluated_before_append_grows() {
    let heap = Heap::new();
    let x = heap.make::<i64>(0, 10);
    let f = || {
        let shared = heap.append_one(x, 2); // writes slot 0
        shared.get(0)
    };
    let s = heap.append(x, &[1, f()]);
    assert_eq!(s.to_string(), "[1 2]");
}

/// Go's `TestAppendOverlap`.
#[test]
fn append_may_take_its_elements_from_its_own_array() {
    let heap = Heap::new();
    let x = heap.bytes_of(Str::from("1234"));
    let x = heap.append_slice(x.range(1..), x);
    assert_eq!(heap.string_of(x).to_string(), "2341234");
    let room = heap.append_slice(heap.make::<u8>(0, 8), heap.bytes_of(Str::from("abc")));
    assert_eq!(heap.string_of(heap.append_slice(room.range(1..), room)).to_string(), "bcabc");
}

/// Go's `TestAppendByteInLoop`, with the capacities that Go 1.27 gives.
#[test]
fn appending_bytes_in_a_loop_is_amortised() {
    let heap = Heap::new();
    let mut s = Slice::<u8>::nil();
    let mut arrays = 0;
    for n in 0..100_000_usize {
        let before = s.cap();
        s = heap.append_one(s, n as u8);
        arrays += usize::from(s.cap() != before);
    }
    assert_eq!((s.len(), s.cap(), arrays), (100_000, 131_072, 24));
    assert_eq!(heap.inspect().arrays.len(), arrays);
}

#[test]
fn a_length_that_cannot_exist_panics_with_gos_text() {
    let heap = Heap::new();
    let all = heap.make::<()>(usize::MAX, usize::MAX);
    assert_eq!(panic_text(|| heap.append_one(all, ())), "runtime error: growslice: len out of range");
    let s = heap.make::<u64>(1, 1);
    assert_eq!(panic_text(|| heap.grow(s, usize::MAX / 16 + 1)), "runtime error: growslice: len out of range");
}

#[test]
fn a_rule_that_gives_too_little_room_is_refused() {
    let heap = Heap::with_growth(|_, cap, _, _| cap);
    let text = panic_text(|| heap.append_one(Slice::nil(), 1));
    assert_eq!(text, "the growth rule gave room for 0 elements where 1 are needed");
}

// ---- copy and clear ----

/// Go's `copy.go`: lengths 0 to 33, elements of 1, 2, 4 and 8 bytes, every overlap.
#[test]
fn copy_is_right_for_every_overlap() {
    fn check<T: Value + PartialEq + Debug + TryFrom<usize>>() {
        let value = |n: usize| T::try_from(n % 100).ok().expect("below 100 fits every type");
        for (n, from, to) in (0..=33).flat_map(|n| (0..6).flat_map(move |from| (0..6).map(move |to| (n, from, to)))) {
            let heap = Heap::new();
            let s = heap.of(&(0..40).map(value).collect::<Vec<T>>());
            let mut expected: Vec<T> = s.iter().collect();
            expected.copy_within(from..from + n, to);
            assert_eq!(copy(s.range(to..to + n), s.range(from..from + n)), n);
            assert!(s.iter().eq(expected), "{n} elements from {from} to {to}");
        }
    }
    check::<u8>();
    check::<u16>();
    check::<u32>();
    check::<u64>();
}

#[test]
fn copy_moves_as_many_as_both_have_and_says_how_many() {
    let heap = Heap::new();
    let (s, t) = (heap.make::<u8>(3, 9), heap.of(&[1, 2, 3, 4, 5]));
    assert_eq!((copy(s, t), copy(t, s.range(..1)), copy(t, Slice::nil())), (3, 1, 0));
    assert_eq!((s.to_string(), s.range(..4).get(3)), ("[1 2 3]".to_string(), 0));
}

#[test]
fn clear_zeroes_up_to_the_length_and_not_behind_it() {
    let heap = Heap::new();
    let s = heap.of(&[1, 2, 3]);
    s.range(..2).clear();
    assert_eq!(s.to_string(), "[0 0 3]");
}

// ---- Go's package slices ----

/// Go's `TestInsert`, `TestInsertOverlap`, `TestInsertPanics`.
#[test]
fn insert_puts_elements_in_front_of_an_index() {
    for room in [0, 1, 2, 5] {
        for i in 0..=3 {
            for (from, to) in (0..=3).flat_map(|from| (from..=3).map(move |to| (from, to))) {
                let heap = Heap::new();
                let s = heap.append(heap.make::<u8>(0, 3 + room), &[1, 2, 3]);
                let v = s.range(from..to); // a part of s itself
                let mut expected = vec![1, 2, 3];
                expected.splice(i..i, [1, 2, 3][from..to].iter().copied());
                assert!(heap.insert(s, i, v).iter().eq(expected), "room {room}, [{from}..{to}] at {i}");
            }
        }
    }
    let heap = Heap::new();
    let s = heap.of(&[1, 2, 3]);
    let text = panic_text(|| heap.insert(s, 4, heap.of(&[9])));
    assert_eq!(text, "runtime error: slice bounds out of range [4:3]");
}

/// Go's `TestDelete`, `TestDeleteClearTail`, `TestDeletePanics`.
#[test]
fn delete_closes_the_gap_and_clears_the_tail() {
    let heap = Heap::new();
    for (i, j) in (0..=4).flat_map(|i| (i..=4).map(move |j| (i, j))) {
        let s = heap.of(&[1, 2, 3, 4]);
        let t = s.delete(i..j);
        let mut expected = vec![1, 2, 3, 4];
        expected.drain(i..j);
        assert!(t.iter().eq(expected.iter().copied()) && t.cap() == 4);
        expected.resize(4, 0);
        assert!(s.iter().eq(expected), "what fell free is zero");
    }
    let s = heap.append(heap.make::<u8>(0, 9), &[1, 2, 3]);
    assert_eq!(panic_text(|| s.delete(1..4)), "runtime error: slice bounds out of range [:4:3]");
    assert_eq!(panic_text(|| s.delete(2..1)), "runtime error: slice bounds out of range [2:1:]");
}

/// Go's `TestReplace`, `TestReplaceOverlap`, `TestReplaceEndClearTail`.
#[test]
fn replace_handles_every_range_and_every_overlap() {
    for (room, i, j) in [0, 3].into_iter().flat_map(|r| (0..=4).flat_map(move |i| (i..=4).map(move |j| (r, i, j)))) {
        for (from, to) in (0..=4).flat_map(|from| (from..=4).map(move |to| (from, to))) {
            let heap = Heap::new();
            let s = heap.append(heap.make::<u8>(0, 4 + room), &[1, 2, 3, 4]);
            let mut expected = vec![1, 2, 3, 4];
            expected.splice(i..j, [1, 2, 3, 4][from..to].iter().copied());
            let t = heap.replace(s, i..j, s.range(from..to));
            assert!(t.iter().eq(expected.iter().copied()), "room {room}: [{i}..{j}] by [{from}..{to}]: {t}");
            if t.len() < s.len() {
                assert!(s.range(t.len()..).iter().all(|v| v == 0), "what fell free is zero");
            }
        }
    }
}

/// Go's `TestCompact`, `TestCompactClearTail`.
#[test]
fn compact_keeps_the_first_of_each_run_and_clears_the_tail() {
    let heap = Heap::new();
    let s = heap.of(&[1, 1, 2, 2, 2, 1, 3, 3]);
    assert_eq!(s.compact().to_string(), "[1 2 1 3]");
    assert_eq!(s.to_string(), "[1 2 1 3 0 0 0 0]");
    assert!(Slice::<u8>::nil().compact().is_nil());
}

/// Go's `TestGrow`, `TestClip`.
#[test]
fn grow_makes_room_and_clip_gives_it_up() {
    let heap = Heap::new();
    let s = heap.of(&[1_i64, 2, 3]);
    let t = heap.grow(s, 10);
    assert_eq!((t.to_string(), t.cap()), ("[1 2 3]".to_string(), 14)); // 13 elements are 104 bytes; the class has 112
    assert_eq!(heap.grow(t, 11).header(), t.header(), "there is room already");
    assert_eq!((t.clip().len(), t.clip().cap()), (3, 3));
}

/// Go's `TestConcat`, `TestConcat_too_large`, `TestRepeat`, `TestRepeatPanics`.
#[test]
fn concat_and_repeat_make_new_arrays() {
    let heap = Heap::new();
    let (a, b) = (heap.of(&[1, 2]), heap.of(&[3]));
    let c = heap.concat(&[a, b, Slice::nil(), a]);
    a.set(0, 9);
    assert_eq!(c.to_string(), "[1 2 3 1 2]");
    assert_eq!(heap.repeat(c.range(1..3), 3).to_string(), "[2 3 2 3 2 3]");
    assert_eq!((heap.repeat(c, 0).is_nil(), heap.repeat(c, 0).len()), (false, 0));
    let huge = heap.make::<()>(usize::MAX / 2, usize::MAX / 2);
    assert_eq!(panic_text(|| heap.concat(&[huge, huge, huge])), "len out of range");
    assert_eq!(panic_text(|| heap.repeat(huge, 3)), "the result of (len(x) * count) overflows");
}

// ---- Strings ----

/// Go's `copy.go` (from a string) and `append.go` (`append(b, s...)`).
#[test]
fn strings_and_byte_slices_never_share() {
    let heap = Heap::new();
    let s = Str::from("héllo");
    let b = heap.bytes_of(s);
    b.set(0, b'j');
    let t = heap.string_of(b);
    b.set(0, b'c');
    assert_eq!((s.to_string(), t.to_string()), ("héllo".to_string(), "jéllo".to_string()));
    let appended = heap.append(b.range(..1), Str::from("at").bytes());
    assert_eq!(heap.string_of(appended), Str::from("cat"));
    assert_eq!((copy(b, heap.bytes_of(Str::from("dog"))), heap.string_of(b.range(..3))), (3, Str::from("dog")));
}

#[test]
fn a_string_counts_bytes_and_iterates_over_characters() {
    let s = Str::new(b"a\xc3\xa9\xff\xe4\xb8\xad");
    assert_eq!((s.len(), s.get(1), s.range(1..3).to_string()), (7, 0xc3, "é".to_string()));
    assert_eq!(s.runes().collect::<Vec<_>>(), [(0, 'a'), (1, 'é'), (3, '\u{fffd}'), (4, '中')]);
    assert_eq!(panic_text(|| s.get(7)), "runtime error: index out of range [7] with length 7");
    assert_eq!(panic_text(|| s.range(3..8)), "runtime error: slice bounds out of range [:8] with length 7");
    assert_eq!(panic_text(|| s.range(4..2)), "runtime error: slice bounds out of range [4:2]");
}
