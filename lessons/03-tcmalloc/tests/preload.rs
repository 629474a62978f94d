//! Programs that know nothing of us run on our allocator: `LD_PRELOAD` puts it before the C library's.
//!
//! Each prints on it what it prints without it. A program that is missing is named as skipped; with `CI_PROGRAMS=1` set it is a
//! failure.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod loader;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use loader::{binds_malloc_to_ours, compile, folder, is_there, library, run, same_on_ours, source};

/// The variable by which the loader learns of it.
const PRELOAD: &str = "LD_PRELOAD";
/// Libraries that come and go in one program: more than the loader has room for thread-locals of.
const LIBRARIES: usize = 64;

fn text(path: &Path) -> &str {
    path.to_str().expect("the paths are text")
}

#[test]
fn python_runs_threads_and_processes_and_forks_on_it() {
    if is_there("python_runs_threads_and_processes_and_forks_on_it", "python3") {
        let printed = same_on_ours("python3", &[source("script.py")]);
        assert_eq!(printed.lines().count(), 6, "{printed}");
    }
}

#[test]
fn sqlite_answers_on_it_as_without_it() {
    if is_there("sqlite_answers_on_it_as_without_it", "sqlite3") {
        let script = format!(".read {}", text(&source("query.sql")));
        let printed = same_on_ours("sqlite3", &[":memory:", script.as_str()]);
        assert!(printed.ends_with("ok\n"), "{printed}");
    }
}

#[test]
fn jq_answers_on_it_as_without_it() {
    if is_there("jq_answers_on_it_as_without_it", "jq") {
        let printed = same_on_ours("jq", &["-n", "-c", "-f", text(&source("filter.jq"))]);
        assert!(printed.contains("20000"), "{printed}");
    }
}

/// Runs a C++ program on both allocators, if there is a compiler.
fn compiled(test: &str, program: &str) {
    if is_there(test, "g++") {
        let printed = same_on_ours(compile(program, &[]), &[""; 0]);
        assert!(printed.ends_with("ok\n"), "{printed}");
    }
}

#[test]
fn threads_end_while_others_free_what_they_allocated() {
    compiled("threads_end_while_others_free_what_they_allocated", "handover.cc");
}

#[test]
fn what_ends_with_a_thread_may_still_allocate_and_free() {
    compiled("what_ends_with_a_thread_may_still_allocate_and_free", "thread_end.cc");
}

#[test]
fn every_form_of_new_is_aligned_and_deleted() {
    compiled("every_form_of_new_is_aligned_and_deleted", "new.cc");
}

#[test]
fn a_fork_while_threads_allocate_leaves_a_child_that_can() {
    compiled("a_fork_while_threads_allocate_leaves_a_child_that_can", "fork.cc");
}

#[test]
fn a_random_life_keeps_every_byte() {
    compiled("a_random_life_keeps_every_byte", "shadow.cc");
}

#[test]
fn libraries_come_and_go_with_their_thread_locals() {
    if !is_there("libraries_come_and_go_with_their_thread_locals", "g++") {
        return;
    }
    let program = compile("plugins.cc", &[]);
    let plugin = compile("plugin.cc", &["-shared", "-fPIC"]);
    let copies = folder().join("plugins");
    fs::create_dir_all(&copies).expect("the folder is ours");
    // The loader knows a library by its file: a copy is another library.
    let copies: Vec<_> = (0..LIBRARIES).map(|number| copies.join(format!("{number}.so"))).collect();
    copies.iter().for_each(|copy| _ = fs::copy(&plugin, copy).expect("a file can be copied"));
    let printed = same_on_ours(program, &copies);
    assert!(printed.ends_with("ok\n"), "{printed}");
}

/// Its thread-locals are of the kind for libraries that are there at the start. The loader has some room for others (`thread/word.rs`).
#[test]
fn the_library_can_also_come_later_and_be_closed_while_threads_run() {
    if is_there("the_library_can_also_come_later_and_be_closed_while_threads_run", "g++") {
        let printed = same_on_ours(compile("late.cc", &[]), &[library()]);
        assert_eq!(printed, "8 threads\nok\n");
    }
}

/// Each thread has a stack of 8 MiB of addresses, so 60 of them leave us about 100.
#[test]
fn sixty_threads_start_where_there_are_600_mb_of_addresses() {
    let test = "sixty_threads_start_where_there_are_600_mb_of_addresses";
    if is_there(test, "python3") {
        let (script, library) = (source("sixty.py"), library().as_os_str());
        let limited = OsStr::new("ulimit -s 8192; ulimit -v 600000; exec \"$0\" \"$@\"");
        let ran =
            run("sh", &[OsStr::new("-c"), limited, OsStr::new("python3"), script.as_os_str()], &[(PRELOAD, library)]);
        assert_eq!((ran.code, ran.printed.as_str(), ran.complained.as_str()), (Some(0), "60\n", ""));
    }
}

#[test]
fn a_query_is_answered_where_there_are_6_mb_of_memory() {
    let test = "a_query_is_answered_where_there_are_6_mb_of_memory";
    if is_there(test, "sqlite3") {
        let printed = same_on_ours("sh", &["-c", "ulimit -d 6000; exec sqlite3 :memory: 'SELECT 6 * 7'"]);
        assert_eq!(printed, "42\n");
    }
}

#[test]
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn a_threads_cache_is_found_without_a_call() {
    // It comes with the compiler.
    if is_there("a_threads_cache_is_found_without_a_call", "readelf") {
        let told = run("readelf", &[OsStr::new("--dynamic"), library().as_os_str()], &[]);
        assert!(told.printed.contains("STATIC_TLS"), "{told:?}");
    }
}

#[test]
fn the_functions_keep_their_promises_to_c() {
    let test = "the_functions_keep_their_promises_to_c";
    if !is_there(test, "g++") {
        return;
    }
    let program = compile("contract.cc", &[]);
    assert!(same_on_ours(&program, &["common"]).ends_with("ok\n"), "what every C library promises");
    let ours = run(&program, &["ours"], &[(PRELOAD, library().as_os_str())]);
    assert_eq!((ours.code, ours.printed.as_str(), ours.complained.as_str()), (Some(0), "ok\n", ""));
}

#[test]
fn the_programs_do_call_our_malloc() {
    let test = "the_programs_do_call_our_malloc";
    for (program, argument) in [("python3", "--version"), ("sqlite3", "--version"), ("jq", "--version")] {
        if is_there(test, program) {
            assert!(binds_malloc_to_ours(program, &[argument]), "{program} has another malloc");
        }
    }
    if is_there(test, "g++") {
        assert!(binds_malloc_to_ours(compile("new.cc", &[]), &[""; 0]), "the C++ programs have another malloc");
    }
}
