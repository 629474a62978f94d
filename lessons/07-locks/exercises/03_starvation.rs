//! Write the three decisions of Go's mutex about its word: who comes, who takes over, and whom an unlock has to call.
//!
//! *Normal*: an unlock frees the lock and calls a waiter, and whoever is faster has it. *Starving*: an unlock hands the
//! lock to the first waiter, and until that one has arrived `locked` is down though the lock is nobody else's. The
//! mutex around these functions is in the tests: it stores what you return in one step if nobody came between, and asks
//! again if somebody did.

/// The word of a mutex, as fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Somebody has the lock.
    pub locked: bool,
    /// A waiter was called and is on its way: it is not among the `waiters`.
    pub woken: bool,
    /// The lock goes from hand to hand.
    pub starving: bool,
    /// How many wait.
    pub waiters: u32,
}

/// What the word becomes when a party comes. It has the lock if the lock was free; if not, it goes to wait.
///
/// `woken`: it has been called, and arrives now. `starves`: it has waited for more than a millisecond.
pub fn arrive(old: State, woken: bool, starves: bool) -> State {
    // your part: begin
    let _ = (woken, starves);
    todo!("it takes the lock of {old:?}, or waits; and perhaps turns starvation on")
    // your part: end
}

/// What the word becomes when a waiter arrives to whom the lock was handed. The starvation ends with the last waiter,
/// and with one that has not starved itself.
pub fn take_over(old: State, starves: bool) -> State {
    // your part: begin
    let _ = starves;
    todo!("it has the lock of {old:?}, and waits no longer")
    // your part: end
}

/// Whether an unlock in normal mode has to call a waiter: `now` is the word after it has freed the lock.
pub fn must_call(now: State) -> bool {
    // your part: begin
    todo!("is there somebody in {now:?}, and will nobody else do it?")
    // your part: end
}
