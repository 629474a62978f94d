//! Leaves the waiters in the word: whoever uses the group next finds people who have long gone.

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

/// Adds `delta` to the counter of `word`.
pub fn add(word: u64, delta: i32) -> (u64, Then) {
    let word = word.wrapping_add((delta as u64) << 32);
    let (counter, waiters) = ((word >> 32) as i32, (word & 0x7fff_ffff) as u32);
    match counter {
        ..0 => (word, Then::Negative),
        0 if waiters > 0 => (word, Then::Release(waiters)),
        _ => (word, Then::Return),
    }
}
