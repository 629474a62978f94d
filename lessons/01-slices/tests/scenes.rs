//! The scenes of the chapter. Each test makes one snapshot, and the book shows it.
//! A text scene prints what the Go program `tests/oracle/slices/surprises.go` prints, and is compared with it.

mod drawing;
mod page;
mod recorded;

use std::cell::Cell;

use drawing::drawn;
use kit::frame::{Frame, Scene};
use page::Page;
use slices::{GrowthRule, Heap, Slice, Str, copy, next_cap};

#[test]
fn arrays_are_values() {
    fn set_first_of_array(mut a: [i64; 3]) {
        a[0] = 99;
        assert_eq!(a[0], 99); // only here
    }
    fn set_first_of_slice(s: Slice<'_, i64>) {
        s.set(0, 99);
    }
    let mut page = Page::default();
    let array = Cell::new([1, 2, 3]);
    let mut copied = array.get();
    copied[1] = 20;
    set_first_of_array(array.get());
    page.line(format_args!(
        "array {} copied {} equal {}",
        Slice::from_array(&array),
        Slice::from_array(&Cell::new(copied)),
        array.get() == copied
    ));
    set_first_of_slice(Slice::from_array(&array));
    page.line(format_args!("after the slice {}", Slice::from_array(&array)));
    kit::snapshot!("arrays_are_values", page.checked_against_go("arrays are values"));
}

#[test]
fn a_write_is_shared() {
    let mut page = Page::default();
    let array = Cell::new([0, 1, 2, 3, 4]);
    let whole = Slice::from_array(&array);
    let (a, b) = (whole.range(0..3), whole.range(2..5));
    a.set(2, 99);
    page.show("a", a);
    page.show("b", b);
    page.line(format_args!("array {whole}"));
    kit::snapshot!("a_write_is_shared", page.checked_against_go("shared write"));
}

#[test]
fn append_in_place_overwrites_a_neighbour() {
    let (mut page, heap) = (Page::default(), Heap::new());
    let all = heap.of(&[0, 1, 2, 3]);
    let head = all.range(..2);
    page.show("head", head);
    let head = heap.append_one(head, 99);
    page.show("head", head);
    page.show("all", all);
    kit::snapshot!("append_in_place_overwrites_a_neighbour", page.checked_against_go("append in place"));
}

#[test]
fn append_past_the_capacity_parts_company() {
    let (mut page, heap) = (Page::default(), Heap::new());
    let a = heap.of(&[0, 1, 2, 3]);
    let b = heap.append_one(a, 4);
    b.set(0, 99);
    page.show("a", a);
    page.show("b", b);
    kit::snapshot!("append_past_the_capacity_parts_company", page.checked_against_go("append past cap"));
}

#[test]
fn a_callee_appends() {
    fn add<'h>(heap: &'h Heap, s: Slice<'h, i64>, v: i64) {
        let s = heap.append_one(s, v);
        s.set(0, 99);
    }
    let (mut page, heap) = (Page::default(), Heap::new());
    let room = heap.make(1, 2);
    add(&heap, room, 7);
    page.show("room", room);
    page.show("room[:2]", room.range(..2));
    let full = heap.make(1, 1);
    add(&heap, full, 7);
    page.show("full", full);
    kit::snapshot!("a_callee_appends", page.checked_against_go("callee appends"));
}

#[test]
fn two_appends_share_a_slot() {
    let (mut page, heap) = (Page::default(), Heap::new());
    let a = heap.make(2, 4);
    let b = heap.append_one(a, 1);
    let c = heap.append_one(a, 2);
    page.show("a", a);
    page.show("b", b);
    page.show("c", c);
    kit::snapshot!("two_appends_share_a_slot", page.checked_against_go("two appends share"));
}

#[test]
fn a_third_index_keeps_append_out() {
    let (mut page, heap) = (Page::default(), Heap::new());
    let all = heap.of(&[0, 1, 2, 3, 4]);
    let part = all.range3(1, 3, 3);
    page.show("part", part);
    let part = heap.append_one(part, 99);
    page.show("part", part);
    page.show("all", all);
    page.show("all[1:3]", all.range(1..3));
    kit::snapshot!("a_third_index_keeps_append_out", page.checked_against_go("three-index"));
}

