//! The order of fields that wastes least.

use std::cmp::Reverse;

use super::kind::{I386, Struct, X86_64};
use super::place::Rules;

// ANCHOR: least
impl Struct {
    /// The same fields in an order that wastes least, on both machines and by both rules.
    ///
    /// By falling alignment: each size is divisible by its own alignment, so it is by all that follow, and no
    /// gap opens. What is left is the end, where the size is rounded up, which no order can avoid. Fields
    /// without a size go first, where any alignment fits and Go does not pad them. (Rising alignment is as
    /// small: its gaps add up to what is left at the end here.)
    pub fn least(&self) -> Struct {
        let mut fields = self.fields.clone();
        fields.sort_by_key(|(_, kind)| {
            let (size, on_64) = kind.measure(X86_64, Rules::C);
            let (_, on_32) = kind.measure(I386, Rules::C);
            // A `u64` and an `AtomicU64` differ on 32 bits alone.
            (size > 0, Reverse((on_64, on_32)))
        });
        Struct { fields }
    }
}
// ANCHOR_END: least
