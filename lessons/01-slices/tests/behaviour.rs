//! What a slice must do: the claims of the notes, and what Go's own tests check.
//! Go's texts and numbers are recorded in `tests/oracle`; `tests/oracle.rs` of the workbook compares the tables.

use std::cell::Cell;

use kit::panic_text;
use slices::GrowthRule::{Go1_15, Go1_17, Go1_18, Go1_22Pointers};
use slices::{Header, Heap, Slice, copy, next_cap};

/// The capacities of a slice that grows from nil by one element of `size` bytes at a time, up to `limit`.
fn capacities(rule: slices::GrowthRule, size: usize, limit: usize) -> Vec<usize> {
    let mut caps = vec![0];
    while *caps.last().expect("it begins with 0") < limit {
        let cap = caps[caps.len() - 1];
        caps.push(next_cap(rule, cap, cap, cap + 1, size));
    }
    caps.split_off(1)
}

// ---- The notes' claims about slices ----

/// Claim SL01.
#[test]
fn arrays_are_values_and_assignment_copies_them() {
    let a = Cell::new([1, 2, 3]);
    let b = Cell::new(a.get()); // b := a
    Slice::from_array(&b).set(0, 9);
    assert_eq!((a.get(), b.get()), ([1, 2, 3], [9, 2, 3]));
}

/// Claim SL02.
#[test]
fn a_write_through_a_slice_is_seen_by_every_slice_of_the_array() {
    let a = Cell::new([1, 2, 3, 4]);
    let (s, t) = (Slice::from_array(&a), Slice::from_array(&a).range(1..3));
    t.set(0, 20);
    assert_eq!((s.get(1), a.get()), (20, [1, 20, 3, 4]));
    let mut u = s; // and the variable itself can be assigned anew
    u = u.range(2..);
    assert_eq!((u.len(), s.len()), (2, 4));
}

/// Claims SL03 and SL06.
#[test]
fn a_slice_is_a_pointer_a_length_and_a_capacity() {
    assert_eq!(size_of::<Slice<'_, u8>>(), 3 * size_of::<usize>());
    let heap = Heap::new();
    let s = heap.make::<u64>(2, 5);
    let Header { array, len, cap } = s.header();
    assert_eq!((len, cap), (2, 5));
    assert_eq!(array.addr() + 8, s.range(1..).header().array.addr());
}

/// Claim SL04.
#[test]
fn appending_in_a_callee_does_not_change_the_callers_length() {
    fn callee<'h>(heap: &'h Heap, s: Slice<'h, i64>) -> usize {
        heap.append_one(s, 4).len()
    }
    let heap = Heap::new();
    let s = heap.make::<i64>(3, 8);
    assert_eq!((callee(&heap, s), s.len()), (4, 3));
    assert_eq!(s.range(..4).get(3), 4, "the element is there, behind the caller's length");
}

/// Claim SL05.
#[test]
fn the_end_index_is_exclusive_and_cap_runs_to_the_end_of_the_array() {
    let heap = Heap::new();
    let s = heap.of(&[1, 2, 3, 4, 5]).range(1..3);
    assert_eq!((s.to_string(), s.len(), s.cap()), ("[2 3]".to_string(), 2, 4));
}

/// Claim SL07; Go's `slicecap.go`.
#[test]
fn no_operation_makes_len_greater_than_cap() {
    let heap = Heap::new();
    let s = heap.make::<u8>(3, 5);
    for i in 0..8 {
        for j in 0..8 {
            let cut = std::panic::AssertUnwindSafe(|| s.range(i..j));
            if i <= j && j <= 5 {
                let t = cut();
                assert_eq!((t.len(), t.cap()), (j - i, 5 - i));
            } else {
                assert!(panic_text(cut.0).starts_with("runtime error: slice bounds out of range ["));
            }
        }
    }
    assert_eq!(panic_text(|| heap.make::<u8>(6, 5)), "runtime error: makeslice: cap out of range");
}

