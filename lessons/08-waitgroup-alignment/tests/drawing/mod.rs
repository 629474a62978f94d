//! Draws a WaitGroup for the players and the rulers.

use ground::stage::Stage;
use kit::frame::Panel;
use kit::layout;
use waitgroup::{Group, Layout};

/// The panels of a group, and who sleeps on its semaphore.
pub fn group<L: Layout>(group: &Group<L>, stage: &Stage) -> Vec<Panel> {
    let view = group.inspect();
    let state = Panel::bits("state").field("counter", 32, view.state.counter).field("flag", 1, u8::from(view.flag));
    let asleep =
        stage.inspect().puppets.into_iter().filter(|puppet| puppet.state == "parked").map(|puppet| puppet.name);
    let ended =
        stage.inspect().puppets.into_iter().filter(|puppet| puppet.state == "finished").map(|puppet| puppet.name);
    vec![
        state.field("waiters", 31, view.state.waiters),
        Panel::cells("semaphore", [("sema", view.sema)]),
        Panel::queue("asleep", asleep),
        Panel::list("returned", ended),
    ]
}

/// The ruler of a group as it lies here: the offsets are those of the two atomics that it really uses.
pub fn ruler<L: Layout>(name: &str, group: &Group<L>) -> layout::Layout {
    let (state, sema) = group.layout().parts();
    let from = std::ptr::from_ref(group).addr();
    layout::Layout::new::<Group<L>>(name)
        .field("state", "AtomicU64", std::ptr::from_ref(state).addr() - from, size_of_val(state))
        .field("sema", "AtomicU32", std::ptr::from_ref(sema).addr() - from, size_of_val(sema))
}
