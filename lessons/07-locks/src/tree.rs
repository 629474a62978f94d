//! The queues of one root of the table: a tree of addresses, and behind each address the list of those who wait there.
//!
//! ```text
//!            0x4010 - a - b          a node is the first who waits at its address;
//!           /      \                 `next` leads through the others, oldest first
//!      0x2008      0x7000 - c - d
//! ```
//! Two thousand mutexes may share a root. In one list of all who wait, an unlock would pass by everyone else's waiters;
//! the tree makes it a handful of steps (Go issue 17953 tells how one list went). It is a *treap*: ordered by address
//! from left to right, and by priority from top to bottom. The priority is the address, scrambled so well that the shape is that
//! of random insertions. Go draws a random number for each; this needs none, and a program that knew the scrambling could make a
//! list of it.
//!
//! Everything lies on the stacks of those who wait, and nothing is allocated.
//!
//! # Invariant
//! - T1: what the links lead to is in the tree, so it is alive (W1); the links change only under the root's lock.
//!
//! Source: Go 1.27 `runtime/sema.go`, `semaRoot`; Seidel and Aragon, *Randomized search trees*, 1996.

use std::cell::Cell;
use std::ptr;

use crate::wait::Wait;

/// A place in the queue of an address.
pub(crate) struct Sudog {
    pub(crate) wait: Wait,
    address: usize,
    /// Below, where this is the first of its address.
    left: Cell<*const Sudog>,
    right: Cell<*const Sudog>,
    /// The next at the same address; and, in the first, the last of them.
    next: Cell<*const Sudog>,
    last: Cell<*const Sudog>,
}

/// Which end of the queue a party joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Back,
    /// Who has waited before, and lost.
    Front,
}

impl Sudog {
    pub(crate) fn new(address: usize) -> Sudog {
        let none = || Cell::new(ptr::null());
        Sudog { wait: Wait::new(), address, left: none(), right: none(), next: none(), last: none() }
    }

    /// Behind it in its queue; or, if it was taken out with others, in theirs.
    pub(crate) fn next(&self) -> *const Sudog {
        self.next.get()
    }

