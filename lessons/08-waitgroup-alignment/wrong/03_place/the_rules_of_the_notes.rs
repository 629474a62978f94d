//! The rules of the notes: it is the size that divides.

/// A type, as far as layout goes. The size is divisible by the alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub size: usize,
    pub align: usize,
}

/// Where each field begins, and the whole struct's size and alignment, by C's rules.
pub fn place(fields: &[Kind]) -> (Vec<usize>, Kind) {
    let (mut offsets, mut whole) = (Vec::new(), Kind { size: 0, align: 1 });
    let mut widest = 1;
    for field in fields {
        let offset = whole.size.next_multiple_of(field.size.max(1));
        offsets.push(offset);
        whole = Kind { size: offset + field.size, align: whole.align.max(field.align) };
        widest = widest.max(field.size);
    }
    whole.size = whole.size.next_multiple_of(widest);
    (offsets, whole)
}
