//! The house stays as it was designed: who imports whom, how long a file may be, what a chapter has, what nobody writes.
//!
//! Each check looks at a [`tree::Tree`], the text of a folder, and gives its complaints. It is run on this repository,
//! where it must have none, and on a small tree with the fault in it, where it must have one.

#[path = "house/chapters.rs"]
mod chapters;
#[path = "house/claims.rs"]
mod claims;
#[path = "house/commands.rs"]
mod commands;
#[path = "house/copies.rs"]
mod copies;
#[path = "house/imports.rs"]
mod imports;
#[path = "house/names.rs"]
mod names;
#[path = "house/rust.rs"]
mod rust;
#[path = "house/sizes.rs"]
mod sizes;
#[path = "house/tree.rs"]
mod tree;
#[path = "house/words.rs"]
mod words;
