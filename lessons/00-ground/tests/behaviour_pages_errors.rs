//! What pages say when they refuse: the call, the range, the cause and the remedy, as a value.

use std::ops::Range;

use ground::pages::{Cause, Error, Reservation, page_size};

/// All four operations on a range.
fn on_every_operation(pages: &Reservation, range: Range<usize>) -> [Result<(), Error>; 4] {
    let again = || range.clone();
    [pages.commit(again()), pages.release(again()), pages.guard(again()), pages.guard_by_protection(again())]
}

#[test]
fn a_range_that_is_not_whole_pages_within_the_reservation_is_refused_by_every_operation() {
    let page = page_size();
    let pages = Reservation::new(4 * page, 1).unwrap();
    let last = usize::MAX - page + 1; // the last page boundary there is
    let backwards = |cause: &Cause| matches!(cause, Cause::Backwards);
    let out_of_bounds = |cause: &Cause| matches!(*cause, Cause::OutOfBounds { bytes } if bytes == 4 * page_size());
    let not_pages = |cause: &Cause| matches!(*cause, Cause::NotPages { page } if page == page_size());
    type IsTheCause = fn(&Cause) -> bool;
    let wrong: [(usize, usize, IsTheCause); 9] = [
        (2 * page, page, backwards),
        (last, 0, backwards),
        (0, 5 * page, out_of_bounds),
        (4 * page, 5 * page, out_of_bounds),
        (last, usize::MAX, out_of_bounds),
        (0, last, out_of_bounds),
        (1, page, not_pages),
        (0, page + 1, not_pages),
        (1, 1, not_pages),
    ];
    for (start, end, is_the_cause) in wrong {
        for result in on_every_operation(&pages, Range { start, end }) {
            let error = result.expect_err("the range is wrong");
            assert_eq!(error.range, Range { start, end });
            assert!(is_the_cause(&error.cause), "{start}..{end}: {error}");
        }
    }
}

#[test]
fn an_empty_range_is_nothing_to_do() {
    let pages = Reservation::new(page_size(), 1).unwrap();
    for at in [0, page_size()] {
        assert!(on_every_operation(&pages, at..at).iter().all(Result::is_ok));
    }
}

#[test]
fn an_error_names_the_call_the_range_and_the_remedy() {
    let (pages, page) = (Reservation::new(page_size(), 1).unwrap(), page_size());
    let refused = |range: Range<usize>| pages.commit(range).unwrap_err().to_string();
    assert_eq!(
        refused(0..page - 1),
        format!(
            "mprotect of bytes 0..{} was not tried: the range is not made of whole pages; use multiples of {page}",
            page - 1
        )
    );
    assert_eq!(
        refused(0..2 * page),
        format!(
            "mprotect of bytes 0..{} was not tried: the reservation has {page} bytes; stay within 0..{page}, or \
             reserve more",
            2 * page
        )
    );
    assert_eq!(
        refused(Range { start: page, end: 0 }),
        format!("mprotect of bytes {page}..0 was not tried: the range ends before it starts; swap its ends")
    );
    let not_reserved = |bytes, align| Reservation::new(bytes, align).unwrap_err().to_string();
    assert_eq!(
        not_reserved(0, 1),
        "mmap of bytes 0..0 was not tried: no bytes were asked for; ask for one page at least"
    );
    assert_eq!(
        not_reserved(page, 3),
        format!("mmap of bytes 0..{page} was not tried: the alignment 3 is no power of two; use one")
    );
}

#[test]
fn sizes_that_overflow_are_refused_before_the_system_sees_them() {
    for (bytes, align) in [(usize::MAX, 1), (usize::MAX - page_size() + 1, 1), (1 << 62, 1 << 63), (1, 1 << 63)] {
        let error = Reservation::new(bytes, align).expect_err("no address space is that large");
        assert!(matches!(error.cause, Cause::TooLarge), "{error}");
    }
}

#[test]
fn what_the_system_refuses_carries_the_systems_reason() {
    // More than the 57 bits of address space that the largest processors have; `usize` has room for it.
    let error = Reservation::new(1 << 60, 1).expect_err("no processor maps that much");
    let Cause::System(cause) = &error.cause else { panic!("{error}") };
    assert_eq!(cause.raw_os_error(), Some(libc::ENOMEM));
    let text = error.to_string();
    assert!(text.starts_with("mmap of bytes 0..1152921504606846976 failed: "), "{text}");
    assert!(text.contains("; ask for less, or raise the limit that was met"), "{text}");
    assert!(std::error::Error::source(&error).is_some());
}

/// Locked memory cannot be given back.
#[cfg(target_os = "linux")]
#[test]
fn a_release_of_locked_memory_fails_and_says_so() {
    let pages = Reservation::new(page_size(), 1).unwrap();
    pages.commit(0..page_size()).unwrap();
    // SAFETY: the page is ours, and to lock it changes nothing but where it lies.
    let locked = unsafe { libc::mlock(pages.as_ptr().as_ptr().cast(), page_size()) };
    assert_eq!(locked, 0, "{}", std::io::Error::last_os_error());
    let error = pages.release(0..page_size()).expect_err("the page is locked");
    assert_eq!(
        error.to_string(),
        format!(
            "madvise(MADV_DONTNEED) of bytes 0..{} failed: Invalid argument (os error 22); if the memory is locked \
             (`mlockall`), unlock it first",
            page_size()
        )
    );
}
