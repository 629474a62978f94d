//! Clears the flag on the way: whoever set it finds it gone after the next Add.

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
    let word = word.wrapping_add((delta as u64) << 32) & !0x8000_0000;
    let (counter, waiters) = ((word >> 32) as i32, word as u32);
    match counter {
        ..0 => (word, Then::Negative),
        0 if waiters > 0 => (0, Then::Release(waiters)),
        _ => (word, Then::Return),
    }
}
