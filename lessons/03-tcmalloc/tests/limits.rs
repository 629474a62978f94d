//! What happens where the system sets limits: on memory that can be written (`ulimit -d`), and on addresses (`ulimit -v`). Each test
//! runs in a process of its own, since a limit is the whole process's.
#![cfg(target_os = "linux")]

mod alone;

use std::alloc::Layout;
use std::fs;

use alone::passes_alone;
use ground::pages::Reservation;
use tcmalloc::{Heap, PAGE};

const MIB: usize = 1 << 20;

/// A number of kilobytes out of what the system says of this process, in bytes.
fn told(name: &str) -> usize {
    let text = fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).expect("each process has it");
    line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") << 10
}

/// Does something while this process may have so many bytes more than it has. Whoever panics needs memory, so nothing in there asserts.
fn with_room_for<R>(bytes: usize, of: &str, work: impl FnOnce() -> R) -> R {
    let which = if of == "VmData" { libc::RLIMIT_DATA } else { libc::RLIMIT_AS };
    let limit = |bytes: usize| {
        let limit = libc::rlimit { rlim_cur: bytes as u64, rlim_max: libc::RLIM_INFINITY };
        // SAFETY: it reads one `rlimit`.
        let code = unsafe { libc::setrlimit(which, &limit) };
        assert_eq!(code, 0, "a limit can be lowered, and raised up to the highest");
    };
    limit(told(of) + bytes);
    let result = work();
    limit(usize::MAX);
    result
}

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, 8).expect("8 is a power of two")
}

#[test]
fn the_first_object_needs_less_than_two_mebibytes() {
    passes_alone("the_first_object_needs_less_than_two_mebibytes", || {
        let heap = Box::new(Heap::new());
        let object = with_room_for(2 * MIB, "VmData", || Some(heap.cache()?.alloc(layout(64))));
        assert!(object.is_some_and(|object| !object.is_null()));
        heap.check().expect("all invariants hold");
    });
}

#[test]
fn a_growth_that_fails_loses_nothing() {
    passes_alone("a_growth_that_fails_loses_nothing", || {
        let mut failures = 0;
        // A growth needs memory for pages, for a record and for a part of the page map: with this much room the one or the other fails.
        for room in (0..MIB).step_by(32 << 10).chain((MIB..20 * MIB).step_by(256 << 10)) {
            let heap = Box::new(Heap::new());
            let before = told("VmSize");
            let taken = with_room_for(room, "VmData", || {
                let take = |_: &i32| heap.cache().is_some_and(|mut cache| !cache.alloc(layout(3 * MIB)).is_null());
                (0..200).filter(take).count()
            });
            failures += 200 - taken;
            let addresses = told("VmSize") - before;
            assert!(addresses <= 2100 * MIB, "two regions of a gibibyte, and not {addresses} bytes");
            assert_eq!(heap.stats().mapped, taken * 3 * MIB, "with room for {room} bytes");
            heap.check().expect("all invariants hold");
            let mut cache = heap.cache().expect("there is memory");
            assert!(!cache.alloc(layout(3 * MIB)).is_null(), "and now there is memory");
            heap.check().expect("all invariants hold");
        }
        assert!(failures > 2000, "{failures}");
    });
}

#[test]
fn where_a_mebibyte_is_not_to_be_had_the_pages_alone_will_do() {
    passes_alone("where_a_mebibyte_is_not_to_be_had_the_pages_alone_will_do", || {
        let heap = Box::new(Heap::new());
        let mut cache = heap.cache().expect("there is memory");
        assert!(!cache.alloc(layout(128 * PAGE)).is_null());
        assert_eq!((heap.stats().free, heap.stats().mapped), (0, 128 * PAGE), "all is in use");
        assert!(!with_room_for(300 << 10, "VmData", || cache.alloc(layout(33 * PAGE))).is_null());
        assert_eq!(heap.stats().mapped, (128 + 33) * PAGE);
        heap.check().expect("all invariants hold");
    });
}

#[test]
fn where_addresses_are_limited_most_are_left_to_others() {
    passes_alone("where_addresses_are_limited_most_are_left_to_others", || {
        let heap = Box::new(Heap::new());
        let (first, others, more) = with_room_for(256 * MIB, "VmSize", || {
            let mut cache = heap.cache()?;
            let first = cache.alloc(layout(64));
            let others = Reservation::new(208 * MIB, 1).is_ok();
            Some((first, others, [(); 100].map(|()| cache.alloc(layout(MIB)))))
        })
        .expect("there is memory for a cache");
        assert!(!first.is_null() && others, "the heap took less than 48 MiB of addresses");
        assert!(more.iter().all(|object| !object.is_null()), "and when it needs more it takes more");
        heap.check().expect("all invariants hold");
    });
}
