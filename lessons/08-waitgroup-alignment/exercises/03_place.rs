//! Write the three rules of alignment, as they really are.

/// A type, as far as layout goes. The size is divisible by the alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub size: usize,
    pub align: usize,
}

/// Where each field begins, and the whole struct's size and alignment, by C's rules.
pub fn place(fields: &[Kind]) -> (Vec<usize>, Kind) {
    // your part: begin
    todo!("the offsets of {fields:?}, and the whole")
    // your part: end
}
