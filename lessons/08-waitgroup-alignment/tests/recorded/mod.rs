//! What real Go printed, from the workbook's `tests/oracle/waitgroup`.

/// A recording.
fn read(file: &str) -> String {
    kit::oracle::read(&format!("waitgroup/{file}"))
}

/// The rows of a table, without the line that says where it is from.
#[allow(dead_code, reason = "each test program takes what it needs of this module")]
pub fn rows(file: &str) -> Vec<Vec<String>> {
    let text = read(file);
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// The lines under `== label` in a recording.
///
/// # Panics
/// If the recording or the label is not there.
#[allow(dead_code, reason = "each test program takes what it needs of this module")]
pub fn section(file: &str, label: &str) -> Vec<String> {
    kit::oracle::section(&format!("waitgroup/{file}"), label).lines().map(str::to_owned).collect()
}

/// The text of a panic that `misuse.go` recorded for a case.
#[allow(dead_code, reason = "each test program takes what it needs of this module")]
pub fn panic_of(case: &str) -> String {
    let rows = rows("misuse.go1.27.3.txt");
    let row = rows.iter().find(|row| row[0] == case).unwrap_or_else(|| panic!("`{case}` is not recorded"));
    let (_, text) = row[2].split_once("recovered: ").unwrap_or_else(|| panic!("`{case}` does not panic: {row:?}"));
    text.split("; ").next().expect("a split has a first part").to_owned()
}
