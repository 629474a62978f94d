//! The notes on processes, threads, coroutines and memory, checked: claims MM01 to MM10; `notes_linux.rs` has those that only Linux can prove.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use ground::stage::Stage;

use crate::child::fork;
use crate::recorded::{read, section, sentences};

#[path = "notes/child.rs"]
mod child;
#[path = "notes/recorded.rs"]
mod recorded;

/// What Go's memory model is about: happens before, visible, synchronise, atomic, data race, reorder.
const MEMORY_MODEL: [&str; 7] = ["先行发生", "happens", "可见", "同步", "原子", "数据竞争", "重排"];

/// Claim MM01. The other sections do have such words, so it is not that this looks for what nobody writes.
#[test]
fn no_sentence_of_the_section_says_which_write_a_read_sees() {
    let about = |sentences: &[String]| {
        sentences.iter().filter(|sentence| MEMORY_MODEL.iter().any(|word| sentence.contains(word))).count()
    };
    let (memory, others) = sentences("MM");
    assert_eq!((memory.len(), about(&memory)), (10, 0), "{memory:?}");
    assert!(about(&others) > 0, "the words are found where the notes have them");
}

/// Claim MM01: what the memory model promises. The variable is a plain one; closing a channel makes its write seen.
#[test]
fn what_was_written_before_a_close_is_seen_after_the_receive() {
    assert_eq!(section("parties", "memory model"), ["the write before the close was seen in 1000 of 1000 runs"]);
}

/// Whether this process has the file.
fn is_open(file: i32) -> bool {
    // SAFETY: it only asks for the flags of a file, and is an error if there is none.
    unsafe { libc::fcntl(file, libc::F_GETFD) >= 0 }
}

/// A file with a number that nobody else gets meanwhile.
fn open_file() -> i32 {
    // SAFETY: it makes another number for a file that is open in every process, at 200 or above.
    let file = unsafe { libc::fcntl(2, libc::F_DUPFD_CLOEXEC, 200) };
    assert!(file >= 200, "stderr is open: {}", std::io::Error::last_os_error());
    file
}

/// Claim MM02: memory and files are given to the process. A child has its own; the threads of a process have the same.
#[test]
fn a_process_has_its_own_memory_and_its_own_files_and_its_threads_use_those() {
    static WRITTEN: AtomicUsize = AtomicUsize::new(1);
    let file = open_file();
    let by_a_child = || {
        WRITTEN.fetch_add(10, Relaxed);
        // SAFETY: the child's number for the file, which the child does not use again.
        unsafe { libc::close(file) };
        i32::from(is_open(file)) + WRITTEN.load(Relaxed) as i32
    };
    // SAFETY: an atomic, and two calls that a signal handler may make.
    let child = unsafe { fork(by_a_child) };
    assert_eq!(child.code(), Some(11), "in the child the file is closed, and its variable is 11");
    assert!(is_open(file), "here it is open as before");
    assert_eq!(WRITTEN.load(Relaxed), 1, "and the variable is as before");
    // SAFETY: nobody uses that number but this test.
    thread::spawn(move || unsafe { libc::close(file) }).join().unwrap();
    assert!(!is_open(file), "a thread closes the file of its process");
}

/// Claim MM03: the same addition to the same variable at the same address, by a thread and by a child process.
#[test]
fn what_a_thread_writes_its_creator_sees_and_what_a_child_process_writes_it_does_not() {
    static ADDED: AtomicUsize = AtomicUsize::new(0);
    // SAFETY: an atomic addition and nothing else.
    let child = unsafe { fork(|| ADDED.fetch_add(1, Relaxed) as i32 + 1) };
    assert_eq!((child.code(), ADDED.load(Relaxed)), (Some(1), 0), "the child's variable is 1, and ours is 0");
    thread::spawn(|| ADDED.fetch_add(1, Relaxed)).join().unwrap();
    assert_eq!(ADDED.load(Relaxed), 1, "the thread's variable is ours");
    let go = ["100 goroutines added 1 each; the first one sees 100", "10 processes added 1 each; the first one sees 0"];
    assert_eq!(section("parties", "one variable"), go);
}

