//! The three rules.

use super::kind::{Kind, Machine, Struct};

/// Whose rules. They differ in one point only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// C's, and so those of Rust's `repr(C)`.
    C,
    /// Go's: behind a last field without a size comes a byte of padding, so that its address is within the struct.
    ///
    /// Source: Go 1.27 `cmd/compile/internal/types/size.go`, `CalcStructSize`.
    Go,
}

/// A struct with every field in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Bytes in all.
    pub size: usize,
    /// What its address is divisible by.
    pub align: usize,
    /// The fields, in order.
    pub fields: Vec<Field>,
}

/// A field in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: String,
    /// Bytes from the start of the struct.
    pub offset: usize,
    /// Bytes it takes.
    pub size: usize,
}

impl Placed {
    /// Bytes that belong to no field.
    pub fn padding(&self) -> usize {
        self.size - self.fields.iter().map(|field| field.size).sum::<usize>()
    }
}

impl Kind {
    /// Its size and alignment in bytes.
    ///
    /// # Panics
    /// If it is larger than the address space. What was read from a text is not.
    pub fn measure(&self, machine: Machine, rules: Rules) -> (usize, usize) {
        match self {
            Kind::Plain(_, 8) => (8, machine.eight),
            Kind::Plain(_, bytes) => (*bytes, (*bytes).max(1)),
            Kind::Words(_, words) => (words * machine.word, machine.word),
            Kind::Atomic64(_) => (8, 8),
            Kind::Array(of, len) => {
                let (size, align) = of.measure(machine, rules);
                (size.checked_mul(*len).expect("an array fits into the address space"), align)
            }
            Kind::Struct(inner) => {
                let placed = inner.place(machine, rules);
                (placed.size, placed.align)
            }
        }
    }
}

// ANCHOR: place
impl Struct {
    /// Puts every field in its place.
    pub fn place(&self, machine: Machine, rules: Rules) -> Placed {
        let mut placed = Placed { size: 0, align: 1, fields: Vec::new() };
        let mut end: usize = 0;
        for (name, kind) in &self.fields {
            let (size, align) = kind.measure(machine, rules);
            let offset = end.next_multiple_of(align); // rule 2
            placed.fields.push(Field { name: name.clone(), kind: kind.to_string(), offset, size });
            placed.align = placed.align.max(align); // rule 1
            end = offset + size;
        }
        let last_has_no_size = placed.fields.last().is_some_and(|last| last.size == 0);
        if rules == Rules::Go && last_has_no_size && end > 0 {
            end += 1;
        }
        placed.size = end.next_multiple_of(placed.align); // rule 3
        placed
    }
}
// ANCHOR_END: place
