//! `select` over cases that are known only at run time. The macro `select!` is made of this.

use std::time::Instant;

use ground::park;

use crate::case::{Case, Patience, try_each, wait_for};
use crate::chan::Chan;
use crate::direction::{Receiver, Sender};
use crate::fast::{LOOKS, No};
use crate::hchan::Way;
use crate::memory::wait_a_moment;
use crate::sudog::How;

/// Which case happened, by its place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fired {
    /// Its value was sent.
    Sent(usize),
    /// A value was received: it is in the slot.
    Received(usize),
    /// Its channel was closed: a receive leaves its slot empty, a send its value in the slot.
    Closed(usize),
}

/// What a value can be received from: [`Chan`] and [`Receiver`].
pub trait Receives<T> {
    /// The channel itself.
    fn as_chan(&self) -> &Chan<T>;
}

/// What a value can be sent to: [`Chan`] and [`Sender`].
pub trait Sends<T> {
    /// The channel itself.
    fn as_chan(&self) -> &Chan<T>;
}

impl<T> Receives<T> for Chan<T> {
    fn as_chan(&self) -> &Chan<T> {
        self
    }
}

impl<T> Sends<T> for Chan<T> {
    fn as_chan(&self) -> &Chan<T> {
        self
    }
}

impl<T> Receives<T> for Receiver<T> {
    fn as_chan(&self) -> &Chan<T> {
        self.chan()
    }
}

impl<T> Sends<T> for Sender<T> {
    fn as_chan(&self) -> &Chan<T> {
        self.chan()
    }
}

impl<T, C: Receives<T> + ?Sized> Receives<T> for &C {
    fn as_chan(&self) -> &Chan<T> {
        (**self).as_chan()
    }
}

impl<T, C: Sends<T> + ?Sized> Sends<T> for &C {
    fn as_chan(&self) -> &Chan<T> {
        (**self).as_chan()
    }
}

impl<'a> Case<'a> {
    /// Ready to receive from `chan`, into `slot`. What was in the slot is dropped.
    pub fn recv<T: Send>(chan: &'a impl Receives<T>, slot: &'a mut Option<T>) -> Case<'a> {
        *slot = None;
        Case::new(chan.as_chan().hchan(), Way::Receive, slot)
    }

    /// Ready to send what is in `slot` to `chan`.
    ///
    /// # Panics
    /// `a case sends what is in its slot, and the slot is empty`
    pub fn send<T: Send>(chan: &'a impl Sends<T>, slot: &'a mut Option<T>) -> Case<'a> {
        assert!(slot.is_some(), "a case sends what is in its slot, and the slot is empty");
        Case::new(chan.as_chan().hchan(), Way::Send, slot)
    }
}

/// Waits until one of the cases can happen, and makes it happen: of several, each is as likely. An empty list, and one
/// of nil channels alone, waits for ever.
///
/// Source: Go 1.27 `runtime/select.go`, `selectgo`.
///
/// # Panics
/// `send on closed channel`; and `a case sends what is in its slot, and the slot is empty`, if a list is used again
/// and a send's slot was not filled again.
/// ```
/// use channels::{Case, Chan, Fired, select};
/// let (numbers, words) = (Chan::make(1), Chan::make(1));
/// words.send("one");
/// let (mut number, mut word): (Option<i32>, _) = (None, None);
/// let fired = select(&mut [Case::recv(&numbers, &mut number), Case::recv(&words, &mut word)]);
/// assert_eq!((fired, word), (Fired::Received(1), Some("one")));
/// ```
pub fn select(cases: &mut [Case<'_>]) -> Fired {
    let happened = select_or_closed(cases, None).expect("without a deadline it ends by a case");
    or_panic(cases, happened)
}

/// The same, until `deadline` at the latest: `None` if time ran out. A deadline in the past is Go's `default`. A closed
/// channel under a send is reported, and the value stays in its slot.
pub fn select_or_closed(cases: &mut [Case<'_>], deadline: Option<Instant>) -> Option<Fired> {
    let patience = match deadline {
        None => Patience::Forever,
        Some(deadline) if deadline <= park::now() => Patience::None,
        Some(deadline) => Patience::Until(deadline),
    };
    select_within(cases, patience)
}

/// The place of the case that happened: for `select!`.
pub fn fired(fired: Fired) -> usize {
    match fired {
        Fired::Sent(at) | Fired::Received(at) | Fired::Closed(at) => at,
    }
}

/// For `select!` with `default`: `None` if no case can happen now.
///
/// # Panics
/// `send on closed channel`
pub fn select_now(cases: &mut [Case<'_>]) -> Option<usize> {
    let happened = select_within(cases, Patience::None)?;
    Some(fired(or_panic(cases, happened)))
}

/// For `select!` with `timeout`: `None` if time ran out.
///
/// # Panics
/// `send on closed channel`
pub fn select_until(cases: &mut [Case<'_>], deadline: Instant) -> Option<usize> {
    let happened = select_or_closed(cases, Some(deadline))?;
    Some(fired(or_panic(cases, happened)))
}

/// Go panics where a send meets a closed channel.
fn or_panic(cases: &[Case<'_>], happened: Fired) -> Fired {
    match happened {
        Fired::Closed(at) if cases[at].way() == Way::Send => panic!("send on closed channel"),
        _ => happened,
    }
}

fn select_within(cases: &mut [Case<'_>], patience: Patience) -> Option<Fired> {
    let patient = !matches!(patience, Patience::None);
    let mut tried = try_each(cases);
    let looks = if patient && !cases.is_empty() && park::pays_to_look() { LOOKS } else { 0 };
    for look in 0..looks {
        if !matches!(tried, Err(No::NotNow)) {
            break;
        }
        wait_a_moment(look);
        tried = try_each(cases);
    }
    let (at, how) = match tried {
        Ok(happened) => happened,
        Err(No::NotNow) if !patient && cases.len() == 1 => return None,
        Err(_) => wait_for(cases, patience, if cases.is_empty() { "select (no cases)" } else { "select" })?,
    };
    Some(match (how, cases[at].way()) {
        (How::Passed, Way::Send) => Fired::Sent(at),
        (How::Passed, Way::Receive) => Fired::Received(at),
        _ => Fired::Closed(at),
    })
}