/// Claim MM03: a thread's stack is its own, and nothing keeps others out of it. Only thread-local names differ.
#[test]
fn a_thread_writes_into_the_stack_of_another_and_has_thread_locals_of_its_own() {
    thread_local!(static MINE: AtomicUsize = const { AtomicUsize::new(0) });
    let on_my_stack = AtomicUsize::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            on_my_stack.store(7, Relaxed);
            MINE.with(|mine| mine.store(7, Relaxed));
        });
    });
    assert_eq!(on_my_stack.load(Relaxed), 7);
    assert_eq!(MINE.with(|mine| mine.load(Relaxed)), 0);
}

/// Claim MM05, the half that holds: on a stage nobody takes a turn away. The other half is the next test.
#[test]
fn a_coroutine_keeps_its_turn_until_it_gives_it_back() {
    let stage = Stage::new();
    let turns = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    for name in ["greedy", "other"] {
        let turns = turns.clone();
        stage.puppet(name, move || {
            for _ in 0..3 {
                turns.borrow_mut().push(name);
                if name == "other" {
                    ground::stage::point();
                }
            }
        });
    }
    stage.run().unwrap();
    assert_eq!(*turns.borrow(), ["greedy", "greedy", "greedy", "other", "other", "other"]);
}

/// Claim MM05: Go takes the turn away by a signal, and a waiting goroutine can put a thread to sleep in the kernel.
#[test]
fn go_takes_a_goroutines_turn_away_and_waits_in_the_kernel() {
    assert_eq!(
        section("parties", "preemption"),
        [
            "with signals:    the other goroutine ran before the loop was at its end",
            "without signals: the other goroutine waited until the loop was at its end"
        ]
    );
    assert_eq!(section("source", "time slice"), ["10ms"]);
    let slept = "while the only goroutine waited, a thread slept in the kernel: true";
    assert_eq!(section("parties", "waiting"), [slept]);
}

/// Claim MM06: what Go saves of a goroutine that calls into the scheduler. One that a signal stops saves all registers.
#[test]
fn a_goroutines_switch_saves_three_words() {
    let all = "a signal's preemption saves: BP AX CX DX BX SI DI R8 R9 R10 R11 R12 R13 R14 R15";
    assert_eq!(section("source", "a switch"), ["mcall saves: pc sp bp", "gogo loads: sp ctxt bp pc", all]);
}

/// Claim MM09.
#[test]
fn a_go_program_gets_its_memory_by_mmap_and_never_by_brk() {
    assert_eq!(
        read("tests/oracle/ground/asks.go1.27.3.txt").lines().skip(1).collect::<Vec<_>>(),
        [
            "brk: 0 calls",
            "mmap without access: 64 MiB at a time, at a multiple of 64 MiB; at least once: true",
            "mmap for use, inside of those: 4 MiB at a time; at least 10 times: true"
        ]
    );
    let heap = "40 MiB allocated; the system knows of a [heap]: false";
    assert_eq!(section("memory", "the C library's heap"), [heap]);
}

/// Claim MM09, as Go's source has it: reserved without access, made usable, and given back at once.
#[test]
fn go_reserves_without_access_and_gives_pages_back_at_once_by_default() {
    assert_eq!(section("source", "a reservation"), ["_PROT_NONE"]);
    assert_eq!(section("source", "made usable"), ["_PROT_READ|_PROT_WRITE"]);
    assert_eq!(section("source", "given back, by default"), ["madvdontneed = 1"]);
    assert_eq!(section("source", "arena"), ["64MB on 64-bit non-Windows"]);
}

/// Claim MM10.
#[test]
fn gos_own_source_says_that_its_allocator_has_diverged_from_tcmalloc() {
    let said = "This was originally based on tcmalloc, but has diverged quite a bit.";
    assert_eq!(section("source", "tcmalloc"), [said]);
}
