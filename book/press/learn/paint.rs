//! What the screen shows, as lines of text with colours: no terminal is needed to test it.

use crossterm::style::Stylize;

use super::progress::State;

/// Everything that is on the screen.
pub struct View {
    /// The exercise (`1.2 Three-index slices`).
    pub title: String,
    /// How it stands.
    pub state: State,
    /// The state with its numbers (`failing: 2 of 5 tests pass`).
    pub standing: String,
    /// What is passed of all (`3 of 14 passed`).
    pub score: String,
    /// The file to open.
    pub file: String,
    /// What stands below: diagnostics, hints, the list.
    pub body: String,
    /// A question or a remark above the keys; empty for none.
    pub remark: String,
    /// How many lines of the body are scrolled away.
    pub scroll: usize,
}

/// The keys, as the last line names them; the shortest ones first on a narrow terminal.
const KEYS: &str = "h hint  n next  l list  c chapter  r reset  s solution  q quit";

impl View {
    /// The screen's rows, none wider than the terminal, and how far the body can be scrolled.
    pub fn rows(&self, width: usize, height: usize) -> (Vec<String>, usize) {
        let standing = match self.state {
            State::Passed => self.standing.as_str().green().to_string(),
            State::Failing | State::CompileError => self.standing.as_str().red().to_string(),
            State::NotStarted | State::NotChecked => self.standing.as_str().yellow().to_string(),
        };
        let mut rows = Vec::new();
        rows.extend(wrap(&format!("{}  {}", self.title.as_str().bold(), self.score.as_str().dim()), width));
        rows.extend(wrap(&standing, width));
        rows.extend(wrap(&self.file.as_str().cyan().to_string(), width));
        rows.push("-".repeat(width).dim().to_string());
        let mut foot =
            if self.remark.is_empty() { Vec::new() } else { wrap(&self.remark.as_str().bold().to_string(), width) };
        foot.extend(wrap(&KEYS.dim().to_string(), width));

        let body: Vec<String> = self.body.lines().flat_map(|line| wrap(line, width)).collect();
        let room = height.saturating_sub(rows.len() + foot.len());
        let furthest = body.len().saturating_sub(room);
        let from = self.scroll.min(furthest);
        rows.extend(body.into_iter().skip(from).take(room));
        rows.resize(height.saturating_sub(foot.len()), String::new());
        rows.extend(foot);
        rows.truncate(height);
        (rows, furthest)
    }
}

/// Breaks a line where the terminal ends. Escape sequences take no room; a character is taken for one column wide. A
/// colour that is open at a break goes on in the next row, because nothing resets it.
fn wrap(line: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut rows = vec![String::new()];
    let mut column = 0;
    let mut open = String::new();
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let row = rows.last_mut().expect("there is a first row, and none is removed");
        if character == '\x1b' && characters.peek() == Some(&'[') {
            let mut sequence = String::from(character);
            for part in characters.by_ref() {
                sequence.push(part);
                if part.is_ascii_alphabetic() {
                    break;
                }
            }
            row.push_str(&sequence);
            if sequence == "\x1b[0m" {
                open.clear()
            } else {
                open.push_str(&sequence)
            }
            continue;
        }
        // Tabs and other controls would move the cursor.
        let text = if character == '\t' { "    ".to_owned() } else { character.to_string() };
        if character.is_control() && character != '\t' {
            continue;
        }
        for character in text.chars() {
            if column == width {
                rows.push(open.clone());
                column = 0;
            }
            let row = rows.last_mut().expect("there is a first row, and none is removed");
            row.push(character);
            column += 1;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::{View, wrap};
    use crate::learn::progress::State;

    fn view(body: &str) -> View {
        View {
            title: "1.1 Growth rule".to_owned(),
            state: State::Failing,
            standing: "failing: 1 of 2 tests pass".to_owned(),
            score: "0 of 4 passed".to_owned(),
            file: "lessons/01-slices/exercises/01_growth_rule.rs".to_owned(),
            body: body.to_owned(),
            remark: String::new(),
            scroll: 0,
        }
    }

    #[test]
    fn a_line_breaks_where_the_terminal_ends_and_keeps_its_colour() {
        assert_eq!(wrap("abcde", 2), ["ab", "cd", "e"]);
        assert_eq!(wrap("\x1b[31mabc\x1b[0md", 2), ["\x1b[31mab", "\x1b[31mc\x1b[0md"]);
        assert_eq!(wrap("", 2), [""]);
        assert_eq!(wrap("a\tb\r", 80), ["a    b"]);
    }

    #[test]
    fn the_screen_is_never_higher_than_the_terminal() {
        for (width, height) in [(80, 24), (20, 8), (10, 3), (1, 1)] {
            let (rows, _) = view(&"a line that is quite long\n".repeat(40)).rows(width, height);
            assert_eq!(rows.len(), height, "{width} x {height}");
        }
    }

    #[test]
    fn a_long_body_scrolls_to_its_last_line_and_no_further() {
        let body = (1..=30).map(|number| format!("line {number}\n")).collect::<String>();
        let mut view = view(&body);
        let (rows, furthest) = view.rows(80, 15);
        assert!(rows.iter().any(|row| row == "line 1") && !rows.iter().any(|row| row == "line 30"));
        view.scroll = 1000;
        let (rows, _) = view.rows(80, 15);
        assert!(rows.iter().any(|row| row == "line 30"), "{rows:?}");
        assert_eq!(furthest, 20);
    }
}
