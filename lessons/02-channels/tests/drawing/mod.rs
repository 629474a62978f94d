//! Draws a channel for the players: its ring with the two positions, and who waits on either side.

use channels::{Chan, SudogView};
use ground::stage::Stage;
use kit::frame::Panel;

/// The panels of a channel; `stage` knows the names of those who wait.
pub fn channel(name: &str, ch: &Chan<u32>, stage: &Stage) -> Vec<Panel> {
    let view = ch.inspect().expect("the scenes' channels take the lock for everything");
    let names: Vec<String> = stage.inspect().puppets.into_iter().map(|p| p.name).collect();
    let waiting = |sudog: &SudogView| match &sudog.value {
        Some(value) => format!("{}: {value}", names[sudog.who]),
        None => names[sudog.who].clone(),
    };
    let mut panels = Vec::new();
    if view.cap > 0 {
        let ring = Panel::slots(format!("{name}: ring"), view.slots.iter().map(Option::as_ref));
        panels.push(ring.pointer(view.recvx, "recvx").pointer(view.sendx, "sendx"));
    }
    let closed = if view.closed { "closed" } else { "open" };
    panels.push(Panel::cells(name, [("qcount", view.len.to_string()), ("state", closed.to_owned())]));
    panels.push(Panel::queue(format!("{name}: sendq"), view.sendq.iter().map(waiting)));
    panels.push(Panel::queue(format!("{name}: recvq"), view.recvq.iter().map(waiting)));
    panels
}
