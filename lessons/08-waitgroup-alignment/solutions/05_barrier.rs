//! Build a barrier from WaitGroups: nobody begins a round before all have ended the one before it.
//!
//! A WaitGroup may be used again when every Wait on it has returned. Who passes a barrier knows little of the others: some may
//! still be on their way out. So there are three groups, for rounds 0, 1, 2, 0, 1, 2 and so on.

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

    /// Returns when all parties have called it for this round. Each party calls it for rounds 0, 1, 2 and so on.
    pub fn wait(&self, round: usize, leader: bool) {
        // exercise: begin
        //~ todo!("round {round}: be done, wait, and see to a later round if you lead ({leader}, {})", self.parties)
        let group = &self.groups[round % 3];
        group.done();
        group.wait();
        if leader {
            self.groups[(round + 2) % 3].add(self.parties);
        }
        // exercise: end
    }
}
