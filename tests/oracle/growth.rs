//! Lesson 01's growth rules and size classes at every point that real Go was asked for.

use slices::{Classes, GrowthRule, next_cap, round_up_size};

use crate::recordings::read;

/// One answer of append: what it was given, and the capacity that came back.
struct Point {
    pointers: bool,
    elem_size: usize,
    old_len: usize,
    old_cap: usize,
    needed: usize,
    cap: usize,
}

/// The points of a table. A row of `grid` and `lencap` is one; a row of `seq` is one for each capacity in it.
fn points(table: &str) -> Vec<Point> {
    let mut points = Vec::new();
    for line in read(table).lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split('\t');
        let (mode, kind) = (words.next(), words.next());
        let numbers: Vec<usize> = words.map(|word| word.parse().expect("the other columns are numbers")).collect();
        let pointers = match kind {
            Some("noscan") => false,
            Some("ptr") => true,
            _ => panic!("{table}: a kind is noscan or ptr, not {kind:?}"),
        };
        match (mode, &numbers[..]) {
            (Some("seq" | "local"), [elem_size, caps @ ..]) => {
                let mut old = 0;
                for &cap in caps {
                    points.push(Point {
                        pointers,
                        elem_size: *elem_size,
                        old_len: old,
                        old_cap: old,
                        needed: old + 1,
                        cap,
                    });
                    old = cap;
                }
            }
            (Some("grid"), &[elem_size, old_cap, needed, cap]) => {
                points.push(Point { pointers, elem_size, old_len: old_cap, old_cap, needed, cap });
            }
            (Some("lencap"), &[elem_size, old_len, old_cap, needed, cap]) => {
                points.push(Point { pointers, elem_size, old_len, old_cap, needed, cap });
            }
            _ => panic!("{table}: what is this row? {line}"),
        }
    }
    points
}

/// The lesson meets every point of a table; `rule` is for elements without pointers, `with_pointers` for the others.
/// Gives how many points of each kind there were, so that a test notices when some are gone.
fn met(table: &str, rule: GrowthRule, with_pointers: GrowthRule) -> (usize, usize) {
    let (mut plain, mut pointing) = (0, 0);
    for point in points(table) {
        let Point { pointers, elem_size, old_len, old_cap, needed, cap } = point;
        let rule = if pointers { with_pointers } else { rule };
        let ours = next_cap(rule, old_len, old_cap, needed, elem_size);
        assert_eq!(
            ours, cap,
            "{table}: {rule:?}: len {old_len}, cap {old_cap}, {needed} needed, {elem_size} bytes an element"
        );
        *(if pointers { &mut pointing } else { &mut plain }) += 1;
    }
    (plain, pointing)
}

#[test]
fn go_1_15_grew_by_the_length() {
    use GrowthRule::Go1_15;
    assert_eq!(met("append/go1.15.seq.tsv", Go1_15, Go1_15), (435, 285));
    assert_eq!(met("append/go1.15.lencap.tsv", Go1_15, Go1_15), (135, 45));
    assert_eq!(met("append/go1.15.local.tsv", Go1_15, Go1_15), (160, 106), "no slice started on the stack yet");
}

#[test]
fn go_1_17_grew_by_the_capacity() {
    use GrowthRule::Go1_17;
    assert_eq!(met("append/go1.17.seq.tsv", Go1_17, Go1_17), (435, 285));
    assert_eq!(met("append/go1.17.lencap.tsv", Go1_17, Go1_17), (135, 45));
    assert_eq!(met("append/go1.17.grid.tsv", Go1_17, Go1_17), (4752, 3024));
}

#[test]
fn go_1_21_grew_smoothly_whatever_the_elements_hold() {
    use GrowthRule::Go1_18;
    assert_eq!(met("append/go1.21.13.seq.tsv", Go1_18, Go1_18), (416, 273));
    assert_eq!(met("append/go1.21.13.lencap.tsv", Go1_18, Go1_18), (135, 45));
}

#[test]
fn go_1_27_spends_a_header_on_elements_with_pointers() {
    use GrowthRule::{Go1_18, Go1_22Pointers};
    assert_eq!(met("append/go1.27.3.seq.tsv", Go1_18, Go1_22Pointers), (416, 270));
    assert_eq!(met("append/go1.27.3.lencap.tsv", Go1_18, Go1_22Pointers), (135, 45));
    assert_eq!(met("append/go1.27.3.grid.tsv", Go1_18, Go1_22Pointers), (4752, 3024));
}

#[test]
fn go_1_24_started_no_slice_on_the_stack() {
    use GrowthRule::{Go1_18, Go1_22Pointers};
    assert_eq!(met("append/go1.24.11.local.tsv", Go1_18, Go1_22Pointers), (153, 100));
}

/// Since Go 1.25 a slice that stays in its function starts in 32 bytes of stack. The lesson's slices all escape.
#[test]
fn since_go_1_25_a_slice_starts_in_a_stack_buffer_and_then_grows_by_its_rule() {
    for recording in ["append/go1.25.5.local.tsv", "append/go1.27.3.local.tsv"] {
        let mut seen = 0;
        for Point { pointers, elem_size, old_cap, needed, cap, .. } in points(recording) {
            let rule = if pointers { GrowthRule::Go1_22Pointers } else { GrowthRule::Go1_18 };
            let on_stack = 32 / elem_size;
            let by_rule = next_cap(rule, old_cap, old_cap, needed, elem_size);
            let expected = if old_cap == 0 && on_stack > 0 { on_stack } else { by_rule };
            assert_eq!(cap, expected, "{recording}: {elem_size} bytes an element, cap {old_cap}");
            seen += 1;
        }
        assert_eq!(seen, 143 + 97, "{recording}");
    }
}

#[test]
fn every_request_of_bytes_gets_what_go_gave_it() {
    for (table, rule) in [
        ("sizeclass/probe.go1.15.tsv", GrowthRule::Go1_15),
        ("sizeclass/probe.go1.21.13.tsv", GrowthRule::Go1_18),
        ("sizeclass/probe.go1.27.3.tsv", GrowthRule::Go1_18),
    ] {
        let mut next = 1;
        for [first, last, reserved] in rows(table) {
            assert_eq!(first, next, "{table}: the runs follow each other");
            for bytes in first..=last {
                assert_eq!(next_cap(rule, 0, 0, bytes, 1), reserved, "{table}: {bytes} bytes");
            }
            next = last + 1;
        }
        assert_eq!(next, 70_001, "{table}: every request up to 70000 was compared");
    }
}

#[test]
fn the_size_classes_are_gos() {
    for (table, classes, count) in [
        ("sizeclass/classes.go1.12-1.15.tsv", Classes::Go1_12, 66),
        ("sizeclass/classes.go1.16-1.27.3.tsv", Classes::Go1_16, 67),
    ] {
        let mut below = 0;
        let rows = rows(table);
        assert_eq!(rows.len(), count, "{table}");
        for [_, size, ..] in rows {
            assert_eq!(round_up_size(classes, below + 1), size, "{table}: the smallest request of the class");
            assert_eq!(round_up_size(classes, size), size, "{table}: the largest request of the class");
            below = size;
        }
        assert_eq!(below, 32_768);
    }
}

/// The first three columns of a table of numbers.
fn rows(table: &str) -> Vec<[usize; 3]> {
    let number = |word: &str| word.parse().expect("the first three columns are whole numbers");
    let row = |line: &str| {
        let mut words = line.split("\t").take(3).map(number);
        std::array::from_fn(|_| words.next().expect("three columns and more"))
    };
    read(table).lines().filter(|line| !line.starts_with('#')).map(row).collect()
}
