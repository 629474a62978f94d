//! How much memory there is and who has it, as numbers and as a page like gperftools' `MALLOCSTATS`.

use std::fmt;

use serde::Serialize;

use crate::heap::Heap;
use crate::size_class::{ClassId, PAGE, class_size};

// ANCHOR: stats
/// The bytes of a heap. `mapped` is the sum of the six parts.
///
/// Each part is read under its own lock, one after the other, and what a thread's cache holds is what it last said. So while
/// other threads work, the parts are of slightly different moments, and `in_use` takes up the difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// With the program, objects' rounding up included.
    pub in_use: usize,
    /// In the lists of threads' caches.
    pub cached: usize,
    /// In spans of central lists: objects that are left, and what a span has over at its end.
    pub central: usize,
    /// In transfer caches.
    pub transfer: usize,
    /// In free spans, with their memory.
    pub free: usize,
    /// In free spans whose memory is the system's.
    pub returned: usize,
    /// What the system gave for all of these.
    pub mapped: usize,
    /// What the system gave for the allocator's own tables, beside `mapped`.
    pub metadata: usize,
    /// How many threads have a cache.
    pub caches: usize,
    /// How often the heap asked the system for more.
    pub growths: usize,
}
// ANCHOR_END: stats

impl Heap {
    /// How much memory there is, and who has it.
    pub fn stats(&self) -> Stats {
        let _alone = self.enter();
        let mut stats = Stats::default();
        {
            let budget = self.budget.lock();
            stats.cached = budget.shares().map(|(size, _)| size).sum();
            stats.caches = budget.caches;
        }
        for class in ClassId::all() {
            let list = self.central[class.number()].list.lock();
            let over = class.pages() * PAGE - class.objects() * class_size(class);
            stats.central += list.left * class_size(class) + list.count * over;
            stats.transfer += list.transfer.used * class.batch() * class_size(class);
        }
        {
            let pages = self.pages.lock();
            (stats.free, stats.returned) = (pages.normal.bytes, pages.returned.bytes);
            (stats.mapped, stats.metadata) = pages.mapped();
            stats.growths = pages.growths;
        }
        let parts = stats.cached + stats.central + stats.transfer + stats.free + stats.returned;
        stats.in_use = stats.mapped.saturating_sub(parts);
        stats
    }

    /// Gives the memory of all free pages back to the system, and returns how many bytes that were. What the allocator's own
    /// tables do not need any more goes back, too.
    pub fn release_to_system(&self) -> usize {
        let _alone = self.enter();
        ClassId::all().for_each(|class| self.empty_transfer(class));
        let mut pages = self.pages.lock();
        let released = pages.release_at_least(&self.map, usize::MAX) * PAGE;
        pages.metadata.trim();
        released
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = "MALLOC:   ------------";
        let line = |f: &mut fmt::Formatter<'_>, sign: &str, bytes: usize, what: &str| {
            writeln!(f, "MALLOC: {sign} {bytes:12} ({:7.1} MiB) {what}", bytes as f64 / (1 << 20) as f64)
        };
        line(f, " ", self.in_use, "with the program")?;
        line(f, "+", self.free, "free in the page heap")?;
        line(f, "+", self.central, "free in central lists")?;
        line(f, "+", self.transfer, "free in transfer caches")?;
        line(f, "+", self.cached, "free in threads' caches")?;
        line(f, "+", self.metadata, "for the allocator's tables")?;
        writeln!(f, "{rule}")?;
        let all = self.mapped + self.metadata;
        line(f, "=", all - self.returned, "usable: memory once it is touched")?;
        line(f, "+", self.returned, "addresses whose memory went back")?;
        writeln!(f, "{rule}")?;
        line(f, "=", all, "addresses")?;
        writeln!(f, "MALLOC:")?;
        writeln!(f, "MALLOC:   {:12}                threads have a cache", self.caches)?;
        writeln!(f, "MALLOC:   {PAGE:12}                bytes are a page")
    }
}
