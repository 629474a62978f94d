//! What the chapter's players step through: scripts on a stage, a frame after each step.

mod list;
mod modes;
mod readers;
mod sleeping;
mod words;

pub use self::list::a_notify_list;
pub use self::modes::{a_mutex_in_normal_mode, into_starvation_and_out};
pub use self::readers::readers_and_a_writer;
pub use self::sleeping::a_futex_lock_step_by_step;
pub use self::words::the_ten_words_of_a_mutex;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use ground::park::{self, Waiter};
use ground::stage::{Outcome, Stage};
use kit::frame::{Frame, Panel, Scene};

use crate::drawing;

/// Puppets that stop where the script wants them to, and what each says that it does.
pub struct Cast {
    pub stage: Stage,
    doing: Rc<RefCell<BTreeMap<&'static str, String>>>,
    paused: Rc<RefCell<BTreeMap<&'static str, Waiter>>>,
    scene: Scene,
}

/// A puppet's own view of the play.
pub struct Role {
    name: &'static str,
    doing: Rc<RefCell<BTreeMap<&'static str, String>>>,
    paused: Rc<RefCell<BTreeMap<&'static str, Waiter>>>,
}

impl Role {
    /// Says what it does from now on.
    pub fn says(&self, what: impl Into<String>) {
        self.doing.borrow_mut().insert(self.name, what.into());
    }

    /// Says so, and waits until the script lets it go on.
    pub fn pauses(&self, what: impl Into<String>) {
        self.says(what);
        self.paused.borrow_mut().insert(self.name, park::current());
        park::park();
    }
}

impl Cast {
    pub fn new(title: &str) -> Cast {
        Cast { stage: Stage::new(), doing: Rc::default(), paused: Rc::default(), scene: Scene::new(title) }
    }

    pub fn puppet(&self, name: &'static str, plays: impl FnOnce(&Role) + 'static) {
        let role = Role { name, doing: Rc::clone(&self.doing), paused: Rc::clone(&self.paused) };
        self.stage.puppet(name, move || {
            plays(&role);
            role.says("is done");
        });
    }

    /// Steps a puppet until it waits: for the script, or in a queue.
    pub fn waits(&self, name: &str) {
        while self.step(name) != Outcome::Parked {}
    }

    /// Steps a puppet to its end.
    pub fn ends(&self, name: &str) {
        while self.step(name) != Outcome::Finished {}
    }

    /// Lets a puppet go on that pauses. It takes no step yet.
    pub fn let_go(&self, name: &str) {
        self.paused.borrow_mut().remove(name).expect("it pauses").ready();
    }

    /// One step, which must be possible.
    pub fn step(&self, name: &str) -> Outcome {
        let outcome = self.stage.step(name);
        assert!(!matches!(outcome, Outcome::NotRunnable | Outcome::Panicked(_)), "{name}: {outcome:?}");
        outcome
    }

    pub fn show(&mut self, frame: Frame, mut panels: Vec<Panel>) {
        panels.push(drawing::parties(self.doing.borrow().iter().map(|(&who, what)| (who, what.clone()))));
        self.scene.step(frame.panels(panels));
    }

    /// The scene, once everybody has ended.
    pub fn over(self) -> Scene {
        assert!(self.stage.is_finished(), "somebody is left: {:?}", self.stage.inspect());
        self.scene
    }
}
