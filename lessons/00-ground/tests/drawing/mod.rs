//! Draws a stage for the players: each puppet's state and token.

use ground::stage::{Stage, StageView};
use kit::frame::Panel;

/// A panel for each puppet.
pub fn puppets(stage: &Stage) -> Vec<Panel> {
    let StageView { puppets, .. } = stage.inspect();
    puppets
        .into_iter()
        .map(|p| {
            let token = if p.token { "left" } else { "none" };
            Panel::cells(format!("puppet {}", p.name), [("state", p.state), ("token", token)])
        })
        .collect()
}
