//! A frame's panels as plain HTML, for readers without JavaScript and for print: the same state that the player draws.

use crate::html::escape;
use kit::frame::{Mark, Panel, Pointer};

/// One panel.
pub fn draw(panel: &Panel) -> String {
    match panel {
        Panel::Cells { name, cells } => pairs("cells", name, cells),
        Panel::Map { name, entries } => pairs("map", name, entries),
        Panel::Array { name, cells, marks, pointers } => array(name, cells, marks, pointers),
        Panel::List { name, nodes } => frame("list", name, &chain(nodes, " \u{2192} ", "nil")),
        Panel::Queue { name, items, capacity } => {
            let room = capacity.map(|c| format!(" ({} of {c})", items.len())).unwrap_or_default();
            let items = if items.is_empty() { "empty".to_owned() } else { chain(items, " \u{2190} ", "") };
            frame("queue", name, &format!("{items}{room}"))
        }
        Panel::Bits { name, fields } => {
            let cells: Vec<_> = fields
                .iter()
                .map(|f| {
                    (format!("{} ({} bit{})", f.name, f.bits, if f.bits == 1 { "" } else { "s" }), f.value.clone())
                })
                .collect();
            pairs("bits", name, &cells)
        }
        Panel::Text { name, text } => frame("text", name, &format!("<pre>{}</pre>", escape(text))),
    }
}

fn frame(kind: &str, name: &str, inside: &str) -> String {
    format!(
        "<div class=\"panel\" data-kind=\"{kind}\"><p class=\"name\">{}</p><div class=\"state\">{inside}</div></div>",
        escape(name)
    )
}

fn pairs(kind: &str, name: &str, pairs: &[(String, String)]) -> String {
    let rows: String = pairs
        .iter()
        .map(|(k, v)| format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escape(k), escape(v)))
        .collect();
    frame(kind, name, &format!("<table>{rows}</table>"))
}

fn chain(nodes: &[String], arrow: &str, end: &str) -> String {
    let mut parts: Vec<_> = nodes.iter().map(|node| format!("<code>{}</code>", escape(node))).collect();
    if !end.is_empty() {
        parts.push(escape(end));
    }
    parts.join(arrow)
}

fn array(name: &str, cells: &[Option<String>], marks: &[Mark], pointers: &[Pointer]) -> String {
    let numbers: String = (0..cells.len()).map(|i| format!("<th scope=\"col\">{i}</th>")).collect();
    let values: String = cells
        .iter()
        .map(|cell| match cell {
            Some(value) => format!("<td>{}</td>", escape(value)),
            None => "<td class=\"empty\"></td>".to_owned(),
        })
        .collect();
    let mut said = String::new();
    for pointer in pointers {
        said.push_str(&format!("<li>{} \u{2192} {}</li>", escape(&pointer.label), pointer.at));
    }
    for mark in marks {
        said.push_str(&format!("<li>{}: {}..{}</li>", escape(&mark.label), mark.from, mark.to));
    }
    let said = if said.is_empty() { said } else { format!("<ul class=\"marks\">{said}</ul>") };
    let table = if cells.is_empty() {
        "<p>no elements</p>".to_owned()
    } else {
        format!("<table><thead><tr>{numbers}</tr></thead><tbody><tr>{values}</tr></tbody></table>")
    };
    frame("array", name, &format!("{table}{said}"))
}
