//! What a step touched, and whether two steps may be swapped without anybody seeing a difference.

/// Something that puppets share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object {
    /// A [`super::Shared`] cell, by its number on the stage.
    Cell(u32),
    /// A puppet's token.
    Token(usize),
}

/// What one step of a puppet touched, from one schedule point to the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Footprint {
    /// It may have touched anything: nobody promised otherwise.
    everything: bool,
    /// The objects, each with whether it was written.
    touched: Vec<(Object, bool)>,
}

impl Footprint {
    pub(super) fn new(everything: bool) -> Footprint {
        Footprint { everything, touched: Vec::new() }
    }

    pub(super) fn everything() -> Footprint {
        Footprint::new(true)
    }

    pub(super) fn touch(&mut self, object: Object, write: bool) {
        if !self.everything {
            self.touched.push((object, write));
        }
    }

    /// Whether a step with this footprint and one with `other`, of two puppets, may be swapped: they share no object
    /// that one of them wrote.
    pub(super) fn independent(&self, other: &Footprint) -> bool {
        let apart = |&(a, a_writes): &(Object, bool)| {
            other.touched.iter().all(|&(b, b_writes)| a != b || !(a_writes || b_writes))
        };
        !self.everything && !other.everything && self.touched.iter().all(apart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn footprint(touched: &[(Object, bool)]) -> Footprint {
        let mut f = Footprint::new(false);
        touched.iter().for_each(|&(o, w)| f.touch(o, w));
        f
    }

    #[test]
    fn two_reads_of_a_cell_may_be_swapped_and_a_write_may_not() {
        let (read, write) = (footprint(&[(Object::Cell(1), false)]), footprint(&[(Object::Cell(1), true)]));
        assert!(read.independent(&read));
        assert!(!read.independent(&write) && !write.independent(&read) && !write.independent(&write));
    }

    #[test]
    fn what_is_not_declared_may_not_be_swapped_with_anything() {
        let nothing = footprint(&[]);
        assert!(nothing.independent(&nothing));
        assert!(!nothing.independent(&Footprint::everything()) && !Footprint::everything().independent(&nothing));
    }

    #[test]
    fn a_cell_and_a_token_of_one_number_are_two_objects() {
        let (cell, token) = (footprint(&[(Object::Cell(3), true)]), footprint(&[(Object::Token(3), true)]));
        assert!(cell.independent(&token));
    }
}
