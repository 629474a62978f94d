//! The short way under the lock: if the partner is there already, or the buffer has what it takes, nobody needs to queue.
//!
//! It does nothing that joining a queue and [`Hchan::settle`] would not do (`case.rs`); it saves the joining. Go's
//! `chansend` and `chanrecv` begin with it (Go 1.27 `runtime/chan.go`).

use crate::hchan::{Hchan, Queues, Woken};
use crate::sudog::How;

impl<T> Hchan<T> {
    /// Sends, if that needs no wait and nobody is before us. If not, the value is still in `value`.
    pub(crate) fn meet_receiver(&self, value: &mut Option<T>) -> Option<How> {
        let mut queues = self.queues.lock();
        let mut woken = Woken::default();
        if !queues.sendq.is_empty() || self.tick.is_some() || self.ring.is_closed() {
            return None;
        }
        if queues.recvq.is_empty() {
            let sent = value.take().expect("a send has a value");
            self.ring.push(sent).map_err(|(back, _)| *value = Some(back)).ok()?;
        } else {
            // What is in the buffer goes first: then the long way sees to the order.
            let receiver = if self.ring.is_empty() { queues.recvq.claim()? } else { return None };
            // SAFETY: we have claimed it (W2), and its slot is an `Option<T>`, empty.
            unsafe {
                (*receiver).slot.cast::<Option<T>>().write(value.take());
                woken.add((*receiver).finish(How::Passed));
            }
        }
        self.part(queues, woken);
        Some(How::Passed)
    }

    /// Receives, if that needs no wait and nobody is before us.
    pub(crate) fn meet_sender(&self, value: &mut Option<T>) -> Option<How> {
        let mut queues = self.queues.lock();
        let mut woken = Woken::default();
        if !queues.recvq.is_empty() || self.tick.is_some() {
            return None;
        }
        if let Ok(oldest) = self.ring.pop() {
            *value = Some(oldest);
            // A sender may have waited for the place.
            while self.settle(&mut queues, &mut woken) {}
        } else {
            let sender = if self.ring.is_closed() { return None } else { queues.sendq.claim()? };
            // SAFETY: we have claimed it (W2), and its slot is an `Option<T>`, full.
            unsafe {
                *value = (*sender).slot.cast::<Option<T>>().replace(None);
                woken.add((*sender).finish(How::Passed));
            }
        }
        self.part(queues, woken);
        Some(How::Passed)
    }

    /// Frees the lock, and wakes who was met.
    fn part(&self, queues: ground::lock::Guard<'_, Queues>, woken: Woken) {
        self.lower_flags(&queues);
        drop(queues);
        woken.ready();
    }
}
