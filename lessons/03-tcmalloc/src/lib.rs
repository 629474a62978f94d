//! An allocator of many threads: gperftools' TCMalloc, from which Go's grew.
//! # Idea
//! Sizes are rounded up to 85 classes: any free object of a class will do. Each thread keeps some free objects of each class,
//! and takes no lock for them. Whatever does not fit there moves in batches to layers that all threads share.
//! ```text
//!    thread caches       a list for each class, of each thread         no lock
//!      | batches
//!    central lists       a class's spans, and whole batches            a lock for each class
//!      | spans
//!    page heap           all free pages, cut and joined; it asks the system for 1 MiB and more; one lock
//! ```
//! # Invariants and locks
//! Invariants go by letter, each where it is kept; [`check`] walks them.
//! Locks: a class's, then the page heap's; the budget's alone (`heap`). Nothing allocates while holding one.
//! # Differs from gperftools (2.10)
//! Lists are stacks of addresses; memory comes by `mmap` alone; a known layout saves the page map; no sampling, no hooks.
//! # Example
//! ```
//! #[global_allocator]
//! static ALLOCATOR: tcmalloc::TcMalloc = tcmalloc::TcMalloc::new();
//! assert!(tcmalloc::usable_size(Box::into_raw(Box::new([0u8; 100])).cast()) == 112);
//! ```
//! # Reading order
//! `size_class` · `plain` · `fit` · `span` · `span_list` · `span_set` · `page_map` · `page_heap/mod` · `page_heap/take` · `page_heap/grow` ·
//! `page_heap/release` · `arena` · `metadata` · `vacant` · `central` · `transfer` · `heap` · `thread_cache` · `free_list` · `budget` ·
//! `cache` · `large` · `held` · `global` · `thread/mod` · `thread/word` · `thread/errno` · `fork` · `audit` · `stats` · `check` · `inspect`

mod arena;
mod audit;
mod budget;
mod cache;
mod central;
mod check;
mod fit;
mod fork;
mod free_list;
mod global;
mod heap;
mod held;
mod inspect;
mod large;
mod metadata;
mod page_heap;
mod page_map;
pub mod plain;
mod size_class;
mod span;
mod span_list;
mod span_set;
mod stats;
mod thread;
mod thread_cache;
mod transfer;
mod vacant;

pub use self::free_list::{FreeList, Linked, Stack};
pub use self::global::{TcMalloc, check, free_unsized, release_to_system, stats, usable_size};
pub use self::inspect::{CacheView, CentralView, HeapView, ListView, ObjectView, RunView, SpanView};
pub use self::size_class::{ClassId, MAX_SMALL, PAGE, class_size, nallocx, size_class};
pub use self::{cache::Cache, heap::Heap, stats::Stats};
