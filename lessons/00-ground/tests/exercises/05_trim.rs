//! What an answer to exercise 0.5 must do.

use super::answer::trim;

kit::tests![what_is_left_is_aligned, what_is_left_is_as_long_as_asked, an_aligned_start_keeps_its_front,];

const PAGE: usize = 4096;

/// Mappings that begin at any page, of just as many bytes as it takes: each with what is asked for.
fn mappings() -> impl Iterator<Item = (usize, usize, usize, usize)> {
    let aligns = [PAGE, 2 * PAGE, 16 * PAGE, 64 << 20];
    aligns.into_iter().flat_map(|align| {
        [PAGE, 3 * PAGE, 64 << 20].into_iter().flat_map(move |bytes| {
            (1..40).map(move |page| (0x7000_0000 + page * PAGE, bytes + align - PAGE, bytes, align))
        })
    })
}

fn what_is_left_is_aligned() {
    for (start, mapped, bytes, align) in mappings() {
        let (front, _) = trim(start, mapped, bytes, align);
        assert_eq!((start + front) % align, 0, "{start:#x}, aligned to {align:#x}: {front:#x} in front");
    }
}

fn what_is_left_is_as_long_as_asked() {
    for (start, mapped, bytes, align) in mappings() {
        let (front, back) = trim(start, mapped, bytes, align);
        assert_eq!(front + bytes + back, mapped, "{start:#x}, {mapped:#x} mapped, {bytes:#x} wanted");
    }
}

fn an_aligned_start_keeps_its_front() {
    let align = 16 * PAGE;
    assert_eq!(trim(4 * align, 3 * align - PAGE, 2 * align, align), (0, align - PAGE));
}
