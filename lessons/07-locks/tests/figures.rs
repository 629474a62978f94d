//! What the chapter, the claims and a comment say of figures, and the figures. Each sentence stands here beside the
//! comparisons that it makes: it fails if the sentence is no longer there, and if the recorded figures say otherwise.
//! Figures change when they are recorded again; then the sentence has to be looked at.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use kit::bench::Measured;
use kit::readings::{Cell, Readings};

/// What was read where, in nanoseconds or as a number.
type Reading = (String, f64);

/// The first is less than so many times the second.
type Less = (Reading, f64, Reading);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(file: &str) -> String {
    let path = root().join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn recorded<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let text = read(&format!("lessons/07-locks/benches/{name}.json"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}.json: {error}"))
}

const CHAPTER: &str = "book/text/07-locks/index.md";

/// Fails unless `file` has the sentence, wherever its lines break, and all of `facts` hold.
fn says(file: &str, sentence: &str, facts: impl IntoIterator<Item = Less>) {
    let words = |text: &str| text.replace("//!", " ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&read(file)).contains(&words(sentence)), "{file} does not say any more: {sentence}");
    let mut compared = 0;
    for ((left, a), factor, (right, b)) in facts {
        assert!(a < factor * b, "{file} says: {sentence}\nbut {left}, {a}, is not less than {factor} of {right}, {b}");
        compared += 1;
    }
    assert!(compared > 0, "the sentence compares something: {sentence}");
}

/// Each of `all` is within `factor` of each other.
fn alike(all: &[Reading], factor: f64) -> Vec<Less> {
    all.iter().flat_map(|a| all.iter().map(move |b| (a.clone(), factor, b.clone()))).collect()
}

/// `a` is less than `factor` times each of `all`.
fn less_than_all(a: &Reading, factor: f64, all: &[Reading]) -> Vec<Less> {
    all.iter().map(|b| (a.clone(), factor, b.clone())).collect()
}

fn ms(ms: f64) -> Reading {
    (format!("{ms} ms"), ms * 1e6)
}

/// What an example recorded, by row and column.
struct Table(HashMap<(String, String), f64>);

impl Table {
    fn read(name: &str) -> Table {
        let readings: Readings = recorded(name);
        readings.check().unwrap_or_else(|why| panic!("{name}.json: {why}"));
        let cells = readings.rows.iter().flat_map(|row| {
            row.cells.iter().zip(&readings.columns).filter_map(|(cell, column)| match cell {
                Cell::Number(value) => Some(((row.what.clone(), column.name.clone()), *value)),
                _ => None,
            })
        });
        Table(cells.collect())
    }

    fn of(&self, row: &str, column: &str) -> Reading {
        let value = self.0.get(&(row.to_owned(), column.to_owned()));
        (format!("{row}, {column}"), *value.unwrap_or_else(|| panic!("`{row}` has no `{column}`")))
    }
}

/// What the bench recorded.
struct Bench(Measured);

/// The locks of Rust that sleep, and are not the lesson's.
const OTHERS: [&str; 3] = ["std", "parking_lot", "usync"];

impl Bench {
    fn read() -> Bench {
        Bench(recorded("measured"))
    }

    fn of(&self, workload: &str, name: &str) -> Reading {
        let row = self.0.rows.iter().find(|row| row.workload == workload);
        let row = row.unwrap_or_else(|| panic!("no workload {workload}"));
        let entry = row.entries.iter().find(|entry| entry.name == name);
        (format!("{workload} of {name}"), entry.unwrap_or_else(|| panic!("{workload} has no {name}")).value)
    }

    fn all(&self, workload: &str, names: &[&str]) -> Vec<Reading> {
        names.iter().map(|name| self.of(workload, name)).collect()
    }
}

#[test]
fn what_is_said_of_spinning_and_sleeping() {
    let table = Table::read("spin_or_sleep");
    let (spins, sleeps) = (["test, then test and set", "ticket"], ["futex", "mutex"]);
    let wall = |crowd: &str, lock: &str| table.of(&format!("{crowd}, {lock}"), "wall time each");
    let walls = |crowd: &str| [spins, sleeps].concat().iter().map(|lock| wall(crowd, lock)).collect::<Vec<_>>();
    let alone = alike(&walls("short \u{d7} 1"), 1.25);
    let two = || spins.map(|spin| (wall("short \u{d7} 2", "mutex"), 1.0, wall("short \u{d7} 2", spin)));
    let slower = |spin: &str, times: f64| {
        let spin = wall("long \u{d7} 16", spin);
        sleeps.map(|sleep| (wall("long \u{d7} 16", sleep), 1.0 / times, spin.clone()))
    };
    let crowded = || [slower(spins[0], 5.0), slower(spins[1], 20.0)].concat();
    says(CHAPTER, "Where nobody waits all four take about the same time.", alone.clone());
    let sentence = "Two threads with a core each and short sections are the case that spin locks are made for, and both \
                    are slower there than the mutex that you build below.";
    says(CHAPTER, sentence, two());
    let sentence = "With long sections, and a core for each, all four take the same time again.";
    says(CHAPTER, sentence, alike(&walls("long \u{d7} 2"), 1.25));
    let sentence = "With more threads than cores a spin lock takes more than five times as long as a lock that sleeps, \
                    and a ticket lock more than twenty times.";
    says(CHAPTER, sentence, crowded());

    const CLAIMS: &str = "book/claims.toml";
    let sentence = "Where nobody waits they are about as fast, or take half the time if the section is nearly nothing. \
                    With two threads and a core each both were slower than the lesson's mutex. With 16 threads on 2 cores one \
                    took more than five times as long as a lock that sleeps, and a ticket lock more than twenty times, \
                    because waiters burn the time that the holder needs.";
    let bench = Bench::read();
    let half = half_of_a_mutex(&bench);
    says(CLAIMS, sentence, alone.into_iter().chain(half).chain(two()).chain(crowded()));
    // Two cores, two threads, and all of both is burnt.
    let burns = spins.map(|spin| {
        let row = format!("long \u{d7} 2, {spin}");
        (table.of(&row, "wall time each"), 1.0 / 1.7, table.of(&row, "processor time each"))
    });
    says(CLAIMS, "With long sections of two threads each second costs nearly two seconds of processor time", burns);
}

/// A lock with one atomic instruction beside one with two.
fn half_of_a_mutex(bench: &Bench) -> Vec<Less> {
    let mutex = bench.of("mutex-uncontended", "locks");
    let plain = bench.all("mutex-uncontended", &["(spin)", "locks, ticket", "locks, ttas", "locks, tas"]);
    let bounds = |spin: Reading| [(spin.clone(), 0.65, mutex.clone()), (mutex.clone(), 1.0 / 0.4, spin)];
    plain.into_iter().flat_map(bounds).collect()
}

#[test]
fn what_is_said_of_a_lock_alone() {
    let bench = Bench::read();
    let of = |name: &str| bench.of("mutex-uncontended", name);
    let sleeping = ["locks", "std", "parking_lot", "usync", "locks, futex", "Go"].map(of);
    says(CHAPTER, "The sleeping locks are within a third of each other there.", alike(&sleeping, 4.0 / 3.0));
    let sentence = "A lock whose unlock is a plain store has one, and takes about half the time.";
    says(CHAPTER, sentence, half_of_a_mutex(&bench));
    let sentence = "The queue lock has two, and is no faster than a mutex.";
    says(CHAPTER, sentence, [(of("locks"), 1.1, of("locks, mcs"))]);
}

#[test]
fn what_is_said_of_two_threads() {
    let bench = Bench::read();
    let of = |name: &str| bench.of("mutex-k2", name);
    let others = bench.all("mutex-k2", &[&OTHERS[..], &["locks, futex"]].concat());
    let spins = bench.all("mutex-k2", &["(spin)", "locks, tas", "locks, ttas", "locks, ticket", "locks, mcs"]);
    let faster = [others, spins.clone()].concat();
    let facts = less_than_all(&of("locks"), 1.0, &faster).into_iter().chain([(of("Go"), 1.0, of("locks"))]);
    says(CHAPTER, "This mutex is the fastest of Rust's locks here, and slower than Go's.", facts);
    let sentence = "with two parties that have a core each they are slower than this lesson's mutex";
    says("lessons/07-locks/src/spin/mod.rs", sentence, less_than_all(&of("locks"), 1.0, &spins));

    let table = Table::read("cores");
    let time = |parties: u32, whose: &str| table.of(&format!("mutex \u{d7} {parties}, {whose}"), "each section");
    let sentence =
        "Two parties on two cores get no more sections done than one party alone, with this mutex and with Go's";
    says(CHAPTER, sentence, ["this lesson's", "Go's"].map(|whose| (time(1, whose), 1.0, time(2, whose))));
    let in_a_row = |whose: &str| table.of(&format!("mutex \u{d7} 2, {whose}"), "sections in a row");
    let sentence = "Go loses less by it, and its goroutines change less often: one of them has the lock for more sections \
                    in a row than a thread has.";
    let (ours, go) = ((time(2, "this lesson's").1 / time(1, "this lesson's").1), time(2, "Go's").1 / time(1, "Go's").1);
    let loses = (("what Go loses".to_owned(), go), 1.0, ("what this mutex loses".to_owned(), ours));
    let longer = ["this lesson's", "parking_lot's"].map(|thread| (in_a_row(thread), 1.0, in_a_row("Go's")));
    says(CHAPTER, sentence, [loses].into_iter().chain(longer));
    let sentence = "On one core they hardly meet, and one has it for more than a hundred thousand.";
    says(CHAPTER, sentence, [(("a hundred thousand".to_owned(), 1e5), 1.0, in_a_row("Go's on one core"))]);
}

#[test]
fn what_is_said_of_four_and_eight_threads() {
    let bench = Bench::read();
    let (mut faster, mut slower) = (Vec::new(), Vec::new());
    for workload in ["mutex-k4", "mutex-k8"] {
        let (locks, parking_lot) = (bench.of(workload, "locks"), bench.of(workload, "parking_lot"));
        faster.extend([(parking_lot.clone(), 1.0, locks.clone()), (locks.clone(), 4.0 / 3.0, parking_lot)]);
        let others =
            ["std", "usync", "(spin)", "locks, futex", "locks, ticket", "locks, mcs", "locks, ttas", "locks, tas"];
        slower.extend(less_than_all(&locks, 0.5, &bench.all(workload, &[&others[..], &["Go"]].concat())));
    }
    says(CHAPTER, "parking_lot is faster than this mutex, by less than a third.", faster);
    says(CHAPTER, "All others take more than twice as long, Go's mutex too.", slower);
    let longer = |workload: &str, times: f64| {
        ["Go", "parking_lot"].map(|other| (bench.of(workload, other), 1.0 / times, bench.of(workload, "locks")))
    };
    let sentence = "It shares the sections out less evenly than Go's mutex and parking_lot do, and its longest wait is \
                    more than three times as long as theirs.";
    says(CHAPTER, sentence, [longer("mutex-k8-unfair", 1.0), longer("mutex-k8-maxwait", 3.0)].concat());
}

#[test]
fn what_is_said_of_one_wait_in_a_thousand() {
    let bench = Bench::read();
    let rows = ["mutex-k4-p999wait", "mutex-k8-p999wait"];
    let longer = rows.iter().flat_map(|row| {
        let locks = bench.of(row, "locks");
        ["parking_lot", "Go"].map(|other| (locks.clone(), 0.1, bench.of(row, other)))
    });
    let sentence = "is more than ten times as long with parking_lot and with Go as with this mutex, with four parties and with eight.";
    says(CHAPTER, sentence, longer.collect::<Vec<_>>());
    let all = rows.iter().flat_map(|row| alike(&bench.all(row, &["locks", "std", "usync"]), 1.5));
    says(CHAPTER, "With std and usync it is about as long as with this mutex.", all.collect::<Vec<_>>());
}

#[test]
fn what_is_said_of_the_other_locks() {
    let bench = Bench::read();
    let of = |workload: &str, name: &str| bench.of(workload, name);
    let reads = bench.all("rw-read-uncontended", &[&["locks", "(spin)"], &OTHERS[..]].concat());
    let facts = less_than_all(&of("rw-read-uncontended", "Go"), 1.0, &reads);
    says(CHAPTER, "Go's is faster than all of Rust's here, and why, nothing here measures.", facts);
    let (locks, go) = (of("rw-99read-k4", "locks"), of("rw-99read-k4", "Go"));
    let others = bench.all("rw-99read-k4", &[&["(spin)"], &OTHERS[..]].concat());
    let sentence = "this lock is the fastest of Rust's, and takes more than three times as long as Go's.";
    says(CHAPTER, sentence, less_than_all(&locks, 1.0, &others).into_iter().chain([(go, 1.0 / 3.0, locks.clone())]));
    let table = Table::read("cores");
    let go = |cores: &str| table.of(&format!("99 reads of 100 \u{d7} 4, Go's{cores}"), "each section");
    let sentence = "With two cores Go's takes about what it takes with one.";
    says(CHAPTER, sentence, alike(&[go(""), go(" on one core")], 1.35));

    let (locks, go) = (of("cond-pingpong", "locks"), of("cond-pingpong", "Go"));
    let others = bench.all("cond-pingpong", &OTHERS);
    let sentence = "It takes less than a tenth of the time of Rust's other locks, and more than one and a half times \
                    that of Go's.";
    says(CHAPTER, sentence, less_than_all(&locks, 0.1, &others).into_iter().chain([(go, 1.0 / 1.5, locks.clone())]));
    let sentence =
        "A semaphore with permits left is faster than the buffered channel that a Go program takes in its place";
    says(CHAPTER, sentence, [(of("sem-uncontended", "locks"), 1.0, of("sem-uncontended", "Go"))]);
    let once = ["locks", "Go"].map(|name| of("once-done", name));
    says(CHAPTER, "A `Once` that is done is one load, here as in Go.", alike(&once, 1.25));
}

#[test]
fn what_is_said_of_fairness() {
    let table = Table::read("fairness");
    let time = |lock: &str, parties: u32| table.of(&format!("{lock} \u{d7} {parties}"), "each section");
    let longest = |lock: &str, parties: u32| table.of(&format!("{lock} \u{d7} {parties}"), "longest wait");
    let (never, always, go) = ("never handed over", "always handed over", "Go's");
    let long = [never, "std"].into_iter().flat_map(|lock| [4, 8].map(|n| (ms(10.0), 1.0, longest(lock, n))));
    let sentence =
        "with four threads and more somebody waits for more than ten milliseconds, and so it is with std's mutex.";
    says(CHAPTER, sentence, long);
    let sentence = "with two threads a section takes hardly longer, and with eight more than one and a half times as long \
                    as without.";
    says(CHAPTER, sentence, [(time(always, 2), 1.2, time(never, 2)), (time(never, 8), 1.0 / 1.5, time(always, 8))]);
    says(CHAPTER, "Nobody waits for a millisecond then.", [2, 4, 8].map(|n| (longest(always, n), 1.0, ms(1.0))));
    let sentence = "Go's threshold of a millisecond costs less than a tenth beside never handing over, and with four \
                    threads and more the longest wait is less than a third of that.";
    let cheap = [2, 4, 8].map(|n| (time(go, n), 1.1, time(never, n)));
    let short = [4, 8].map(|n| (longest(go, n), 1.0 / 3.0, longest(never, n)));
    says(CHAPTER, sentence, cheap.into_iter().chain(short));
    let sentence = "parking_lot's longest wait is less than half of that again, and its sections take more than a tenth \
                    longer than with Go's threshold.";
    let shorter = [4, 8].map(|n| (longest("parking_lot", n), 0.5, longest(go, n)));
    let longer = [4, 8].map(|n| (time(go, n), 1.0 / 1.1, time("parking_lot", n)));
    says(CHAPTER, sentence, shorter.into_iter().chain(longer));
}

/// The test itself: what is not said, and what does not hold.
#[test]
fn a_sentence_that_is_gone_or_does_not_hold_is_reported() {
    let one = |of: f64| (("one".to_owned(), 1.0), of, ("one".to_owned(), 1.0));
    says(CHAPTER, "Two threads with a core each", [one(1.1)]);
    let gone = kit::panic_text(|| says(CHAPTER, "Nobody ever wrote this.", [one(1.1)]));
    assert!(gone.ends_with("index.md does not say any more: Nobody ever wrote this."), "{gone}");
    let wrong = kit::panic_text(|| says(CHAPTER, "Two threads with a core each", [one(1.0)]));
    assert!(wrong.contains("but one, 1, is not less than 1 of one, 1"), "{wrong}");
    let nothing = kit::panic_text(|| says(CHAPTER, "Two threads with a core each", []));
    assert!(nothing.starts_with("the sentence compares something"), "{nothing}");
}
