//! Real gperftools: C++ programs that ask the library itself, and lesson 03 beside what it answered.
//!
//! Where g++ and gperftools 2.10 are found (Debian 12: `libtcmalloc-minimal4`), the programs run again and must print their
//! recordings; with `CI_GPERFTOOLS=1` set, a missing one is a failure.

use std::alloc::Layout;
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{Write, stderr};
use std::path::Path;
use std::process::{Command, Output};

use tcmalloc::{Cache, ClassId, Heap, class_size, nallocx, size_class, usable_size};

use crate::go::folder;
use crate::recordings::{after_first_line, files, read};

/// What the recordings were made with, as it names itself.
pub const VERSION: &str = "gperftools 2.10";

/// The library itself: the name without a version is in a package for developers.
const LIBRARY: &str = "-l:libtcmalloc_minimal.so.4";

/// A program and the recording of what it prints.
const RUNS: [(&str, &str); 4] = [
    ("tcmalloc/batches.cc", "tcmalloc/batches.gperftools2.10.tsv"),
    ("tcmalloc/growth.cc", "tcmalloc/growth.gperftools2.10.tsv"),
    ("tcmalloc/sizes.cc", "tcmalloc/sizes.gperftools2.10.tsv"),
    ("tcmalloc/threads.cc", "tcmalloc/threads.gperftools2.10.tsv"),
];

/// Compiles a program with the library, and runs it. Or why that cannot be done here.
fn print_of(program: &str) -> Result<String, String> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err("the recordings are of linux/amd64".to_owned());
    }
    let name = Path::new(program).file_stem().expect("a program has a name");
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gperftools");
    fs::create_dir_all(&built).expect("the target folder can be written");
    let built = built.join(name);
    let mut compiler = Command::new("g++");
    compiler.args(["-std=c++17", "-O1", "-fno-builtin", "-pthread"]).arg(folder().join(program)).arg("-o").arg(&built);
    let said = |output: &Output| String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let output = compiler.arg(LIBRARY).output().map_err(|error| format!("g++ does not run: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "{program} does not compile, or libtcmalloc_minimal.so.4 is not there:\n{}",
            said(&output)
        ));
    }
    let output = Command::new(&built).output().map_err(|error| format!("{program} does not run: {error}"))?;
    assert!(output.status.success(), "{program} failed: {}", said(&output));
    let printed = String::from_utf8(output.stdout).expect("the programs print text");
    let first = printed.lines().next().unwrap_or_default();
    assert!(first.starts_with(&format!("# {program} ")), "{program} names itself in its first line");
    if first.contains(&format!(" {VERSION} ")) { Ok(printed) } else { Err(format!("this is not {VERSION}: {first}")) }
}

#[test]
fn real_gperftools_prints_every_recording_again() {
    for (program, recording) in RUNS {
        match print_of(program) {
            Ok(printed) => {
                let recorded = read(recording);
                let (now, then) = (after_first_line(&printed), after_first_line(&recorded));
                for (number, (now, then)) in now.lines().zip(then.lines()).enumerate() {
                    assert_eq!(now, then, "tests/oracle/{recording}:{}: {VERSION} prints something else", number + 2);
                }
                assert_eq!(now.lines().count(), then.lines().count(), "tests/oracle/{recording}: lines missing");
            }
            Err(why) => {
                assert!(env::var_os("CI_GPERFTOOLS").is_none(), "CI_GPERFTOOLS is set, but {why}");
                // Not `eprintln!`, which the test harness keeps to itself when a test passes.
                writeln!(stderr(), "skipped: real_gperftools_prints_every_recording_again: {why}")
                    .expect("stderr takes a line");
                return;
            }
        }
    }
}

#[test]
fn every_program_of_gperftools_is_run_and_every_recording_compared() {
    let files = files(folder());
    let that_end = |end: &str| files.iter().map(String::as_str).filter(|f| f.ends_with(end)).collect::<BTreeSet<_>>();
    assert_eq!(that_end(".cc"), RUNS.iter().map(|run| run.0).collect(), "C++ programs in tests/oracle");
    let recordings: BTreeSet<&str> = files.iter().map(String::as_str).filter(|f| f.contains(".gperftools")).collect();
    assert_eq!(recordings, RUNS.iter().map(|run| run.1).collect(), "recordings of gperftools");
}

