//! What the chapter's players step through: scripts on a stage, a frame after each step.

use std::rc::Rc;

use ground::stage::{Outcome, Stage};
use kit::frame::{Frame, Panel, Scene};
use waitgroup::{Pair, WaitGroup};

use crate::{drawing, until};

/// A group, its stage, and the scene that is recorded.
struct Script {
    stage: Stage,
    group: Rc<WaitGroup>,
    scene: Scene,
}

impl Script {
    fn new(title: &str) -> Script {
        Script { stage: Stage::new(), group: Rc::new(WaitGroup::new()), scene: Scene::new(title) }
    }

    fn puppet(&self, name: &str, f: impl FnOnce(&WaitGroup) + 'static) {
        let group = Rc::clone(&self.group);
        self.stage.puppet(name, move || f(&group));
    }

    fn show(&mut self, frame: Frame) {
        let panels = drawing::group(&self.group, &self.stage);
        self.scene.step(frame.panels(panels));
    }

    /// Steps a puppet until the group has changed; or until it waits or ends.
    fn until_it_changes(&self, name: &str) {
        let before = self.group.inspect();
        while self.stage.step(name) == Outcome::Point && self.group.inspect() == before {}
    }

    /// Steps a puppet until it waits or ends.
    fn until_it_stops(&self, name: &str) {
        until::it_stops(&self.stage, name);
    }

    /// `wg.Add(n)`, by the script.
    fn add(&mut self, n: i32, note: &str) {
        self.group.add(n);
        self.show(frame(&format!("wg.Add({n})"), note, "steps.rs:add", ADD, "WaitGroup.Add"));
    }

    /// A puppet's Wait, up to where it sleeps.
    fn wait(&mut self, name: &str, note: &str) {
        self.puppet(name, |group| group.wait());
        self.until_it_changes(name);
        self.show(frame(&format!("{name}: wg.Wait() adds a waiter"), note, "steps.rs:enter", ENTER, "WaitGroup.Wait"));
        self.until_it_stops(name);
        self.show(
            frame(
                &format!("{name} sleeps"),
                "",
                "group.rs:wait",
                "sema::acquire(sema, false, L::WHY);",
                "WaitGroup.Wait",
            )
            .note("The semaphore has no permit, so it parks in the queue that is found by the semaphore's address."),
        );
    }

    fn into_scene(self) -> Scene {
        assert!(self.stage.is_finished(), "everybody has returned");
        self.scene
    }
}

const ADD: &str = "let before = word.fetch_add(in_counter(delta), AcqRel);";
const ENTER: &str = "if word.change(found, found + ONE_WAITER, Relaxed) {";

fn frame(did: &str, note: &str, at: &str, line: &str, go: &str) -> Frame {
    Frame::new(did).note(note).at(at).line(line).go(format!("sync/waitgroup.go {go}"))
}

pub fn done_before_wait() -> Scene {
    let mut script = Script::new("Case 1: Done before Wait");
    script.add(1, "One is at work. Nobody waits, and the semaphore stays at zero.");
    nobody_waits(&mut script, "The counter is zero and nobody waits: the semaphore is not touched.");
    finds_zero(&mut script, "It finds the counter at zero, and returns at once.");
    script.into_scene()
}

/// The worker is done, and nobody waits.
fn nobody_waits(script: &mut Script, note: &str) {
    script.puppet("worker", |group| group.done());
    script.until_it_stops("worker");
    script.show(frame(
        "worker: wg.Done()",
        note,
        "steps.rs:add",
        "if counter > 0 && counter != delta || counter >= 0 && waiters == 0 {",
        "WaitGroup.Add",
    ));
}

/// Main waits for nobody.
fn finds_zero(script: &mut Script, note: &str) {
    script.puppet("main", |group| group.wait());
    script.until_it_stops("main");
    let line = "if State::of(found, 0).counter == 0 {";
    script.show(frame("main: wg.Wait()", note, "steps.rs:enter", line, "WaitGroup.Wait"));
}

pub fn wait_before_done() -> Scene {
    let mut script = Script::new("Case 2: Wait before Done");
    script.add(1, "One is at work.");
    script.wait("main", "The counter is 1. One compare-and-swap on the whole word adds a waiter, if nothing has changed since it looked.");
    last_done(&mut script, "worker");
    returns(
        &mut script,
        "main",
        "It looks at the word once. It is 0, so nobody has begun another round, and Wait returns. It does not go round its loop again.",
    );
    script.into_scene()
}

