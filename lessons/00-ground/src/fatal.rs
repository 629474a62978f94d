//! A fatal error: one line on standard error, and the program's end. No panic: nothing catches it, and nothing unwinds.
//!
//! A panic allocates its message and runs destructors. Where the heap's lock is held that waits for ever, and where a lock was
//! unlocked twice a destructor would unlock it once more.

/// Writes `fatal error: ` and `what` as one line to standard error, and aborts. It allocates nothing and takes no lock, so it
/// can be called in any state that the program may be in.
///
/// Unlike Go's it prints no goroutines and ends by `SIGABRT`, not with exit code 2: what is wrong here is the runtime's own state.
///
/// Source: Go 1.27 `runtime/panic.go`, `fatal` and `throw`.
#[cold]
pub fn fatal(what: &str) -> ! {
    let parts = ["fatal error: ", what, "\n"]
        .map(|part| libc::iovec { iov_base: part.as_ptr().cast_mut().cast(), iov_len: part.len() });
    // One call, so that what another thread writes does not come between.
    // SAFETY: it reads the bytes of three strings. What cannot be written is not missed: the program ends.
    unsafe { libc::writev(2, parts.as_ptr(), parts.len() as libc::c_int) };
    std::process::abort()
}
