//! The system calls, Linux's and macOS's. Nothing else in the lessons knows which of the two it runs on.
//!
//! # How memory is given back
//! Linux: `MADV_DONTNEED` takes the pages at once; the next touch finds zeros. `MADV_FREE` (Linux 4.5) would be cheaper,
//! since the kernel takes the pages only when it needs some; until then RSS stays high and reads find the old bytes.
//! Go 1.12 to 1.15 used it, readers of RSS took it for a leak, and Go 1.16 went back.
//! macOS: its `MADV_DONTNEED` frees nothing, and its `MADV_FREE` and `MADV_FREE_REUSABLE` promise no zeros. Mapping
//! fresh pages over the old ones does both, at once.
//!
//! Nothing here panics while it asks for memory: an allocator asks while its lock is held, and a panic allocates.

use std::io;
use std::ptr::{self, NonNull};
use std::sync::OnceLock;

use libc::{c_int, c_void};

use crate::fatal;

/// The size of a page: 4096 on most machines, 16384 on Apple's.
pub fn page_size() -> usize {
    static SIZE: OnceLock<usize> = OnceLock::new();
    *SIZE.get_or_init(|| {
        // SAFETY: it reads a constant of the system.
        let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
        usize::try_from(size).unwrap_or_else(|_| fatal("pages: the system does not say how large its page is"))
    })
}

/// Maps addresses without memory and without access. The system chooses the place.
pub(super) fn reserve(bytes: usize) -> io::Result<NonNull<u8>> {
    // SAFETY: without MAP_FIXED the new mapping covers nobody else's.
    unsafe { map(ptr::null_mut(), bytes, 0) }
}

/// Maps fresh private pages without access, that cost no memory yet.
///
/// # Safety
/// With `MAP_FIXED` in `flags`, `at..at + bytes` is the caller's, and its contents may go.
unsafe fn map(at: *mut c_void, bytes: usize, flags: c_int) -> io::Result<NonNull<u8>> {
    // NORESERVE: the system shall not count the range against the memory it could run out of.
    let flags = flags | libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_NORESERVE;
    // SAFETY: the caller answers for the range if it is fixed; anonymous memory needs no file.
    let start = unsafe { libc::mmap(at, bytes, libc::PROT_NONE, flags, -1, 0) };
    if start == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    Ok(NonNull::new(start.cast())
        .unwrap_or_else(|| fatal("pages: the system mapped address 0, which nobody asked for")))
}

/// Gives a range of addresses back. A failure leaks them and breaks nothing, so it is not reported; it can only mean
/// that the range cuts a mapping in two and there is no room in the table for one more.
///
/// # Safety
/// `start..start + bytes` is whole pages of the caller's (or `bytes` is 0), and nobody uses them from here on.
pub(super) unsafe fn unmap(start: NonNull<u8>, bytes: usize) {
    if bytes > 0 {
        // SAFETY: the caller's promise.
        unsafe { libc::munmap(start.as_ptr().cast(), bytes) };
    }
}

/// Lets the pages be read and written.
///
/// # Safety
/// `start..start + bytes` is whole pages of the caller's.
pub(super) unsafe fn commit(start: NonNull<u8>, bytes: usize) -> io::Result<()> {
    // SAFETY: the caller's promise.
    done(unsafe { libc::mprotect(start.as_ptr().cast(), bytes, libc::PROT_READ | libc::PROT_WRITE) })
}

/// Lets the pages be read, and not written.
///
/// # Safety
/// `start..start + bytes` is whole pages of the caller's, which nobody writes from here on.
pub(super) unsafe fn commit_for_reading(start: NonNull<u8>, bytes: usize) -> io::Result<()> {
    // SAFETY: the caller's promise.
    done(unsafe { libc::mprotect(start.as_ptr().cast(), bytes, libc::PROT_READ) })
}

/// Lets nobody reach the pages.
///
/// # Safety
/// `start..start + bytes` is whole pages of the caller's, to which no reference exists.
pub(super) unsafe fn protect(start: NonNull<u8>, bytes: usize) -> io::Result<()> {
    // SAFETY: the caller's promise.
    done(unsafe { libc::mprotect(start.as_ptr().cast(), bytes, libc::PROT_NONE) })
}

/// The result of a call that returns 0 or else leaves its error in `errno`.
fn done(code: c_int) -> io::Result<()> {
    if code == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Page faults of this process so far.
pub(super) fn faults() -> u64 {
    // SAFETY: `rusage` is numbers only, for which zero is a value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: it writes one `rusage`, and ours is one.
    let code = unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut usage) };
    assert_eq!(code, 0, "getrusage fails only for an unknown `who` or a bad pointer");
    (usage.ru_minflt + usage.ru_majflt) as u64
}

pub use self::os::light_guards;
pub(super) use self::os::{RELEASE, install_guards, memory, release, remove_guards};

#[cfg(target_os = "linux")]
mod os {
    use super::*;

    /// The call behind `release`.
    pub(crate) const RELEASE: &str = "madvise(MADV_DONTNEED)";
    /// Linux 6.13 `uapi/asm-generic/mman-common.h`; not in the libc crate yet.
    const MADV_GUARD_INSTALL: c_int = 102;
    const MADV_GUARD_REMOVE: c_int = 103;

