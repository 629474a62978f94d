//! Who was called leaves `woken` up when it has arrived: no unlock calls anybody any more.

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

/// What the word becomes when a party comes.
pub fn arrive(old: State, woken: bool, starves: bool) -> State {
    let mut new = State { locked: old.locked || !old.starving, ..old };
    if old.locked || old.starving {
        new.waiters += 1;
    }
    new.starving |= starves && old.locked;
    new
}

/// What the word becomes when a waiter arrives to whom the lock was handed.
pub fn take_over(old: State, starves: bool) -> State {
    let waiters = old.waiters - 1;
    State { locked: true, starving: starves && waiters > 0, waiters, ..old }
}

/// Whether an unlock in normal mode has to call a waiter.
pub fn must_call(now: State) -> bool {
    now.waiters > 0 && !now.locked && !now.woken && !now.starving
}
