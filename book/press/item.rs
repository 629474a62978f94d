//! Functions as anchors: a function's own name points at it, so it needs no marker in the source.
//!
//! gofmt and rustfmt put a function's closing brace on a line of its own, indented as its first line is. So its end
//! is found without reading the language.

use crate::anchor::Line;
use std::ops::Range;

/// The lines of the function `name`, from its first line to its closing brace: Rust's `fn` or Go's `func`.
pub fn function(lines: &[Line], name: &str) -> Option<Range<usize>> {
    let start = lines.iter().position(|line| function_name(&line.text) == Some(name))?;
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
    lines.iter().filter_map(|line| function_name(&line.text))
}

/// The function that this line begins.
fn function_name(line: &str) -> Option<&str> {
    let words = line.trim_start();
    let rest = words.strip_prefix("func ").or_else(|| {
        let before = words.strip_prefix("fn ").map(|rest| ("", rest)).or_else(|| words.split_once(" fn "))?;
        let qualifiers = ["pub", "pub(crate)", "const", "unsafe", "async", "extern", "\"C\""];
        before.0.split_whitespace().all(|word| qualifiers.contains(&word)).then_some(before.1)
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
    fn what_is_no_function_is_not_found() {
        let text = lines("// a fn here(x)\nlet x = fn_like(3);\ntype F = fn (u8);\nfunc (m method) on() {\n}\n");
        assert_eq!(functions(&text).collect::<Vec<_>>(), Vec::<&str>::new());
        assert_eq!(function(&text, "here"), None);
    }
}
