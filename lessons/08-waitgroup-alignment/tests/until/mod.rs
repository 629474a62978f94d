//! Driving a puppet by hand.

use ground::stage::{Outcome, Stage};

/// Steps a puppet until it waits or ends.
pub fn it_stops(stage: &Stage, name: &str) -> Outcome {
    let stops = |outcome: &Outcome| *outcome != Outcome::Point;
    std::iter::repeat_with(|| stage.step(name)).find(stops).expect("it stops some time")
}
