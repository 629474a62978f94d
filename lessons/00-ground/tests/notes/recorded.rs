//! What real Go printed, and what the notes say: read from the workbook.

use std::fs;
use std::path::Path;

/// A file of the workbook.
///
/// # Panics
/// If it is not there.
#[allow(dead_code, reason = "each test program takes what it needs of this module")]
pub fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines under `== label` in a recording of `tests/oracle/ground`.
///
/// # Panics
/// If the recording or the label is not there.
pub fn section(program: &str, label: &str) -> Vec<String> {
    kit::oracle::section(&format!("ground/{program}.go1.27.3.txt"), label).lines().map(str::to_owned).collect()
}

/// The sentences of the notes that belong to claims whose id begins with `letters`, and those of all others.
#[allow(dead_code, reason = "each test program takes what it needs of this module")]
pub fn sentences(letters: &str) -> (Vec<String>, Vec<String>) {
    let (mut ours, mut others) = (Vec::new(), Vec::new());
    let mut id = String::new();
    for line in read("book/claims.toml").lines() {
        let value = |key: &str| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"').map(str::to_owned);
        if let Some(found) = value("id") {
            id = found;
        } else if let Some(sentence) = value("zh") {
            if id.starts_with(letters) { &mut ours } else { &mut others }.push(sentence);
        }
    }
    (ours, others)
}
