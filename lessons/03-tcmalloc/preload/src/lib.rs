//! C's `malloc` and all that goes with it, over lesson 03's allocator: any program runs on it.
//!
//! # Idea
//! A program that is linked dynamically looks its `malloc` up by name when it starts, and the loader asks the libraries of
//! `LD_PRELOAD` first. C++'s `new`, Python's objects and the C library's own buffers all end in these eleven names.
//! ```text
//!    LD_PRELOAD=target/release/liblesson_03_preload.so python3 script.py
//!
//!    python3 ---- malloc? ----> this library           (found first)
//!                               libc.so                (has one too, and is not asked)
//! ```
//! # Invariant
//! - P1: every pointer that these functions hand out is an object of `TcMalloc`, and comes back to these functions. (The
//!   loader sees to it: all eleven names are bound to one library.)
//! - P2: once loaded, it stays (`build.rs`): threads that end call it.
//! # Locks
//! None of its own.
//! # Differs from gperftools (2.10)
//! An alignment that is no power of two is refused with `EINVAL` and not an assertion. `operator new` is left to the C++ library, which
//! calls `malloc`. No `mallinfo`, no `mallopt`, no hooks.
//! # Example
//! See the text above; `tests/preload.rs` runs Python, SQLite, jq and a C++ program.
//! # Reading order
//! `plain` · `aligned` · `errno`
#![cfg(target_os = "linux")]

mod aligned;
mod errno;
mod plain;

pub use aligned::{aligned_alloc, memalign, posix_memalign, pvalloc, valloc};
pub use plain::{calloc, free, malloc, malloc_usable_size, realloc, reallocarray};
