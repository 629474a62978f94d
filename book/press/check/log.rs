//! What mdBook only logs: unbalanced HTML, a footnote that nothing refers to, an include that failed.
//!
//! A warning in a log is read by nobody, so the press collects them and fails.

use crate::fault::Fault;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Runs `work`, and gives what it logged as a warning or an error beside what it returned.
pub fn collect<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    let log = Log::default();
    let said = Arc::clone(&log.said);
    let done = tracing::subscriber::with_default(log, work);
    let said = said.lock().map(|said| said.clone()).unwrap_or_default();
    (done, said)
}

/// A message of mdBook as a fault: it names the page by its path in the text, and often the HTML that it means.
pub fn fault(message: &str, src: &str, page_text: impl Fn(&str) -> Option<String>) -> Fault {
    let spans: Vec<_> = message.split('`').skip(1).step_by(2).collect();
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let page = spans.iter().find(|span| span.ends_with(".md"));
    let Some(page) = page else { return Fault::new(src, 1, message) };
    let text = page_text(page).unwrap_or_default();
    let meant = spans.iter().filter(|span| *span != page).map(|span| span.trim_end_matches('>'));
    let line = meant.filter_map(|span| text.lines().position(|line| line.contains(span))).next();
    Fault::new(format!("{src}/{page}"), line.map_or(1, |line| line + 1), message)
}

/// A subscriber that keeps warnings and errors, and nothing else.
#[derive(Default)]
struct Log {
    said: Arc<Mutex<Vec<String>>>,
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        if let Ok(mut said) = self.said.lock() {
            said.push(text.0);
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            // Writing to a string does not fail.
            let _ = write!(self.0, "{value:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_and_errors_are_kept_and_the_rest_is_not() {
        let ((), said) = collect(|| {
            tracing::info!("quiet");
            tracing::warn!("unclosed `{}`", "x");
            tracing::error!("broken");
        });
        assert_eq!(said, ["unclosed `x`", "broken"]);
    }

    #[test]
    fn a_warning_is_placed_on_the_line_that_it_means() {
        let text = |page: &str| (page == "a.md").then(|| "one\n<section class=\"x\">\n".to_owned());
        let fault = fault("unclosed HTML tag `<section>` found in `a.md`", "book/text", text);
        assert_eq!(fault.to_string(), "book/text/a.md:2: unclosed HTML tag `<section>` found in `a.md`");
    }
}
