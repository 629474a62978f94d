//! What a panic said: for tests that pin Go's exact texts.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// How many calls of `quietly` this thread is in.
    static QUIET: Cell<usize> = const { Cell::new(0) };
}

/// Runs `f`; panics of this thread meanwhile are not printed. They unwind as ever.
pub fn quietly<T>(f: impl FnOnce() -> T) -> T {
    /// Counts down when `f` returns or unwinds.
    struct Quiet;
    impl Drop for Quiet {
        fn drop(&mut self) {
            QUIET.set(QUIET.get() - 1);
        }
    }
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if QUIET.get() == 0 {
                before(info);
            }
        }));
    });
    QUIET.set(QUIET.get() + 1);
    let _quiet = Quiet;
    f()
}

/// Runs `f`, which must panic, and returns the panic's text. Nothing is printed.
///
/// # Panics
/// If `f` returns, or panics with something that is no text.
///
/// ```
/// assert_eq!(kit::panic_text(|| panic!("no {}", 7)), "no 7");
/// ```
pub fn panic_text<T>(f: impl FnOnce() -> T) -> String {
    outcome(f).err().expect("it did not panic")
}

/// Runs `f`: what it returns, or the text of its panic. Nothing is printed.
///
/// # Panics
/// If `f` panics with something that is no text.
pub fn outcome<T>(f: impl FnOnce() -> T) -> Result<T, String> {
    quietly(|| panic::catch_unwind(AssertUnwindSafe(f))).map_err(|payload| match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(payload) => payload.downcast::<&str>().map(|text| text.to_string()).expect("a panic has a text"),
    })
}
