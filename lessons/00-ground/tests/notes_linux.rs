//! The notes on threads, coroutines and memory, checked where only Linux tells: thread numbers, mappings one by one, and
//! a mode in which a system call is the end of a process.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::thread;

use corosensei::Coroutine;
use ground::pages::{Reservation, page_size, usage};
use ground::stage::Stage;

use crate::child::{alone, fork};
use crate::recorded::section;

#[path = "notes/child.rs"]
mod child;
#[path = "notes/recorded.rs"]
mod recorded;

const MIB: usize = 1 << 20;

/// The number by which the system schedules who runs here.
fn scheduled_as() -> i32 {
    // SAFETY: it asks for a number.
    unsafe { libc::gettid() }
}

/// The cores on which the system may run who runs here.
fn cores() -> libc::cpu_set_t {
    // SAFETY: the set is plain bits, for which zero is a value, and the call writes into it alone.
    unsafe {
        let mut cores = std::mem::zeroed();
        assert_eq!(libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &mut cores), 0);
        cores
    }
}

/// Claim MM04: each thread has a number and a choice of cores of its own; a thousand coroutines have their thread's.
#[test]
fn the_system_schedules_threads_and_knows_nothing_of_coroutines() {
    let (me, mine) = (scheduled_as(), cores());
    let pinned = thread::spawn(|| {
        // SAFETY: as in `cores`; `sched_getcpu` is one of the cores that this thread may use.
        unsafe {
            let mut one: libc::cpu_set_t = std::mem::zeroed();
            libc::CPU_SET(libc::sched_getcpu() as usize, &mut one);
            assert_eq!(libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &one), 0);
        }
        // SAFETY: it counts bits.
        (scheduled_as(), unsafe { libc::CPU_COUNT(&cores()) })
    });
    let (other, its) = pinned.join().unwrap();
    assert_ne!(other, me);
    assert_eq!(its, 1, "the thread keeps to one core");
    // SAFETY: it compares bits.
    assert!(unsafe { libc::CPU_EQUAL(&cores(), &mine) }, "and this thread may use those that it could before");

    let stage = Stage::new();
    for puppet in 0..1000 {
        stage.puppet(format!("{puppet}"), move || assert_eq!(scheduled_as(), me));
    }
    stage.run().unwrap();
}

/// Claim MM06: under strict seccomp the kernel kills who makes any system call but read, write, exit and sigreturn. A
/// thousand switches survive it.
#[test]
fn a_coroutine_switch_keeps_the_locals_and_makes_no_system_call() {
    let mut coroutine: Coroutine<u64, u64, ()> = Coroutine::new(|yielder, first| {
        let (mut sum, mut next) = (0, first);
        loop {
            sum += next; // a local: it is on the coroutine's own stack
            next = yielder.suspend(sum);
        }
    });
    let mut strictly = |rounds: u64, ask_the_system: bool| {
        let body = || {
            // SAFETY: from here on a call but those four ends this process, which is a child made for that.
            if unsafe { libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_STRICT) } != 0 {
                return 2;
            }
            let sum = (1..=rounds).map(|n| coroutine.resume(n).as_yield().unwrap_or(0)).last();
            if ask_the_system {
                scheduled_as();
            }
            let right = sum == Some(rounds * (rounds + 1) / 2);
            // SAFETY: it ends the only thread of this process, by the one call that is allowed for it.
            unsafe { libc::syscall(libc::SYS_exit, i32::from(!right)) as i32 }
        };
        // SAFETY: `body` runs on stacks that are there, takes no lock and allocates nothing.
        unsafe { fork(body) }
    };
    assert_eq!(strictly(1000, false).code(), Some(0), "0: it came to its end, with the right sum");
    assert_eq!(strictly(1000, true).signal(), Some(libc::SIGKILL), "one system call, and it is caught");
}

