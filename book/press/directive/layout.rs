//! `{{#layout lesson-01/NAME}}`: a byte ruler of a type: its fields, their offsets, and the padding between them.

use super::{Directive, Shelf, snapshot};
use crate::html::escape;
use crate::snapshot::{Content, Snapshot};
use crate::workspace::Lesson;
use anyhow::Result;
use kit::layout::Layout;

/// The figure of a layout snapshot.
///
/// # Errors
/// No such snapshot, or it is no layout.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let (lesson, recorded) = shelf.scene(directive.argument)?;
    let Content::Layout(layout) = &recorded.content else { return Err(snapshot::other_kind(directive, &recorded)) };
    Ok(figure(&lesson, &recorded, layout))
}

/// A layout as a figure: a ruler for the eye, and a table that says the same.
pub fn figure(lesson: &Lesson, recorded: &Snapshot, layout: &Layout) -> String {
    let stretches = stretches(layout);
    let type_name = escape(&layout.type_name);
    let rows: String = stretches.iter().map(row).collect();
    format!(
        "<figure class=\"layout\">\n<p class=\"type\"><code>{type_name}</code>: {} bytes, aligned to {}</p>\n{}\n\
         <div class=\"table-wrapper\"><table><thead><tr><th scope=\"col\">offset</th><th scope=\"col\">bytes</th>\
         <th scope=\"col\">field</th><th scope=\"col\">type</th></tr></thead><tbody>{rows}</tbody></table></div>\n{}\n</figure>\n",
        layout.size,
        layout.align,
        ruler(layout, &stretches),
        snapshot::caption(lesson, recorded)
    )
}

/// One stretch of bytes: a field, or padding, which has no name.
struct Stretch<'l> {
    name: &'l str,
    type_name: &'l str,
    offset: usize,
    size: usize,
}

/// The fields in order, with what lies between them and after the last as padding.
fn stretches(layout: &Layout) -> Vec<Stretch<'_>> {
    let mut fields: Vec<_> = layout.fields.iter().collect();
    fields.sort_by_key(|field| field.offset);
    let (mut out, mut at) = (Vec::new(), 0);
    for field in fields {
        if field.offset > at {
            out.push(Stretch { name: "", type_name: "", offset: at, size: field.offset - at });
        }
        out.push(Stretch { name: &field.name, type_name: &field.type_name, offset: field.offset, size: field.size });
        at = field.offset + field.size;
    }
    if layout.size > at {
        out.push(Stretch { name: "", type_name: "", offset: at, size: layout.size - at });
    }
    out
}

fn row(stretch: &Stretch<'_>) -> String {
    let (class, name) = if stretch.name.is_empty() { ("padding", "padding") } else { ("field", stretch.name) };
    let type_name = match stretch.type_name {
        "" => String::new(),
        name => format!("<code>{}</code>", escape(name)),
    };
    format!(
        "<tr class=\"{class}\"><td>{}</td><td>{}</td><th scope=\"row\">{}</th><td>{type_name}</td></tr>",
        stretch.offset,
        stretch.size,
        escape(name)
    )
}

/// Height of the bar, in the drawing's units.
const BAR: usize = 44;
/// Width of the whole ruler: what fits beside a text column.
const WIDTH: usize = 640;

/// The bytes as a bar, a tick at each, an offset at each field. The table beside it says it to who cannot see it.
fn ruler(layout: &Layout, stretches: &[Stretch<'_>]) -> String {
    let bytes = layout.size.max(1);
    let x = |byte: usize| 8 + byte * WIDTH / bytes;
    let mut inside = String::new();
    for stretch in stretches {
        let (from, to) = (x(stretch.offset), x(stretch.offset + stretch.size));
        let (fill, dash) = match stretch.name {
            "" => ("var(--sunken)", "4 3"),
            _ => ("var(--accent-soft)", "none"),
        };
        inside.push_str(&format!(
            "<rect x=\"{from}\" y=\"8\" width=\"{}\" height=\"{BAR}\" style=\"fill:{fill};stroke:currentColor;stroke-dasharray:{dash}\"/>",
            to - from
        ));
        // A name that would not fit its stretch is left to the table.
        let name = if stretch.name.is_empty() { "padding" } else { stretch.name };
        if name.chars().count() * 9 < to - from {
            inside.push_str(&format!(
                "<text x=\"{}\" y=\"35\" text-anchor=\"middle\" style=\"fill:currentColor\">{}</text>",
                (from + to) / 2,
                escape(name)
            ));
        }
        inside.push_str(&format!(
            "<text x=\"{from}\" y=\"78\" text-anchor=\"middle\" style=\"fill:currentColor\">{}</text>",
            stretch.offset
        ));
    }
    inside.push_str(&format!(
        "<text x=\"{}\" y=\"78\" text-anchor=\"middle\" style=\"fill:currentColor\">{}</text>",
        x(bytes),
        layout.size
    ));
    for byte in 0..=layout.size.min(128) {
        inside.push_str(&format!("<path d=\"M{0} 52v6\" style=\"stroke:currentColor\"/>", x(byte)));
    }
    format!(
        "<svg viewBox=\"0 0 {0} 88\" width=\"{0}\" font-size=\"15\" aria-hidden=\"true\" style=\"min-width:30rem\">{inside}</svg>",
        WIDTH + 24
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::layout::Field;

    #[test]
    fn gaps_between_fields_and_after_the_last_are_padding() {
        let field = |name: &str, offset, size| Field { name: name.into(), type_name: "u8".into(), offset, size };
        let layout =
            Layout { type_name: "T".into(), size: 16, align: 8, fields: vec![field("b", 8, 4), field("a", 0, 1)] };
        let seen: Vec<_> = stretches(&layout).iter().map(|s| (s.name, s.offset, s.size)).collect();
        assert_eq!(seen, [("a", 0, 1), ("", 1, 7), ("b", 8, 4), ("", 12, 4)]);
    }
}
