//! What a player steps through: frames, and in each frame the panels that draw a structure's state.
//!
//! A scene records `(what was done, view after it)`. The book's player draws seven kinds of panel, so a
//! lesson turns the view that its `inspect()` returns into panels, and needs no drawing code of its own.
//! Two frames are compared panel by panel, by `name`: the player marks what changed.

use serde::{Deserialize, Serialize};

/// A scene that a reader can step through: the JSON of a player's snapshot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// The heading over the player.
    pub title: String,
    /// The steps, first to last.
    pub frames: Vec<Frame>,
}

/// One step: what was done, and the state after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// What was done, on one line, as a reader would type it (`s = append(s, 4)`).
    pub did: String,
    /// Why it matters: one or two sentences; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The item that made this step: `FILE:ANCHOR`, in the lesson's `src` (`append.rs:append`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// A piece of the one line of that item that made this step; the press fails if it is not there exactly once.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub line: String,
    /// The function in Go's source that does the same: `FILE FUNCTION` (`runtime/slice.go growslice`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub go: String,
    /// The state after the step.
    pub panels: Vec<Panel>,
}

/// One drawing. `name` is its heading, and what it is recognised by in the next frame.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Panel {
    /// A record of named fields (a header, a struct).
    Cells {
        /// Heading.
        name: String,
        /// `(field, value)`, in order.
        cells: Vec<(String, String)>,
    },
    /// Numbered slots in a row, with ranges drawn under them and pointers over them.
    Array {
        /// Heading.
        name: String,
        /// What each slot holds; `None` is drawn empty.
        cells: Vec<Option<String>>,
        /// Ranges, half open.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        marks: Vec<Mark>,
        /// Named positions; `at == cells.len()` is one past the end.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pointers: Vec<Pointer>,
    },
    /// A linked list, head first, ending in `nil`.
    List {
        /// Heading.
        name: String,
        /// The nodes' labels.
        nodes: Vec<String>,
    },
    /// A queue: items leave at the left and enter at the right.
    Queue {
        /// Heading.
        name: String,
        /// First out first.
        items: Vec<String>,
        /// How many it can hold, if that is bounded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        capacity: Option<usize>,
    },
    /// The fields of a packed word, most significant first.
    Bits {
        /// Heading.
        name: String,
        /// The fields.
        fields: Vec<BitField>,
    },
    /// Keys and values.
    Map {
        /// Heading.
        name: String,
        /// `(key, value)`, in order.
        entries: Vec<(String, String)>,
    },
    /// Free text, shown as it stands.
    Text {
        /// Heading.
        name: String,
        /// The text.
        text: String,
    },
}

/// A half-open range of an array, `from..to`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// First slot.
    pub from: usize,
    /// One past the last slot.
    pub to: usize,
    /// What the range is (`s: len 3`).
    pub label: String,
    /// Drawn lighter: what could be reached, not what is there (a capacity).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub soft: bool,
}

/// A named position in an array.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pointer {
    /// The slot.
    pub at: usize,
    /// The name.
    pub label: String,
}

/// One field of a packed word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BitField {
    /// Its name.
    pub name: String,
    /// Its width.
    pub bits: u32,
    /// Its value, as the field's readers write it (`1`, `0b01`, `starving`).
    pub value: String,
}
