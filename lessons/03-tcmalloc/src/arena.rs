//! Memory from the system: regions of addresses, taken at once, and made usable from the front, step by step.
//!
//! gperftools asks `sbrk` first. Rust programs cannot count on the break being theirs, and Go does not use it
//! either: here every region is an `mmap`, by way of `ground::pages`.
//!
//! The system deals in pages of its own: 4 KiB on most machines, 16 KiB on Apple's, up to 64 KiB on some of Arm's. Where they are
//! larger than the allocator's, whoever calls has to ask for whole ones, since half of one cannot come or go.
//!
//! # Invariants
//! - A1: what `grow` returns was never returned before, is usable, and full of zeros.
//! - A2: no two pieces of different regions are neighbours, so a run of neighbouring pieces lies in one reservation.
//! - A3: each piece starts and ends with a system page.

use std::ops::Range;
use std::ptr::NonNull;

use ground::pages::{Reservation, page_size};

/// So many regions at most: 1 TiB in regions of 1 GiB. (Where addresses are limited, [`A_REGION`] of them are all there are.)
const REGIONS: usize = 1024;

/// Where addresses are limited, a region is such a part of them.
const A_REGION: usize = 64;

/// How many addresses the process may have (`ulimit -v`).
fn address_limit() -> usize {
    let mut limit = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: it writes one `rlimit`, and ours is one. If it fails, there is no limit that we know of.
    unsafe { libc::getrlimit(libc::RLIMIT_AS, &mut limit) };
    usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX).min(isize::MAX as usize)
}

/// Regions of addresses; the last one is being used up.
pub(crate) struct Arena {
    regions: [Option<Reservation>; REGIONS],
    /// How many bytes of each region were handed out when the next one was opened.
    ends: [usize; REGIONS],
    /// How many regions there are.
    count: usize,
    /// How many bytes of the last region were handed out.
    used: usize,
    /// How many addresses a region has, if the system allows. A limit on addresses makes them fewer.
    region: usize,
    /// What every region starts at a multiple of, if the system's page is not more than that.
    align: usize,
    /// The system's page as a test wants it; `None`: as it is.
    page: Option<usize>,
    /// The bytes that were handed out, of all regions.
    pub(crate) mapped: usize,
}

impl Arena {
    /// Nothing yet. `page` is a multiple of the system's page that is to be taken for it.
    pub(crate) const fn new(region: usize, align: usize, page: Option<usize>) -> Arena {
        let (regions, ends) = ([const { None }; REGIONS], [0; REGIONS]);
        Arena { regions, ends, count: 0, used: 0, region, align, page, mapped: 0 }
    }

    /// The bytes of a system page: what comes and goes at once.
    pub(crate) fn page(&self) -> usize {
        self.page.unwrap_or_else(page_size)
    }

    // ANCHOR: grow
    /// The next `bytes`, rounded up to whole system pages, and how many they are (A1, A3). `None`: the system has no more.
    pub(crate) fn grow(&mut self, bytes: usize) -> Option<(NonNull<u8>, usize)> {
        let (piece, bytes) = self.next(bytes)?;
        self.last()?.commit(self.used..self.used + bytes).ok()?;
        self.used += bytes;
        self.mapped += bytes;
        Some((piece, bytes))
    }

    /// What `grow` is going to return if the system lets it.
    pub(crate) fn next(&mut self, bytes: usize) -> Option<(NonNull<u8>, usize)> {
        let bytes = bytes.checked_next_multiple_of(self.page())?;
        let room = self.last().map_or(0, |last| last.bytes() - self.align() - self.used);
        if room < bytes {
            self.open(bytes)?;
        }
        // SAFETY: the region has room for `bytes` behind what was used of it, or `open` saw to it.
        Some((unsafe { self.last()?.as_ptr().add(self.used) }, bytes))
    }

    /// The next `bytes`, as from `grow`, but only those from `writable` on can be written. The others can be read, and count as given by
    /// the system once `write` was called for them. Both numbers are of whole system pages.
    pub(crate) fn grow_for_reading(&mut self, bytes: usize, writable: usize) -> Option<NonNull<u8>> {
        let (piece, bytes) = self.next(bytes)?;
        self.last()?.commit_for_reading(self.used..self.used + writable).ok()?;
        self.last()?.commit(self.used + writable..self.used + bytes).ok()?;
        self.used += bytes;
        self.mapped += bytes - writable;
        Some(piece)
    }

    /// Makes whole system pages writable of what `grow_for_reading` returned, once.
    pub(crate) fn write(&mut self, start: NonNull<u8>, bytes: usize) -> bool {
        let done = self.commit(start, bytes);
        self.mapped += if done { bytes } else { 0 };
        done
    }

    /// Takes a region with room for `bytes`, and a rest at its end that stays unused (A2).
    fn open(&mut self, bytes: usize) -> Option<()> {
        let align = self.align();
        let least = bytes.checked_add(align)?;
        let free = self.regions.get_mut(self.count)?;
        // Where addresses are limited, most are left to others; where they are scarce, less will do.
        let mut wanted = self.region.min(address_limit() / A_REGION).next_multiple_of(align).max(least);
        *free = loop {
            match Reservation::new(wanted, align) {
                Ok(region) => break Some(region),
                Err(_) if wanted > least => wanted = (wanted / 4).next_multiple_of(align).max(least),
                Err(_) => return None,
            }
        };
        if let Some(before) = self.count.checked_sub(1) {
            self.ends[before] = self.used;
        }
        self.count += 1;
        self.used = 0;
        Some(())
    }
    // ANCHOR_END: grow

    fn align(&self) -> usize {
        self.align.max(self.page())
    }

    fn last(&self) -> Option<&Reservation> {
        self.regions.get(self.count.checked_sub(1)?)?.as_ref()
    }

    /// What was handed out, region by region: the first byte, and how many.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = (NonNull<u8>, usize)> {
        let used = |at| if at + 1 == self.count { self.used } else { self.ends[at] };
        self.regions[..self.count].iter().flatten().enumerate().map(move |(at, region)| (region.as_ptr(), used(at)))
    }

    /// Gives the memory behind whole system pages back; the addresses stay ours. `false`: the system refused.
    ///
    /// # Safety
    /// The range is of pieces of this arena, and nobody minds that its contents are lost.
    pub(crate) unsafe fn release(&self, start: NonNull<u8>, bytes: usize) -> bool {
        self.find(start, bytes).is_some_and(|(region, range)| region.release(range).is_ok())
    }

    /// Makes whole system pages usable that were released. Those that are usable keep their contents.
    pub(crate) fn commit(&self, start: NonNull<u8>, bytes: usize) -> bool {
        self.find(start, bytes).is_some_and(|(region, range)| region.commit(range).is_ok())
    }

    /// The region in which a range lies: one, by A2. `None`: it is not made of whole system pages, and the system would refuse.
    fn find(&self, start: NonNull<u8>, bytes: usize) -> Option<(&Reservation, Range<usize>)> {
        self.regions[..self.count].iter().flatten().find_map(|region| {
            let from = start.addr().get().checked_sub(region.as_ptr().addr().get())?;
            let whole = from.is_multiple_of(self.page()) && bytes.is_multiple_of(self.page());
            (from < region.bytes() && whole).then_some((region, from..from + bytes))
        })
    }
}