/// Claim SL08. With an integer for the address the notes' code does not compile in Go; here a header holds a
/// pointer, and so the compiler knows whose memory it is.
#[test]
fn a_header_built_by_hand_needs_a_pointer_not_an_integer() {
    let mut bytes = *b"runtime";
    let array = bytes.as_mut_ptr();
    // SAFETY: `bytes` has 7 initialised bytes, outlives `s`, and is not used in between.
    let s = unsafe { Slice::from_header(Header { array, len: 3, cap: 7 }) };
    s.set(0, b'f');
    assert_eq!((s.len(), s.cap(), s.range(..7).to_string()), (3, 7, "[102 117 110 116 105 109 101]".to_string()));
    assert_eq!(&bytes, b"funtime");
}

/// Claim SL09.
#[test]
fn make_takes_a_length_known_only_at_run_time() {
    let heap = Heap::new();
    for n in [0, 1, 1000] {
        let s = heap.make::<u32>(n, 2 * n);
        assert_eq!((s.len(), s.cap(), s.iter().sum::<u32>()), (n, 2 * n, 0));
    }
}

/// Claim SL10.
#[test]
fn growth_doubles_below_the_threshold_of_its_version() {
    assert_eq!(capacities(Go1_17, 8, 1024), [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]);
    assert_eq!(capacities(Go1_18, 8, 848), [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 848]);
    // Up to Go 1.15 the length decided, since Go 1.16 the capacity does.
    assert_eq!(next_cap(Go1_15, 1000, 1024, 1025, 8), 2048);
    assert_eq!(next_cap(Go1_17, 1000, 1024, 1025, 8), 1280);
    // More than twice the capacity is taken as it is, in every version.
    assert_eq!([Go1_15, Go1_17, Go1_18].map(|rule| next_cap(rule, 4, 4, 11, 8)), [12, 12, 12]);
}

/// Claim SL11.
#[test]
fn eight_byte_elements_grow_from_four_to_eight() {
    for rule in [Go1_15, Go1_17, Go1_18, Go1_22Pointers] {
        assert_eq!(next_cap(rule, 4, 4, 5, 8), 8);
    }
}

/// Claim SL12.
#[test]
fn growth_above_the_threshold_follows_its_version() {
    assert_eq!(capacities(Go1_17, 8, 2304)[10..], [1024, 1280, 1696, 2304]);
    assert_eq!(capacities(Go1_18, 8, 2560)[9..], [512, 848, 1280, 1792, 2560]);
}

/// Claim SL13.
#[test]
fn a_quarter_more_is_rounded_up_to_a_size_class() {
    let quarter_more = 1280 + 1280 / 4;
    assert_eq!(quarter_more * 8, 12_800); // no size class; the next one has 13568 bytes
    assert_eq!(next_cap(Go1_17, 1280, 1280, 1281, 8), 13_568 / 8);
}

/// Claim SL14.
#[test]
fn growth_depends_on_the_element_size_too() {
    let first = [1, 2, 4, 8, 12, 24, 40].map(|size| next_cap(Go1_18, 0, 0, 1, size));
    assert_eq!(first, [8, 4, 2, 1, 1, 1, 1]);
    assert_eq!(next_cap(Go1_18, 2, 2, 3, 24), 4);
    assert_eq!(next_cap(Go1_18, 5, 5, 6, 40), 10); // 400 bytes, and 416 hold no eleventh
    assert_eq!([next_cap(Go1_18, 64, 64, 65, 8), next_cap(Go1_22Pointers, 64, 64, 65, 8)], [128, 143]);
}

// ---- nil, empty, make ----

/// Go's `TestNilness` and the recording `slices/surprises`.
#[test]
fn nil_and_empty_differ_only_in_being_nil() {
    let heap = Heap::new();
    let (nil, empty) = (Slice::<i64>::nil(), Slice::<i64>::empty());
    assert_eq!((nil.is_nil(), nil.len(), nil.cap()), (true, 0, 0));
    assert_eq!((empty.is_nil(), empty.len(), empty.cap()), (false, 0, 0));
    assert!(nil.range(0..0).is_nil() && nil.range(..).is_nil() && !empty.range(..).is_nil());
    assert!(heap.append(nil, &[]).is_nil() && heap.append_slice(nil, empty).is_nil());
    assert_eq!(heap.append_one(nil, 1).to_string(), "[1]");
    assert!(!heap.make::<i64>(0, 0).is_nil() && nil.clip().is_nil() && heap.concat::<i64>(&[]).is_nil());
    assert_eq!((nil.to_string(), nil.iter().count(), copy(nil, empty)), ("[]".to_string(), 0, 0));
}

