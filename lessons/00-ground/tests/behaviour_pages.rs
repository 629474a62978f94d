//! What pages must do: memory comes with the touch and goes with the release, guards fault.
//! A test that reads the whole process's numbers, or dies of a guard, runs alone in a process of its own: this binary,
//! started again for that one test.

use std::env;
use std::ops::Range;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output};

use ground::pages::{Error, Reservation, page_size, usage};

const MIB: usize = 1 << 20;

/// A reservation may move to another thread, and be used from several.
const _: fn() = || {
    fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<Reservation>();
};

/// Names the test that runs in a process of its own.
const ALONE: &str = "GROUND_TEST_ALONE";

/// Runs `body` in a process in which nothing else happens, and hands back how that ended. In that process itself it
/// does not return.
fn alone(test: &str, body: fn()) -> Output {
    if env::var_os(ALONE).is_some_and(|name| name == test) {
        body();
        std::process::exit(0);
    }
    let binary = env::current_exe().expect("a test binary has a path");
    let mut command = Command::new(binary);
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(ALONE, test);
    let output = command.output().expect("the test binary starts a second time");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("running 0 tests"), "no test is named {test}");
    output
}

/// The same, for a body whose assertions must hold.
fn passes_alone(test: &str, body: fn()) {
    let output = alone(test, body);
    assert!(output.status.success(), "{}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
}

/// Writes `value` into the first byte of every page of `range`, which is committed.
fn touch(pages: &Reservation, range: Range<usize>, value: u8) {
    assert!(range.end <= pages.bytes());
    for at in range.step_by(page_size()) {
        // SAFETY: the callers have committed the range, and no other thread uses this part of it.
        unsafe { pages.as_ptr().add(at).write_volatile(value) };
    }
}

/// The byte at `at`, which is committed.
fn byte(pages: &Reservation, at: usize) -> u8 {
    assert!(at < pages.bytes());
    // SAFETY: the callers have committed the page, and no other thread uses this part of it.
    unsafe { pages.as_ptr().add(at).read_volatile() }
}

// ---- What memory costs, and when ----

/// Claims MM07 and MM08. The tolerance of 4 MiB: a kernel may count pages on every core for itself and add up only what
/// exceeds twice the number of cores (32 at least). That is half a MiB for each core of 64 that this one thread visits.
#[test]
fn rss_follows_what_is_touched_and_released_and_vsz_what_is_reserved() {
    passes_alone("rss_follows_what_is_touched_and_released_and_vsz_what_is_reserved", || {
        let grown_by = |expected: usize, now: usize, then: usize| {
            let grown = now as isize - then as isize;
            assert!((grown - expected as isize).unsigned_abs() <= 4 * MIB, "{grown} bytes more, not {expected}");
        };
        usage(); // the first reading brings in pages of its own
        let start = usage();
        let pages = Reservation::new(256 * MIB, MIB).unwrap();
        let reserved = usage();
        grown_by(256 * MIB, reserved.vsz, start.vsz);
        grown_by(0, reserved.rss, start.rss);
        pages.commit(0..64 * MIB).unwrap();
        grown_by(0, usage().rss, start.rss);
        touch(&pages, 0..64 * MIB, 1);
        let touched = usage();
        grown_by(256 * MIB, touched.vsz, start.vsz);
        grown_by(64 * MIB, touched.rss, start.rss);
        pages.release(16 * MIB..64 * MIB).unwrap();
        let released = usage();
        grown_by(256 * MIB, released.vsz, start.vsz);
        grown_by(16 * MIB, released.rss, start.rss);
        drop(pages);
        grown_by(0, usage().vsz, start.vsz);
        grown_by(0, usage().rss, start.rss);
    });
}

/// One fault may bring 2 MiB where the system is set to huge pages, so the lower bound is one for each of those.
#[test]
fn the_first_touch_of_a_page_is_a_fault_and_the_second_is_not() {
    passes_alone("the_first_touch_of_a_page_is_a_fault_and_the_second_is_not", || {
        let pages = Reservation::new(32 * MIB, 1).unwrap();
        pages.commit(0..32 * MIB).unwrap();
        let start = usage().faults;
        touch(&pages, 0..32 * MIB, 1);
        let first = usage().faults;
        touch(&pages, 0..32 * MIB, 2);
        let second = usage().faults;
        assert!(first - start >= 16, "{} faults for 32 MiB", first - start);
        assert!((second - first) * 8 <= first - start, "{} faults at the second touch", second - first);
    });
}

#[test]
fn a_committed_page_is_zero_at_first_and_keeps_what_is_written_through_another_commit() {
    let (pages, page) = (Reservation::new(4 * page_size(), 1).unwrap(), page_size());
    pages.commit(0..2 * page).unwrap();
    assert!((0..2 * page).all(|at| byte(&pages, at) == 0));
    touch(&pages, 0..2 * page, 7);
    pages.commit(0..4 * page).unwrap();
    assert_eq!([0, page, 2 * page].map(|at| byte(&pages, at)), [7, 7, 0]);
}

#[test]
fn a_commit_after_a_release_reads_zeros_and_only_in_the_released_pages() {
    let (pages, page) = (Reservation::new(8 * page_size(), 1).unwrap(), page_size());
    pages.commit(0..8 * page).unwrap();
    for round in 1..=3 {
        touch(&pages, 0..8 * page, round);
        pages.release(2 * page..5 * page).unwrap();
        pages.commit(2 * page..5 * page).unwrap();
        let seen: Vec<u8> = (0..8).map(|n| byte(&pages, n * page)).collect();
        assert_eq!(seen, [round, round, 0, 0, 0, round, round, round]);
    }
}

#[test]
fn a_page_that_can_be_read_alone_is_zero_and_can_be_committed_later() {
    let (pages, page) = (Reservation::new(4 * page_size(), 1).unwrap(), page_size());
    pages.commit_for_reading(0..4 * page).unwrap();
    assert!((0..4 * page).all(|at| byte(&pages, at) == 0));
    pages.commit(page..2 * page).unwrap();
    touch(&pages, page..2 * page, 7);
    assert_eq!([0, page, 2 * page].map(|at| byte(&pages, at)), [0, 7, 0]);
    pages.commit_for_reading(0..4 * page).unwrap();
    assert_eq!(byte(&pages, page), 7, "what was written stays");
}

#[test]
fn a_write_to_a_page_that_can_be_read_alone_is_a_fault() {
    let output = alone("a_write_to_a_page_that_can_be_read_alone_is_a_fault", || {
        let pages = Reservation::new(page_size(), 1).unwrap();
        pages.commit_for_reading(0..page_size()).unwrap();
        touch(&pages, 0..page_size(), 1);
    });
    assert!(matches!(output.status.signal(), Some(libc::SIGSEGV | libc::SIGBUS)), "{}", output.status);
}

/// Claims nothing about other systems: there such a read may bring memory.
#[test]
#[cfg(target_os = "linux")]
fn reading_pages_that_nobody_wrote_costs_no_memory() {
    passes_alone("reading_pages_that_nobody_wrote_costs_no_memory", || {
        let pages = Reservation::new(64 * MIB, 1).unwrap();
        usage(); // the first reading brings in pages of its own
        let start = usage().rss;
        pages.commit_for_reading(0..64 * MIB).unwrap();
        assert!((0..64 * MIB).step_by(page_size()).all(|at| byte(&pages, at) == 0));
        assert!(usage().rss - start <= 4 * MIB, "{} bytes", usage().rss - start);
    });
}

// ---- Addresses ----

#[test]
fn a_reservation_starts_at_a_multiple_of_its_alignment_up_to_64_mib() {
    for shift in 0..=26 {
        for bytes in [1, page_size(), 3 * page_size() + 1, 5 * MIB] {
            let pages = Reservation::new(bytes, 1 << shift).unwrap();
            assert_eq!(pages.as_ptr().addr().get() % (1 << shift), 0, "{bytes} bytes at 2^{shift}");
            assert_eq!(pages.bytes(), bytes.next_multiple_of(page_size()));
            pages.commit(0..pages.bytes()).unwrap();
            touch(&pages, 0..page_size(), 1);
            assert_eq!(byte(&pages, pages.bytes() - 1), 0, "the last byte is ours too");
        }
    }
}

/// The tolerance: the process may map some pages for itself on the way.
#[test]
fn what_sticks_out_of_an_aligned_reservation_is_given_back() {
    passes_alone("what_sticks_out_of_an_aligned_reservation_is_given_back", || {
        usage();
        let start = usage().vsz;
        let all: Vec<_> = (0..50).map(|_| Reservation::new(MIB, 64 * MIB).unwrap()).collect();
        let grown = usage().vsz - start;
        assert!((50 * MIB..54 * MIB).contains(&grown), "{} of 1 MiB took {grown} bytes", all.len());
    });
}

#[test]
fn a_dropped_reservation_gives_its_addresses_back() {
    passes_alone("a_dropped_reservation_gives_its_addresses_back", || {
        usage();
        let start = usage().vsz;
        for _ in 0..1000 {
            let pages = Reservation::new(64 * MIB, MIB).unwrap();
            pages.commit(0..page_size()).unwrap();
            touch(&pages, 0..page_size(), 1);
        }
        let grown = usage().vsz as isize - start as isize;
        assert!(grown < 4 * MIB as isize, "{grown} bytes are left");
    });
}

#[test]
fn a_thousand_reservations_overlap_nowhere_and_each_keeps_its_bytes() {
    let page = page_size();
    let all: Vec<_> = (0..1000).map(|n| Reservation::new((n % 7 + 1) * page, page << (n % 5)).unwrap()).collect();
    for (n, pages) in all.iter().enumerate() {
        pages.commit(0..pages.bytes()).unwrap();
        touch(pages, 0..pages.bytes(), n as u8);
    }
    let mut ranges: Vec<_> = all.iter().map(|pages| (pages.as_ptr().addr().get(), pages.bytes())).collect();
    ranges.sort_unstable();
    assert!(ranges.windows(2).all(|pair| pair[0].0 + pair[0].1 <= pair[1].0));
    for (n, pages) in all.iter().enumerate() {
        assert_eq!(byte(pages, pages.bytes() - page), n as u8);
    }
}

#[test]
fn eight_threads_commit_touch_and_release_their_parts_of_one_reservation() {
    let (pages, page) = (Reservation::new(8 * MIB, MIB).unwrap(), page_size());
    std::thread::scope(|scope| {
        for part in 0..8 {
            let pages = &pages;
            scope.spawn(move || {
                let range = part * MIB..(part + 1) * MIB;
                for round in 1..=5 {
                    pages.commit(range.clone()).unwrap();
                    assert_eq!(byte(pages, range.start + page), 0);
                    touch(pages, range.clone(), round);
                    assert_eq!(byte(pages, range.end - page), round);
                    pages.release(range.clone()).unwrap();
                }
            });
        }
    });
}

// ---- Guards ----

/// How a process ends that touches what it must not.
fn dies_of_its_touch(test: &str, body: fn()) {
    let output = alone(test, body);
    let expected = if cfg!(target_os = "macos") { libc::SIGBUS } else { libc::SIGSEGV };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.signal(), Some(expected), "{}\n{said}", output.status);
    assert!(said.contains("until here all was well"), "it died too early:\n{said}");
}

