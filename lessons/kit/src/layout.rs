//! A byte ruler: where a type's fields lie, read from the compiler, never typed.
//!
//! The book draws the fields to scale; bytes that no field covers are padding.

use serde::{Deserialize, Serialize};

/// The layout of one type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// The type, as a reader would write it.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Bytes in all.
    pub size: usize,
    /// Alignment in bytes.
    pub align: usize,
    /// The fields, by offset.
    pub fields: Vec<Field>,
}

/// One field of a type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type, as the source writes it.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Bytes from the start of the value.
    pub offset: usize,
    /// Bytes it takes.
    pub size: usize,
}

/// A snapshot's JSON: the key tells the press that this is a ruler.
#[derive(Serialize)]
struct Wrapped<'a> {
    layout: &'a Layout,
}

impl Layout {
    /// The ruler of `T` without its fields; `type_name` is how a reader would write `T`.
    pub fn new<T>(type_name: impl Into<String>) -> Layout {
        Layout { type_name: type_name.into(), size: size_of::<T>(), align: align_of::<T>(), fields: Vec::new() }
    }

    /// Adds a field: its offset and size in bytes. For fields that are private to the lesson's module, which
    /// hands its own numbers over; everywhere else [`layout!`](crate::layout!) reads them.
    ///
    /// # Panics
    /// If the field does not lie within the type, or overlaps one that is there.
    pub fn field(mut self, name: &str, type_name: &str, offset: usize, size: usize) -> Layout {
        let whole = &self.type_name;
        assert!(offset + size <= self.size, "field `{name}` ends after `{whole}`, which has {} bytes", self.size);
        let overlapped =
            self.fields.iter().find(|other| offset < other.offset + other.size && other.offset < offset + size);
        if let Some(other) = overlapped {
            panic!("field `{name}` of `{whole}` overlaps field `{}`", other.name);
        }
        self.fields.push(Field { name: name.to_owned(), type_name: type_name.to_owned(), offset, size });
        self.fields.sort_by_key(|field| field.offset);
        self
    }

    /// The snapshot's text.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(&Wrapped { layout: self }).expect("strings and numbers always become JSON")
    }
}

/// Reads the layout of a type whose fields are visible here.
///
/// Each field's type is checked: a wrong one does not compile.
///
/// ```
/// struct Span {
///     pages: u32,
///     class: u8,
/// }
/// let ruler = kit::layout!(Span { pages: u32, class: u8 });
/// assert_eq!((ruler.size, ruler.align), (8, 4));
/// ```
#[macro_export]
macro_rules! layout {
    ($type:ty { $($field:tt : $field_type:ty),+ $(,)? }) => {{
        $(
            // Never called: it holds the field to the type that the ruler shows.
            let _ = |value: &$type| { let _: *const $field_type = &raw const value.$field; };
        )+
        $crate::layout::Layout::new::<$type>(stringify!($type))
            $(.field(
                stringify!($field),
                stringify!($field_type),
                ::std::mem::offset_of!($type, $field),
                size_of::<$field_type>(),
            ))+
    }};
}
