//! Capacities that real Go went through, from the workbook's `tests/oracle/append`.

/// The capacities that Go went through while a slice of `size`-byte elements without pointers grew one by one.
///
/// # Panics
/// If the recording or the row is not there.
pub fn capacities(recording: &str, size: usize) -> Vec<usize> {
    let (text, start) = (kit::oracle::read(&format!("append/{recording}")), format!("seq\tnoscan\t{size}\t"));
    let row = text.lines().find_map(|line| line.strip_prefix(&start)).expect("the recording has this element size");
    row.split('\t').map(|cap| cap.parse().expect("a capacity is a number")).collect()
}