/// The last Done, in its three steps.
fn last_done(script: &mut Script, worker: &str) {
    script.puppet(worker, |group| group.done());
    script.until_it_changes(worker);
    script.show(frame(
        &format!("{worker}: wg.Done() takes the counter to zero"),
        "The same atomic step tells it how many wait. Nobody else changes the word now.",
        "steps.rs:add",
        ADD,
        "WaitGroup.Add",
    ));
    script.until_it_changes(worker);
    script.show(frame(
        &format!("{worker} writes 0"),
        "The waiters are counted no longer: the group is as new before the first of them wakes up.",
        "steps.rs:last",
        "word.store(0, Release);",
        "WaitGroup.Add",
    ));
    script.until_it_stops(worker);
    script.show(frame(
        &format!("{worker} releases all who wait"),
        "A permit of the semaphore for each, and a call to as many of the first in its queue.",
        "group.rs:add",
        "sema::release_many(sema, waiters);",
        "WaitGroup.Add",
    ));
}

fn returns(script: &mut Script, name: &str, note: &str) {
    script.until_it_stops(name);
    let line = "assert!(word.load(Relaxed) == 0, \"{REUSED}\");";
    script.show(frame(&format!("{name} takes a permit and returns"), note, "steps.rs:leave", line, "WaitGroup.Wait"));
}

pub fn three_wait_for_two() -> Scene {
    let mut script = Script::new("Three wait for two");
    script.add(2, "Two are at work.");
    for name in ["a", "b", "c"] {
        script.puppet(name, |group| group.wait());
        script.until_it_stops(name);
        script.show(frame(
            &format!("{name}: wg.Wait()"),
            "One more waiter.",
            "steps.rs:enter",
            ENTER,
            "WaitGroup.Wait",
        ));
    }
    script.puppet("first worker", |group| group.done());
    script.until_it_stops("first worker");
    script.show(frame(
        "first worker: wg.Done()",
        "One is still at work: nobody is released.",
        "steps.rs:add",
        ADD,
        "WaitGroup.Add",
    ));
    last_done(&mut script, "last worker");
    for name in ["a", "b", "c"] {
        returns(&mut script, name, "The permit was for it. As many releases as waiters, and none is left over.");
    }
    script.into_scene()
}

pub fn an_add_that_comes_too_late() -> Scene {
    let mut script = Script::new("An Add that comes too late, and nobody is told");
    script.add(1, "One is at work. Another is about to add herself, and has not yet.");
    nobody_waits(&mut script, "The counter is zero. Nobody waits, so that is all.");
    finds_zero(&mut script, "Zero: it returns at once, and main takes all for done.");
    script.puppet("late", |group| group.add(1));
    script.until_it_stops("late");
    script.show(frame(
        "late: wg.Add(1)",
        "To the word this is the beginning of another round: nobody waits, so nothing is wrong with it. What she does now, main has not waited for.",
        "steps.rs:add",
        ADD,
        "WaitGroup.Add",
    ));
    script.into_scene()
}

/// Three WaitGroups of Go 1.17 in an array: every other one lies at 4 modulo 8. Source: Go 1.17 `sync/waitgroup.go`,
/// `state`; since 1.21 at the latest it is gone, so its frames name no function.
pub fn state_finds_the_pair() -> Scene {
    let mut scene = Scene::new("state() of Go 1.17: which two of three words?");
    for (n, start) in [0_usize, 12, 24].into_iter().enumerate() {
        let pair = Pair::of(start);
        let (state, sema) = pair.indexes();
        let first = start / 4;
        let words = (0..9).map(|word| (word * 4 % 8).to_string());
        let array = Panel::array("memory, a word a slot; in it: its address mod 8", words)
            .soft_mark(first..first + 3, format!("wg[{n}]"))
            .mark(first + state..first + state + 2, "state")
            .pointer(first + sema, "sema");
        let note = match pair {
            Pair::First => {
                "Its address is divisible by 8: the first two words are the state, the third is the semaphore."
            }
            Pair::Second => {
                "Its address is 4 mod 8. The next word's is divisible by 8: the last two are the state, and the first is the semaphore."
            }
        };
        scene.step(
            Frame::new(format!("wg[{n}].state(), at byte {start}"))
                .note(note)
                .at("pair.rs:of")
                .line("if address.is_multiple_of(8) { Pair::First } else { Pair::Second }")
                .panel(array),
        );
    }
    scene
}
