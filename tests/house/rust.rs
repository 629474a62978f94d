//! Just enough about Rust's text for the other checks.

/// The lines that are code, with their numbers: no comments, no blank ones. Comments after code stay.
pub fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let comment =
        |line: &str| line.is_empty() || line.starts_with("//") || line.starts_with("/*") || line.starts_with('*');
    text.lines().enumerate().map(|(number, line)| (number + 1, line.trim())).filter(move |(_, line)| !comment(line))
}

/// The names of the functions under `#[test]`.
pub fn tests(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut marked = false;
    for (_, line) in code_lines(text) {
        if line.starts_with("#[") {
            marked |= line.starts_with("#[test]");
            continue;
        }
        if let Some(name) = function(line).filter(|_| marked) {
            names.push(name);
        }
        marked = false;
    }
    names
}

/// The name in `fn name(`, if the line begins a function.
fn function(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("fn ").filter(|(before, _)| before.is_empty() || before.ends_with(' '))?;
    rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().filter(|name| !name.is_empty())
}

#[test]
fn tests_are_found_by_their_attribute() {
    let text = "#[test]\nfn a() {}\nfn b() {}\n/// Says what it does.\n#[test]\n#[should_panic]\npub fn c() {}\n// #[test]\nfn d() {}";
    assert_eq!(tests(text), ["a", "c"]);
}

#[test]
fn comments_are_no_code() {
    assert_eq!(code_lines("//! a\n\n    b();\n// c\nd").collect::<Vec<_>>(), [(3, "b();"), (5, "d")]);
}
