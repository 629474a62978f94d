//! What real Go and real gperftools printed: the recordings in the workbook's `tests/oracle`, named as they lie there
//! (`locks/fatal.go1.27.3.txt`).

use std::fs;
use std::path::Path;

/// A recording, whole.
///
/// # Panics
/// If it is not there.
pub fn read(recording: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle").join(recording);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines under `== label` in a recording.
///
/// # Panics
/// If the recording or the label is not there.
pub fn section(recording: &str, label: &str) -> String {
    section_in(&read(recording), label).unwrap_or_else(|| panic!("{recording} has no section `{label}`"))
}

/// The rows of a recording that is a table, each with so many columns; without its comments.
///
/// # Panics
/// If the recording is not there, or a row has another number of columns.
pub fn rows<const N: usize>(recording: &str) -> Vec<[String; N]> {
    rows_of(&read(recording)).unwrap_or_else(|line| panic!("{recording}: a row has {N} columns: {line}"))
}

/// The labels of a recording's sections, in order.
pub fn labels(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(label)
}

/// The lines under `== name` in the text of a recording; none if it has no such section.
pub fn section_in(text: &str, name: &str) -> Option<String> {
    let mut lines = text.lines().skip_while(|line| label(line) != Some(name));
    lines.next()?;
    Some(lines.take_while(|line| !line.starts_with("== ")).map(|line| format!("{line}\n")).collect())
}

/// What a line names, if a section begins at it.
fn label(line: &str) -> Option<&str> {
    line.strip_prefix("== ").map(str::trim)
}

/// The rows, or the first line that is none.
fn rows_of<const N: usize>(text: &str) -> Result<Vec<[String; N]>, String> {
    let columns = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| columns(line).try_into().map_err(|_| line.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::{rows_of, section_in};

    #[test]
    fn a_section_ends_where_the_next_begins() {
        let text = "# Go\n== a\n1\n\n== b\n2\n";
        assert_eq!(section_in(text, "a").as_deref(), Some("1\n\n"));
        assert_eq!(section_in(text, "b").as_deref(), Some("2\n"));
        assert_eq!(section_in(text, "c"), None);
    }

    #[test]
    fn a_row_has_its_columns() {
        let rows = [["a", "1"], ["b", "2"]].map(|row| row.map(str::to_owned));
        assert_eq!(rows_of("# Go\na\t1\nb\t2\n"), Ok(rows.to_vec()));
        assert_eq!(rows_of::<2>("a\t1\nb\n"), Err("b".to_owned()));
    }
}