#[test]
fn range_copies_the_header() {
    let (mut page, heap) = (Page::default(), Heap::new());
    let mut s = heap.of(&[1, 2, 3]);
    let mut seen = Slice::nil();
    for v in s {
        seen = heap.append_one(seen, v);
        s = heap.append_one(s, v * 10);
        s.set(2, 99);
    }
    page.show("seen", seen);
    page.show("s", s);
    seen = seen.range(..0);
    let mut room = heap.append(heap.make(0, 8), &[1, 2, 3]);
    for v in room {
        seen = heap.append_one(seen, v);
        room = heap.append_one(room, v * 10);
        room.set(2, 99);
    }
    page.show("seen", seen);
    page.show("room", room);
    kit::snapshot!("range_copies_the_header", page.checked_against_go("range copies the header"));
}

#[test]
fn nil_and_empty() {
    let (mut page, heap) = (Page::default(), Heap::new());
    let (none, empty) = (Slice::<i64>::nil(), Slice::<i64>::empty());
    page.line(format_args!("none == nil: {} len {} cap {}", none.is_nil(), none.len(), none.cap()));
    page.line(format_args!("empty == nil: {} len {} cap {}", empty.is_nil(), empty.len(), empty.cap()));
    page.line(format_args!("none[:0] == nil: {}", none.range(..0).is_nil()));
    page.line(format_args!("empty[:0] == nil: {}", empty.range(..0).is_nil()));
    page.line(format_args!("append(none, none...) == nil: {}", heap.append_slice(none, none).is_nil()));
    page.line(format_args!("append(none, empty...) == nil: {}", heap.append_slice(none, empty).is_nil()));
    page.show("append(none, 1)", heap.append_one(none, 1));
    page.line(format_args!("copy(none, {{1}}): {}", copy(none, heap.of(&[1]))));
    for _ in none {
        page.line("never");
    }
    kit::snapshot!("nil_and_empty", page.checked_against_go("nil and empty"));
}

#[test]
fn copy_handles_an_overlap() {
    let (mut page, heap) = (Page::default(), Heap::new());
    let up = heap.of(&[0, 1, 2, 3, 4]);
    page.line(format_args!("copied {}", copy(up.range(1..), up)));
    page.show("up", up);
    let down = heap.of(&[0, 1, 2, 3, 4]);
    page.line(format_args!("copied {}", copy(down, down.range(1..))));
    page.show("down", down);
    let short = heap.make(2, 2);
    page.line(format_args!("copied {}", copy(short, down)));
    page.show("short", short);
    kit::snapshot!("copy_handles_an_overlap", page.checked_against_go("copy overlap"));
}

#[test]
fn append_of_itself() {
    let (mut page, heap) = (Page::default(), Heap::new());
    let x = heap.bytes_of(Str::from("1234"));
    let x = heap.append_slice(x.range(1..), x);
    page.line(heap.string_of(x));
    let roomy = heap.append(heap.make(0, 16), b"1234");
    let y = heap.append_slice(roomy.range(1..), roomy);
    page.line(format_args!("{} over {}", heap.string_of(y), heap.string_of(roomy)));
    kit::snapshot!("append_of_itself", page.checked_against_go("append itself"));
}

#[test]
fn delete_clears_what_it_leaves() {
    let (mut page, heap) = (Page::default(), Heap::new());
    let s = heap.of(&[0, 1, 2, 3, 4]);
    let short = s.delete(1..3);
    page.show("short", short);
    page.show("s", s);
    let by_hand = heap.of(&[0, 1, 2, 3, 4]);
    let by_hand_2 = heap.append_slice(by_hand.range(..1), by_hand.range(3..));
    page.show("byHand2", by_hand_2);
    page.show("byHand", by_hand);
    kit::snapshot!("delete_clears_what_it_leaves", page.checked_against_go("delete leaves"));
}

#[test]
fn strings_are_copied_into_bytes() {
    let (mut page, heap) = (Page::default(), Heap::new());
    let text = Str::from("slice");
    let b = heap.bytes_of(text);
    b.set(0, b'S');
    page.line(format_args!("bytes {} text {text}", heap.string_of(b)));
    let again = heap.string_of(b);
    b.set(1, b'-');
    page.line(format_args!("again {again} bytes {}", heap.string_of(b)));
    page.line(format_args!("copied {} {}", copy(b, heap.bytes_of(Str::from("SLICES"))), heap.string_of(b)));
    let b = heap.append(b, Str::from(" of bytes").bytes());
    page.line(format_args!("{} len {}", heap.string_of(b), b.len()));
    page.line(format_args!("part {} len {}", text.range(1..3), text.range(1..3).len()));
    let world = Str::from("世界");
    page.line(format_args!("{} {} {}", world.len(), world.runes().count(), heap.bytes_of(world)));
    let (nil_bytes, nil) = (heap.bytes_of(Str::default()), Slice::nil());
    page.line(format_args!("nil bytes: {} empty string: {}", nil_bytes.is_nil(), heap.string_of(nil).is_empty()));
    kit::snapshot!("strings_are_copied_into_bytes", page.checked_against_go("strings"));
}

