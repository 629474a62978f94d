//! Calls whoever went to sleep first, whatever its ticket.

/// Who waits. Tickets from `notify` up to `wait` are out and have not been called.
#[derive(Debug)]
pub struct NotifyList {
    /// The next ticket to be given out.
    pub wait: u32,
    /// The next ticket to be called.
    pub notify: u32,
    /// Tickets whose owners sleep, in the order in which they went to sleep, which may be another one.
    pub asleep: Vec<u32>,
}

/// What a call has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called {
    /// No ticket is out: the call is for nobody.
    Nobody,
    /// The owner of this ticket is to be woken. It is no longer in `asleep`.
    Sleeper(u32),
    /// The owner is not asleep yet.
    OnItsWay,
}

/// Whether ticket `a` was given out before ticket `b`.
pub fn less(a: u32, b: u32) -> bool {
    (a.wrapping_sub(b) as i32) < 0
}

impl NotifyList {
    /// Takes the next ticket.
    pub fn add(&mut self) -> u32 {
        let ticket = self.wait;
        self.wait = ticket.wrapping_add(1);
        ticket
    }

    /// The owner of `ticket` is about to sleep. Whether it has to: then it is in `asleep`.
    pub fn sleep(&mut self, ticket: u32) -> bool {
        let called = less(ticket, self.notify);
        if !called {
            self.asleep.push(ticket);
        }
        !called
    }

    /// Calls the oldest ticket that has not been called.
    pub fn notify_one(&mut self) -> Called {
        if self.notify == self.wait {
            return Called::Nobody;
        }
        self.notify = self.notify.wrapping_add(1);
        if self.asleep.is_empty() {
            return Called::OnItsWay;
        }
        Called::Sleeper(self.asleep.remove(0))
    }
}
