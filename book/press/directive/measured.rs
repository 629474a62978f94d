//! `{{#measured lesson-00/NAME}}`: what an example measured, as a table.

use super::{Directive, Shelf, readings};
use anyhow::Result;

/// The figure of an example's readings.
///
/// # Errors
/// As [`readings::named`].
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let recorded = readings::named(shelf, directive)?;
    let (table, caption) = (readings::table(&recorded), readings::caption(&recorded));
    Ok(format!("<figure class=\"measured\">\n{table}\n{caption}\n</figure>\n"))
}