// ---- Growth and layout ----
#[test]
fn capacities_by_version() {
    let mut page = Page::default();
    for size in [1, 8, 24] {
        page.line(format_args!("{size}-byte elements"));
        for (name, rule, recording) in [
            ("Go 1.15", GrowthRule::Go1_15, "go1.15.seq.tsv"),
            ("Go 1.17", GrowthRule::Go1_17, "go1.17.seq.tsv"),
            ("Go 1.27", GrowthRule::Go1_18, "go1.27.3.seq.tsv"),
        ] {
            let first = next_cap(rule, 0, 0, 1, size);
            let caps = std::iter::successors(Some(first), |&cap| Some(next_cap(rule, cap, cap, cap + 1, size)));
            let caps: Vec<usize> = caps.take_while(|&cap| cap <= 5000).collect();
            assert_eq!(caps, recorded::capacities(recording, size)[..caps.len()], "{name} grew otherwise");
            page.line(format_args!("  {name}  {}", caps.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")));
        }
    }
    kit::snapshot!("capacities_by_version", page.text());
}

#[test]
fn how_much_a_step_of_growth_adds() {
    let mut page = Page::default();
    page.line("8-byte elements      Go 1.17         Go 1.27");
    for cap in [64, 128, 256, 512, 1024, 2048, 4096, 16_384, 262_144, 1_048_576_usize] {
        let [old, new] = [GrowthRule::Go1_17, GrowthRule::Go1_18].map(|rule| next_cap(rule, cap, cap, cap + 1, 8));
        let ratio = |to: usize| to as f64 / cap as f64;
        page.line(format_args!("{cap:>8} to {old:>9} x{:.2} {new:>9} x{:.2}", ratio(old), ratio(new)));
    }
    kit::snapshot!("how_much_a_step_of_growth_adds", page.text());
}

#[test]
#[cfg(target_pointer_width = "64")] // the book shows these words; `Header` has a slice's as public fields: the library pins that
fn layout_of_a_slice() {
    use slices::Header;
    let ruler = kit::layout!(Header<i64> { array: *mut i64, len: usize, cap: usize });
    assert_eq!((ruler.size, ruler.align), (size_of::<Slice<'_, i64>>(), align_of::<Slice<'_, i64>>()));
    kit::snapshot!("layout_of_a_slice", ruler.to_json());
}

// ---- Players ----

#[test]
fn an_append_that_outgrows_its_array() {
    let heap = Heap::new();
    let mut scene = Scene::new("Two appends: one in place, one that moves");
    let s = heap.append(heap.make(0, 3), &[1, 2]);
    scene.step(
        Frame::new("s := append(make([]int, 0, 3), 1, 2)")
            .note("One array of three slots. The header says: begin at slot 0, two elements, room for three.")
            .at("heap.rs:make")
            .line("let array = self.new_array::<T>(cap);")
            .go("runtime/slice.go makeslice")
            .panels(drawn(&heap, &[("made first", s)], &[("s", s)])),
    );
    let t = heap.append_one(s, 3);
    scene.step(
        Frame::new("t := append(s, 3)")
            .note("There is room, so the element is written into the array that s uses. s keeps its own length.")
            .at("append.rs:append_one")
            .line("array.add(s.len).write(v)")
            .go("cmd/compile/internal/ssagen/ssa.go state.append")
            .panels(drawn(&heap, &[("made first", s)], &[("s", s), ("t", t)])),
    );
    let u = heap.append_one(t, 4);
    scene.step(
        Frame::new("u := append(t, 4)")
            .note("No room. Six slots are made, the three elements are copied, and the fourth goes behind them. The old array stays for s and t.")
            .at("append.rs:grow_slice")
            .line("ptr::copy_nonoverlapping(array, new.as_ptr(), len)")
            .go("runtime/slice.go growslice")
            .panels(drawn(&heap, &[("made first", s), ("made by append", u)], &[("s", s), ("t", t), ("u", u)])),
    );
    u.set(0, 99);
    scene.step(
        Frame::new("u[0] = 99")
            .note("u has an array of its own now. s and t do not see the write.")
            .at("slice.rs:get")
            .line("self.array.add(i).write(v)")
            .panels(drawn(&heap, &[("made first", s), ("made by append", u)], &[("s", s), ("t", t), ("u", u)])),
    );
    t.set(0, 77);
    scene.step(
        Frame::new("t[0] = 77")
            .note("s and t still share: s sees this one.")
            .at("slice.rs:get")
            .line("self.array.add(i).write(v)")
            .panels(drawn(&heap, &[("made first", s), ("made by append", u)], &[("s", s), ("t", t), ("u", u)])),
    );
    kit::snapshot!("an_append_that_outgrows_its_array", scene.to_json());
}

#[test]
fn a_third_index_cuts_the_room() {
    let heap = Heap::new();
    let mut scene = Scene::new("The third index: room, or none");
    let a = heap.of(&[0, 1, 2, 3, 4]);
    let s = a.range(1..3);
    scene.step(
        Frame::new("a := []int{0, 1, 2, 3, 4}; s := a[1:3]")
            .note("Two elements, but the capacity runs to the end of the array: slots 3 and 4 are room for s.")
            .at("bounds.rs:range")
            .line("self.window(i, j, self.cap)")
            .go("cmd/compile/internal/ssagen/ssa.go state.slice")
            .panels(drawn(&heap, &[("of a", a)], &[("a", a), ("s", s)])),
    );
    let s = heap.append_one(s, 99);
    scene.step(
        Frame::new("s = append(s, 99)")
            .note("Written over a[3]. Nobody warned a.")
            .at("append.rs:append_one")
            .line("array.add(s.len).write(v)")
            .go("cmd/compile/internal/ssagen/ssa.go state.append")
            .panels(drawn(&heap, &[("of a", a)], &[("a", a), ("s", s)])),
    );
    let t = a.range3(1, 3, 3);
    scene.step(
        Frame::new("t := a[1:3:3]")
            .note("The same two elements, and the capacity ends with them.")
            .at("bounds.rs:range3")
            .line("self.window(i, j, k)")
            .go("cmd/compile/internal/ssagen/ssa.go state.slice")
            .panels(drawn(&heap, &[("of a", a)], &[("a", a), ("t", t)])),
    );
    let t = heap.append_one(t, 77);
    scene.step(
        Frame::new("t = append(t, 77)")
            .note("No room: t moves to an array of its own, and a keeps its elements.")
            .at("append.rs:grow_slice")
            .line("ptr::copy_nonoverlapping(array, new.as_ptr(), len)")
            .go("runtime/slice.go growslice")
            .panels(drawn(&heap, &[("of a", a), ("of t", t)], &[("a", a), ("t", t)])),
    );
    kit::snapshot!("a_third_index_cuts_the_room", scene.to_json());
}

#[test]
fn delete_moves_then_clears() {
    let heap = Heap::new();
    let mut scene = Scene::new("slices.Delete(s, 1, 3), step by step");
    let s = heap.of(&[10, 11, 12, 13, 14]);
    let mut step = |did: &str, note: &str, line: &str, go: &str, slices: &[(&str, Slice<'_, i64>)]| {
        let frame = Frame::new(did).note(note).at("edit.rs:delete").line(line).go(go);
        scene.step(frame.panels(drawn(&heap, &[("of s", s)], slices)));
    };
    step(
        "s := []int{10, 11, 12, 13, 14}",
        "Elements 1 and 2 are to go.",
        "self.range3(i, j, self.len);",
        "slices/slices.go Delete",
        &[("s", s)],
    );
    copy(s.range(1..), s.range(3..));
    step(
        "copy(s[1:], s[3:])",
        "The two behind move up. Their old slots still hold them: 13 and 14 are there twice.",
        "let kept = i + copy(self.range(i..), self.range(j..));",
        "runtime/stubs.go memmove",
        &[("s", s)],
    );
    s.range(3..).clear();
    step(
        "clear(s[3:])",
        "Zeroed since Go 1.22. Were these pointers, the collector could now free what they point to.",
        "self.range(kept..).clear();",
        "builtin/builtin.go clear",
        &[("s", s)],
    );
    step(
        "return s[:3]",
        "A shorter header over the same array. Whoever kept s sees the zeros.",
        "self.range(..kept)",
        "slices/slices.go Delete",
        &[("s", s), ("short", s.range(..3))],
    );
    kit::snapshot!("delete_moves_then_clears", scene.to_json());
}
