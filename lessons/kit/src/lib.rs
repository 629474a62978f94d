//! What the lessons' tests and benches share. A dev-dependency only: no lesson's library links it.
//!
//! # Idea
//! A lesson is proven by its tests, and the book is made from what those tests recorded. The kit is the
//! paper both sides write on: the frames of a player, the ruler of a layout, the report of a bench, and the
//! harness that runs a reader's exercise.
//!
//! # Reading order
//! `frame` (what a player steps through) · `panel` (how a scene builds them) · `layout` (byte rulers) ·
//! `tree` (orders of a schedule) · `starter` (markers) · `catalog` (a lesson's list of exercises) · `exercise` (the
//! harness: `macros`, `run`, `trials`) · `oracle` (what real Go printed) · `random` · `bench` (ratios to peers) · `readings` (what an
//! example measured)

pub mod bench;
pub mod catalog;
pub mod exercise;
pub mod frame;
pub mod layout;
mod machine;
pub mod oracle;
mod panel;
mod panics;
pub mod random;
pub mod readings;
pub mod starter;
pub mod tree;

/// Asserts that a scene's text is what its snapshot holds; the snapshot has the scene's name.
///
/// The first argument is the snapshot's name, which is the name of the test function too.
#[macro_export]
macro_rules! snapshot {
    ($name:expr, $value:expr $(,)?) => {
        $crate::insta::assert_snapshot!($name, $value)
    };
}

pub use insta;
pub use panics::{outcome, panic_text, quietly};
