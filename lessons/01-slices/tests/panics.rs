//! Every panic of an index or a slice expression that was recorded from Go 1.27.3, line by line.

use slices::{Heap, Slice, Str};

/// A bound of a recorded expression, `s[i:j]`; `None` if it is negative, which a `usize` cannot be.
fn bounds(expression: &str) -> Option<Vec<Option<usize>>> {
    let inside = expression.split_once('[')?.1.split_once(']')?.0;
    inside.split(':').map(|bound| if bound.is_empty() { Some(None) } else { bound.parse().ok().map(Some) }).collect()
}

/// Checks a section's lines about `name`, each by `run`, and returns how many there were.
fn check(label: &str, name: &str, run: impl Fn(&[Option<usize>])) -> usize {
    let lines = kit::oracle::section("slices/panics.go1.27.3.txt", label);
    let mut checked = 0;
    for line in lines.lines().filter(|line| line.starts_with(&format!("{name}["))) {
        let (expression, expected) = line.split_once('\t').expect("a case, a tab, a text");
        let Some(bounds) = bounds(expression) else { continue };
        let said = kit::outcome(|| run(&bounds)).err().unwrap_or_else(|| "no panic".to_string());
        assert_eq!(said, expected, "{expression}");
        checked += 1;
    }
    checked
}

fn slice_expression(s: Slice<'_, i64>, bounds: &[Option<usize>]) {
    match *bounds {
        [Some(i), Some(j)] => _ = s.range(i..j),
        [Some(i), None] => _ = s.range(i..),
        [None, Some(j)] => _ = s.range(..j),
        [Some(i), Some(j), Some(k)] => _ = s.range3(i, j, k),
        _ => panic!("the recording has no such expression"),
    }
}

/// In two sections one of the bounds has 63 bits: on 32 bits it is none.
const HUGE: usize = if usize::BITS == 64 { 1 } else { 0 };

#[test]
fn slice_expressions_panic_as_in_go() {
    let heap = Heap::new();
    let s = heap.make::<i64>(3, 5);
    assert_eq!(check("s[i:j]", "s", |bounds| slice_expression(s, bounds)), 7 + HUGE);
    assert_eq!(check("s[i:] and s[:j]", "s", |bounds| slice_expression(s, bounds)), 5);
    assert_eq!(check("s[i:j:k]", "s", |bounds| slice_expression(s, bounds)), 7 * 7 * 7);
    assert_eq!(check("nil[i:j] and array[i:j]", "nil", |bounds| slice_expression(Slice::nil(), bounds)), 3);
    assert_eq!(check("s[i:j:k]", "nil", |bounds| slice_expression(Slice::nil(), bounds)), 2);
}

#[test]
fn indexes_panic_as_in_go() {
    let heap = Heap::new();
    let s = heap.make::<i64>(3, 5);
    let read = |s: Slice<'_, i64>, bounds: &[Option<usize>]| _ = s.get(bounds[0].expect("an index is given"));
    assert_eq!(check("index", "s", |bounds| read(s, bounds)), 4 + HUGE);
    assert_eq!(check("index", "nil", |bounds| read(Slice::nil(), bounds)), 1);
}

#[test]
fn strings_panic_as_in_go() {
    let text = Str::from("abc");
    let run = |bounds: &[Option<usize>]| match *bounds {
        [Some(i)] => _ = text.get(i),
        [Some(i), Some(j)] => _ = text.range(i..j),
        [Some(i), None] => _ = text.range(i..),
        [None, Some(j)] => _ = text.range(..j),
        _ => panic!("the recording has no such expression"),
    };
    assert_eq!(check("strings", "text", run), 8);
}