    /// # Safety
    /// `start..start + bytes` is whole pages of the caller's, whose contents may go.
    unsafe fn advise(start: NonNull<u8>, bytes: usize, advice: c_int) -> io::Result<()> {
        loop {
            // SAFETY: the caller's promise.
            match done(unsafe { libc::madvise(start.as_ptr().cast(), bytes, advice) }) {
                // Guards are installed piece by piece, and a signal may come between; the call can be repeated.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    /// Takes the memory behind the pages; the next touch finds zeros.
    ///
    /// # Safety
    /// `start..start + bytes` is whole pages of the caller's, whose contents may go.
    pub(crate) unsafe fn release(start: NonNull<u8>, bytes: usize) -> io::Result<()> {
        // SAFETY: the caller's promise.
        unsafe { advise(start, bytes, libc::MADV_DONTNEED) }
    }

    /// Marks the pages in the page table itself, so that no mapping is split.
    ///
    /// # Safety
    /// `start..start + bytes` is whole pages of the caller's, whose contents may go.
    pub(crate) unsafe fn install_guards(start: NonNull<u8>, bytes: usize) -> io::Result<()> {
        // SAFETY: the caller's promise.
        unsafe { advise(start, bytes, MADV_GUARD_INSTALL) }
    }

    /// Takes those marks away; pages without one stay as they are.
    ///
    /// # Safety
    /// `start..start + bytes` is whole pages of the caller's.
    pub(crate) unsafe fn remove_guards(start: NonNull<u8>, bytes: usize) -> io::Result<()> {
        // SAFETY: the caller's promise.
        unsafe { advise(start, bytes, MADV_GUARD_REMOVE) }
    }

    /// Whether a guard costs no mapping here: `MADV_GUARD_INSTALL` is there (Linux 6.13). Asked once, of a page of its own.
    pub fn light_guards() -> bool {
        static ANSWER: OnceLock<bool> = OnceLock::new();
        *ANSWER.get_or_init(|| {
            let Ok(page) = reserve(page_size()) else { return false };
            // SAFETY: the page was mapped here and is used by nobody.
            let answer = unsafe { install_guards(page, page_size()) }.is_ok();
            // SAFETY: the same page, and the last use of it.
            unsafe { unmap(page, page_size()) };
            answer
        })
    }

    /// VSZ and RSS in bytes.
    pub(crate) fn memory() -> io::Result<(usize, usize)> {
        let statm = std::fs::read_to_string("/proc/self/statm")
            .map_err(|error| io::Error::new(error.kind(), format!("/proc/self/statm: {error}; mount /proc")))?;
        // Pages: size, resident, and five more that nobody needs here.
        let mut pages = statm.split_ascii_whitespace().map(str::parse::<usize>);
        match (pages.next(), pages.next()) {
            (Some(Ok(size)), Some(Ok(resident))) => Ok((size * page_size(), resident * page_size())),
            _ => Err(io::Error::other(format!("/proc/self/statm does not begin with two numbers: {statm:?}"))),
        }
    }
}

#[cfg(target_os = "macos")]
mod os {
    use super::*;

    /// The call behind `release`.
    pub(crate) const RELEASE: &str = "mmap(MAP_FIXED)";

    /// Maps fresh pages over the old ones. They are without access until `commit`.
    ///
    /// # Safety
    /// `start..start + bytes` is whole pages of the caller's, whose contents may go.
    pub(crate) unsafe fn release(start: NonNull<u8>, bytes: usize) -> io::Result<()> {
        // SAFETY: the caller's promise is the one that `map` asks for.
        unsafe { map(start.as_ptr().cast(), bytes, libc::MAP_FIXED) }.map(|_| ())
    }

    /// # Safety
    /// None: there are no such guards here.
    pub(crate) unsafe fn install_guards(_: NonNull<u8>, _: usize) -> io::Result<()> {
        Err(io::Error::from_raw_os_error(libc::EINVAL))
    }

    /// # Safety
    /// None: there are no such guards here.
    pub(crate) unsafe fn remove_guards(_: NonNull<u8>, _: usize) -> io::Result<()> {
        Ok(())
    }

    /// Whether a guard costs no mapping here: never.
    pub fn light_guards() -> bool {
        false
    }

    /// VSZ and RSS in bytes.
    pub(crate) fn memory() -> io::Result<(usize, usize)> {
        // SAFETY: the struct is numbers only, for which zero is a value.
        let mut info: libc::mach_task_basic_info = unsafe { std::mem::zeroed() };
        let mut count = libc::MACH_TASK_BASIC_INFO_COUNT;
        let into = (&raw mut info).cast();
        // The libc crate would rather have its callers use another crate for Mach; for this one call it does.
        // SAFETY: it writes at most `count` words, and `info` has as many.
        #[allow(deprecated)]
        let code = unsafe { libc::task_info(libc::mach_task_self(), libc::MACH_TASK_BASIC_INFO, into, &mut count) };
        if code != libc::KERN_SUCCESS {
            return Err(io::Error::other(format!("task_info answers {code}")));
        }
        Ok((info.virtual_size as usize, info.resident_size as usize))
    }
}
