//! What an example recorded, `lesson-00/NAME`: found, read, and made into the table that `measured` and `plot` both show.

use super::{Directive, Shelf};
use crate::fault::did_you_mean;
use crate::html::{command, escape};
use crate::workspace::files_in;
use anyhow::{Result, bail};
use kit::readings::{Readings, Unit};

/// The readings that the directive names: `benches/NAME.json` of the lesson.
///
/// # Errors
/// No such lesson or file (the message offers the nearest), or it is not what an example's `--record` writes.
pub fn named(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<Readings> {
    let Some((package, name)) = directive.argument.split_once('/') else {
        bail!("{{{{#{0}}}}} wants what an example recorded; write {{{{#{0} lesson-NN/NAME}}}}", directive.name);
    };
    let lesson = shelf.workspace.lesson(package)?;
    let benches = lesson.dir.join("benches");
    let path = benches.join(format!("{name}.json"));
    let file = shelf.workspace.name(&path);
    if !path.is_file() {
        let there = files_in(&benches)?.into_iter().filter(|path| path.extension().is_some_and(|it| it == "json"));
        // What `cargo bench` records has another form, and a directive of its own.
        let there = there.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).filter(|it| it != "measured");
        bail!(
            "{file} is not there; an example of {package} records it with `-- --record`{}",
            did_you_mean(name, there)
        );
    }
    let again = format!("record it again with `-- --record` of the example of {package} that writes it");
    let readings: Readings = match serde_json::from_str(&shelf.workspace.read(&path)?) {
        Ok(readings) => readings,
        Err(error) => bail!("{file}:{}: {error}; {again}", error.line()),
    };
    if let Err(why) = readings.check() {
        bail!("{file}:1: {why}; {again}");
    }
    Ok(readings)
}

/// The readings as a table: a row for each thing measured, numbers to the right.
pub fn table(readings: &Readings) -> String {
    let class = |unit| if unit == Unit::Text { "" } else { " class=\"number\"" };
    let heads = readings.columns.iter().map(|column| {
        let (class, name) = (class(column.unit), escape(&column.name));
        format!("<th scope=\"col\"{class}>{name}</th>")
    });
    let heads: String = heads.collect();
    let rows: String = readings
        .rows
        .iter()
        .map(|row| {
            let cells =
                row.cells.iter().zip(&readings.columns).map(|(cell, column)| {
                    format!("<td{}>{}</td>", class(column.unit), escape(&cell.shown(column.unit)))
                });
            format!("<tr><th scope=\"row\">{}</th>{}</tr>", escape(&row.what), cells.collect::<String>())
        })
        .collect();
    format!(
        "<div class=\"table-wrapper\"><table><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
}

/// Where and when it was measured, its notes, and the command that measures it again.
pub fn caption(readings: &Readings) -> String {
    let Readings { title, machine, date, rustc, notes, .. } = readings;
    let about = escape(&format!("Measured on {date}: {machine}, rustc {rustc}. {}", notes.join(" ")));
    format!(
        "<figcaption><span class=\"title\">{}.</span> {} {}</figcaption>",
        escape(title),
        about.trim_end(),
        command(&readings.command)
    )
}
