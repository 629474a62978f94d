//! `{{#player lesson-01/NAME}}`: a scene that the reader steps through.
//!
//! The element holds three things, in this order: the frames as JSON for the script, all frames as a list for readers
//! without it (and for print), and the code of every item that a frame names, with its lines numbered.

use super::{Directive, Shelf, listing, panels, snapshot};
use crate::anchor::{Line, Source};
use crate::html;
use crate::page::Page;
use crate::snapshot::{Content, Snapshot};
use crate::workspace::Lesson;
use anyhow::{Context, Result, bail};
use kit::frame::{Frame, Scene};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The player of a scene.
///
/// # Errors
/// No such snapshot, or it is no scene; a frame names an item, a line or a function of Go that is not there.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let (lesson, recorded) = shelf.scene(directive.argument)?;
    let Content::Scene(scene) = &recorded.content else { return Err(snapshot::other_kind(directive, &recorded)) };
    element(shelf, directive.page, &lesson, &recorded, scene)
}

/// The `<trace-player>` of a scene.
///
/// # Errors
/// As [`expand`].
pub fn element(shelf: &Shelf<'_>, page: &Page, lesson: &Lesson, recorded: &Snapshot, scene: &Scene) -> Result<String> {
    let mut items = BTreeMap::new();
    let (mut frames, mut steps) = (Vec::new(), String::new());
    for (number, frame) in (1..).zip(&scene.frames) {
        let context = || format!("frame {number} of {} (`{}`)", recorded.name, frame.did);
        let links = Links::of(shelf, page, lesson, frame, &mut items).with_context(context)?;
        frames.push(links.add_to(serde_json::to_value(frame).with_context(context)?));
        steps.push_str(&step(frame, &links));
    }
    let json = html::json(&json!({ "title": scene.title, "frames": frames }));
    let code: String = items.iter().map(|(at, code)| numbered(at, code)).collect();
    let title = html::escape(&scene.title);
    Ok(format!(
        "<trace-player data-name=\"{}\" data-title=\"{title}\">\n<script type=\"application/json\" class=\"scene\">{json}</script>\n\
         <p class=\"trace-title\">{title}</p>\n<ol class=\"trace\">{steps}</ol>\n{code}\n<p class=\"trace-command\">{}</p>\n</trace-player>\n",
        html::escape(&recorded.name),
        html::command(&snapshot::scene_command(lesson, recorded)),
    ))
}

/// Where a frame leads: the line of the lesson that made the step, and the function of Go that does the same.
#[derive(Default)]
struct Links {
    code: Option<String>,
    mark: Option<usize>,
    marked: Option<String>,
    source: Option<String>,
    go: Option<String>,
}

impl Links {
    fn of(
        shelf: &Shelf<'_>,
        page: &Page,
        lesson: &Lesson,
        frame: &Frame,
        items: &mut BTreeMap<String, Vec<Line>>,
    ) -> Result<Links> {
        let mut links = Links::default();
        if !frame.go.is_empty() {
            links.go = Some(shelf.symbols()?.url(&frame.go)?);
        }
        if frame.at.is_empty() {
            if !frame.line.is_empty() {
                bail!("has a `line` and no `at` to look for it in");
            }
            return Ok(links);
        }
        let Some((file, anchor)) = frame.at.split_once(':') else {
            bail!("`at` is `{}`; write FILE:ANCHOR", frame.at);
        };
        let path = listing::lesson_file(shelf, lesson, file)?;
        if !items.contains_key(&frame.at) {
            items.insert(frame.at.clone(), Source::read(shelf.workspace, &path)?.anchored_lines(anchor)?);
        }
        let code = &items[&frame.at];
        links.code = Some(frame.at.clone());
        links.source = shelf.source_href(page, lesson, &path);
        if !frame.line.is_empty() {
            let on: Vec<_> = code.iter().filter(|line| line.text.contains(&frame.line)).collect();
            let [line] = on[..] else {
                bail!(
                    "`{}` is on {} lines of {}; a step's line must be on exactly one",
                    frame.line,
                    on.len(),
                    frame.at
                );
            };
            links.mark = Some(line.number);
            links.marked = Some(line.text.trim().to_owned());
        }
        Ok(links)
    }

    /// The frame as the script reads it: with `code`, `mark`, `goUrl` and `source`, where it has them.
    fn add_to(&self, mut frame: Value) -> Value {
        let added = [
            ("code", self.code.clone().map(Value::from)),
            ("mark", self.mark.map(Value::from)),
            ("goUrl", self.go.clone().map(Value::from)),
            ("source", self.source.clone().map(Value::from)),
        ];
        for (key, value) in added {
            if let Some(value) = value {
                frame[key] = value;
            }
        }
        frame
    }
}

/// A frame as an item of the list that readers without JavaScript see.
fn step(frame: &Frame, links: &Links) -> String {
    let mut out = format!("<li><p class=\"did\"><code>{}</code></p>", html::escape(&frame.did));
    if !frame.note.is_empty() {
        out.push_str(&format!("<p class=\"note\">{}</p>", html::escape(&frame.note)));
    }
    for panel in &frame.panels {
        out.push_str(&panels::draw(panel));
    }
    if let Some(at) = &links.code {
        let at = html::escape(at);
        let at = match &links.source {
            Some(href) => format!("<a href=\"{}\">{at}</a>", html::escape(href)),
            None => at,
        };
        let line =
            links.marked.as_ref().map(|line| format!(": <code>{}</code>", html::escape(line))).unwrap_or_default();
        out.push_str(&format!("<p class=\"at\">{at}{line}</p>"));
    }
    if let Some(url) = &links.go {
        out.push_str(&format!(
            "<p class=\"go\">Go: <a href=\"{}\">{}</a></p>",
            html::escape(url),
            html::escape(&frame.go)
        ));
    }
    out.push_str("</li>");
    out
}

/// The code of an item, each line a `<span class="line">` of its own. Hidden: the script shows it beside the state.
fn numbered(at: &str, code: &[Line]) -> String {
    let lines: Vec<_> = code
        .iter()
        .map(|line| format!("<span class=\"line\" data-n=\"{}\">{}</span>", line.number, html::escape(&line.text)))
        .collect();
    let lines = lines.join("&#10;");
    format!(
        "<div class=\"code\" data-at=\"{}\" hidden><pre><code class=\"language-rust\">{lines}</code></pre></div>",
        html::escape(at)
    )
}
