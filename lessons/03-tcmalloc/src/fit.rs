//! From a layout to what holds it: an object of a class, or whole pages.

use std::alloc::Layout;

use crate::size_class::{ClassId, PAGE, size_class};

/// What holds a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// An object of this class.
    Small(ClassId),
    /// So many pages, which begin at a multiple of so many bytes.
    Large { pages: usize, align: usize },
}

// ANCHOR: fit
/// What holds `size` bytes at a multiple of `align`, a power of two. The same layout always fits the same: so whoever
/// frees with the layout needs no look at the page map.
///
/// Objects of a class lie one after the other from a page's start. So they start at multiples of whatever power of two divides
/// the class's size: 8 for the first class, 16 for all others, and more for some.
#[inline]
pub(crate) const fn fit(size: usize, align: usize) -> Fit {
    let least = if align > 8 && size < align { align } else { size };
    if align <= 16
        && let Some(class) = size_class(least)
    {
        return Fit::Small(class);
    }
    if align <= PAGE
        && let Some(class) = size_class(least)
        && let Some(class) = class.aligned(align)
    {
        return Fit::Small(class);
    }
    let size = if size == 0 { 1 } else { size };
    Fit::Large { pages: size.div_ceil(PAGE), align }
}
// ANCHOR_END: fit

/// As [`fit`], for a layout.
#[inline]
pub(crate) const fn fit_layout(layout: Layout) -> Fit {
    fit(layout.size(), layout.align())
}

/// A layout that nobody should ask for is refused early: the system could never give as much.
pub(crate) const fn absurd(pages: usize, align: usize) -> bool {
    pages > (1 << 47) / PAGE || align > 1 << 46
}
