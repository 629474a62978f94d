//! Each party counts all of them anew.

use waitgroup::WaitGroup;

/// A barrier for a number of parties, of which one is the leader.
pub struct Barrier {
    pub parties: i32,
    /// Round `r` uses group `r % 3`. Those of rounds 0 and 1 count all parties from the start.
    pub groups: [WaitGroup; 3],
}

impl Barrier {
    /// A barrier that nobody has come to.
    pub fn new(parties: i32) -> Barrier {
        let groups = [const { WaitGroup::new() }; 3];
        groups[0].add(parties);
        groups[1].add(parties);
        Barrier { parties, groups }
    }

    /// Returns when all parties have called it for this round.
    pub fn wait(&self, round: usize, leader: bool) {
        let _ = leader;
        let group = &self.groups[round % 3];
        group.done();
        group.wait();
        self.groups[(round + 2) % 3].add(self.parties);
    }
}
