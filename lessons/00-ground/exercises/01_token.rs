//! Write the token rule as a table: three states, two things that happen.
//!
//! `ready` and `park` each give the next state. `ready` also says whether the system must wake the party, `park`
//! whether it must put it to sleep. A party that sleeps and is woken finds the token and takes it: that step is given.

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
        // your part: begin
        todo!("the next state of {self:?}, and whether somebody sleeps")
        // your part: end
    }

    /// The party parks: what then, and does it sleep?
    ///
    /// # Panics
    /// If it sleeps already: who sleeps calls nothing.
    pub fn park(self) -> (Party, bool) {
        // your part: begin
        todo!("the next state of {self:?}, and whether it sleeps")
        // your part: end
    }

    /// It was woken, and goes on.
    pub fn go_on(self) -> Party {
        assert_eq!(self, Token, "who is woken has been readied");
        Empty
    }
}
