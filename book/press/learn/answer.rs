//! The reader's file beside its starter and its solution.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use kit::starter::parts;

/// Copies a file to `.workbook/backup/NAME-1.rs`, or the first number that is free, and returns where.
///
/// # Errors
/// If the copy cannot be written; the file is untouched then, and so it must stay.
pub fn back_up(root: &Path, id: &str, file: &Path) -> anyhow::Result<PathBuf> {
    let folder = root.join(".workbook").join("backup");
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let text = std::fs::read(file).with_context(|| file.display().to_string())?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    for number in 1_u32.. {
        let copy = folder.join(format!("{id}-{name}-{number}.rs"));
        // `create_new` fails on a file that is there: an earlier copy is never written over.
        match OpenOptions::new().write(true).create_new(true).open(&copy) {
            Ok(mut opened) => {
                let written = opened.write_all(&text).and_then(|()| opened.sync_all());
                written.with_context(|| copy.display().to_string())?;
                return Ok(copy);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| copy.display().to_string()),
        }
    }
    unreachable!("four thousand million copies fill every disk first")
}

/// The reader's part and the solution's, side by side where there is room, one below the other where not.
pub fn beside(yours: &str, solution: &str, width: usize) -> String {
    let (yours, solution) = (outdent(&parts(yours)), outdent(&parts(solution)));
    let widest = yours.iter().map(|line| line.chars().count()).max().unwrap_or(0).max("yours".len());
    let other = solution.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    if widest + 3 + other > width {
        return format!("yours\n-----\n{}\n\nthe solution\n------------\n{}", yours.join("\n"), solution.join("\n"));
    }
    let mut lines = vec![format!("{:widest$} | the solution", "yours"), format!("{:-<widest$}-+-{:-<12}", "", "")];
    for row in 0..yours.len().max(solution.len()) {
        let line = |lines: &[String]| lines.get(row).cloned().unwrap_or_default();
        lines.push(format!("{:widest$} | {}", line(&yours), line(&solution)).trim_end().to_owned());
    }
    lines.join("\n")
}

/// Takes the indentation away that all lines share.
fn outdent(lines: &[&str]) -> Vec<String> {
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let shared = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    lines.iter().map(|line| line.get(shared..).unwrap_or_default().trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::beside;

    const YOURS: &str = "// your part: begin\n    a\n// your part: end\n";
    const SOLUTION: &str = "// exercise: begin\n//~ todo!()\n    if b {\n        c\n    }\n// exercise: end\n";

    #[test]
    fn the_two_parts_stand_side_by_side_where_there_is_room() {
        let expected = "yours | the solution\n------+-------------\na     | if b {\n      |     c\n      | }";
        assert_eq!(beside(YOURS, SOLUTION, 80), expected);
    }

    #[test]
    fn a_narrow_terminal_gets_one_below_the_other() {
        let expected = "yours\n-----\na\n\nthe solution\n------------\nif b {\n    c\n}";
        assert_eq!(beside(YOURS, SOLUTION, 10), expected);
    }
}
