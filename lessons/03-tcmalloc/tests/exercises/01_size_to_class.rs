//! What an answer to exercise 3.1 must do.

use super::answer::{MAX_SMALL, PAGE, batch, class_for, classes, span_pages, step};
use crate::recorded;

kit::tests![
    steps_grow_with_the_size_and_end_at_a_page,
    a_span_has_a_quarter_of_a_batch_and_wastes_an_eighth_at_most,
    the_larger_of_two_with_equal_spans_stays,
    different_spans_stay_different_classes,
    every_row_is_the_librarys_own,
];

fn steps_grow_with_the_size_and_end_at_a_page() {
    for (size, far) in [(8, 8), (16, 16), (112, 16), (128, 16), (240, 16), (256, 32), (480, 32), (1920, 128)] {
        assert_eq!(step(size), far, "from {size}");
    }
    assert_eq!([step(57344), step(65536), step(131072), step(253952)], [4096, 8192, 8192, 8192], "a page is the end");
}

fn a_span_has_a_quarter_of_a_batch_and_wastes_an_eighth_at_most() {
    let will_do = |size: usize, pages: usize| {
        let (objects, left) = (pages * PAGE / size, pages * PAGE % size);
        objects >= batch(size) / 4 && left * 8 <= pages * PAGE
    };
    for size in (8..=MAX_SMALL).step_by(8) {
        let pages = span_pages(size);
        assert!(will_do(size, pages), "{pages} pages will not do for {size} bytes");
        let fewer = (1..pages).find(|&fewer| will_do(size, fewer));
        assert_eq!(fewer, None, "so many pages would do for {size} bytes, and not only {pages}");
    }
}

fn the_larger_of_two_with_equal_spans_stays() {
    // One page: 9 objects of 832 bytes, and just as many of 896. Two pages: 4 of 3584, 3840 or 4096.
    let sizes: Vec<usize> = classes().iter().map(|class| class.size).collect();
    assert!(!sizes.contains(&832) && sizes.contains(&896), "{sizes:?}");
    assert!(!sizes.contains(&3584) && !sizes.contains(&3840) && sizes.contains(&4096), "{sizes:?}");
}

fn different_spans_stay_different_classes() {
    let sizes: Vec<usize> = classes().iter().map(|class| class.size).collect();
    assert!(sizes.starts_with(&[8, 16, 32, 48, 64]), "one page each, and never as many objects: {sizes:?}");
    assert!(sizes.ends_with(&[237_568, 245_760, 253_952, MAX_SMALL]), "one object each, and never as many pages");
}

fn every_row_is_the_librarys_own() {
    let (ours, theirs) = (classes(), recorded::classes());
    for (number, (our, their)) in (1..).zip(ours.iter().zip(&theirs)) {
        assert_eq!((our.size, our.pages, our.objects()), (their.size, their.pages, their.objects), "class {number}");
        assert_eq!(batch(our.size), their.batch, "class {number}");
        // And so for requests: the class before is too small for its worst one.
        let requests = [their.worst_request, their.size];
        assert!(requests.iter().all(|&bytes| class_for(&ours, bytes) == Some(our)), "class {number} for {requests:?}");
    }
    assert_eq!((ours.len(), class_for(&ours, MAX_SMALL + 1)), (theirs.len(), None));
}