/// Four committed pages, in a process that will die on purpose and leave no core file.
fn four_pages_to_die_in() -> Reservation {
    let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: it reads one `rlimit`.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_CORE, &none) }, 0);
    let pages = Reservation::new(4 * page_size(), 1).unwrap();
    pages.commit(0..pages.bytes()).unwrap();
    pages
}

#[test]
fn a_write_to_a_guard_kills_the_process() {
    dies_of_its_touch("a_write_to_a_guard_kills_the_process", || {
        let (pages, page) = (four_pages_to_die_in(), page_size());
        pages.guard(page..2 * page).unwrap();
        touch(&pages, 0..page, 1);
        touch(&pages, 2 * page..4 * page, 1);
        eprintln!("until here all was well");
        touch(&pages, page..2 * page, 1);
    });
}

#[test]
fn a_read_of_a_guard_kills_the_process() {
    dies_of_its_touch("a_read_of_a_guard_kills_the_process", || {
        let (pages, page) = (four_pages_to_die_in(), page_size());
        pages.guard(3 * page..4 * page).unwrap();
        byte(&pages, 3 * page - 1);
        eprintln!("until here all was well");
        byte(&pages, 3 * page);
    });
}

#[test]
fn a_touch_of_a_guard_made_by_protection_kills_the_process() {
    dies_of_its_touch("a_touch_of_a_guard_made_by_protection_kills_the_process", || {
        let (pages, page) = (four_pages_to_die_in(), page_size());
        pages.guard_by_protection(page..2 * page).unwrap();
        touch(&pages, 0..page, 1);
        eprintln!("until here all was well");
        byte(&pages, page);
    });
}

