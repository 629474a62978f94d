//! Panics in puppets are results, not accidents: the stage reports them, so the panic hook does not print them.

use std::cell::{Cell, RefCell};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
    /// Where the last quiet panic of this thread was: `file:line:column`.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `f` without printing its panics. Other threads print theirs as before.
pub(super) fn quietly<R>(f: impl FnOnce() -> R) -> R {
    static INSTALLED: Once = Once::new();
    // The hook cannot be set while this thread panics (a stage in a destructor): then its panics are printed.
    if !std::thread::panicking() {
        INSTALLED.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                if QUIET.try_with(Cell::get).unwrap_or(false) && !aborts(info) {
                    PLACE.set(info.location().map(ToString::to_string));
                } else {
                    before(info);
                }
            }));
        });
    }
    let _restore = Restore(QUIET.replace(true));
    f()
}

/// Puts the flag back, also when `f` unwinds.
struct Restore(bool);

impl Drop for Restore {
    fn drop(&mut self) {
        QUIET.set(self.0);
    }
}

/// Whether this panic is the end of the process: Rust's own, in a destructor that runs while a panic unwinds.
fn aborts(info: &std::panic::PanicHookInfo<'_>) -> bool {
    info.payload().downcast_ref::<&str>().is_some_and(|text| {
        ["panic in a destructor during cleanup", "panic in a function that cannot unwind"].contains(text)
    })
}

/// Where the last quiet panic was.
pub(super) fn take_place() -> Option<String> {
    PLACE.take()
}
