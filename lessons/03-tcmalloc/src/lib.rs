//! An allocator of many threads: gperftools' TCMalloc, from which Go's grew.
//!
//! # Idea
//! Sizes are rounded up to 85 classes, so that any free object of a class will do. Each thread keeps some free objects of each
//! class, and takes no lock for them. Whatever does not fit there moves in batches to layers that all threads share.
//! ```text
//!    thread caches       a list for each class, of each thread         no lock
//!          | batches
//!    central lists       a class's spans, and whole batches            a lock for each class
//!          | spans
//!    page heap           all free pages, cut and joined                one lock
//!          | 1 MiB and more
//!    the system          (ground::pages)
//! ```
//! # Invariants
//! By letter, each where it is kept: S and the classes in `size_class`, N in `span`, E in `page_map`, H in `page_heap`, T in
//! `span_set`, L in `span_list`, C in `central`, X in `transfer`, K in `thread_cache`, F in `free_list`, B in `budget`, A in
//! `arena`, D in `metadata`. [`check`] walks them.
//! # Locks
//! A class's, then the page heap's; the budget's alone. See `heap`. Nothing allocates while holding one.
//! # Differs from gperftools (2.10)
//! Lists are stacks of addresses beside the objects (`free_list`); memory comes by `mmap` alone; a block is freed by its layout
//! where that is known, without a look at the page map; no sampling, no hooks. See the chapter.
//! # Example
//! ```
//! #[global_allocator]
//! static ALLOCATOR: tcmalloc::TcMalloc = tcmalloc::TcMalloc::new();
//! assert!(tcmalloc::usable_size(Box::into_raw(Box::new([0u8; 100])).cast()) == 112);
//! ```
//! # Reading order
//! `size_class` · `plain` · `fit` · `span` · `span_list` · `span_set` · `page_map` · `page_heap/mod` · `page_heap/take` ·
//! `page_heap/grow` · `page_heap/release` · `arena` · `metadata` · `central` · `transfer` · `heap` · `thread_cache` ·
//! `free_list` · `budget` · `cache` · `large` · `held` · `global` · `thread` · `fork` · `audit` · `stats` · `check` · `inspect`

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

pub use self::free_list::{FreeList, Linked, Stack};
pub use self::global::{TcMalloc, check, free_unsized, release_to_system, stats, usable_size};
pub use self::size_class::{ClassId, MAX_SMALL, PAGE, class_size, nallocx, size_class};
pub use self::{cache::Cache, heap::Heap, stats::Stats};
pub use self::{inspect::CacheView, inspect::CentralView, inspect::HeapView, inspect::ListView, inspect::ObjectView};
pub use self::{inspect::RunView, inspect::SpanView};
