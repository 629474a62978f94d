//! What an answer to exercise 7.6 must do. The lock around it parks in the lesson's semaphores.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use ground::stage::{self, Bound, Stage, explore};
use locks::{GoMutex, Sema};

use super::answer::{Counts, MAX_READERS};

kit::tests![
    readers_read_together,
    a_pending_writer_keeps_readers_out,
    the_last_reader_wakes_the_writer,
    who_ends_while_the_writer_counts_is_not_waited_for,
    readers_and_writers_are_never_together,
    everybody_gets_in,
    threads_read_and_write,
];

fn readers_read_together() {
    let counts = Counts::new();
    assert!((0..3).all(|_| counts.reader_comes()));
    assert!(!(0..3).any(|_| counts.reader_ends()), "no writer is there to be woken");
    assert_eq!((counts.readers.load(), counts.departing.load()), (0, 0));
    assert!(counts.writer_comes(), "nobody reads any more");
}

fn a_pending_writer_keeps_readers_out() {
    let counts = Counts::new();
    assert!(counts.reader_comes());
    assert!(!counts.writer_comes(), "one reads");
    assert!(!counts.reader_comes() && !counts.reader_comes(), "a writer is pending, though one still reads");
    assert!(counts.reader_ends(), "the writer waited for one, not for three");
    assert_eq!(counts.writer_ends(), 2, "those who came meanwhile");
    assert_eq!((counts.readers.load(), counts.departing.load()), (2, 0), "they read now");
}

fn the_last_reader_wakes_the_writer() {
    let counts = Counts::new();
    assert!((0..3).all(|_| counts.reader_comes()));
    assert!(!counts.writer_comes());
    assert_eq!((counts.readers.load(), counts.departing.load()), (3 - MAX_READERS, 3));
    assert_eq!([(); 3].map(|()| counts.reader_ends()), [false, false, true]);
    assert_eq!(counts.writer_ends(), 0);
}

/// The writer has said that it is there, and has not added up yet, when the reader ends.
fn who_ends_while_the_writer_counts_is_not_waited_for() {
    let (stage, counts) = (Stage::new(), Rc::new(Counts::new()));
    assert!(counts.reader_comes());
    let (c, writes) = (Rc::clone(&counts), Rc::new(Cell::new(None)));
    let w = Rc::clone(&writes);
    stage.puppet("writer", move || w.set(Some(c.writer_comes())));
    let pending = (0..4).any(|_| {
        stage.step("writer");
        counts.readers.load() < 0
    });
    assert!(pending && writes.get().is_none(), "the count is negative first, and then it adds up");
    assert!(!counts.reader_ends(), "the writer does not wait yet, and sees for itself");
    stage.run().unwrap_or_else(|deadlock| panic!("{deadlock}"));
    assert_eq!(writes.get(), Some(true));
    assert_eq!(counts.departing.load(), 0);
}

/// The lock around the answer.
struct RwMutex {
    counts: Counts,
    writers: GoMutex,
    writer: Sema,
    readers: Sema,
}

impl RwMutex {
    fn new() -> RwMutex {
        RwMutex { counts: Counts::new(), writers: GoMutex::new(), writer: Sema::new(0), readers: Sema::new(0) }
    }

    fn read(&self, f: impl FnOnce()) {
        if !self.counts.reader_comes() {
            self.readers.acquire(false);
        }
        f();
        if self.counts.reader_ends() {
            self.writer.release(false);
        }
    }

    fn write(&self, f: impl FnOnce()) {
        self.writers.lock();
        if !self.counts.writer_comes() {
            self.writer.acquire(false);
        }
        f();
        let woken = self.counts.writer_ends();
        assert!((0..MAX_READERS).contains(&woken), "so many readers cannot wait: {woken}");
        (0..woken).for_each(|_| self.readers.release(false));
        self.writers.unlock();
    }
}

/// Who is inside: readers, and 1000 a writer.
fn visit(inside: &AtomicU32, writes: bool, point: impl Fn()) {
    let before = inside.fetch_add(if writes { 1000 } else { 1 }, Relaxed);
    assert!(before == 0 || !writes && before < 1000, "a writer is not alone");
    point();
    inside.fetch_sub(if writes { 1000 } else { 1 }, Relaxed);
}

/// Puppets that read (`r`) and write (`w`).
fn go_through(stage: &Stage, parties: &str) {
    let (lock, inside) = (Rc::new(RwMutex::new()), Rc::new(AtomicU32::new(0)));
    for (number, kind) in parties.chars().enumerate() {
        let (lock, inside) = (Rc::clone(&lock), Rc::clone(&inside));
        stage.puppet(format!("{kind}{number}"), move || match kind {
            'w' => lock.write(|| visit(&inside, true, stage::point)),
            _ => lock.read(|| visit(&inside, false, stage::point)),
        });
    }
}

fn readers_and_writers_are_never_together() {
    for parties in ["rrw", "rww"] {
        let report = explore(Bound::Preemptions(2), |stage| go_through(stage, parties));
        let together = report.failures.iter().find(|failure| failure.to_string().contains("a writer is not alone"));
        assert!(together.is_none(), "{}", together.map_or_else(String::new, ToString::to_string));
    }
    let lock = RwMutex::new();
    lock.write(|| ());
    lock.read(|| ());
}

fn everybody_gets_in() {
    for parties in ["rrw", "rww", "wrr"] {
        explore(Bound::Preemptions(2), |stage| go_through(stage, parties)).expect_ok();
    }
}

fn threads_read_and_write() {
    everybody_gets_in(); // what loses a wake-up is found there, and would hang here
    let (lock, inside, writes) = (RwMutex::new(), AtomicU32::new(0), AtomicU32::new(0));
    std::thread::scope(|s| {
        for number in 0..4 {
            let (lock, inside, writes) = (&lock, &inside, &writes);
            s.spawn(move || {
                for round in 0..300 {
                    if (round + number) % 5 == 0 {
                        lock.write(|| {
                            visit(inside, true, || ());
                            writes.store(writes.load(Relaxed) + 1, Relaxed);
                        });
                    } else {
                        lock.read(|| visit(inside, false, || ()));
                    }
                }
            });
        }
    });
    assert_eq!(writes.into_inner(), 240, "a write is lost");
    assert_eq!((lock.counts.readers.load(), lock.counts.departing.load()), (0, 0));
}
