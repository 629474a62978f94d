//! Which stage runs a puppet on this thread now. What puppets call to be seen by it.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use super::footprint::Object;
use super::run::{Core, PointKind};
use super::token::Token;

thread_local! {
    /// The stage whose puppet runs. A puppet may itself run a stage: that one then, and this one again after it.
    static CURRENT: RefCell<Option<Rc<Core>>> = const { RefCell::new(None) };
}

/// Runs `f`, a switch into a puppet of `core`, with `core` as the current stage. `f` does not unwind.
pub(super) fn with_current<R>(core: &Rc<Core>, f: impl FnOnce() -> R) -> R {
    let before = CURRENT.replace(Some(Rc::clone(core)));
    let result = f();
    CURRENT.replace(before);
    result
}

pub(super) fn current_stage() -> Option<Rc<Core>> {
    CURRENT.with_borrow(Option::clone)
}

/// A puppet is about to leave `token`. A stranger to the token's stage (a thread, another stage's puppet) is no
/// part of its schedule.
pub(super) fn before_ready(token: &Token) {
    if let Some(core) = current_stage()
        && Arc::ptr_eq(&core.inbox, &token.inbox)
    {
        core.point_of(PointKind::Declared);
        core.touch(Object::Token(token.id), true);
    }
}

/// A puppet is about to read or write a shared cell.
pub(super) fn before_access(cell: u32, write: bool) {
    if let Some(core) = current_stage() {
        core.point_of(PointKind::Declared);
        core.touch(Object::Cell(cell), write);
    }
}

/// The running puppet sleeps for `d` of virtual time. A token that comes meanwhile is kept for its next park.
///
/// # Panics
/// Panics with `sleep: no puppet runs on this thread` outside of a puppet.
pub fn sleep(d: Duration) {
    current_stage().expect("sleep: no puppet runs on this thread").sleep_puppet(d);
}

/// Another puppet may run here: [`crate::park::point`], under the name that scenarios use. Nothing outside of a
/// puppet.
pub fn point() {
    crate::park::point();
}
