//! The two modes of a mutex.

use std::rc::Rc;
use std::time::Duration;

use kit::frame::{Frame, Scene};
use locks::GoMutex;

use super::Cast;
use crate::drawing;

/// The lines that make the steps.
pub const QUEUES: &str = "sema::acquire(&self.sema, again, \"sync.Mutex.Lock\");";
pub const TAKES: &str = "match self.state.compare_exchange(guess.0, guess.locked().0, Acquire, Relaxed) {";
pub const HANDS_OVER: &str = "return sema::release(&self.sema, true);";
pub const TAKES_OVER: &str = "if self.exchange(old, old.take_over(starves)) {";

/// Parties at one mutex.
pub struct Play {
    pub cast: Cast,
    pub m: Rc<GoMutex>,
}

impl Play {
    pub fn new(title: &str) -> Play {
        Play { cast: Cast::new(title), m: Rc::new(GoMutex::new()) }
    }

    /// A party that takes the lock, and keeps it until it is told to go on.
    pub fn party(&self, name: &'static str) {
        let m = Rc::clone(&self.m);
        self.cast.puppet(name, move |role| {
            role.says("waits for the lock");
            m.lock();
            role.pauses("has the lock");
            role.says("unlocks");
            m.unlock();
        });
        self.cast.waits(name);
    }

    pub fn show(&mut self, did: &str, note: &str, at: &str, line: &str, go: &str) {
        let panels = drawing::mutex("m", &self.m, &self.cast.stage);
        let frame = Frame::new(did).note(note).at(at).line(line).go(go);
        self.cast.show(frame, panels);
    }

    fn show_lock(&mut self, did: &str, note: &str) {
        self.show(did, note, "mutex.rs:take", TAKES, "internal/sync/mutex.go Mutex.Lock");
    }

    fn show_slow(&mut self, did: &str, note: &str, line: &str) {
        self.show(did, note, "mutex.rs:lock_slowly", line, "internal/sync/mutex.go Mutex.lockSlow");
    }

    fn show_unlock(&mut self, did: &str, note: &str, line: &str) {
        self.show(did, note, "mutex.rs:unlock_slowly", line, "internal/sync/mutex.go Mutex.unlockSlow");
    }

    /// A party that has the lock frees it, and the one that is called gets it.
    pub fn passes(&self, from: &str, to: &str) {
        self.cast.let_go(from);
        self.cast.ends(from);
        self.cast.waits(to);
    }
}

pub fn a_mutex_in_normal_mode() -> Scene {
    let mut play = Play::new("Normal mode: fast, and newcomers win");
    play.show_lock("var m sync.Mutex", "The zero value is a free mutex: no waiter, no flag, no permit.");
    play.party("a");
    play.show_lock("a: m.Lock()", "One compare-and-swap from 0 to 1. Nobody else is asked.");
    play.party("b");
    play.show_slow(
        "b: m.Lock()",
        "The swap fails. b spins four times, counts itself as a waiter, and sleeps in the semaphore.",
        QUEUES,
    );
    play.party("c");
    play.show_slow("c: m.Lock()", "The same. It stands behind b.", QUEUES);
    play.cast.let_go("a");
    play.cast.step("a");
    play.show_unlock(
        "a: m.Unlock(), the first half",
        "L is down. Others wait, so that is not all.",
        "let state = self.load();",
    );
    play.cast.ends("a");
    play.show_unlock(
        "a: m.Unlock(), the second half",
        "It counts b out of the waiters, sets W, and adds a permit, with which b is called. The lock is still free.",
        "if self.exchange(state, state.call()) {",
    );
    play.cast.puppet("d", {
        let m = Rc::clone(&play.m);
        move |role| {
            m.lock();
            role.pauses("has the lock");
            role.says("unlocks");
            m.unlock();
        }
    });
    play.cast.waits("d");
    play.show(
        "d: m.Lock()",
        "A newcomer runs already, and b has yet to be switched to. The last unlock saw that others wait, so d looked first: \
         one swap of what it saw, and it has the lock.",
        "mutex.rs:take",
        TAKES,
        "internal/sync/mutex.go Mutex.lockSlow",
    );
    play.cast.waits("b");
    play.show_slow(
        "b: wakes up, and is too late",
        "It took its permit and found the lock taken. It queues again, at the front, since it has waited longest. W is down.",
        "let again = began.is_some();",
    );
    play.cast.let_go("d");
    play.cast.ends("d");
    play.show_unlock("d: m.Unlock()", "b is called once more.", "return sema::release(&self.sema, false);");
    play.cast.waits("b");
    play.show_slow("b: wakes up, and has the lock", "Nobody came between this time.", "if old.is_free() {");
    play.passes("b", "c");
    play.show_slow("b: m.Unlock(), and c has the lock", "c was called, and came in time.", "if old.is_free() {");
    play.cast.let_go("c");
    play.cast.ends("c");
    play.show(
        "c: m.Unlock()",
        "Nobody waits: one subtraction, and the word is 0 again.",
        "mutex.rs:unlock",
        "let before = State(self.state.fetch_sub(State::LOCKED.0, Release));",
        "internal/sync/mutex.go Mutex.Unlock",
    );
    play.cast.over()
}

