//! In which order a `select` looks at its cases: a random one, or it would starve the last of them.
//!
//! A fair choice among those that are ready needs a random *permutation*. To begin at a random case and go round is not
//! enough: with cases 0 and 1 ready out of four, 0 would be met first by three beginnings, 1 by one.
//!
//! Source: Go 1.27 `runtime/select.go`, `selectgo`, `pollorder`.

use ground::park;

/// How many cases need no allocation.
const FEW: usize = 16;

/// The numbers `0..n` in some order.
pub(crate) struct Order {
    few: [u32; FEW],
    many: Vec<u32>,
    len: usize,
    /// What is left of the last random number.
    random: u64,
}

impl Order {
    pub(crate) fn new(len: usize) -> Order {
        let mut few = [0; FEW];
        let mut many = Vec::new();
        if len <= FEW {
            (0..).zip(&mut few[..len]).for_each(|(number, place)| *place = number);
        } else {
            many.extend(0..u32::try_from(len).expect("a select has at most 2^32 cases"));
        }
        Order { few, many, len, random: 0 }
    }

    fn numbers(&mut self) -> &mut [u32] {
        if self.len <= FEW { &mut self.few[..self.len] } else { &mut self.many }
    }

    /// The next of a random order (Fisher and Yates), `turn` by `turn` from 0 on.
    #[inline]
    pub(crate) fn draw(&mut self, turn: usize) -> usize {
        let left = self.len - turn;
        if left > 1 {
            if turn == 0 || self.len > FEW {
                self.random = park::random();
            }
            // The high half of a product is even in `0..left`, without a division; what it leaves over in the low half is
            // the next random number. Up to 16 numbers have 2^44 orders, and there are 64 bits.
            let wide = u128::from(self.random) * left as u128;
            self.random = wide as u64;
            self.numbers().swap(turn, turn + (wide >> 64) as usize);
        }
        self.numbers()[turn] as usize
    }

    /// All of them, the smallest key first.
    pub(crate) fn sorted_by(&mut self, key: impl Fn(usize) -> u64) -> impl Iterator<Item = usize> {
        let numbers = self.numbers();
        numbers.sort_unstable_by_key(|&number| key(number as usize));
        numbers.iter().map(|&number| number as usize)
    }
}
