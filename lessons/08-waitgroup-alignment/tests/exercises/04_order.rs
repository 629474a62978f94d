//! What an answer to exercise 8.4 must do. Every order is tried.

use super::answer::{Kind, order};

kit::tests![no_order_is_smaller, every_field_is_there_once,];

/// Numbers, arrays, and a struct.
const KINDS: [Kind; 7] = [
    Kind { size: 1, align: 1 },
    Kind { size: 2, align: 2 },
    Kind { size: 4, align: 4 },
    Kind { size: 8, align: 8 },
    Kind { size: 12, align: 1 },
    Kind { size: 6, align: 2 },
    Kind { size: 12, align: 4 },
];

/// Structs of four fields of these kinds: all of them.
fn structs() -> impl Iterator<Item = [Kind; 4]> {
    let n = KINDS.len();
    (0..n.pow(4)).map(move |row| [0, 1, 2, 3].map(|at| KINDS[row / n.pow(at) % n]))
}

fn size(fields: impl Iterator<Item = Kind>) -> usize {
    let (mut end, mut align) = (0_usize, 1);
    for field in fields {
        end = end.next_multiple_of(field.align) + field.size;
        align = field.align.max(align);
    }
    end.next_multiple_of(align)
}

fn smallest(fields: &[Kind; 4]) -> usize {
    let rows = (0..256_usize).map(|row| [row % 4, row / 4 % 4, row / 16 % 4, row / 64]);
    let orders = rows.filter(|row| (0..4).all(|at| row.contains(&at)));
    orders.map(|row| size(row.iter().map(|&at| fields[at]))).min().expect("there are orders")
}

fn no_order_is_smaller() {
    for fields in structs() {
        let ours = order(&fields);
        let size = size(ours.iter().map(|&at| fields[at]));
        assert_eq!(size, smallest(&fields), "{fields:?} in the order {ours:?}");
    }
}

fn every_field_is_there_once() {
    for fields in structs().take(500) {
        let mut ours = order(&fields);
        ours.sort_unstable();
        assert_eq!(ours, [0, 1, 2, 3]);
    }
    assert_eq!(order(&[]), [0_usize; 0]);
}
