//! Write Add on a word: counter and waiters change in one step.
//!
//! The high 32 bits are the counter, an `i32`. The low 31 bits count who waits. Bit 31 is a flag: it is no
//! waiter, and is left as it is, unless the whole word becomes 0.

/// What Add does next.
#[derive(Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    Return,
    /// This many waiters are to be released.
    Release(u32),
    /// The counter is negative: a panic.
    Negative,
}

/// Adds `delta` to the counter of `word`. Returns the word after it, and what is next. When the counter is zero and somebody
/// waits, all of the word is 0 after it, the flag too.
pub fn add(word: u64, delta: i32) -> (u64, Then) {
    // your part: begin
    todo!("{word:#x} and {delta}: one addition, and then look at the halves")
    // your part: end
}
