//! What a scene shows of a stage: names, states and virtual times, never addresses or real times.

use std::time::Duration;

use serde::Serialize;

use super::puppet::State;
use super::run::Core;

/// A stage, as `inspect` sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StageView {
    /// The virtual time since the stage was made: `10ms`.
    pub time: String,
    /// The puppets, in the order of creation.
    pub puppets: Vec<PuppetView>,
}

/// A puppet, as `inspect` sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PuppetView {
    /// Its name.
    pub name: String,
    /// `ready`, `running`, `parked`, `sleeping`, `finished` or `panicked`.
    pub state: &'static str,
    /// Whether a token lies there for its next park.
    pub token: bool,
    /// What for, if it said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'static str>,
    /// Since when it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Until when it waits at the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The text of its panic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panic: Option<String>,
}

/// A virtual time as text: `0s`, `10ms`, `1.5s`.
pub(super) fn show(t: Duration) -> String {
    if t.is_zero() { "0s".to_owned() } else { format!("{t:?}") }
}

pub(super) fn view(core: &Core) -> StageView {
    let puppet = |p: &super::puppet::Puppet| {
        let (state, since, until, panic) = match &p.state {
            State::Ready => ("ready", None, None, None),
            State::Running => ("running", None, None, None),
            State::Parked { since, until, .. } => ("parked", Some(*since), *until, None),
            State::Sleeping { since, until } => ("sleeping", Some(*since), Some(*until), None),
            State::Finished => ("finished", None, None, None),
            State::Panicked(text) => ("panicked", None, None, Some(text.clone())),
        };
        let why = match p.state {
            State::Parked { why, .. } => why,
            _ => None,
        };
        PuppetView {
            name: p.name.to_string(),
            state,
            token: p.token.is_left(),
            why,
            since: since.map(show),
            until: until.map(show),
            panic,
        }
    };
    StageView { time: show(core.clock.borrow().elapsed()), puppets: core.puppets.borrow().iter().map(puppet).collect() }
}
