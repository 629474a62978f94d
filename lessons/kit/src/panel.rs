//! How a scene builds its frames and panels: each call adds one thing and hands the whole back.
//!
//! A panel's extras belong to one kind of panel (a mark lies on an array). Calling one on another kind is a
//! mistake in the scene, so it panics at once with both names.

use crate::frame::{BitField, Frame, Mark, Panel, Pointer, Scene};

impl Scene {
    /// An empty scene with its heading.
    ///
    /// ```
    /// use kit::frame::{Frame, Panel, Scene};
    ///
    /// let mut scene = Scene::new("append in place");
    /// scene.step(
    ///     Frame::new("s = append(s, 4)")
    ///         .note("There is room, so the array stays.")
    ///         .at("append.rs:append_one")
    ///         .go("runtime/slice.go growslice")
    ///         .panel(Panel::cells("s", [("len", 4), ("cap", 4)]))
    ///         .panel(Panel::array("a", [1, 2, 3, 4]).mark(0..4, "s: len 4")),
    /// );
    /// assert!(scene.to_json().starts_with("{\n  \"title\": \"append in place\""));
    /// ```
    pub fn new(title: impl Into<String>) -> Scene {
        Scene { title: title.into(), frames: Vec::new() }
    }

    /// Adds a step at the end.
    pub fn step(&mut self, frame: Frame) -> &mut Scene {
        self.frames.push(frame);
        self
    }

    /// The snapshot's text: indented, keys in the order of the types, one value a line, so that a change of one
    /// slot is a change of one line.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings and numbers always become JSON")
    }
}

impl Frame {
    /// A step, named by what was done (`s = append(s, 4)`).
    pub fn new(did: impl Into<String>) -> Frame {
        Frame {
            did: did.into(),
            note: String::new(),
            at: String::new(),
            line: String::new(),
            go: String::new(),
            panels: Vec::new(),
        }
    }

    /// Why it matters: one or two sentences.
    pub fn note(mut self, note: impl Into<String>) -> Frame {
        self.note = note.into();
        self
    }

    /// The item of the lesson that made the step: `FILE:ANCHOR`, in `src/`.
    pub fn at(mut self, at: impl Into<String>) -> Frame {
        self.at = at.into();
        self
    }

    /// A piece of the one line of that item that made the step.
    pub fn line(mut self, line: impl Into<String>) -> Frame {
        self.line = line.into();
        self
    }

    /// The function in Go's source that does the same: `FILE FUNCTION`.
    pub fn go(mut self, go: impl Into<String>) -> Frame {
        self.go = go.into();
        self
    }

    /// Adds a panel under those that are there.
    pub fn panel(mut self, panel: Panel) -> Frame {
        self.panels.push(panel);
        self
    }

    /// Adds several panels.
    pub fn panels(mut self, panels: impl IntoIterator<Item = Panel>) -> Frame {
        self.panels.extend(panels);
        self
    }
}

impl Panel {
    /// A record of named fields.
    pub fn cells<K: ToString, V: ToString>(name: impl Into<String>, cells: impl IntoIterator<Item = (K, V)>) -> Panel {
        Panel::Cells { name: name.into(), cells: pairs(cells) }
    }

    /// Numbered slots that all hold something.
    pub fn array<V: ToString>(name: impl Into<String>, cells: impl IntoIterator<Item = V>) -> Panel {
        Panel::slots(name, cells.into_iter().map(Some))
    }

    /// Numbered slots, of which some are empty.
    pub fn slots<V: ToString>(name: impl Into<String>, cells: impl IntoIterator<Item = Option<V>>) -> Panel {
        let cells = cells.into_iter().map(|cell| cell.map(|value| value.to_string())).collect();
        Panel::Array { name: name.into(), cells, marks: Vec::new(), pointers: Vec::new() }
    }

    /// A linked list, head first.
    pub fn list<V: ToString>(name: impl Into<String>, nodes: impl IntoIterator<Item = V>) -> Panel {
        Panel::List { name: name.into(), nodes: strings(nodes) }
    }

