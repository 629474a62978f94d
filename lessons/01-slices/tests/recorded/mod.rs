//! What real Go printed, from the workbook's `tests/oracle`.

use std::fs;
use std::path::Path;

/// A file of the workbook's `tests/oracle`.
fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines under `== label` in a recording of `tests/oracle/slices`.
///
/// # Panics
/// If the recording or the label is not there.
#[allow(dead_code, reason = "each test program takes what it needs of this module")]
pub fn section(recording: &str, label: &str) -> String {
    let text = read(&format!("slices/{recording}"));
    let mut lines = text.lines().skip_while(|line| line.strip_prefix("== ") != Some(label));
    assert!(lines.next().is_some(), "{recording} has no section `{label}`");
    lines.take_while(|line| !line.starts_with("== ")).map(|line| format!("{line}\n")).collect()
}

/// The capacities that Go went through while a slice of `size`-byte elements without pointers grew one by one.
///
/// # Panics
/// If the recording or the row is not there.
#[allow(dead_code, reason = "each test program takes what it needs of this module")]
pub fn capacities(recording: &str, size: usize) -> Vec<usize> {
    let (text, start) = (read(&format!("append/{recording}")), format!("seq\tnoscan\t{size}\t"));
    let row = text.lines().find_map(|line| line.strip_prefix(&start)).expect("the recording has this element size");
    row.split('\t').map(|cap| cap.parse().expect("a capacity is a number")).collect()
}
