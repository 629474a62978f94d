//! Types, as far as their layout goes, and the two numbers in which machines differ.

use std::fmt;

/// What a machine decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its name for a reader.
    pub name: &'static str,
    /// Bytes of a pointer, and its alignment.
    pub word: usize,
    /// The alignment of a number of 8 bytes.
    pub eight: usize,
}

/// 64 bits: amd64, arm64, s390x and others.
pub const X86_64: Machine = Machine { name: "64 bit", word: 8, eight: 8 };

/// 32 bits, where a `u64` is aligned to 4: for Go on every such platform, for C and Rust on this one.
pub const I386: Machine = Machine { name: "32 bit (386)", word: 4, eight: 4 };

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number, a `bool`, a `char`: so many bytes, aligned to as many, but 8 bytes to what the machine says. (16 bytes
    /// are aligned to 16 by Rust on x86 and on arm64; on s390x they are not.)
    Plain(&'static str, usize),
    /// So many words of the machine: a pointer has one, a string two.
    Words(String, usize),
    /// `AtomicU64`, Go's `atomic.Uint64`, and `AtomicI64`: 8 bytes, aligned to 8 by the compiler, on any machine.
    Atomic64(&'static str),
    /// So many of a type, side by side.
    Array(Box<Kind>, usize),
    /// A struct in a struct.
    Struct(Struct),
}

/// A struct: its fields' names and types, in order. Those of a tuple are named 0, 1 and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Struct {
    /// The fields.
    pub fields: Vec<(String, Kind)>,
}

/// Names of plain types, and their bytes.
const PLAIN: [(&str, usize); 22] = [
    ("u8", 1),
    ("i8", 1),
    ("bool", 1),
    ("u16", 2),
    ("i16", 2),
    ("u32", 4),
    ("i32", 4),
    ("f32", 4),
    ("char", 4),
    ("u64", 8),
    ("i64", 8),
    ("f64", 8),
    ("u128", 16),
    ("i128", 16),
    ("AtomicBool", 1),
    ("AtomicU8", 1),
    ("AtomicI8", 1),
    ("AtomicU16", 2),
    ("AtomicI16", 2),
    ("AtomicU32", 4),
    ("AtomicI32", 4),
    ("()", 0),
];

impl Kind {
    /// The type of this name, if it is a single word.
    pub(super) fn named(name: &str) -> Option<Kind> {
        match name {
            "usize" | "isize" | "AtomicUsize" | "AtomicIsize" => Some(Kind::Words(name.to_owned(), 1)),
            "String" => Some(Kind::Words(name.to_owned(), 3)),
            "AtomicU64" => Some(Kind::Atomic64("AtomicU64")),
            "AtomicI64" => Some(Kind::Atomic64("AtomicI64")),
            _ => PLAIN.iter().find(|plain| plain.0 == name).map(|&(name, bytes)| Kind::Plain(name, bytes)),
        }
    }

    /// No value of this type is larger, on any machine.
    pub(super) fn at_most(&self) -> usize {
        match self {
            Kind::Plain(_, bytes) => *bytes,
            Kind::Words(_, words) => words * X86_64.word,
            Kind::Atomic64(_) => 8,
            Kind::Array(of, len) => of.at_most().saturating_mul(*len),
            Kind::Struct(inner) => inner.at_most(),
        }
    }
}

impl Struct {
    /// As [`Kind::at_most`]: before each field, and at the end, there are up to 15 bytes of padding, and Go may add one.
    pub(super) fn at_most(&self) -> usize {
        self.fields.iter().fold(16, |sum, (_, kind)| sum.saturating_add(kind.at_most()).saturating_add(15))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Plain(name, _) => f.write_str(name),
            Kind::Words(name, _) => f.write_str(name),
            Kind::Atomic64(name) => f.write_str(name),
            Kind::Array(of, len) => write!(f, "[{of}; {len}]"),
            Kind::Struct(inner) => inner.fmt(f),
        }
    }
}

impl fmt::Display for Struct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fields.is_empty() {
            return f.write_str("struct {}");
        }
        if self.fields[0].0 == "0" {
            let kinds: Vec<String> = self.fields.iter().map(|(_, kind)| kind.to_string()).collect();
            return write!(f, "struct ({})", kinds.join(", "));
        }
        let fields: Vec<String> = self.fields.iter().map(|(name, kind)| format!("{name}: {kind}")).collect();
        write!(f, "struct {{ {} }}", fields.join(", "))
    }
}
