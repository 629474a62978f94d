//! `errno`, which `free` leaves as it was, whatever the system refused meanwhile.
//!
//! Source: POSIX.1-2024, `free`.

use std::ffi::c_int;

#[cfg(not(target_os = "macos"))]
use libc::__errno_location as location;
#[cfg(target_os = "macos")]
use libc::__error as location;

/// The value of this thread's `errno`, which it has again when this is dropped.
pub(crate) struct Kept(c_int);

impl Kept {
    pub(crate) fn now() -> Kept {
        // SAFETY: the C library gives the address of this thread's `errno`.
        Kept(unsafe { location().read() })
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // SAFETY: as above.
        unsafe { location().write(self.0) };
    }
}
