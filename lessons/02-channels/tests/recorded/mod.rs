//! What real Go printed, from the workbook's `tests/oracle/channels`.

use std::fs;
use std::path::Path;

/// A recording.
///
/// # Panics
/// If it is not there.
pub fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle/channels").join(file);
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
