//! What the chapter's players step through: scripts on a stage, a frame after each step.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ground::lock::RuntimeLock;
use ground::park::{self, Waiter};
use ground::stage::{self, Stage};
use kit::frame::{Frame, Panel, Scene};

use crate::drawing;

/// What two puppets share: a place for a value, and for who waits for it.
#[derive(Clone, Default)]
struct Mailbox {
    mail: Rc<RefCell<Option<&'static str>>>,
    word: Rc<RefCell<Option<Waiter>>>,
}

impl Mailbox {
    fn panel(&self) -> Panel {
        let mail = self.mail.borrow().unwrap_or("empty");
        let word = if self.word.borrow().is_some() { "reader" } else { "nobody" };
        Panel::cells("mailbox", [("mail", mail), ("who waits", word)])
    }

    fn panels(&self, stage: &Stage) -> Vec<Panel> {
        let mut panels = drawing::puppets(stage);
        panels.push(self.panel());
        panels
    }

    /// Waits for the mail. There is a point where the other could come: after the look, and before the park.
    fn wait(&self) {
        loop {
            *self.word.borrow_mut() = Some(park::current());
            if self.mail.borrow().is_some() {
                return;
            }
            stage::point();
            park::park();
        }
    }

    /// Puts the letter in and readies who waits. Without the token rule a ready that finds nobody asleep leaves no
    /// trace; the postman of such a scene comes before the park, so its ready is nothing at all.
    fn bring(&self, rule: TokenRule) {
        *self.mail.borrow_mut() = Some("a letter");
        if let (Some(reader), TokenRule::Kept) = (self.word.take(), rule) {
            reader.ready();
        }
    }
}

/// Whether a ready leaves a token.
#[derive(Clone, Copy)]
enum TokenRule {
    Kept,
    Dropped,
}

/// A reader and a postman, and their mailbox.
fn reader_and_postman(rule: TokenRule) -> (Stage, Mailbox) {
    let (stage, mailbox) = (Stage::new(), Mailbox::default());
    let (m, n) = (mailbox.clone(), mailbox.clone());
    stage.puppet("reader", move || m.wait());
    stage.puppet("postman", move || n.bring(rule));
    (stage, mailbox)
}

pub fn parking_by_two_puppets() -> Scene {
    let (stage, mailbox) = reader_and_postman(TokenRule::Kept);
    let mut scene = Scene::new("Parking: the reader waits, the postman wakes it");
    let mut show = |frame: Frame| {
        scene.step(frame.panels(mailbox.panels(&stage)));
    };
    show(
        Frame::new("two puppets")
            .note("Both can run. Nobody does, until the script says so.")
            .at("stage/run.rs:add")
            .line("self.ready.borrow_mut().push_back(id);")
            .go("runtime/proc.go newproc"),
    );
    stage.step("reader");
    show(
        Frame::new("reader: leaves word, looks: no mail")
            .note("Its waiter lies in the mailbox: a reference by which it can be woken. Now it is between look and park.")
            .at("park.rs:current")
            .line("backend().map_or_else(thread::current, |backend| backend.current())"),
    );
    stage.step("reader");
    show(
        Frame::new("reader: park()")
            .note("No token is there. It is switched away, and is no longer among those who can run.")
            .at("stage/wait.rs:wait")
            .line("until => State::Parked { since: now, until, why: puppet.reason.take() },")
            .go("runtime/proc.go gopark"),
    );
    stage.step("postman");
    show(
        Frame::new("postman: puts the letter in")
            .note("Who waits is found in the mailbox and taken out. The postman stops before its ready: a point of choice.")
            .at("stage/current.rs:before_ready")
            .line("core.point_of(PointKind::Declared);"),
    );
    stage.step("postman");
    show(
        Frame::new("postman: reader.ready()")
            .note("The reader gets a token, and can run again. It does not run yet: the postman went on to its end.")
            .at("stage/token.rs:wake")
            .line("if !self.left.swap(true, Ordering::Release) {")
            .go("runtime/proc.go goready"),
    );
    stage.step("reader");
    show(
        Frame::new("reader: park returns, and it looks again")
            .note("It takes the token. There is mail now, so the loop ends.")
            .at("stage/token.rs:take")
            .line("self.left.swap(false, Ordering::Acquire)"),
    );
    assert!(stage.is_finished());
    scene
}

pub fn a_token_saves_the_wake_up() -> Scene {
    let (stage, mailbox) = reader_and_postman(TokenRule::Kept);
    let mut scene = Scene::new("A ready that comes before the park");
    let mut show = |frame: Frame| {
        scene.step(frame.panels(mailbox.panels(&stage)));
    };
    stage.step("reader");
    show(
        Frame::new("reader: leaves word, looks: no mail")
            .note("It has decided to park, and has not parked yet.")
            .at("park.rs:current")
            .line("backend().map_or_else(thread::current, |backend| backend.current())"),
    );
    stage.step("postman");
    show(
        Frame::new("postman: puts the letter in")
            .note("It finds the reader's waiter. It cannot know that the reader still runs.")
            .at("stage/current.rs:before_ready")
            .line("core.point_of(PointKind::Declared);"),
    );
    stage.step("postman");
    show(
        Frame::new("postman: reader.ready()")
            .note("Nobody sleeps, so nobody is woken. Without a token this call would leave no trace, and the postman has gone home.")
            .at("stage/token.rs:wake")
            .line("if !self.left.swap(true, Ordering::Release) {")
            .go("runtime/proc.go goready"),
    );
    stage.step("reader");
    show(
        Frame::new("reader: park()")
            .note("The token is there, so the reader stays able to run: this park will not wait. Without the token it would sleep here for ever.")
            .at("stage/wait.rs:wait")
            .line("if due || (!asleep && puppet.token.is_left()) {")
            .go("runtime/proc.go gopark"),
    );
    stage.step("reader");
    show(
        Frame::new("reader: park returns, and it looks again")
            .note("The token is used up. There is mail: the loop ends.")
            .at("stage/token.rs:take")
            .line("self.left.swap(false, Ordering::Acquire)"),
    );
    assert!(stage.is_finished());
    scene.step(without_the_rule());
    scene
}