    fn priority(&self) -> u64 {
        // One multiplication would do for one distance between addresses and make a list of another: it keeps what is in line in
        // line. Each shift breaks that, and none of the steps maps two addresses to one. (David Stafford's mixer 13, 2011.)
        let mixed = self.address as u64;
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// The tree of one root. Whoever uses it holds the root's lock.
#[derive(Debug)]
pub(crate) struct Tree {
    top: Cell<*const Sudog>,
}

// SAFETY: the sudogs are on other parties' stacks and are reached under the root's lock alone (T1).
unsafe impl Send for Tree {}

impl Tree {
    pub(crate) const fn new() -> Tree {
        Tree { top: Cell::new(ptr::null()) }
    }

    /// The link that leads to the first who waits at `address`; to nobody, if nobody does.
    fn link(&self, address: usize) -> &Cell<*const Sudog> {
        let mut link = &self.top;
        // SAFETY: T1.
        while let Some(node) = unsafe { link.get().as_ref() }
            && node.address != address
        {
            link = if address < node.address { &node.left } else { &node.right };
        }
        link
    }

    /// Who waits at `address`, the next to be called first.
    pub(crate) fn waiting(&self, address: usize) -> impl Iterator<Item = &Sudog> {
        // SAFETY: T1.
        let first = unsafe { self.link(address).get().as_ref() };
        // SAFETY: T1.
        std::iter::successors(first, |sudog| unsafe { sudog.next.get().as_ref() })
    }

    /// Adds `sudog` to the queue of its address.
    ///
    /// # Safety
    /// It is in no queue, and stays where it is until it has left this one (W1).
    pub(crate) unsafe fn push(&mut self, sudog: &Sudog, side: Side) {
        sudog.next.set(ptr::null());
        sudog.last.set(sudog);
        let link = self.link(sudog.address);
        // SAFETY: T1.
        match (unsafe { link.get().as_ref() }, side) {
            (None, _) => self.insert(sudog),
            (Some(first), Side::Back) => {
                // SAFETY: T1: the last of a queue is in it.
                unsafe { &*first.last.get() }.next.set(sudog);
                first.last.set(sudog);
            }
            (Some(first), Side::Front) => {
                sudog.next.set(first);
                sudog.last.set(first.last.get());
                replace(link, first, sudog);
            }
        }
    }

    /// Takes out the first who waits at `address`.
    pub(crate) fn pop(&mut self, address: usize) -> Option<*const Sudog> {
        let link = self.link(address);
        // SAFETY: T1.
        let first = unsafe { link.get().as_ref() }?;
        // SAFETY: T1.
        match unsafe { first.next.get().as_ref() } {
            None => remove(link, first),
            Some(second) => {
                second.last.set(first.last.get());
                replace(link, first, second);
            }
        }
        Some(first)
    }

    /// Takes out the first of those who wait at `address`, at most so many: the first of them, and how many there are.
    pub(crate) fn pop_many(&mut self, address: usize, most: u32) -> (*const Sudog, u32) {
        let (mut first, mut last, mut taken) = (ptr::null(), None::<&Sudog>, 0);
        while taken < most
            && let Some(sudog) = self.pop(address)
        {
            match last {
                None => first = sudog,
                Some(last) => last.next.set(sudog),
            }
            // SAFETY: it is alive until its wait is ended (W2), and that is our caller's to do.
            last = Some(unsafe { &*sudog });
            taken += 1;
        }
        if let Some(last) = last {
            last.next.set(ptr::null());
        }
        (first, taken)
    }

    /// Takes `sudog` out, wherever it is in its queue. `false`: somebody has taken it out before.
    pub(crate) fn withdraw(&mut self, sudog: &Sudog) -> bool {
        let Some(first) = self.waiting(sudog.address).next() else { return false };
        if ptr::eq(first, sudog) {
            return self.pop(sudog.address).is_some();
        }
        let before = self.waiting(sudog.address).find(|before| ptr::eq(before.next.get(), sudog));
        let Some(before) = before else { return false };
        before.next.set(sudog.next.get());
        if ptr::eq(first.last.get(), sudog) {
            first.last.set(before);
        }
        true
    }

    /// Makes `new` a node: as high as its priority wants it, and what was there is split into what is left and right of
    /// it.
    fn insert(&self, new: &Sudog) {
        let mut link = &self.top;
        // SAFETY: T1.
        while let Some(node) = unsafe { link.get().as_ref() }
            && node.priority() > new.priority()
        {
            link = if new.address < node.address { &node.left } else { &node.right };
        }
        let (mut below, mut above, mut rest) = (&new.left, &new.right, link.get());
        link.set(new);
        // SAFETY: T1.
        while let Some(node) = unsafe { rest.as_ref() } {
            if node.address < new.address {
                below.set(node);
                (below, rest) = (&node.right, node.right.get());
            } else {
                above.set(node);
                (above, rest) = (&node.left, node.left.get());
            }
        }
        below.set(ptr::null());
        above.set(ptr::null());
    }
}

/// Puts `other` into the place of `node`, to which `link` leads.
fn replace(link: &Cell<*const Sudog>, node: &Sudog, other: &Sudog) {
    other.left.set(node.left.get());
    other.right.set(node.right.get());
    link.set(other);
}

/// Takes `node` out of the tree: what was left and right of it is merged, the higher priority on top each time.
fn remove(mut link: &Cell<*const Sudog>, node: &Sudog) {
    let (mut left, mut right) = (node.left.get(), node.right.get());
    loop {
        // SAFETY: T1.
        match unsafe { (left.as_ref(), right.as_ref()) } {
            (None, _) => return link.set(right),
            (_, None) => return link.set(left),
            (Some(l), Some(r)) if l.priority() > r.priority() => {
                link.set(l);
                (link, left) = (&l.right, l.right.get());
            }
            (Some(_), Some(r)) => {
                link.set(r);
                (link, right) = (&r.left, r.left.get());
            }
        }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{Side, Sudog, Tree};

    /// The sudogs of the tree by address, and how deep it is; asserts both orders.
    fn walk(tree: &Tree) -> (Vec<usize>, usize) {
        fn visit(node: *const Sudog, depth: usize, found: &mut Vec<usize>, deepest: &mut usize) {
            // SAFETY: T1: the tests keep what they push.
            let Some(node) = (unsafe { node.as_ref() }) else { return };
            *deepest = depth.max(*deepest);
            for child in [node.left.get(), node.right.get()] {
                // SAFETY: as above.
                if let Some(child) = unsafe { child.as_ref() } {
                    assert!(child.priority() < node.priority(), "priorities fall from top to bottom");
                }
            }
            visit(node.left.get(), depth + 1, found, deepest);
            found.push(node.address);
            visit(node.right.get(), depth + 1, found, deepest);
        }
        let (mut found, mut deepest) = (Vec::new(), 0);
        visit(tree.top.get(), 1, &mut found, &mut deepest);
        assert!(found.is_sorted(), "addresses rise from left to right");
        (found, deepest)
    }

    #[test]
    fn a_thousand_addresses_in_a_row_make_a_shallow_tree() {
        // All of one root, as locks are that lie in an array of structs of this size; and some sizes of which one multiplication
        // by the golden ratio makes lists.
        for distance in (1..=64).map(|n| n * 251 * 8).chain([8, 1304, 1960, 7184]) {
            let mut tree = Tree::new();
            let sudogs: Vec<Sudog> = (1..=1000).map(|n| Sudog::new(n * distance)).collect();
            // SAFETY: they stay in the vector.
            sudogs.iter().for_each(|sudog| unsafe { tree.push(sudog, Side::Back) });
            let (found, deepest) = walk(&tree);
            assert_eq!(found.len(), 1000);
            assert!(deepest < 40, "{distance}: {deepest} levels; a list would have 1000, a perfect tree 10");
            for n in (1..=1000).rev().filter(|n| n % 100 == 0 || *n < 20) {
                let gone = found.len() - n;
                assert!(tree.pop(n * distance).is_some());
                assert!(walk(&tree).0.len() < found.len() || gone == 0);
            }
        }
    }

    #[test]
    fn a_queue_is_left_from_the_front_from_the_middle_and_from_the_end() {
        let mut tree = Tree::new();
        let sudogs: Vec<Sudog> = (0..6).map(|_| Sudog::new(64)).collect();
        let order = |tree: &Tree| {
            let place = |waiting: &Sudog| sudogs.iter().position(|sudog| std::ptr::eq(sudog, waiting));
            tree.waiting(64).map(|waiting| place(waiting).expect("it is one of ours")).collect::<Vec<_>>()
        };
        for (at, side) in [Side::Back, Side::Back, Side::Front, Side::Back, Side::Front].into_iter().enumerate() {
            // SAFETY: they stay in the vector.
            unsafe { tree.push(&sudogs[at], side) };
        }
        assert_eq!(order(&tree), [4, 2, 0, 1, 3]);
        assert!(tree.withdraw(&sudogs[0]) && !tree.withdraw(&sudogs[0]), "once");
        assert!(tree.withdraw(&sudogs[3]), "the last");
        // SAFETY: as above.
        unsafe { tree.push(&sudogs[5], Side::Back) };
        assert_eq!(order(&tree), [4, 2, 1, 5]);
        assert!(tree.pop(64).is_some_and(|first| std::ptr::eq(first, &raw const sudogs[4])));
        assert_eq!(order(&tree), [2, 1, 5]);
    }
}
