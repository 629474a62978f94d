//! One run in which the word of a mutex is each of the ten that it can be.

use std::collections::BTreeSet;
use std::time::Duration;

use kit::frame::Scene;

use super::modes::{HANDS_OVER, Play, QUEUES, TAKES, TAKES_OVER};
use crate::words;

/// A play that says of each word which of the table's it is, and what the table says of it.
struct Words {
    play: Play,
    seen: BTreeSet<String>,
}

impl Words {
    fn show(&mut self, did: &str, how: &str, at: &str, line: &str, go: &str) {
        let (table, kind) = (words::table(), words::kind(self.play.m.inspect().state));
        let note = format!("{kind}: {}. {how}", table[&kind]);
        self.seen.insert(kind);
        self.play.show(did, &note, &format!("mutex.rs:{at}"), line, &format!("internal/sync/mutex.go Mutex.{go}"));
    }
}

pub fn the_ten_words_of_a_mutex() -> Scene {
    const DOWN: &str = "let before = State(self.state.fetch_sub(State::LOCKED.0, Release));";
    let mut w = Words { play: Play::new("The ten words of a mutex, in one run"), seen: BTreeSet::new() };
    w.show("var m sync.Mutex", "The word is 0.", "take", TAKES, "Lock");
    w.play.party("a");
    w.show("a: m.Lock()", "From 0 to 1.", "take", TAKES, "Lock");
    w.play.party("b");
    w.show("b: m.Lock()", "b counts itself, and sleeps.", "lock_slowly", QUEUES, "lockSlow");
    w.play.cast.let_go("a");
    w.play.cast.step("a");
    w.show("a: m.Unlock(), the first half", "L is down, and b sleeps still.", "unlock", DOWN, "Unlock");
    w.play.cast.ends("a");
    let calls = "if self.exchange(state, state.call()) {";
    w.show("a: m.Unlock(), the second half", "b is counted no more.", "unlock_slowly", calls, "unlockSlow");
    w.play.party("c");
    w.show("c: m.Lock()", "W stays up: b is still to come.", "take", TAKES, "lockSlow");
    w.play.cast.waits("b");
    w.show(
        "b: wakes up, and is too late",
        "b counts itself again, and takes W down.",
        "lock_slowly",
        QUEUES,
        "lockSlow",
    );
    w.play.party("d");
    w.show("d: m.Lock()", "Two wait.", "lock_slowly", QUEUES, "lockSlow");
    w.play.cast.let_go("c");
    w.play.cast.ends("c");
    w.show("c: m.Unlock()", "b is called once more, and d still waits.", "unlock_slowly", calls, "unlockSlow");
    w.play.party("e");
    w.show("e: m.Lock()", "A newcomer again. Its unlock would call nobody now.", "take", TAKES, "lockSlow");
    w.play.cast.stage.sleep(Duration::from_millis(2));
    w.play.cast.waits("b");
    w.show(
        "2 ms later: b wakes up, and finds the lock taken",
        "b turns starvation on and takes W down, in the step in which it counts itself again.",
        "lock_slowly",
        "if !self.exchange(old, old.arrive(woken, starves)) {",
        "lockSlow",
    );
    w.play.cast.let_go("e");
    while w.play.m.inspect().state.locked || w.play.m.inspect().queue.len() == 2 {
        w.play.cast.step("e");
    }
    w.play.cast.step("e"); // b is readied, and e yields to it
    w.show("e: m.Unlock()", "The lock is b's, who has yet to run.", "unlock_slowly", HANDS_OVER, "unlockSlow");
    w.play.cast.waits("b");
    w.play.cast.ends("e");
    w.show("b: has the lock", "b has starved, and d waits: S stays up.", "take_over", TAKES_OVER, "lockSlow");
    w.play.passes("b", "d");
    w.show("b: m.Unlock(), d has the lock", "d is the last: S is down.", "take_over", TAKES_OVER, "lockSlow");
    w.play.cast.let_go("d");
    w.play.cast.ends("d");
    w.show("d: m.Unlock()", "One subtraction, and the word is 0 again.", "unlock", DOWN, "Unlock");
    assert!(w.seen.iter().eq(words::table().keys()), "the run shows each word of the table: {:?}", w.seen);
    w.play.cast.over()
}
