//! What an answer to exercise 3.5 must do.

use super::answer::{Class, above_an_eighth, worst};
use crate::recorded;

kit::tests![
    the_worst_request_is_one_byte_above_the_class_before,
    waste_is_a_part_of_the_object,
    the_tail_of_a_span_is_wasted_too,
    exactly_an_eighth_is_not_above_an_eighth,
    twenty_one_classes_break_the_rule,
];

/// The library's classes.
fn classes() -> Vec<Class> {
    recorded::classes().iter().map(|row| Class { size: row.size, span: row.pages * 8192 }).collect()
}

/// Whether a percentage is the one in the recording, which has hundredths.
fn equal(percent: f64, hundredths: u32) -> bool {
    (percent * 100.0 - f64::from(hundredths)).abs() < 0.51
}

fn the_worst_request_is_one_byte_above_the_class_before() {
    let requests: Vec<usize> = worst(&classes()).iter().map(|waste| waste.request).collect();
    assert!(requests.starts_with(&[1, 9, 17, 33]), "{requests:?}");
    assert_eq!(requests, recorded::classes().iter().map(|row| row.worst_request).collect::<Vec<_>>());
}

fn waste_is_a_part_of_the_object() {
    for (waste, row) in worst(&classes()).iter().zip(recorded::classes()) {
        assert!(equal(waste.of_object, row.waste), "an object of {}: {waste:?}, and not {row:?}", row.size);
    }
}

fn the_tail_of_a_span_is_wasted_too() {
    for (waste, row) in worst(&classes()).iter().zip(recorded::classes()) {
        assert!(equal(waste.of_span, row.waste_of_span), "{} objects of {}: {waste:?}", row.objects, row.size);
    }
}

fn exactly_an_eighth_is_not_above_an_eighth() {
    // 7 bytes in 8, and 21 in 24. All others waste more: 10 of 35, and one byte of the 2 of the first.
    let classes = [2, 6, 8, 20, 24, 35].map(|size| Class { size, span: size });
    assert_eq!(above_an_eighth(&classes), [2, 6, 20, 35]);
}

fn twenty_one_classes_break_the_rule() {
    let small = [8, 16, 32, 48, 64, 80, 96, 112, 896, 1792, 4096, 6144, 8192];
    let large = [12288, 16384, 20480, 24576, 32768, 40960, 49152, 57344];
    assert_eq!(above_an_eighth(&classes()), [&small[..], &large].concat());
}
