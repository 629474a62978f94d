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

/// Hundredths of a percent, as the recording has them.
fn hundredths(percent: f64) -> u32 {
    (percent * 100.0).round() as u32
}

fn the_worst_request_is_one_byte_above_the_class_before() {
    let requests: Vec<usize> = worst(&classes()).iter().map(|waste| waste.request).collect();
    assert!(requests.starts_with(&[1, 9, 17, 33]), "{requests:?}");
    assert_eq!(requests, recorded::classes().iter().map(|row| row.worst_request).collect::<Vec<_>>());
}

fn waste_is_a_part_of_the_object() {
    for (waste, row) in worst(&classes()).iter().zip(recorded::classes()) {
        assert_eq!(hundredths(waste.of_object), row.waste, "{} bytes in an object of {}", waste.request, row.size);
    }
}

fn the_tail_of_a_span_is_wasted_too() {
    for (waste, row) in worst(&classes()).iter().zip(recorded::classes()) {
        let objects = row.objects;
        assert_eq!(hundredths(waste.of_span), row.waste_of_span, "{objects} objects of {} in a span", row.size);
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
