//! `{{#tree lesson-00/NAME}}`: every order in which some puppets can run, as branches that open on a click.
//!
//! A branch is a `<details>`: it opens without JavaScript, by keyboard, and a screen reader says whether it is open. Steps
//! that leave no choice stand in one list; where there is a choice, each side says how many of its orders fail.

use super::{Directive, Shelf, snapshot};
use crate::html::escape;
use crate::snapshot::{Content, Snapshot};
use crate::workspace::Lesson;
use anyhow::{Result, bail};
use kit::tree::{End, Ends, Node, Tree};

/// The figure of a tree's snapshot.
///
/// # Errors
/// No such snapshot, or it is no tree.
pub fn expand(shelf: &Shelf<'_>, directive: &Directive<'_>) -> Result<String> {
    let (lesson, recorded) = shelf.scene(directive.argument)?;
    match &recorded.content {
        Content::Tree(tree) => Ok(figure(&lesson, &recorded, tree)),
        Content::Text(text) if text.starts_with('{') => bail!("{}", not_json(shelf, &lesson, &recorded, text)),
        _ => Err(snapshot::other_kind(directive, &recorded)),
    }
}

/// Text that wants to be JSON and is not: the message says where it breaks off.
fn not_json(shelf: &Shelf<'_>, lesson: &Lesson, recorded: &Snapshot, text: &str) -> String {
    let file = shelf.workspace.name(&recorded.path);
    let why = match serde_json::from_str::<serde_json::Value>(text) {
        Ok(_) => "it has no `tree`".to_owned(),
        Err(error) => error.to_string(),
    };
    format!(
        "{file} is no tree of schedules: {why} (of the text under insta's header); record it again with `INSTA_UPDATE=always {}`",
        snapshot::scene_command(lesson, recorded)
    )
}

/// A tree as a figure.
pub fn figure(lesson: &Lesson, recorded: &Snapshot, tree: &Tree) -> String {
    format!(
        "<figure class=\"tree\">\n<p class=\"tree-title\">{}</p>\n<p class=\"choice\">{}</p>\n{}\n{}\n</figure>\n",
        escape(&tree.title),
        count(tree.ends()),
        choice(&tree.root),
        snapshot::caption(lesson, recorded)
    )
}

/// What can come next: one way is a chain of steps, several are branches.
fn choice(nodes: &[Node]) -> String {
    let [only] = nodes else {
        let branches: String = nodes.iter().map(branch).collect();
        return format!("<ol class=\"branches\">{branches}</ol>");
    };
    let (steps, rest) = chain(only);
    format!("{}{rest}", listed(&steps))
}

/// One side of a choice: its first step is what opens it.
fn branch(node: &Node) -> String {
    let ends = Ends::of(std::slice::from_ref(node));
    let (steps, rest) = chain(node);
    format!(
        "<li><details class=\"branch\"><summary>{} {}</summary><div class=\"then\">{}{rest}</div></details></li>",
        step(node),
        verdict(ends.failing == 0, &said(ends)),
        listed(&steps[1..])
    )
}

/// The steps from this one on that leave no choice, and what stands after them: an end, or branches.
fn chain(mut node: &Node) -> (Vec<&Node>, String) {
    let mut steps = vec![node];
    while let [only] = node.then.as_slice() {
        node = only;
        steps.push(node);
    }
    let rest = match &node.end {
        Some(end) => self::end(end),
        None => choice(&node.then),
    };
    (steps, rest)
}

fn listed(steps: &[&Node]) -> String {
    if steps.is_empty() {
        return String::new();
    }
    let items: String = steps.iter().map(|node| format!("<li>{}</li>", step(node))).collect();
    format!("<ol class=\"steps\">{items}</ol>")
}

fn step(node: &Node) -> String {
    format!("<span class=\"puppet\">{}</span> <code>{}</code>", escape(&node.puppet), escape(&node.did))
}

fn end(end: &End) -> String {
    let word = if end.ok { "passes" } else { "fails" };
    format!("<p class=\"end\">{} {}</p>", verdict(end.ok, word), escape(&end.text))
}

/// A word with an icon and a colour, as claims have them: none of the three is the only sign.
fn verdict(ok: bool, words: &str) -> String {
    let kind = if ok { "holds" } else { "wrong" };
    format!("<span class=\"verdict\" data-verdict=\"{kind}\">{words}</span>")
}

/// What the whole tree holds.
fn count(ends: Ends) -> String {
    match ends.failing {
        0 => format!("{} orders, and none fails.", ends.orders),
        1 => format!("{} orders, of which 1 fails. Each branch is who goes next.", ends.orders),
        failing => format!("{} orders, of which {failing} fail. Each branch is who goes next.", ends.orders),
    }
}

fn said(ends: Ends) -> String {
    match ends {
        Ends { orders: 1, failing: 0 } => "its one order passes".to_owned(),
        Ends { orders: 1, .. } => "its one order fails".to_owned(),
        Ends { orders, failing: 0 } => format!("all {orders} orders pass"),
        Ends { orders, failing } if orders == failing => format!("all {orders} orders fail"),
        Ends { orders, failing: 1 } => format!("1 of {orders} orders fails"),
        Ends { orders, failing } => format!("{failing} of {orders} orders fail"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(steps: &[(&str, &str)], ok: bool) -> (Vec<(String, String)>, End) {
        let steps = steps.iter().map(|(puppet, did)| ((*puppet).to_owned(), (*did).to_owned())).collect();
        (steps, End { ok, text: "both are inside".to_owned() })
    }

    #[test]
    fn a_chain_is_one_list_and_a_choice_is_a_branch_for_each_side() {
        let start = ("a", "test");
        let tree = Tree::from_runs(
            "t",
            [run(&[start, ("b", "test"), ("b", "set")], false), run(&[start, ("a", "set"), ("b", "test")], true)],
        );
        let html = choice(&tree.root);
        assert!(
            html.starts_with("<ol class=\"steps\"><li><span class=\"puppet\">a</span> <code>test</code></li></ol>")
        );
        assert_eq!(html.matches("<details").count(), 2, "{html}");
        assert!(!html.contains("<details class=\"branch\" open"), "all are closed at first");
        assert!(count(tree.ends()).starts_with("2 orders, of which 1 fails."));
        let last = html.split("<details").nth(1).expect("the failing branch");
        assert!(
            last.contains("its one order fails") && last.contains("<code>set</code></li></ol><p class=\"end\">"),
            "{last}"
        );
    }

    #[test]
    fn how_many_orders_fail_is_said_in_words_that_fit_the_number() {
        let words = |orders, failing| said(Ends { orders, failing });
        assert_eq!(words(6, 3), "3 of 6 orders fail");
        assert_eq!(words(6, 1), "1 of 6 orders fails");
        assert_eq!((words(2, 2), words(2, 0)), ("all 2 orders fail".to_owned(), "all 2 orders pass".to_owned()));
        assert_eq!((words(1, 1), words(1, 0)), ("its one order fails".to_owned(), "its one order passes".to_owned()));
    }
}
