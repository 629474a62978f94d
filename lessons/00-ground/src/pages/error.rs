//! Why the system, or a check before it, said no: a value with the call, the range and what to do about it.

use std::fmt;
use std::io;
use std::ops::Range;

/// A call about pages that failed, or that was refused before the system saw it.
#[derive(Debug)]
pub struct Error {
    /// The system call.
    pub call: &'static str,
    /// The bytes it was about, counted from the reservation's first.
    pub range: Range<usize>,
    /// What was wrong.
    pub cause: Cause,
}

/// What was wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// Nothing was asked for.
    Empty,
    /// More than an address space can have.
    TooLarge,
    /// The alignment is no power of two.
    Align {
        /// The alignment asked for.
        align: usize,
    },
    /// The range ends before it starts.
    Backwards,
    /// The range reaches beyond the reservation.
    OutOfBounds {
        /// The reservation's size.
        bytes: usize,
    },
    /// The range starts or ends within a page.
    NotPages {
        /// The size of a page.
        page: usize,
    },
    /// The system refused.
    System(io::Error),
}

impl Error {
    /// Puts the call and the range to the system's cause.
    pub(super) fn at(call: &'static str, range: &Range<usize>) -> impl FnOnce(io::Error) -> Error {
        let range = range.clone();
        move |cause| Error { call, range, cause: cause.into() }
    }
}

impl From<io::Error> for Cause {
    fn from(error: io::Error) -> Cause {
        Cause::System(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Error { call, range, cause } = self;
        let failed = if matches!(cause, Cause::System(_)) { "failed" } else { "was not tried" };
        write!(f, "{call} of bytes {}..{} {failed}: ", range.start, range.end)?;
        match cause {
            Cause::Empty => write!(f, "no bytes were asked for; ask for one page at least"),
            Cause::TooLarge => write!(f, "no address space is that large; ask for less"),
            Cause::Align { align } => write!(f, "the alignment {align} is no power of two; use one"),
            Cause::Backwards => write!(f, "the range ends before it starts; swap its ends"),
            Cause::OutOfBounds { bytes } => {
                write!(f, "the reservation has {bytes} bytes; stay within 0..{bytes}, or reserve more")
            }
            Cause::NotPages { page } => write!(f, "the range is not made of whole pages; use multiples of {page}"),
            Cause::System(error) => write!(f, "{error}; {}", remedy(error)),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            Cause::System(error) => Some(error),
            _ => None,
        }
    }
}

/// What a reader can do about the system's refusal.
fn remedy(error: &io::Error) -> &'static str {
    match error.raw_os_error() {
        Some(libc::ENOMEM) => {
            "ask for less, or raise the limit that was met: on addresses (`ulimit -v`), on mappings \
             (`sysctl vm.max_map_count`), or on committed memory (`sysctl vm.overcommit_memory`)"
        }
        Some(libc::EINVAL) => "if the memory is locked (`mlockall`), unlock it first",
        Some(libc::EAGAIN) => "more memory is locked than `ulimit -l` allows; raise it or lock less",
        Some(libc::EPERM | libc::EACCES) => "a security policy of the system forbids it; ask who set it",
        _ => "look up the error number in the manual page of the call",
    }
}
