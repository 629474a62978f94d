//! The notes' sentences on spin locks and mutexes: what holds, what does not, and what real Go showed.

use std::rc::Rc;
use std::thread;

use ground::park;
use ground::stage::{Outcome, Stage};
use lock_api::RawMutex;
use locks::sleep::RawFutexLock;
use locks::spin::{RawMcs, RawTas, RawTicket, RawTtas};

type Lock<R> = Rc<lock_api::Mutex<R, u32>>;

fn lock<R: RawMutex>() -> Lock<R> {
    Rc::new(lock_api::Mutex::new(0))
}

/// What comes of so many steps of a party that wants a lock which is held meanwhile.
fn steps_while_held<R: RawMutex + 'static>(steps: usize) -> Vec<Outcome> {
    let (stage, held) = (Stage::new(), lock::<R>());
    let wanted = Rc::clone(&held);
    stage.puppet("holds", move || {
        let _guard = held.lock();
        park::park();
    });
    assert_eq!(stage.step("holds"), Outcome::Parked);
    stage.puppet("waits", move || *wanted.lock() += 1);
    (0..steps).map(|_| stage.step("waits")).collect()
}

/// SP01.
#[test]
fn who_waits_for_a_spin_lock_never_sleeps() {
    let all_looks = |steps: Vec<Outcome>| steps.iter().all(|step| *step == Outcome::Point);
    assert!(all_looks(steps_while_held::<RawTas>(1000)));
    assert!(all_looks(steps_while_held::<RawTtas>(1000)));
    assert!(all_looks(steps_while_held::<RawTicket>(1000)));
    assert!(all_looks(steps_while_held::<RawMcs>(1000)));
}

/// SP06. Without contention it neither looks nor sleeps.
#[test]
fn a_mutex_looks_a_few_times_and_then_sleeps() {
    let steps = steps_while_held::<locks::RawMutex>(20);
    let looks = steps.iter().take_while(|step| **step == Outcome::Point).count();
    let go = kit::oracle::section("locks/source.go1.27.3.txt", "rounds of spinning, and PAUSE instructions in each");
    assert_eq!(go, "active_spin = 4\nactive_spin_cnt = 30\n");
    assert!((4..10).contains(&looks), "4 rounds, and a look or two at the word: {steps:?}");
    assert_eq!(steps[looks], Outcome::Parked);
    assert!(steps[looks + 1..].iter().all(|step| *step == Outcome::NotRunnable), "it does nothing any more");
    let go = kit::oracle::section("locks/source.go1.27.3.txt", "who spins");
    assert_eq!(go, "old&(mutexLocked|mutexStarving) == mutexLocked && runtime_canSpin\n");
    let (stage, free) = (Stage::new(), lock::<locks::RawMutex>());
    stage.puppet("alone", move || (0..1000).for_each(|_| *free.lock() += 1));
    assert_eq!(stage.step("alone"), Outcome::Finished, "a thousand sections in one step");
}

/// How many turns those take that wait, while the holder needs `section` turns for its own work and all share one core.
fn turns_of_waiters<R: RawMutex + 'static>(section: usize, waiters: usize) -> usize {
    let (stage, shared) = (Stage::new(), lock::<R>());
    let held = Rc::clone(&shared);
    stage.puppet("holds", move || {
        let _guard = held.lock();
        (0..section).for_each(|_| park::yield_now());
    });
    for i in 0..waiters {
        let wanted = Rc::clone(&shared);
        stage.puppet(format!("waits {i}"), move || *wanted.lock() += 1);
    }
    stage.run().expect("all get it");
    assert_eq!(*shared.lock(), u32::try_from(waiters).expect("they are few"));
    stage.schedule().steps().iter().filter(|name| name.starts_with("waits")).count()
}

/// SP02 and SP05: a spin lock costs as much as the section is long, times those who wait; a mutex costs a sleep for
/// each.
#[test]
fn what_a_spin_lock_burns_grows_with_the_section_and_what_a_mutex_burns_does_not() {
    const WAITERS: usize = 5;
    for section in [1, 10, 1000] {
        for burnt in [turns_of_waiters::<RawTas>(section, WAITERS), turns_of_waiters::<RawTicket>(section, WAITERS)] {
            assert!(burnt >= section * WAITERS, "section {section}: {burnt}");
        }
        for slept in
            [turns_of_waiters::<locks::RawMutex>(section, WAITERS), turns_of_waiters::<RawFutexLock>(section, WAITERS)]
        {
            assert!(slept <= 3 * WAITERS, "section {section}: {slept}");
        }
    }
    assert!(turns_of_waiters::<RawTas>(1, 1) <= turns_of_waiters::<locks::RawMutex>(1, 1), "a short one costs no more");
}