/// The same order once more, as it would end if a ready left no token.
fn without_the_rule() -> Frame {
    let (stage, mailbox) = reader_and_postman(TokenRule::Dropped);
    for puppet in ["reader", "postman", "reader"] {
        stage.step(puppet);
    }
    let report = stage.run().expect_err("nobody is left to wake the reader").to_string();
    let mut panels = mailbox.panels(&stage);
    panels.push(Panel::text("the stage", report));
    Frame::new("the same order, without the rule")
        .note("A ready that finds nobody asleep is forgotten. The letter is there, and the reader sleeps for ever.")
        .at("stage/run.rs:run")
        .line("let deadlock = Stuck::on(self, panics_before);")
        .go("runtime/proc.go checkdead")
        .panels(panels)
}

pub fn a_lock_as_the_runtime_has_it() -> Scene {
    let stage = Stage::new();
    let lock = Rc::new(RuntimeLock::new(()));
    let holder = Rc::new(Cell::new("nobody"));
    let waiting = Rc::new(RefCell::new(Vec::new()));
    for name in ["a", "b", "c"] {
        let (lock, holder, waiting) = (Rc::clone(&lock), Rc::clone(&holder), Rc::clone(&waiting));
        stage.puppet(name, move || {
            waiting.borrow_mut().push(name);
            let guard = lock.lock();
            waiting.borrow_mut().retain(|&other| other != name);
            holder.set(name);
            stage::point(); // inside
            holder.set("nobody");
            drop(guard);
        });
    }
    let mut scene = Scene::new("The short lock: 0, 1, 2");
    let mut show = |frame: Frame| {
        let view = lock.inspect();
        let mut panels =
            vec![Panel::cells("the lock", [("word", view.word.to_string()), ("meaning", view.meaning.to_owned())])];
        panels.push(Panel::cells("inside", [("who", holder.get())]));
        panels.push(Panel::queue("who sleeps on it", sleepers(&stage, &waiting.borrow())));
        panels.extend(drawing::puppets(&stage));
        scene.step(frame.panels(panels));
    };
    show(
        Frame::new("a lock, and three who want it")
            .note("0: free. Go's lock had these three states on Linux up to 1.23. Go 1.27 does the same with bits and a list.")
            .at("lock.rs:new")
            .line("RuntimeLock { state: AtomicU32::new(FREE), value: UnsafeCell::new(value) }"),
    );
    stage.step("a"); // to the point before the exchange
    stage.step("a");
    show(
        Frame::new("a: lock()")
            .note("One exchange from 0 to 1, and a is in. 1: held, nobody sleeps.")
            .at("lock.rs:lock")
            .line("if self.state.compare_exchange(FREE, HELD, Acquire, Relaxed).is_err() {")
            .go("runtime/lock_spinbit.go lock2"),
    );
    for name in ["b", "c"] {
        stage.step(name);
        stage.step(name);
        show(
            Frame::new(format!("{name}: lock()"))
                .note("Held. It writes 2, so that the holder knows of somebody who sleeps, queues itself and parks.")
                .at("lock.rs:lock_by_turns")
                .line("while self.state.swap(AWAITED, Acquire) != FREE {")
                .go("runtime/lock_spinbit.go lock2"),
        );
    }
    for (name, note) in [
        (
            "a",
            "It finds 2, so it wakes the first of the queue: b. The lock is free meanwhile, and whoever comes first may have it.",
        ),
        ("b", "Again 2, and c is woken."),
        (
            "c",
            "c took the lock as 2, too, though nobody is left: it could not know. So it looks for somebody to wake, and finds nobody.",
        ),
    ] {
        if name != "a" {
            stage.step(name);
            show(
                Frame::new(format!("{name}: park returns, and it is in"))
                    .note("It takes the lock as 2: it cannot know whether others still sleep.")
                    .at("lock.rs:lock_by_turns")
                    .line("while self.state.swap(AWAITED, Acquire) != FREE {")
                    .go("runtime/lock_spinbit.go lock2"),
            );
        }
        while !ended(&stage, name) {
            stage.step(name);
        }
        show(
            Frame::new(format!("{name}: unlock"))
                .note(note)
                .at("lock.rs:drop")
                .line("if self.lock.state.swap(FREE, Release) == AWAITED {")
                .go("runtime/lock_spinbit.go unlock2"),
        );
    }
    assert!(stage.is_finished() && waiting.borrow().is_empty());
    scene
}

/// Of those who want the lock, in the order in which they came, who has parked: the lock's queue.
fn sleepers(stage: &Stage, waiting: &[&'static str]) -> Vec<&'static str> {
    let view = stage.inspect();
    let parked = |name: &str| view.puppets.iter().any(|p| p.name == name && p.state == "parked");
    waiting.iter().copied().filter(|name| parked(name)).collect()
}

fn ended(stage: &Stage, name: &str) -> bool {
    stage.inspect().puppets.iter().any(|p| p.name == name && p.state == "finished")
}
