//! What a scene shows of a channel.

use std::fmt::Debug;

use serde::Serialize;

use crate::chan::Chan;
use crate::gate::LOCKED;
use crate::hchan::{Hchan, Way};
use crate::queue::WaitQueue;

/// A channel at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChanView {
    /// How many values there are, and how many there is room for.
    pub len: usize,
    /// See `len`.
    pub cap: usize,
    /// Whether it is closed.
    pub closed: bool,
    /// The slots, by index: `None` is free.
    pub slots: Vec<Option<String>>,
    /// The slot from which the next value is taken.
    pub recvx: usize,
    /// The slot into which the next value goes.
    pub sendx: usize,
    /// Who waits to send, oldest first.
    pub sendq: Vec<SudogView>,
    /// Who waits to receive, oldest first.
    pub recvq: Vec<SudogView>,
}

/// A place in a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SudogView {
    /// The party, by its number in the order of creation (on a stage; 0 on threads).
    pub who: usize,
    /// Which case of its `select` this is.
    pub case: usize,
    /// What it sends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl<T> Chan<T> {
    /// How many wait to send, and how many to receive, at this moment.
    pub fn waiting(&self) -> (usize, usize) {
        self.hchan().map_or((0, 0), |hchan| {
            let queues = hchan.queues.lock();
            (queues.sendq.iter().count(), queues.recvq.iter().count())
        })
    }
}

impl<T: Debug + Send> Chan<T> {
    /// The channel's state, with its values: of a channel made by [`Chan::make_locked`], and of the nil channel.
    /// `None` for others: on the fast way a value may be taken while it is looked at.
    pub fn inspect(&self) -> Option<ChanView> {
        let Some(hchan) = self.hchan() else { return Some(ChanView::of_nil()) };
        hchan.gate.shows(LOCKED).then(|| hchan.view())
    }
}

impl ChanView {
    fn of_nil() -> ChanView {
        let (sendq, recvq) = (Vec::new(), Vec::new());
        ChanView { len: 0, cap: 0, closed: false, slots: Vec::new(), recvx: 0, sendx: 0, sendq, recvq }
    }
}

impl<T: Debug> Hchan<T> {
    fn view(&self) -> ChanView {
        let queues = self.queues.lock();
        // SAFETY: every operation of this channel takes the lock that we hold.
        let (slots, recvx, sendx) = unsafe { self.ring.view() };
        ChanView {
            len: self.ring.len(),
            cap: self.ring.cap(),
            closed: self.ring.is_closed(),
            slots,
            recvx,
            sendx,
            sendq: Self::queue(&queues.sendq, Way::Send),
            recvq: Self::queue(&queues.recvq, Way::Receive),
        }
    }

    fn queue(queue: &WaitQueue, way: Way) -> Vec<SudogView> {
        let view = |sudog: &crate::sudog::Sudog| {
            let value = (way == Way::Send).then(|| {
                // SAFETY: it is queued, so its slot is alive, and only who holds this lock touches it (W1, W2).
                let slot = unsafe { &*sudog.slot.cast::<Option<T>>() };
                slot.as_ref().map(|value| format!("{value:?}"))
            });
            SudogView { who: sudog.who(), case: sudog.case(), value: value.flatten() }
        };
        queue.iter().map(view).collect()
    }
}