/// The rows of a recording, cut at their tabs.
fn rows(recording: &str) -> Vec<Vec<String>> {
    let text = read(recording);
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn number(text: &str) -> usize {
    text.parse().unwrap_or_else(|error| panic!("`{text}` should be a number: {error}"))
}

#[test]
fn lesson_03_gives_every_size_as_many_bytes_as_gperftools() {
    let mut next = 1;
    for row in rows("tcmalloc/sizes.gperftools2.10.tsv") {
        let [first, last, bytes] = [0, 1, 2].map(|column| number(&row[column]));
        assert_eq!(first, next, "no size is left out");
        for size in first..=last {
            assert_eq!(nallocx(size), bytes, "a request of {size} bytes");
            assert_eq!(
                size_class(size).map(class_size),
                (size <= 262_144).then_some(bytes),
                "the class of {size} bytes"
            );
        }
        next = last + 1;
    }
    assert_eq!(next, 303_105, "256 KiB and five pages");
    assert_eq!(usable_size(&raw const next as *const u8), 0, "what is not allocated has no size");
}

/// Of these classes the C library has an object of its own before the first fetch: what a thread's thread-locals are found by,
/// and what starts before `main`.
const TAKEN: [usize; 2] = [16, 320];

/// What a list fetches, one after the other, on a heap of its own: `kFetches` of batches.cc.
fn fetches(class: ClassId) -> Vec<usize> {
    let heap = Box::new(Heap::new());
    let layout = Layout::from_size_align(class_size(class), 8).expect("a class is a size");
    let mut other = heap.cache().expect("there is memory");
    if TAKEN.contains(&class_size(class)) {
        other.alloc(layout);
    }
    let mut cache = heap.cache().expect("there is memory");
    let mut found = Vec::new();
    let (mut had, mut allocated) = (0, 0);
    while found.len() < 40 && allocated * class_size(class) < 16 << 20 {
        assert!(!cache.alloc(layout).is_null(), "there is memory");
        allocated += 1;
        let has = cache.inspect().lists.iter().find(|list| list.class == class.number()).map_or(0, |list| list.len);
        if has + 1 != had {
            found.push(has + 1 - had);
        }
        had = has;
    }
    found
}

/// `1 2 4x3 5 ...`: what batches.cc prints of the numbers.
fn in_runs(numbers: &[usize]) -> String {
    let mut words = Vec::new();
    let runs: Vec<&[usize]> = numbers.chunk_by(|a, b| a == b).collect();
    for (at, run) in runs.iter().enumerate() {
        match run.len() {
            1 => words.push(run[0].to_string()),
            _ if at + 1 == runs.len() => words.extend([run[0].to_string(), "...".to_owned()]),
            times => words.push(format!("{}x{times}", run[0])),
        }
    }
    words.join(" ")
}

#[test]
fn lesson_03_fetches_as_many_objects_at_once_as_gperftools() {
    let rows = rows("tcmalloc/batches.gperftools2.10.tsv");
    assert_eq!(rows.len(), 85);
    for row in rows {
        let class = size_class(number(&row[0])).expect("the row is of a class");
        let fetches = fetches(class);
        assert_eq!(in_runs(&fetches), row[2], "objects of {} bytes", row[0]);
        let most = fetches.iter().max().copied();
        assert_eq!(most, Some(number(&row[1])), "objects of {} bytes", row[0]);
        assert!(most <= Some(class.batch()), "never more than a batch");
    }
}

#[test]
fn lesson_03_grows_by_as_many_pages_as_gperftools() {
    for row in rows("tcmalloc/growth.gperftools2.10.tsv").iter().filter(|row| row.len() > 1) {
        let heap = Box::new(Heap::new());
        let mut cache = heap.cache().expect("there is memory");
        let layout = Layout::from_size_align(number(&row[0]), 8).expect("it is a size");
        let object = cache.alloc(layout);
        let stats = heap.stats();
        let pages = |bytes: usize| bytes / 8192;
        assert_eq!(pages(heap.usable_size(object)), number(&row[1]), "pages for {} bytes", row[0]);
        assert_eq!(pages(stats.mapped), number(&row[2]), "growth for {} bytes", row[0]);
        assert_eq!(pages(stats.free), number(&row[3]), "what is left beside {} bytes", row[0]);
        free(&mut cache, object, layout);
    }
}

#[test]
fn lesson_03_keeps_as_much_of_20000_objects_as_gperftools() {
    let heap = Box::new(Heap::new());
    let mut cache = heap.cache().expect("there is memory");
    let kib = |bytes: usize| bytes.div_ceil(1024).to_string();
    let layout = Layout::from_size_align(64, 8).expect("it is a size");
    let objects: Vec<*mut u8> = (0..20_000).map(|_| cache.alloc(layout)).collect();
    let mut most = 0;
    for object in objects {
        free(&mut cache, object, layout);
        most = most.max(cache.inspect().size);
    }
    let at_the_end = cache.inspect().size;
    let row = |when: &str, numbers: &[usize]| -> Vec<String> {
        std::iter::once(when.to_owned()).chain(numbers.iter().map(|&bytes| kib(bytes))).collect()
    };
    let freed = row("all are freed", &[at_the_end, heap.stats().transfer]);
    drop(cache);
    let ended = row("the thread has ended", &[heap.stats().cached, heap.stats().transfer]);
    assert_eq!(rows("tcmalloc/threads.gperftools2.10.tsv"), [row("the most there was", &[most]), freed, ended]);
}

fn free(cache: &mut Cache<'_>, object: *mut u8, layout: Layout) {
    // SAFETY: it was allocated with this layout, and nobody uses it.
    unsafe { cache.dealloc(object, layout) };
}
