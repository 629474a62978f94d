//! The locks have the size, the alignment and the words of Go's, on every architecture and in every version that was
//! recorded (`tests/oracle/locks/layout.go`).

use std::rc::Rc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use ground::stage::{Outcome, Stage};
use locks::{Cond, CopyChecker, GoMutex, GoRwMutex, NotifyList, Once, Sema};
use static_assertions::{assert_eq_align, assert_eq_size, assert_impl_all, assert_not_impl_any};

assert_eq_size!(GoMutex, [u32; 2]);
assert_eq_size!(Once, [u32; 3]);
assert_eq_size!(GoRwMutex, [u32; 6]);
assert_eq_align!(GoMutex, Once, GoRwMutex, u32);
assert_eq_size!(Sema, u32);
assert_impl_all!(GoMutex: Send, Sync);
assert_impl_all!(GoRwMutex: Send, Sync);
assert_impl_all!(Once: Send, Sync);
assert_impl_all!(NotifyList: Send, Sync);
assert_impl_all!(Cond<GoMutex>: Send, Sync);
assert_impl_all!(CopyChecker: Send, Sync);
// Go's locks may be freed by another than the one that took them.
assert_impl_all!(locks::MutexGuard<'static, u32>: Send);
assert_impl_all!(locks::RwLockReadGuard<'static, u32>: Send);
assert_impl_all!(locks::RwLockWriteGuard<'static, u32>: Send);
assert_not_impl_any!(locks::Mutex<*const u8>: Sync);
assert_not_impl_any!(locks::RwLock<std::cell::Cell<u32>>: Sync);

/// Go's types, and the size and alignment of ours.
const OURS: [(&str, usize, usize); 3] = [
    ("sync.Mutex", size_of::<GoMutex>(), align_of::<GoMutex>()),
    ("sync.RWMutex", size_of::<GoRwMutex>(), align_of::<GoRwMutex>()),
    ("sync.Once", size_of::<Once>(), align_of::<Once>()),
];

#[test]
fn the_sizes_are_those_of_every_go_since_1_13() {
    let before = kit::oracle::rows::<6>("locks/layout.go1.13-1.26.6.tsv");
    let today = kit::oracle::rows::<5>("locks/layout.go1.27.3.txt");
    let today = today.into_iter().map(|[arch, t, size, align, f]| ["go1.27.3".to_owned(), arch, t, size, align, f]);
    let mut compared = 0;
    for [version, arch, go_type, size, align, _] in before.into_iter().chain(today) {
        let Some((_, our_size, our_align)) = OURS.into_iter().find(|ours| ours.0 == go_type) else { continue };
        assert_eq!((size, align), (our_size.to_string(), our_align.to_string()), "{version} {arch} {go_type}");
        compared += 1;
    }
    assert_eq!(compared, 14 * 2 * OURS.len(), "14 versions, amd64 and 386");
}

/// Where Go 1.27.3 has a field, as the number of a word of 4 bytes.
fn word_of(go_type: &str, field: &str) -> usize {
    let rows = kit::oracle::rows::<5>("locks/layout.go1.27.3.txt");
    let [.., fields] = rows.iter().find(|row| row[0] == "amd64" && row[1] == go_type).expect("it is recorded");
    let text = fields.split("; ").find(|text| text.starts_with(&format!("{field} "))).expect("it has the field");
    let offset = text.split(['@', ' ']).filter_map(|part| part.parse::<usize>().ok()).next().expect("after the @");
    assert_eq!(offset % 4, 0);
    offset / 4
}

fn words<const N: usize, T>(lock: &T) -> [u32; N] {
    assert_eq!(size_of::<T>(), 4 * N);
    // SAFETY: the three locks are `repr(C)` and made of atomic words of 4 bytes, so many as the assertion says.
    unsafe { &*std::ptr::from_ref(lock).cast::<[AtomicU32; N]>() }.each_ref().map(|word| word.load(Relaxed))
}

/// Runs a puppet to its end or park, and nobody else.
fn run_alone(stage: &Stage, name: &str) -> Outcome {
    loop {
        let outcome = stage.step(name);
        if outcome != Outcome::Point {
            return outcome;
        }
    }
}

/// A permit is in the semaphore's word for as long as its waiter has been called and has not run.
#[test]
fn a_mutex_has_its_state_and_its_semaphore_where_go_has_them() {
    let (stage, m) = (Stage::new(), Rc::new(GoMutex::new()));
    let party = |name: &str, f: fn(&GoMutex)| {
        let m = Rc::clone(&m);
        stage.puppet(name, move || f(&m));
        run_alone(&stage, name)
    };
    assert_eq!(party("holds", |m| m.lock()), Outcome::Finished);
    assert_eq!(party("waits", |m| m.lock()), Outcome::Parked);
    let (state, sema) = (word_of("internal/sync.Mutex", "state"), word_of("internal/sync.Mutex", "sema"));
    let now = words::<2, _>(&*m);
    assert_eq!((now[state], now[sema]), (9, 0), "locked, and one waits");
    assert_eq!(party("frees", |m| m.unlock()), Outcome::Finished);
    let now = words::<2, _>(&*m);
    assert_eq!((now[state], now[sema]), (2, 1), "one is called, and a permit is there for it");
}

#[test]
fn an_rwmutex_has_its_semaphores_and_counts_where_go_has_them() {
    let at = |field| word_of("sync.RWMutex", field);
    let parts = [("r_lock", "lock", "writerSem"), ("lock", "r_lock", "readerSem")];
    for (first, second, sema) in parts {
        let (stage, rw) = (Stage::new(), Rc::new(GoRwMutex::new()));
        let party = |name: &str, what: &'static str| {
            let rw = Rc::clone(&rw);
            stage.puppet(name, move || match what {
                "lock" => rw.lock(),
                "r_lock" => rw.r_lock(),
                "unlock" => rw.unlock(),
                _ => rw.r_unlock(),
            });
            run_alone(&stage, name)
        };
        assert_eq!(party("holds", first), Outcome::Finished);
        assert_eq!(party("waits", second), Outcome::Parked);
        let now = words::<6, _>(&*rw);
        assert_eq!(now[at("readerCount")] as i32, 1 - (1 << 30), "one reads or waits to, and a writer is pending");
        assert_eq!(now[at("readerWait")], u32::from(sema == "writerSem"), "a writer waits for the reader");
        assert_eq!(now[at("w")], 1, "the writer has the mutex among writers");
        assert_eq!(now[at(sema)], 0);
        assert_eq!(party("frees", if first == "lock" { "unlock" } else { "r_unlock" }), Outcome::Finished);
        assert_eq!(words::<6, _>(&*rw)[at(sema)], 1, "{sema}: a permit for the one that is called");
    }
}

#[test]
fn a_once_has_its_flag_first_where_go_has_it() {
    let (done, m) = (word_of("sync.Once", "done"), word_of("sync.Once", "m"));
    assert_eq!((done, m), (0, 1));
    let once = Once::new();
    assert_eq!(words::<3, _>(&once), [0, 0, 0]);
    once.call_once(|| assert_eq!(words::<3, _>(&once), [0, 1, 0], "not done, and the mutex is held"));
    assert_eq!(words::<3, _>(&once), [1, 0, 0]);
}