    /// A queue without a bound, first out first; see [`Panel::bounded`].
    pub fn queue<V: ToString>(name: impl Into<String>, items: impl IntoIterator<Item = V>) -> Panel {
        Panel::Queue { name: name.into(), items: strings(items), capacity: None }
    }

    /// A packed word; its fields follow with [`Panel::field`], most significant first.
    pub fn bits(name: impl Into<String>) -> Panel {
        Panel::Bits { name: name.into(), fields: Vec::new() }
    }

    /// Keys and values.
    pub fn map<K: ToString, V: ToString>(name: impl Into<String>, entries: impl IntoIterator<Item = (K, V)>) -> Panel {
        Panel::Map { name: name.into(), entries: pairs(entries) }
    }

    /// Free text.
    pub fn text(name: impl Into<String>, text: impl Into<String>) -> Panel {
        Panel::Text { name: name.into(), text: text.into() }
    }

    /// The heading, by which the next frame finds this panel again.
    pub fn name(&self) -> &str {
        match self {
            Panel::Cells { name, .. }
            | Panel::Array { name, .. }
            | Panel::List { name, .. }
            | Panel::Queue { name, .. }
            | Panel::Bits { name, .. }
            | Panel::Map { name, .. }
            | Panel::Text { name, .. } => name,
        }
    }

    /// Marks a range of an array (a length).
    ///
    /// # Panics
    /// If this is no array, or the range is not within it.
    pub fn mark(self, range: std::ops::Range<usize>, label: impl Into<String>) -> Panel {
        self.marked(range, label.into(), false)
    }

    /// Marks a range of an array lightly: what could be reached, not what is there (a capacity).
    ///
    /// # Panics
    /// If this is no array, or the range is not within it.
    pub fn soft_mark(self, range: std::ops::Range<usize>, label: impl Into<String>) -> Panel {
        self.marked(range, label.into(), true)
    }

    /// Names a position of an array; the length of the array is one past its end.
    ///
    /// # Panics
    /// If this is no array, or the position is not in it.
    pub fn pointer(mut self, at: usize, label: impl Into<String>) -> Panel {
        let label = label.into();
        match &mut self {
            Panel::Array { cells, pointers, .. } if at <= cells.len() => pointers.push(Pointer { at, label }),
            Panel::Array { name, cells, .. } => {
                panic!("pointer `{label}` at {at} is outside array `{name}` of {} slots", cells.len())
            }
            other => panic!("pointer `{label}` needs an array; panel `{}` is none", other.name()),
        }
        self
    }

    /// Says how many items a queue can hold.
    ///
    /// # Panics
    /// If this is no queue.
    pub fn bounded(mut self, items: usize) -> Panel {
        match &mut self {
            Panel::Queue { capacity, .. } => *capacity = Some(items),
            other => panic!("a bound of {items} needs a queue; panel `{}` is none", other.name()),
        }
        self
    }

    /// Adds a field to a packed word, below those that are there.
    ///
    /// # Panics
    /// If this is no packed word.
    pub fn field(mut self, field: impl Into<String>, bits: u32, value: impl ToString) -> Panel {
        let name = field.into();
        match &mut self {
            Panel::Bits { fields, .. } => fields.push(BitField { name, bits, value: value.to_string() }),
            other => panic!("field `{name}` needs a packed word; panel `{}` is none", other.name()),
        }
        self
    }

    fn marked(mut self, range: std::ops::Range<usize>, label: String, soft: bool) -> Panel {
        let (from, to) = (range.start, range.end);
        match &mut self {
            Panel::Array { cells, marks, .. } if from <= to && to <= cells.len() => {
                marks.push(Mark { from, to, label, soft });
            }
            Panel::Array { name, cells, .. } => {
                panic!("mark `{label}` over {from}..{to} is outside array `{name}` of {} slots", cells.len())
            }
            other => panic!("mark `{label}` needs an array; panel `{}` is none", other.name()),
        }
        self
    }
}

fn strings<V: ToString>(values: impl IntoIterator<Item = V>) -> Vec<String> {
    values.into_iter().map(|value| value.to_string()).collect()
}

fn pairs<K: ToString, V: ToString>(values: impl IntoIterator<Item = (K, V)>) -> Vec<(String, String)> {
    values.into_iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
}
