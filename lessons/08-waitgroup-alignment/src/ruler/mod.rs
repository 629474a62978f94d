//! Where the fields of a struct lie, and how much of it is padding: the three rules of alignment as a tool.
//!
//! 1. A struct is aligned to the largest *alignment* of its fields.
//! 2. A field lies at the next offset that is divisible by its *alignment*.
//! 3. A struct's size is divisible by its *alignment*.
//!
//! The notes say "size of the widest member" in all three. For `u8` to `u64` on 64 bits that is the same number. It is
//! another one for an array, for a struct in a struct, for a string, and for a `u64` on a 386.
//!
//! `kind` (types) · `parse` (their text) · `place` (the rules) · `order` (what wastes least) · `draw` (the ruler)

mod draw;
mod kind;
mod order;
mod parse;
mod place;

pub use self::kind::{I386, Kind, Machine, Struct, X86_64};
pub use self::parse::ParseError;
pub use self::place::{Field, Placed, Rules};
