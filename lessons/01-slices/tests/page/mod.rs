//! What a text scene prints, line by line.

use std::fmt::{Display, Write};

use slices::Slice;

/// The lines so far.
#[derive(Default)]
pub struct Page(String);

impl Page {
    /// Adds a line.
    pub fn line(&mut self, text: impl Display) {
        writeln!(self.0, "{text}").expect("a String takes all");
    }

    /// Adds a slice and the numbers of its header, as `show` in the Go programs does.
    pub fn show(&mut self, name: &str, s: Slice<'_, i64>) {
        self.line(format_args!("{name} = {s} len={} cap={}", s.len(), s.cap()));
    }

    /// The text.
    pub fn text(self) -> String {
        self.0
    }

    /// The text, after it was compared with what Go 1.27.3 printed under `label`.
    pub fn checked_against_go(self, label: &str) -> String {
        assert_eq!(
            self.0,
            kit::oracle::section("slices/surprises.go1.27.3.txt", label),
            "Go 1.27.3 printed something else"
        );
        self.0
    }
}
