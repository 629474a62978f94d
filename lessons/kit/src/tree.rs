//! A tree of schedules: every order in which some puppets can run, and how each order ends.
//!
//! A scene runs its scenario in every order and records what each step did. Runs that begin alike share that beginning,
//! so many runs become one tree: it branches where a scheduler has a choice, and each leaf is one order's end.

use serde::{Deserialize, Serialize};

/// All orders of one scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tree {
    /// The heading over the tree.
    pub title: String,
    /// Who can go first.
    pub root: Vec<Node>,
}

/// One step of one puppet, and what can follow it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Who ran.
    pub puppet: String,
    /// What it did, on one line.
    pub did: String,
    /// The steps that can follow; empty on a leaf.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<Node>,
    /// How the order ends that ends here; set on leaves only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
}

/// How one order ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// Whether that is what the scenario wants.
    pub ok: bool,
    /// What happened, in one sentence.
    pub text: String,
}

/// How many orders end below some nodes, and how many of them fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// Orders in all.
    pub orders: usize,
    /// Those that fail.
    pub failing: usize,
}

/// A snapshot's JSON: the key tells the press that this is a tree.
#[derive(Serialize)]
struct Wrapped<'a> {
    tree: &'a Tree,
}

impl Tree {
    /// The tree of these runs: each the steps `(puppet, did)` in their order, and how it ended. Steps branch in the order
    /// in which the runs first took them.
    ///
    /// # Panics
    /// If a run has no step, if one run ends where another goes on, or if the same steps end in two ways: then the
    /// scenario is no function of the schedule, and no tree can show it.
    pub fn from_runs(title: impl Into<String>, runs: impl IntoIterator<Item = (Vec<(String, String)>, End)>) -> Tree {
        let mut tree = Tree { title: title.into(), root: Vec::new() };
        for (steps, end) in runs {
            add(&mut tree.root, steps, end);
        }
        tree
    }

    /// How many orders the tree holds.
    pub fn ends(&self) -> Ends {
        Ends::of(&self.root)
    }

    /// The snapshot's text.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(&Wrapped { tree: self }).expect("strings and flags always become JSON")
    }

    /// Whether every leaf, and nothing but leaves, has an end: what is read from a file need not.
    ///
    /// # Errors
    /// With the first step that is at fault.
    pub fn check(&self) -> Result<(), String> {
        if self.root.is_empty() {
            return Err("it has no step".to_owned());
        }
        self.root.iter().try_for_each(Node::check)
    }
}

impl Node {
    fn check(&self) -> Result<(), String> {
        match (&self.end, self.then.is_empty()) {
            (None, true) => Err(format!("nothing follows `{}: {}`, and it has no `end`", self.puppet, self.did)),
            (Some(_), false) => Err(format!("`{}: {}` has an `end`, and yet steps follow it", self.puppet, self.did)),
            _ => self.then.iter().try_for_each(Node::check),
        }
    }
}

impl Ends {
    /// The ends of these nodes and of all below them.
    pub fn of(nodes: &[Node]) -> Ends {
        let mut ends = Ends::default();
        for node in nodes {
            let below = match &node.end {
                Some(end) => Ends { orders: 1, failing: usize::from(!end.ok) },
                None => Ends::of(&node.then),
            };
            ends.orders += below.orders;
            ends.failing += below.failing;
        }
        ends
    }
}

/// Adds one run below `nodes`: along the steps that are there, and then on its own.
fn add(mut nodes: &mut Vec<Node>, steps: Vec<(String, String)>, end: End) {
    let last = steps.len().checked_sub(1).expect("a run has at least one step");
    for (at, (puppet, did)) in steps.into_iter().enumerate() {
        let known = nodes.iter().position(|node| node.puppet == puppet && node.did == did);
        let index = known.unwrap_or(nodes.len());
        if known.is_none() {
            nodes.push(Node { puppet, did, then: Vec::new(), end: None });
        }
        let node = &mut nodes[index];
        if at == last {
            let fits = node.then.is_empty() && (known.is_none() || node.end.as_ref() == Some(&end));
            assert!(fits, "`{}: {}` ends one run, and another went on or ended otherwise", node.puppet, node.did);
            node.end = Some(end);
            return;
        }
        assert!(node.end.is_none(), "`{}: {}` ended a run, and another goes on", node.puppet, node.did);
        nodes = &mut node.then;
    }
}

#[cfg(test)]
mod tests {
    use super::{End, Ends, Tree};

    fn run(steps: &[&str], ok: bool) -> (Vec<(String, String)>, End) {
        let steps = steps.iter().map(|step| step.split_once(": ").expect("`puppet: did`"));
        let steps = steps.map(|(puppet, did)| (puppet.to_owned(), did.to_owned())).collect();
        (steps, End { ok, text: "the end".to_owned() })
    }

    #[test]
    fn runs_that_begin_alike_share_that_beginning() {
        let tree = Tree::from_runs(
            "two puppets",
            [run(&["a: test", "b: test"], false), run(&["a: test", "a: set"], true), run(&["b: test"], true)],
        );
        assert_eq!(tree.root.len(), 2);
        assert_eq!(tree.root[0].then.iter().map(|node| node.puppet.as_str()).collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(tree.ends(), Ends { orders: 3, failing: 1 });
        assert_eq!(tree.check(), Ok(()));
    }

    #[test]
    fn the_same_run_twice_is_one_order() {
        let tree = Tree::from_runs("one", [run(&["a: x", "a: y"], true), run(&["a: x", "a: y"], true)]);
        assert_eq!(tree.ends(), Ends { orders: 1, failing: 0 });
    }

    #[test]
    #[should_panic(expected = "`a: x` ended a run, and another goes on")]
    fn an_end_is_a_leaf() {
        Tree::from_runs("one", [run(&["a: x"], true), run(&["a: x", "a: y"], true)]);
    }

    #[test]
    #[should_panic(expected = "ended otherwise")]
    fn the_same_steps_end_in_one_way() {
        Tree::from_runs("one", [run(&["a: x"], true), run(&["a: x"], false)]);
    }

    #[test]
    fn a_leaf_without_an_end_is_named() {
        let mut tree = Tree::from_runs("one", [run(&["a: x", "b: y"], true)]);
        tree.root[0].then[0].end = None;
        assert_eq!(tree.check(), Err("nothing follows `b: y`, and it has no `end`".to_owned()));
    }

    #[test]
    fn its_json_is_known_by_its_key() {
        let tree = Tree::from_runs("one", [run(&["a: x"], true)]);
        let value: serde_json::Value = serde_json::from_str(&tree.to_json()).expect("it is JSON");
        assert_eq!(value["tree"]["root"][0]["end"]["ok"], serde_json::json!(true));
        assert_eq!(serde_json::from_value::<Tree>(value["tree"].clone()).expect("it is a tree"), tree);
    }
}
