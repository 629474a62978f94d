//! The press: turns the lessons into the book, and serves it.
//!
//! # Idea
//! A page is prose and directives. A directive names something that a lesson recorded or that a test checks: a
//! snapshot, a piece of source, a claim. The press puts the thing itself in the directive's place, lets mdBook render
//! the page, and then reads the site that came out. What is missing anywhere is an error with page and line.
//!
//! ```text
//!   book/text --> page --> expand (directive/*) --> mdBook --> check/* --> polish --> a site
//!   lessons/*  ------------^                                                 serve/* : again, when a file changes
//! ```
//!
//! # The HTML that the press writes
//! The theme styles these, and nothing else of the press's: `figure.snapshot`, `figure.listing`, `figure.oracle`,
//! `figure.bench` (rows of the lesson `.is-lesson`, bars `.bar` with `--share` from 0 to 1, `.ratio`),
//! `figure.measured`, `figure.plot`, `figure.layout`, `figure.diagram`, `figure.tree` (`details.branch` in `ol.branches`,
//! a chain of steps in `ol.steps`), each with a `figcaption` (its name in `.title`); `code.command[data-copy]`;
//! `details.predict` with the question in its `summary`; `section.exercise` with `.where` and three `details.hint`;
//! `div.claim[data-verdict]` with `.verdict`, `.id`, `.correction`, `.evidence`, `.proof`; `table.claims` and
//! `div.claims-counts`; `table.wrong-answers`; and the player:
//!
//! ```text
//!   <trace-player data-name=".." data-title="..">
//!     <script type="application/json" class="scene">  frames, with `code`, `mark`, `goUrl`, `source` added
//!     <p class="trace-title">
//!     <ol class="trace">                              all frames, for readers without JavaScript and for print
//!       <li> p.did, p.note, div.panel[data-kind] (p.name, div.state), p.at, p.go
//!     <div class="code" data-at="FILE:ANCHOR" hidden> span.line[data-n] per line, numbered as in the file
//!     <p class="trace-command">
//! ```
//!
//! A frame's `code` is the `data-at` of the code that made the step, and `mark` the `data-n` of the line.
//!
//! # Reading order
//! `workspace` · `fault` · `page` · `expand` · `directive` · `anchor` · `item` · `snapshot` · `html` · `claims` · `exercises` · `site` · `check` ·
//! `polish` · `build` · `preprocess` · `serve`; then the terminal programs `learn`, `doctor`, `starters`.

pub mod anchor;
pub mod build;
pub mod check;
pub mod claims;
pub mod directive;
pub mod doctor;
pub mod exercises;
pub mod expand;
pub mod fault;
pub mod html;
pub mod item;
pub mod learn;
pub mod page;
pub mod polish;
pub mod preprocess;
pub mod serve;
pub mod site;
pub mod snapshot;
pub mod starters;
pub mod workspace;