/// More numbers of 8 bytes than there is room for, on 64 bits and on 32. Go's test has `1 << 59`.
const TOO_MANY: usize = usize::MAX / 16 + 1;

/// Go's `makeslice.go`.
#[test]
fn make_panics_with_gos_texts() {
    let heap = Heap::new();
    assert_eq!(panic_text(|| heap.make::<u64>(TOO_MANY, TOO_MANY)), "runtime error: makeslice: len out of range");
    assert_eq!(panic_text(|| heap.make::<u64>(1, TOO_MANY)), "runtime error: makeslice: cap out of range");
    assert_eq!(panic_text(|| heap.make::<u64>(usize::MAX, usize::MAX)), "runtime error: makeslice: len out of range");
    assert_eq!(panic_text(|| heap.make::<u64>(2, 1)), "runtime error: makeslice: cap out of range");
}

#[test]
fn elements_of_no_size_have_any_length() {
    let heap = Heap::new();
    let (len, cap) = (usize::MAX / 1024, usize::MAX / 16);
    let s = heap.make::<()>(len, cap);
    assert_eq!((s.len(), s.cap(), s.get(len / 2)), (len, cap, ()));
    let t = heap.append_one(s.range(..).clip(), ());
    assert_eq!((t.len(), t.cap()), (len + 1, len + 1));
    assert_eq!(heap.inspect().bytes, 0);
}

// ---- Bounds: Go's slice3.go, all orders of the three ----

#[test]
fn index_and_bounds_panic_with_gos_texts() {
    let heap = Heap::new();
    let s = heap.make::<u8>(3, 5);
    assert_eq!(panic_text(|| s.get(3)), "runtime error: index out of range [3] with length 3");
    assert_eq!(panic_text(|| s.set(9, 0)), "runtime error: index out of range [9] with length 3");
    assert_eq!(panic_text(|| s.range(0..6)), "runtime error: slice bounds out of range [:6] with capacity 5");
    assert_eq!(panic_text(|| s.range(4..)), "runtime error: slice bounds out of range [4:3]");
    assert_eq!(panic_text(|| Slice::<u8>::nil().get(0)), "runtime error: index out of range [0] with length 0");
}

#[test]
fn every_order_of_three_bounds_is_right_or_has_its_text() {
    let heap = Heap::new();
    let s = heap.of(&[0, 1, 2, 3, 4]);
    for (i, j, k) in (0..7).flat_map(|i| (0..7).flat_map(move |j| (0..7).map(move |k| (i, j, k)))) {
        let expected = match () {
            () if k > 5 => format!("[::{k}] with capacity 5"),
            () if j > k => format!("[:{j}:{k}]"),
            () if i > j => format!("[{i}:{j}:]"),
            () => {
                let t = s.range3(i, j, k);
                assert_eq!((t.len(), t.cap(), t.iter().next()), (j - i, k - i, (i < j).then_some(i)));
                continue;
            }
        };
        let text = panic_text(|| s.range3(i, j, k));
        assert_eq!(text, format!("runtime error: slice bounds out of range {expected}"));
    }
}

// ---- Iteration ----

#[test]
fn a_loop_copies_the_header_and_reads_live_elements() {
    let heap = Heap::new();
    let mut s = heap.make::<i64>(3, 8);
    let mut seen = Vec::new();
    for v in s {
        s.range(..3).set(2, 7); // seen: the elements are not copied
        s = heap.append_one(s, 1); // not seen: the length was read when the loop began
        seen.push(v);
    }
    assert_eq!((seen, s.len()), (vec![0, 0, 7], 6));
}

#[test]
fn iterators_know_how_many_are_left_and_stop_for_good() {
    let heap = Heap::new();
    let mut iter = heap.of(&[1, 2]).iter();
    assert_eq!((iter.len(), iter.next(), iter.len()), (2, Some(1), 1));
    assert_eq!((iter.next(), iter.next(), iter.next()), (Some(2), None, None));
}
