//! The fast way: the ring alone, as long as nobody waits.

use ground::park;

use crate::case::{Case, Patience, wait_for};
use crate::gate::{LOCKED, RECEIVERS, SENDERS};
use crate::hchan::{Hchan, Way};
use crate::memory::wait_a_moment;
use crate::ring::{NoPop, NoPush};
use crate::sudog::How;

/// How often a party looks at the ring before it takes the slow way. The first looks are short; later ones let
/// other threads run.
pub(crate) const LOOKS: u32 = 10;

/// Why the fast way did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum No {
    /// At one moment of the call it could not happen.
    NotNow,
    /// The channel is closed; under a receive: and drained.
    Closed,
    /// Somebody waits, so only who holds the lock can say.
    AskUnderLock,
}

/// Another party may come here.
#[inline]
fn point<const BY_TURNS: bool>() {
    if BY_TURNS {
        park::point();
    }
}

impl<T> Hchan<T> {
    /// Sends by the fast way, or gives the value back.
    #[inline]
    pub(crate) fn try_send(&self, value: T) -> Result<(), (T, No)> {
        // Asked once, and not at each point: this is the hottest line of the lesson.
        if park::has_backend() { self.try_send_with::<true>(value) } else { self.try_send_with::<false>(value) }
    }

    /// `BY_TURNS`: others may come at the points in between.
    #[inline]
    fn try_send_with<const BY_TURNS: bool>(&self, value: T) -> Result<(), (T, No)> {
        // Who waits came before us: then we may not pass them by.
        if self.gate.shows(SENDERS | RECEIVERS | LOCKED) {
            return Err((value, No::AskUnderLock));
        }
        point::<BY_TURNS>();
        self.ring.push(value).map_err(|(value, why)| match why {
            NoPush::Full => (value, No::NotNow),
            NoPush::Closed => (value, No::Closed),
        })?;
        self.anybody::<BY_TURNS>(RECEIVERS);
        Ok(())
    }

    /// Receives by the fast way.
    #[inline]
    pub(crate) fn try_receive(&self) -> Result<T, No> {
        if park::has_backend() { self.try_receive_with::<true>() } else { self.try_receive_with::<false>() }
    }

    #[inline]
    fn try_receive_with<const BY_TURNS: bool>(&self) -> Result<T, No> {
        if self.gate.shows(SENDERS | RECEIVERS | LOCKED) {
            return Err(No::AskUnderLock);
        }
        point::<BY_TURNS>();
        let value = self.ring.pop().map_err(|why| match why {
            NoPop::Empty => No::NotNow,
            NoPop::Closed => No::Closed,
        })?;
        self.anybody::<BY_TURNS>(SENDERS);
        Ok(value)
    }

    /// After the ring has moved: whoever began to wait meanwhile is served.
    #[inline]
    fn anybody<const BY_TURNS: bool>(&self, flag: u32) {
        point::<BY_TURNS>();
        if self.gate.shows(flag) {
            self.settle_all();
        }
    }

    /// Whether a send could not happen at this moment, as far as one can tell without the lock.
    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        !self.gate.shows(SENDERS | RECEIVERS | LOCKED) && self.ring.is_full()
    }

    /// Whether a receive could not happen at this moment, as far as one can tell without the lock.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        !self.gate.shows(SENDERS | RECEIVERS | LOCKED) && self.ring.is_empty()
    }

    /// Looks at the ring a while, and waits then.
    #[cold]
    pub(crate) fn send_slowly(&self, value: T, mut no: No, patience: Patience) -> (Option<How>, Option<T>)
    where
        T: Send,
    {
        let mut slot = Some(value);
        for look in 0..self.looks(patience) {
            if no != No::NotNow {
                break;
            }
            wait_a_moment(look);
            match self.try_send(slot.take().expect("it comes back as long as it is not sent")) {
                Ok(()) => return (Some(How::Passed), None),
                Err((value, why)) => (slot, no) = (Some(value), why),
            }
        }
        let how = match no {
            No::Closed => Some(How::Closed),
            _ => self.meet_receiver(&mut slot).or_else(|| {
                let mut cases = [Case::new(Some(self), Way::Send, &mut slot)];
                wait_for(&mut cases, patience, "chan send").map(|(_, how)| how)
            }),
        };
        (how, slot)
    }

    /// Looks at the ring a while, and waits then.
    #[cold]
    pub(crate) fn receive_slowly(&self, mut no: No, patience: Patience) -> (Option<How>, Option<T>)
    where
        T: Send,
    {
        for look in 0..self.looks(patience) {
            if no != No::NotNow {
                break;
            }
            wait_a_moment(look);
            match self.try_receive() {
                Ok(value) => return (Some(How::Passed), Some(value)),
                Err(why) => no = why,
            }
        }
        let mut slot = None;
        let how = match no {
            No::Closed => Some(How::Closed),
            _ => self.meet_sender(&mut slot).or_else(|| {
                let mut cases = [Case::new(Some(self), Way::Receive, &mut slot)];
                wait_for(&mut cases, patience, "chan receive").map(|(_, how)| how)
            }),
        };
        (how, slot)
    }

    /// How often to look before waiting. Without a buffer there is nothing to see without the lock.
    fn looks(&self, patience: Patience) -> u32 {
        let worth_it = self.ring.cap() > 0 && !matches!(patience, Patience::None) && park::pays_to_look();
        if worth_it { LOOKS } else { 0 }
    }
}
