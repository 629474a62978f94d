//! What scenes write: frames, panels and byte rulers, as JSON that a person can read in a diff.

use kit::frame::{Frame, Panel, Scene};
use kit::layout::Layout;

fn all_kinds() -> Scene {
    let mut scene = Scene::new("every kind of panel");
    scene
        .step(
            Frame::new("s = append(s, 4)")
                .note("There is room.")
                .at("append.rs:append")
                .line("data.set(")
                .go("runtime/slice.go growslice")
                .panel(Panel::cells("s", [("len", 3), ("cap", 4)]))
                .panel(
                    Panel::slots("array", [Some(1), None]).mark(0..1, "len").soft_mark(0..2, "cap").pointer(2, "end"),
                ),
        )
        .step(Frame::new("the rest").panels([
            Panel::list("free", ["a", "b"]),
            Panel::queue("recvq", ["G1"]).bounded(4),
            Panel::bits("state").field("waiters", 29, 1).field("locked", 1, "0b1"),
            Panel::map("index", [("a", 1)]),
            Panel::text("said", "hello"),
        ]));
    scene
}

#[test]
fn a_scene_reads_back_as_it_was_written() {
    let scene = all_kinds();
    let read: Scene = serde_json::from_str(&scene.to_json()).expect("the kit reads what it wrote");
    assert_eq!(read, scene);
}

#[test]
fn what_is_absent_is_not_written() {
    let mut scene = Scene::new("bare");
    scene.step(Frame::new("x = 1").panel(Panel::array("a", [1])));
    let expected = r#"{
  "title": "bare",
  "frames": [
    {
      "did": "x = 1",
      "panels": [
        {
          "kind": "array",
          "name": "a",
          "cells": [
            "1"
          ]
        }
      ]
    }
  ]
}"#;
    assert_eq!(scene.to_json(), expected);
}

#[test]
#[should_panic(expected = "mark `s: len 3` over 0..3 is outside array `a` of 2 slots")]
fn a_mark_outside_its_array_is_refused() {
    let _ = Panel::array("a", [1, 2]).mark(0..3, "s: len 3");
}

#[test]
#[should_panic(expected = "pointer `p` at 3 is outside array `a` of 2 slots")]
fn a_pointer_may_stand_one_past_the_end_and_no_further() {
    let _ = Panel::array("a", [1, 2]).pointer(2, "end").pointer(3, "p");
}

#[test]
#[should_panic(expected = "mark `len` needs an array; panel `free` is none")]
fn an_extra_of_another_kind_is_refused() {
    let _ = Panel::list("free", ["a"]).mark(0..1, "len");
}

#[repr(C)]
struct Header<'a> {
    array: *const i64,
    len: u32,
    name: &'a str,
}

#[test]
fn a_ruler_has_the_offsets_of_the_compiler() {
    let ruler = kit::layout!(Header<'_> { array: *const i64, len: u32, name: &str });
    let fields: Vec<_> =
        ruler.fields.iter().map(|f| (f.name.as_str(), f.type_name.as_str(), f.offset, f.size)).collect();
    assert_eq!(fields[0], ("array", "*const i64", 0, 8));
    assert_eq!(fields[1], ("len", "u32", 8, 4));
    assert_eq!(fields[2], ("name", "&str", 16, 16));
    assert_eq!((ruler.type_name.as_str(), ruler.size, ruler.align), ("Header<'_>", 32, 8));
    let header = Header { array: std::ptr::null(), len: 1, name: "s" };
    assert_eq!((header.array.is_null(), header.len, header.name), (true, 1, "s"));
}

#[test]
fn fields_are_in_the_order_of_memory_not_of_the_source() {
    let ruler = Layout::new::<(u64, u64)>("(u64, u64)").field("1", "u64", 8, 8).field("0", "u64", 0, 8);
    assert_eq!(ruler.fields.iter().map(|field| field.offset).collect::<Vec<_>>(), [0, 8]);
    assert!(ruler.to_json().starts_with("{\n  \"layout\": {\n    \"type\": \"(u64, u64)\""));
}

#[test]
#[should_panic(expected = "field `b` of `u64` overlaps field `a`")]
fn fields_do_not_overlap() {
    let _ = Layout::new::<u64>("u64").field("a", "u32", 0, 4).field("b", "u32", 2, 4);
}

#[test]
#[should_panic(expected = "field `a` ends after `u32`, which has 4 bytes")]
fn a_field_lies_within_its_type() {
    let _ = Layout::new::<u32>("u32").field("a", "u64", 0, 8);
}
