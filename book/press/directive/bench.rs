//! `{{#bench lesson-01}}`: what was measured, the ratio to the best peer first.

use super::{Directive, Shelf, snapshot};
use crate::html::{command, escape};
use anyhow::{Context, Result, bail};
use kit::bench::{Measured, Row};

/// The figure of a lesson's measurements.
///
/// # Errors
/// No such lesson, nothing measured yet, or a file that is not of this form.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let lesson = snapshot::lesson(shelf, directive)?;
    let path = lesson.dir.join("benches/measured.json");
    let name = shelf.workspace.name(&path);
    if !path.is_file() {
        bail!("{name} is not there; record it with `cargo bench -p {} -- --record`", lesson.package);
    }
    let measured: Measured = serde_json::from_str(&shelf.workspace.read(&path)?)
        .with_context(|| format!("{name} is not what it should be"))?;
    let mut rows = String::new();
    for row in &measured.rows {
        rows.push_str(&self::row(row).with_context(|| format!("{name}, workload `{}`", row.workload))?);
    }
    let Measured { machine, date, rustc, go, rounds, .. } = &measured;
    let go = go.as_ref().map(|go| format!(", {go}")).unwrap_or_default();
    let about = escape(&format!("Medians of {rounds} rounds on {date}: {machine}, rustc {rustc}{go}."));
    Ok(format!(
        "<figure class=\"bench\">\n<table><thead><tr><th scope=\"col\">workload</th><th scope=\"col\">to the best peer</th>\
         <th scope=\"col\">who</th><th scope=\"col\">time</th><th scope=\"col\"><span class=\"said\">as a bar</span></th></tr></thead>{rows}</table>\n\
         <figcaption>{about} {}</figcaption>\n</figure>\n",
        command(&measured.command)
    ))
}

/// The rows of one workload: each contender has its own, with a bar as long as its time.
fn row(row: &Row) -> Result<String> {
    if row.entries.is_empty() {
        bail!("has no entries");
    }
    let longest = row.entries.iter().map(|entry| entry.value).fold(0.0, f64::max);
    if row.entries.iter().any(|entry| !entry.value.is_finite() || entry.value <= 0.0) {
        bail!("has a time that is not positive");
    }
    let ratio = match row.ratio() {
        Some((ratio, best)) => format!("{ratio:.2}\u{d7} {}", escape(best)),
        None => "no peer".to_owned(),
    };
    let mut out = String::from("<tbody>");
    for (at, entry) in row.entries.iter().enumerate() {
        let class = if at == 0 { " class=\"is-lesson\"" } else { "" };
        out.push_str(&format!("<tr{class}>"));
        if at == 0 {
            let span = row.entries.len();
            out.push_str(&format!(
                "<th scope=\"rowgroup\" rowspan=\"{span}\">{}</th><td class=\"ratio\" rowspan=\"{span}\">{ratio}</td>",
                escape(&row.workload)
            ));
        }
        out.push_str(&format!(
            "<td>{}</td><td>{}</td><td><span class=\"bar\" style=\"--share:{:.3}\"></span></td></tr>",
            escape(&entry.name),
            escape(&shown(entry.value, &row.unit)),
            entry.value / longest
        ));
    }
    out.push_str("</tbody>");
    Ok(out)
}

/// A time with its unit, as people write it: 12.4 ns/pair, 32.0 ms, 418 µs/round.
fn shown(value: f64, unit: &str) -> String {
    match unit.strip_prefix("ns") {
        Some(per) if value >= 1e6 => format!("{} ms{per}", figure(value / 1e6)),
        Some(per) if value >= 1e4 => format!("{} \u{b5}s{per}", figure(value / 1e3)),
        _ => format!("{} {unit}", figure(value)),
    }
}

/// A time with three figures, as far as it was measured.
fn figure(value: f64) -> String {
    match value {
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v => format!("{v:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::bench::Entry;

    #[test]
    fn the_ratio_is_to_the_best_peer() {
        let entry = |name: &str, value| Entry { name: name.into(), value };
        let entries = vec![entry("slices", 2.0), entry("slices, plain", 3.0), entry("Go", 8.0), entry("Vec", 4.0)];
        let html = row(&Row { workload: "append-1".into(), unit: "ns".into(), entries }).expect("well formed");
        assert!(html.contains("0.50\u{d7} Vec") && html.contains("--share:0.250"), "{html}");
    }

    #[test]
    fn a_long_time_is_shown_in_a_larger_unit() {
        assert_eq!(shown(12.4, "ns/pair"), "12.4 ns/pair");
        assert_eq!(shown(9980.0, "ns/round trip"), "9980 ns/round trip");
        assert_eq!(shown(418_000.0, "ns/round"), "418 \u{b5}s/round");
        assert_eq!(shown(32_000_000.0, "ns"), "32.0 ms");
        assert_eq!(shown(134_000.0, "max/min"), "134000 max/min");
    }
}
