//! Wakes who sleeps, and forgets a ready that finds nobody asleep.

/// Where a party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// It runs, and nobody has readied it.
    Empty,
    /// It runs, and has been readied.
    Token,
    /// It sleeps.
    Parked,
}

use Party::{Empty, Parked, Token};

impl Party {
    /// Somebody readies the party: what then, and must it be woken?
    pub fn ready(self) -> (Party, bool) {
        match self {
            Empty => (Empty, false),
            Token => (Token, false),
            Parked => (Token, true),
        }
    }

    /// The party parks: what then, and does it sleep?
    ///
    /// # Panics
    /// If it sleeps already: who sleeps calls nothing.
    pub fn park(self) -> (Party, bool) {
        match self {
            Empty => (Parked, true),
            Token => (Empty, false),
            Parked => panic!("a party that sleeps cannot park"),
        }
    }

    /// It was woken, and goes on.
    pub fn go_on(self) -> Party {
        assert_eq!(self, Token, "who is woken has been readied");
        Empty
    }
}
