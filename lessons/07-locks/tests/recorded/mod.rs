//! What real Go printed, from the workbook's `tests/oracle/locks`.

use std::fs;
use std::path::Path;

/// A recording.
///
/// # Panics
/// If it is not there.
pub fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle/locks").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines under `== label` in a recording.
///
/// # Panics
/// If the recording or the label is not there.
#[allow(dead_code, reason = "each test program takes what it needs of this module")]
pub fn section(recording: &str, label: &str) -> String {
    let text = read(recording);
    let mut lines = text.lines().skip_while(|line| line.strip_prefix("== ") != Some(label));
    assert!(lines.next().is_some(), "{recording} has no section `{label}`");
    lines.take_while(|line| !line.starts_with("== ")).map(|line| format!("{line}\n")).collect()
}

/// The rows of a recording that is a table, each with so many columns.
///
/// # Panics
/// If the recording is not there, or a row has another number of columns.
#[allow(dead_code, reason = "each test program takes what it needs of this module")]
pub fn rows<const N: usize>(recording: &str) -> Vec<[String; N]> {
    let row = |line: &str| {
        let columns: Vec<String> = line.split('\t').map(str::to_owned).collect();
        columns.try_into().unwrap_or_else(|_| panic!("{recording}: a row has {N} columns: {line}"))
    };
    read(recording).lines().filter(|line| !line.starts_with('#')).map(row).collect()
}
