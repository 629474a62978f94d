//! Draws a heap for the players: each array with the slices that lie on it, and each slice's three words.

use kit::frame::Panel;
use slices::{Heap, Slice};

/// What is drawn in a frame: the arrays in the order in which they were made, then the headers.
///
/// `arrays` are the whole arrays with their headings; `slices` are drawn where they point.
pub fn drawn<'h>(heap: &'h Heap, arrays: &[(&str, Slice<'h, i64>)], slices: &[(&str, Slice<'h, i64>)]) -> Vec<Panel> {
    let mut panels = Vec::new();
    for (heading, whole) in arrays {
        let home = heap.inspect_slice(*whole);
        let mut panel = Panel::array(format!("array {} ({heading})", home.array), whole.range(..whole.cap()));
        for (name, s) in slices {
            let view = heap.inspect_slice(*s);
            if view.array == home.array {
                panel = panel
                    .mark(view.first..view.first + view.len, format!("{name}: len {}", view.len))
                    .soft_mark(view.first..view.first + view.cap, format!("{name}: cap {}", view.cap))
                    .pointer(view.first, name.to_string());
            }
        }
        panels.push(panel);
    }
    panels.extend(slices.iter().map(|(name, s)| {
        let view = heap.inspect_slice(*s);
        let array = if s.is_nil() { "nil".to_string() } else { format!("{}[{}]", view.array, view.first) };
        Panel::cells(*name, [("array", array), ("len", view.len.to_string()), ("cap", view.cap.to_string())])
    }));
    panels
}