pub fn into_starvation_and_out() -> Scene {
    let mut play = Play::new("Starving mode: in, from hand to hand, and out");
    play.party("a");
    play.party("b");
    play.party("c");
    play.show_slow("a has the lock; b and c wait", "Normal mode so far.", QUEUES);
    play.cast.stage.sleep(Duration::from_millis(2));
    play.cast.let_go("a");
    play.cast.ends("a");
    play.party("d");
    play.show(
        "2 ms later: a unlocks, and d comes and is faster than b",
        "b has been called, and is about to find the lock taken.",
        "mutex.rs:take",
        TAKES,
        "internal/sync/mutex.go Mutex.lockSlow",
    );
    play.cast.waits("b");
    play.show_slow(
        "b: wakes up, has waited for 2 ms, and finds the lock taken",
        "More than 1 ms: it sets S when it queues again. It takes the same swap as its waiting does.",
        "starves = starves || (now() - since).as_nanos() > u128::from(STARVES_AFTER_NS);",
    );
    play.party("e");
    play.show_slow("e: m.Lock()", "A newcomer does not spin now, and does not try. It queues at the end.", QUEUES);
    play.cast.let_go("d");
    while play.m.inspect().state.locked || play.m.inspect().queue.len() == 3 {
        play.cast.step("d");
    }
    play.cast.step("d"); // b is readied, and d yields to it
    play.show_unlock(
        "d: m.Unlock()",
        "S is up: the permit is not left lying for whoever comes first, but given to b. L is down, and b is on its way.",
        HANDS_OVER,
    );
    let m = Rc::clone(&play.m);
    play.cast.puppet("f", move |role| role.says(if m.try_lock() { "got it" } else { "tried in vain" }));
    play.cast.ends("f");
    play.show(
        "f: m.TryLock() is false",
        "The lock is not held, but it is promised.",
        "mutex.rs:try_lock",
        "self.take(self.load())",
        "internal/sync/mutex.go Mutex.TryLock",
    );
    play.cast.waits("b");
    play.cast.ends("d");
    play.show(
        "b: has the lock",
        "It sets L and counts itself out of the waiters. It has starved, and others wait behind it: S stays.",
        "mutex.rs:take_over",
        TAKES_OVER,
        "internal/sync/mutex.go Mutex.lockSlow",
    );
    play.passes("b", "c");
    play.show(
        "b: m.Unlock(), c has the lock",
        "From hand to hand. c has waited for 2 ms too, and e is behind it: S stays.",
        "mutex.rs:take_over",
        TAKES_OVER,
        "internal/sync/mutex.go Mutex.lockSlow",
    );
    play.passes("c", "e");
    play.show(
        "c: m.Unlock(), e has the lock",
        "e is the last, and has not waited for long. Either is enough: S is down, and the mutex is in normal mode again.",
        "mutex.rs:take_over",
        TAKES_OVER,
        "internal/sync/mutex.go Mutex.lockSlow",
    );
    play.cast.let_go("e");
    play.cast.ends("e");
    play.show(
        "e: m.Unlock()",
        "Free.",
        "mutex.rs:unlock",
        "let before = State(self.state.fetch_sub(State::LOCKED.0, Release));",
        "internal/sync/mutex.go Mutex.Unlock",
    );
    play.cast.over()
}
