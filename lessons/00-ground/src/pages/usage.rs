//! What the system says about this process: how many addresses it has, how much memory, how many page faults.

use serde::Serialize;

use super::sys;

// ANCHOR: usage
/// A reading of the whole process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// Virtual size: bytes of address space that are mapped, whether or not there is memory behind them.
    pub vsz: usize,
    /// Resident set size: bytes of memory behind them now. Pages shared with other processes count in full in each.
    pub rss: usize,
    /// Page faults since the process began, those that needed the disk and those that did not.
    pub faults: u64,
}
// ANCHOR_END: usage

/// Reads VSZ, RSS and page faults of this process. RSS may be off by some pages for each core: Linux counts on
/// every core for itself and adds up now and then.
///
/// # Panics
/// `cannot read this process's memory use: ...; mount /proc`, where there is no `/proc` (Linux).
pub fn usage() -> Usage {
    let (vsz, rss) = sys::memory().unwrap_or_else(|error| panic!("cannot read this process's memory use: {error}"));
    Usage { vsz, rss, faults: sys::faults() }
}
