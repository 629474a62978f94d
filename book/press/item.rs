//! Functions as anchors: a function's own name points at it, so it needs no marker in the source.
//!
//! gofmt and rustfmt put a function's closing brace on a line of its own, indented as its first line is. So its end
//! is found without reading the language. A declaration without a body (a trait's `fn park(&self);`) is no function.

use crate::anchor::Line;
use std::ops::Range;

/// The lines of the function `name`, from its first line to its closing brace: Rust's `fn` or Go's `func`.
pub fn function(lines: &[Line], name: &str) -> Option<Range<usize>> {
    let start = (0..lines.len()).find(|at| function_name(&lines[*at].text) == Some(name) && has_body(&lines[*at..]))?;
    let first = &lines[start].text;
    if first.trim_end().ends_with('}') {
        return Some(start..start + 1);
    }
    let indent = &first[..first.len() - first.trim_start().len()];
    let closing = format!("{indent}}}");
    let length = lines[start..].iter().position(|line| line.text == closing)?;
    Some(start..start + length + 1)
}

/// The names of all functions, for the nearest right one.
pub fn functions(lines: &[Line]) -> impl Iterator<Item = &str> {
    (0..lines.len()).filter(|at| has_body(&lines[*at..])).filter_map(|at| function_name(&lines[at].text))
}

/// Whether the signature on the first of these lines, however long, ends in a body and not in a semicolon.
fn has_body(lines: &[Line]) -> bool {
    let code = lines.iter().map(|line| line.text.split("//").next().unwrap_or_default().trim_end());
    code.filter_map(|code| code.chars().last()).find(|last| "{};".contains(*last)).is_some_and(|last| last != ';')
}

/// The function that this line begins.
fn function_name(line: &str) -> Option<&str> {
    let words = line.trim_start();
    let rest = words.strip_prefix("func ").or_else(|| {
        let before = words.strip_prefix("fn ").map(|rest| ("", rest)).or_else(|| words.split_once(" fn "))?;
        let qualifiers =
            ["pub", "pub(crate)", "pub(super)", "pub(self)", "const", "unsafe", "async", "extern", "\"C\""];
        // What is visible in one module is written with a space: `pub(in crate::stage) fn`.
        let words =
            before.0.strip_prefix("pub(in ").and_then(|path| path.split_once(')')).map_or(before.0, |(_, after)| after);
        words.split_whitespace().all(|word| qualifiers.contains(&word)).then_some(before.1)
    })?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
    let name = &rest[..end];
    (rest[end..].starts_with(['(', '<', '[']) && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        (1..).zip(text.lines()).map(|(number, text)| Line { number, text: text.to_owned() }).collect()
    }

    #[test]
    fn a_function_ends_at_the_brace_that_is_indented_as_it_is() {
        let rust =
            lines("mod a {\n    pub(crate) const fn b<T>(t: T) {\n        if x {\n        }\n    }\n}\nfn c() {}\n");
        assert_eq!((function(&rust, "b"), function(&rust, "c")), (Some(1..5), Some(6..7)));
        let go = lines("func first(a int) { return }\nfunc show[T any](s []T) {\n\tfor {\n\t}\n}\n");
        assert_eq!((function(&go, "first"), function(&go, "show")), (Some(0..1), Some(1..5)));
    }

    #[test]
    fn a_function_may_be_visible_to_some_modules_only() {
        let rust = lines("pub(super) fn a() {\n}\npub(in crate::stage) unsafe fn b() {}\n");
        assert_eq!((function(&rust, "a"), function(&rust, "b")), (Some(0..2), Some(2..3)));
    }

    #[test]
    fn a_declaration_is_passed_over_for_the_function_that_has_a_body() {
        let rust = lines(
            "trait T {\n    fn park(&self);\n    fn wake(\n        &self,\n    ) -> bool;\n}\nimpl T for U {\n    fn park(&self) { // waits; and wakes\n        f();\n    }\n}\n",
        );
        assert_eq!((function(&rust, "park"), function(&rust, "wake")), (Some(7..10), None));
        assert_eq!(functions(&rust).collect::<Vec<_>>(), ["park"]);
    }

    #[test]
    fn what_is_no_function_is_not_found() {
        let text = lines("// a fn here(x)\nlet x = fn_like(3);\ntype F = fn (u8);\nfunc (m method) on() {\n}\n");
        assert_eq!(functions(&text).collect::<Vec<_>>(), Vec::<&str>::new());
        assert_eq!(function(&text, "here"), None);
    }
}
