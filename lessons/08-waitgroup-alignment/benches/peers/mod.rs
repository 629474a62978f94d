//! What is compared: ways to wait for others.

use std::marker::PhantomData;
use std::sync::{Arc, Barrier};
use std::thread;

use waitgroup::{Group, Layout, go1_17, go1_25};

/// A count of parties.
pub trait Peer {
    const NAME: &'static str;
    type Held;
    /// A group that counts one, for as long as it is held.
    fn held() -> Self::Held;
    /// One more, and one less.
    fn add_done(held: &Self::Held);
    /// So many threads that do nothing, and a wait for all of them.
    fn spawn_and_wait(threads: usize);
}

/// A place to meet.
pub trait Meeting {
    const NAME: &'static str;
    /// What a party has with it.
    type Party: Send;
    /// The parties of so many rounds.
    fn parties(parties: usize, rounds: usize) -> Vec<Self::Party>;
    /// Returns when all have come.
    fn meet(party: &mut Self::Party, round: usize);
}

/// This lesson's, in a layout.
pub struct Ours<L>(PhantomData<L>);
/// Today's.
pub type Lesson = Ours<go1_25::Words>;
/// With the look at its own address.
pub type Old = Ours<go1_17::Words>;
/// `crossbeam_utils::sync::WaitGroup`: a clone is one more, and dropping it one less.
pub struct Crossbeam;
/// `std::sync::Barrier`.
pub struct Std;

/// What the tables call a layout.
trait Named {
    const NAME: &'static str;
}

impl Named for go1_25::Words {
    const NAME: &'static str = "waitgroup";
}

impl Named for go1_17::Words {
    const NAME: &'static str = "waitgroup, Go 1.17's words";
}

#[allow(private_bounds, reason = "only the two types above are named")]
impl<L: Layout + Named + 'static> Peer for Ours<L> {
    const NAME: &'static str = L::NAME;
    type Held = Group<L>;

    fn held() -> Group<L> {
        let group = Group::new();
        group.add(1);
        group
    }

    #[inline]
    fn add_done(group: &Group<L>) {
        group.add(1);
        group.done();
    }

    fn spawn_and_wait(threads: usize) {
        let group = Arc::new(Group::<L>::new());
        (0..threads).for_each(|_| group.go(|| ()));
        group.wait();
    }
}

#[allow(private_bounds, reason = "only the two types above are named")]
impl<L: Layout + Named + 'static> Meeting for Ours<L> {
    const NAME: &'static str = L::NAME;
    type Party = Arc<Vec<Group<L>>>;

    fn parties(parties: usize, rounds: usize) -> Vec<Self::Party> {
        let groups: Vec<Group<L>> = (0..rounds).map(|_| Group::new()).collect();
        groups.iter().for_each(|group| group.add(parties as i32));
        let shared = Arc::new(groups);
        vec![shared; parties]
    }

    fn meet(groups: &mut Self::Party, round: usize) {
        groups[round].done();
        groups[round].wait();
    }
}

impl Peer for Crossbeam {
    const NAME: &'static str = "crossbeam";
    type Held = crossbeam_utils::sync::WaitGroup;

    fn held() -> Self::Held {
        crossbeam_utils::sync::WaitGroup::new()
    }

    #[inline]
    fn add_done(held: &Self::Held) {
        drop(held.clone());
    }

    fn spawn_and_wait(threads: usize) {
        let group = crossbeam_utils::sync::WaitGroup::new();
        for _ in 0..threads {
            let one = group.clone();
            thread::spawn(move || drop(one));
        }
        group.wait();
    }
}

impl Meeting for Crossbeam {
    const NAME: &'static str = <Crossbeam as Peer>::NAME;
    /// The groups of the rounds, the last first.
    type Party = Vec<crossbeam_utils::sync::WaitGroup>;

    fn parties(parties: usize, rounds: usize) -> Vec<Self::Party> {
        let groups: Vec<_> = (0..rounds).map(|_| crossbeam_utils::sync::WaitGroup::new()).collect();
        (0..parties).map(|_| groups.clone()).collect()
    }

    fn meet(groups: &mut Self::Party, _round: usize) {
        groups.pop().expect("one for each round").wait();
    }
}

impl Meeting for Std {
    const NAME: &'static str = "std Barrier";
    type Party = Arc<Barrier>;

    fn parties(parties: usize, _rounds: usize) -> Vec<Self::Party> {
        let barrier = Arc::new(Barrier::new(parties));
        vec![barrier; parties]
    }

    fn meet(barrier: &mut Self::Party, _round: usize) {
        barrier.wait();
    }
}