/// SP04. In a debug build the lock notices; without that it would look for ever.
#[test]
fn who_takes_a_spin_lock_twice_waits_for_itself() {
    fn twice<R: RawMutex + 'static>() {
        let (stage, shared) = (Stage::new(), lock::<R>());
        let once = Rc::clone(&shared);
        stage.puppet("recursive", move || {
            let _first = once.lock();
            let _second = once.lock();
        });
        let steps: Vec<Outcome> = kit::quietly(|| (0..1000).map(|_| stage.step("recursive")).collect());
        if cfg!(debug_assertions) {
            let noticed = steps.iter().find(|step| **step != Outcome::Point);
            let text = "deadlock: this party has the spin lock already, and would spin for ever";
            assert_eq!(noticed, Some(&Outcome::Panicked(text.to_owned())));
            assert!(shared.try_lock().is_some(), "others can go on");
        } else {
            assert!(steps.iter().all(|step| *step == Outcome::Point));
        }
    }
    twice::<RawTas>();
    twice::<RawTtas>();
    twice::<RawTicket>();
    twice::<RawMcs>();
    let go = kit::oracle::rows::<5>("locks/fatal.go1.27.3.txt");
    let recursive = go.iter().find(|row| row[0] == "Mutex: Lock, Lock").expect("it is recorded");
    assert_eq!(recursive[3], "fatal error: all goroutines are asleep - deadlock!", "a Mutex is no better");
}

/// SP07. All signals are blocked in the thread that waits, and it is woken all the same. In a futex, as Go's threads
/// are.
#[test]
fn a_sleeper_is_woken_without_a_signal() {
    let go = kit::oracle::section("locks/source.go1.27.3.txt", "a thread sleeps and is woken by");
    assert!(go.contains("_FUTEX_WAIT_PRIVATE") && go.contains("_FUTEX_WAKE_PRIVATE"), "{go}");
    let m = locks::GoMutex::new();
    m.lock();
    thread::scope(|s| {
        let waits = s.spawn(|| {
            block_all_signals();
            m.lock();
            m.unlock();
        });
        while m.inspect().queue.is_empty() {
            thread::yield_now();
        }
        m.unlock();
        waits.join().expect("it was woken");
    });
    assert_eq!(m.inspect().state.word, 0);
}

/// In this thread, until its end.
fn block_all_signals() {
    // SAFETY: the set is filled before it is read, and the old one is not asked for.
    let failed = unsafe {
        let mut all = std::mem::zeroed::<libc::sigset_t>();
        libc::sigfillset(&raw mut all) != 0
            || libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, std::ptr::null_mut()) != 0
    };
    assert!(!failed, "signals can be blocked");
}

/// SP03. The holder keeps the lock until the one that waits has used up 20 ms of CPU time, which a sleeper never does;
/// and with a mutex until it has used up as much itself.
#[test]
#[cfg(target_os = "linux")]
fn while_it_waits_a_spin_lock_uses_the_cpu_and_a_mutex_does_not() {
    use std::os::unix::thread::JoinHandleExt;
    use std::time::Duration;

    use locks::GoMutex;

    const MUCH: Duration = Duration::from_millis(20);
    let clock_of = |thread: libc::pthread_t| {
        let mut clock = 0;
        // SAFETY: the thread has not been joined, so it is there.
        assert_eq!(unsafe { libc::pthread_getcpuclockid(thread, &raw mut clock) }, 0);
        clock
    };
    let used = |clock: libc::clockid_t| {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: it writes the time where it may.
        assert_eq!(unsafe { libc::clock_gettime(clock, &raw mut time) }, 0);
        Duration::new(time.tv_sec.try_into().expect("time goes on"), time.tv_nsec.try_into().expect("below 10^9"))
    };
    static SPIN: locks::spin::TasLock<u32> = locks::spin::TasLock::new(0);
    let guard = SPIN.lock();
    let waits = thread::spawn(|| *SPIN.lock() += 1);
    let its = clock_of(waits.as_pthread_t());
    while used(its) < MUCH {
        thread::yield_now();
    }
    drop(guard);
    waits.join().expect("it gets the lock");

    static MUTEX: GoMutex = GoMutex::new();
    MUTEX.lock();
    let waits = thread::spawn(|| MUTEX.lock());
    let its = clock_of(waits.as_pthread_t());
    while MUTEX.inspect().queue.is_empty() {
        thread::yield_now();
    }
    let (before, mine) = (used(its), used(libc::CLOCK_THREAD_CPUTIME_ID));
    while used(libc::CLOCK_THREAD_CPUTIME_ID) - mine < MUCH {
        std::hint::spin_loop();
    }
    let slept = used(its) - before;
    assert!(slept < MUCH / 4, "it sleeps: {slept:?}");
    MUTEX.unlock();
    waits.join().expect("it gets the lock");
}