/// Every mapping of this process: where it starts, how long it is, and what it is called.
fn mappings() -> Vec<(usize, usize, String)> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let number = |digits: &str| usize::from_str_radix(digits, 16).unwrap();
    let mapping = |line: &str| {
        let (range, rest) = line.split_once(' ').unwrap();
        let (start, end) = range.split_once('-').unwrap();
        let name = rest.split_ascii_whitespace().nth(4).unwrap_or_default();
        (number(start), number(end) - number(start), name.to_owned())
    };
    maps.lines().map(mapping).filter(|(.., name)| name != "[vsyscall]").collect()
}

/// Claim MM07: VSZ is the sum of the mappings, whatever is behind them: files, shared libraries, a reservation.
#[test]
fn vsz_is_the_sum_of_all_mappings_with_libraries_and_what_was_never_touched() {
    alone("vsz_is_the_sum_of_all_mappings_with_libraries_and_what_was_never_touched", || {
        let sum = || mappings().iter().map(|(_, bytes, _)| bytes).sum::<usize>();
        sum(); // whatever memory this needs, it has from here on
        let before = usage();
        assert_eq!(before.vsz, sum());
        let untouched = Reservation::new(1024 * MIB, page_size()).unwrap();
        let after = usage();
        assert_eq!(after.vsz, sum());
        assert_eq!(after.vsz - before.vsz, untouched.bytes());
        assert!(after.rss < before.rss + 16 * MIB, "{} bytes of memory for addresses", after.rss - before.rss);
        #[cfg(target_env = "gnu")]
        assert!(mappings().iter().any(|(.., name)| name.contains("libc.so")), "a shared library is among them");
    });
    assert_eq!(section("memory", "hello"), ["VSZ 1.2 GiB", "RSS is below 16 MiB: true"]);
}

/// The `Rss` of the mapping that starts at `start`, in bytes.
fn resident(start: usize) -> usize {
    let smaps = fs::read_to_string("/proc/self/smaps").unwrap();
    let mut lines = smaps.lines().skip_while(|line| !line.starts_with(&format!("{start:x}-")));
    let rss = lines.find_map(|line| line.strip_prefix("Rss:")).expect("the mapping is there, and has an Rss");
    rss.split_ascii_whitespace().next().unwrap().parse::<usize>().unwrap() << 10
}

/// Claim MM08. The touched part lies between pages without access, so that it is a mapping of its own; and it is as
/// long as four huge pages, so that the count is right where the system hands out those.
#[test]
fn rss_is_the_touched_pages_times_the_page_size() {
    let pages = Reservation::new(64 * MIB, 2 * MIB).unwrap();
    let touched = 2 * MIB..10 * MIB;
    pages.commit(touched.clone()).unwrap();
    let start = pages.as_ptr().addr().get() + touched.start;
    assert_eq!(resident(start), 0, "committed is not touched");
    for at in touched.clone().step_by(page_size()) {
        // SAFETY: the range is committed, and nobody else knows of it.
        unsafe { pages.as_ptr().add(at).write_volatile(1) };
    }
    assert_eq!(resident(start), touched.len() / page_size() * page_size());
    pages.release(touched).unwrap();
    assert_eq!(resident(start), 0, "released is not resident");
    let go = ["reserved  VSZ +64 MiB, RSS +0 MiB", "touched   VSZ +64 MiB, RSS +16 MiB"];
    assert_eq!(section("memory", "reserve, touch, release")[..2], go);
}

/// Claim MM09, the other side: the C library's malloc, from which Rust takes its memory, does use brk.
#[cfg(target_env = "gnu")]
#[test]
fn the_c_librarys_malloc_has_a_heap_made_by_brk() {
    let boxed = Box::new(7_u8);
    let heap = mappings().into_iter().find(|(.., name)| name == "[heap]");
    assert!(heap.is_some_and(|(_, bytes, _)| bytes > 0), "{boxed}: the system knows of a [heap]");
}
