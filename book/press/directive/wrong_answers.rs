//! `{{#wrong-answers lesson-01}}`: answers that readers give, what is wrong with each, and the tests that catch it.

use super::{Directive, Shelf, snapshot};
use crate::expand::inline;
use crate::html::{command, escape, spoken};
use crate::snapshot as recorded;
use crate::snapshot::Content;
use anyhow::{Context, Result, bail};

/// One wrong answer, as the exercises' harness recorded it.
#[derive(Debug, PartialEq, Eq)]
struct Answer<'t> {
    exercise: &'t str,
    name: &'t str,
    caught_by: Vec<&'t str>,
    mistake: String,
}

/// A table of a lesson's wrong answers.
///
/// # Errors
/// No such lesson, or its exercises recorded nothing, or something else.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let lesson = snapshot::lesson(shelf, directive)?;
    let path = recorded::dir(&lesson).join("exercises__wrong_answers.snap");
    let name = shelf.workspace.name(&path);
    if !path.is_file() {
        bail!(
            "{name} is not there; record it with `INSTA_UPDATE=always cargo test -p {} --test exercises`",
            lesson.package
        );
    }
    let snapshot = recorded::read(shelf.workspace, &path, "wrong_answers")?;
    shelf.note(&snapshot.path);
    let Content::Text(text) = &snapshot.content else { return Err(snapshot::other_kind(directive, &snapshot)) };
    let rows: String =
        parse(text).with_context(|| format!("{name} is not what the kit records"))?.iter().map(row).collect();
    let command = command(&format!("cargo test -p {} --test exercises", lesson.package));
    Ok(format!(
        "<div class=\"table-wrapper\"><table class=\"wrong-answers\"><thead><tr><th scope=\"col\">exercise</th><th scope=\"col\">answer</th>\
         <th scope=\"col\">what is wrong with it</th><th scope=\"col\">caught by</th></tr></thead><tbody>{rows}</tbody></table></div>\n\
         <p class=\"where\">Checked by {command}</p>\n"
    ))
}

fn row(answer: &Answer<'_>) -> String {
    let tests: Vec<_> = answer.caught_by.iter().map(|test| format!("<li>{}</li>", escape(&spoken(test)))).collect();
    format!(
        "<tr><td>{}</td><th scope=\"row\">{}</th><td>{}</td><td><ul>{}</ul></td></tr>",
        escape(answer.exercise),
        escape(&spoken(answer.name)),
        inline(&answer.mistake),
        tests.concat()
    )
}

/// Reads `1.1 rounds_first: caught by a_test, another`, with the mistake on the indented lines below.
fn parse(text: &str) -> Result<Vec<Answer<'_>>> {
    let mut answers: Vec<Answer<'_>> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if line.starts_with(' ') {
            let answer = answers.last_mut().context("it starts with an indented line")?;
            answer.mistake.push_str(line.trim());
            answer.mistake.push(' ');
            continue;
        }
        let (who, tests) =
            line.split_once(": caught by ").with_context(|| format!("`{line}` says not what catches it"))?;
        let (exercise, name) = who.split_once(' ').with_context(|| format!("`{line}` names no exercise"))?;
        answers.push(Answer { exercise, name, caught_by: tests.split(", ").collect(), mistake: String::new() });
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_answer_has_a_name_a_mistake_and_the_tests_that_catch_it() {
        let text = "1.1 rounds_first: caught by a_test, another\n    Rounds before\n    the rule.\n";
        let answers = parse(text).expect("well formed");
        assert_eq!(answers.len(), 1);
        assert_eq!((answers[0].exercise, answers[0].name), ("1.1", "rounds_first"));
        assert_eq!(answers[0].caught_by, ["a_test", "another"]);
        assert_eq!(answers[0].mistake.trim(), "Rounds before the rule.");
        assert!(parse("nonsense").is_err());
    }
}