#[test]
fn a_guard_outlives_a_release() {
    dies_of_its_touch("a_guard_outlives_a_release", || {
        let pages = four_pages_to_die_in();
        pages.guard(0..page_size()).unwrap();
        pages.release(0..pages.bytes()).unwrap();
        eprintln!("until here all was well");
        byte(&pages, 0);
    });
}

#[test]
fn a_touch_of_what_is_only_reserved_kills_the_process() {
    dies_of_its_touch("a_touch_of_what_is_only_reserved_kills_the_process", || {
        four_pages_to_die_in();
        let pages = Reservation::new(MIB, 1).unwrap();
        eprintln!("until here all was well");
        byte(&pages, 0);
    });
}

#[test]
fn a_guard_that_is_committed_again_is_usable_and_zero() {
    let (pages, page) = (Reservation::new(3 * page_size(), 1).unwrap(), page_size());
    for guard in [Reservation::guard, Reservation::guard_by_protection] {
        pages.commit(0..3 * page).unwrap();
        touch(&pages, 0..3 * page, 5);
        guard(&pages, page..2 * page).unwrap();
        pages.commit(page..2 * page).unwrap();
        assert_eq!([0, page, 2 * page].map(|at| byte(&pages, at)), [5, 0, 5]);
    }
}

/// Each line of `/proc/self/maps` is a mapping; the system allows a process 65530 by default.
#[cfg(target_os = "linux")]
#[test]
fn light_guards_cost_no_mapping_and_those_by_protection_cost_two() {
    let mappings = |pages: &Reservation| {
        let start = pages.as_ptr().addr().get();
        let address = |text| usize::from_str_radix(text, 16).expect("maps writes addresses in hexadecimal");
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let ranges = maps.lines().filter_map(|line| line.split(' ').next()?.split_once('-'));
        ranges.filter(|&(from, to)| address(from) < start + pages.bytes() && start < address(to)).count()
    };
    // A hundred stacks of four pages, each with its guard at the low end; the page before keeps them off the edge.
    let (page, stacks) = (page_size(), 100);
    type Guard = fn(&Reservation, Range<usize>) -> Result<(), Error>;
    let guards: [(Guard, usize); 2] = [
        (Reservation::guard, if ground::pages::light_guards() { 1 } else { 2 * stacks + 1 }),
        (Reservation::guard_by_protection, 2 * stacks + 1),
    ];
    for (guard, expected) in guards {
        let pages = Reservation::new((4 * stacks + 1) * page, page).unwrap();
        pages.commit(0..pages.bytes()).unwrap();
        assert_eq!(mappings(&pages), 1);
        for stack in 0..stacks {
            let low = (4 * stack + 1) * page;
            guard(&pages, low..low + page).unwrap();
        }
        assert_eq!(mappings(&pages), expected);
        pages.commit(0..pages.bytes()).unwrap();
        assert_eq!(mappings(&pages), 1, "without guards it is one again");
        touch(&pages, 0..pages.bytes(), 1);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn guards_are_light_from_linux_6_13_on_and_only_there() {
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    let mut numbers = release.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse::<u32>().unwrap_or(0));
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    assert_eq!(ground::pages::light_guards(), version >= (6, 13), "Linux {release}");
}
