//! The terminal program: keys in, a screen out.

mod keys;

use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use crossterm::event::{self, KeyEventKind};
use kit::catalog;

use super::check::Outcome;
use super::child::Run;
use super::paint::View;
use super::progress::State;
use super::session::Session;
use super::terminal::{Terminal, draw};
use super::watch;

/// How long a key or a save may wait for the other: both are asked in turn.
const TURN: Duration = Duration::from_millis(50);

/// What comes from the other threads.
enum Event {
    Saved(usize),
    /// A run ended: its number, the text that it ran on, and how.
    Ended(u64, String, Outcome),
}

/// What the body shows.
enum Page {
    /// The last run.
    Run,
    /// The exercises; the chosen one.
    List(usize),
    /// A text: the solution, the chapter's place.
    Text(String),
}

struct Screen {
    session: Session,
    events: Sender<Event>,
    /// The run that is under way, and its number: an older one that ends late is not listened to.
    running: Option<(u64, Run)>,
    runs: u64,
    outcome: Option<Outcome>,
    page: Page,
    remark: String,
    /// Whether the next key answers "reset?".
    asking: bool,
    scroll: usize,
    furthest: usize,
    height: usize,
    width: usize,
}

/// Runs until the reader quits.
///
/// # Errors
/// If the terminal refuses, or a file cannot be read or written.
pub fn run(session: Session) -> anyhow::Result<()> {
    let (events, heard) = mpsc::channel();
    let files = session.exercises.iter().map(|exercise| exercise.file()).collect();
    watch::watch(files, events.clone(), Event::Saved);
    let mut screen = Screen {
        session,
        events,
        running: None,
        runs: 0,
        outcome: None,
        page: Page::Run,
        remark: String::new(),
        asking: false,
        scroll: 0,
        furthest: 0,
        height: 24,
        width: 80,
    };
    let terminal = Terminal::take()?;
    let ended = screen.listen(&heard);
    screen.cancel();
    drop(terminal);
    ended
}

impl Screen {
    fn listen(&mut self, heard: &Receiver<Event>) -> anyhow::Result<()> {
        self.check();
        self.show()?;
        loop {
            let mut changed = false;
            for event in heard.try_iter() {
                self.notice(event)?;
                changed = true;
            }
            if event::poll(TURN)? {
                changed = true;
                if let event::Event::Key(key) = event::read()?
                    && key.kind != KeyEventKind::Release
                    && !self.press(key)?
                {
                    return Ok(());
                }
            }
            if changed {
                self.show()?;
            }
        }
    }

    fn notice(&mut self, event: Event) -> anyhow::Result<()> {
        match event {
            Event::Saved(index) => {
                if index != self.session.current() {
                    self.session.open_exercise(index)?;
                }
                self.turn_to(Page::Run);
                self.check();
            }
            Event::Ended(number, text, outcome)
                if self.running.as_ref().is_some_and(|(running, _)| *running == number) =>
            {
                self.running = None;
                self.session.record(&text, &outcome)?;
                self.outcome = Some(outcome);
                self.scroll = 0;
            }
            Event::Ended(..) => {}
        }
        Ok(())
    }

    /// Starts the tests of the open exercise, in place of those that run.
    fn check(&mut self) {
        self.cancel();
        self.outcome = None;
        self.runs += 1;
        let (number, run) = (self.runs, Run::in_its_own_group());
        self.running = Some((number, run.clone()));
        let (root, exercise, events) =
            (self.session.root.clone(), self.session.exercise().clone(), self.events.clone());
        std::thread::spawn(move || {
            let ended = match catalog::read(&exercise.file()) {
                Ok(text) => (text, run.check(root, &exercise, true)),
                Err(error) => (String::new(), Outcome::Broken(error.to_string())),
            };
            // The program may have ended first.
            let _ = events.send(Event::Ended(number, ended.0, ended.1));
        });
    }

    fn cancel(&mut self) {
        if let Some((_, run)) = self.running.take() {
            run.cancel();
        }
    }

    fn turn_to(&mut self, page: Page) {
        self.page = page;
        self.scroll = 0;
    }

    fn show(&mut self) -> anyhow::Result<()> {
        let (width, height) = crossterm::terminal::size()?;
        // A terminal that does not know its size says 0.
        let known = |size: u16, usual| if size == 0 { usual } else { usize::from(size) };
        (self.width, self.height) = (known(width, 80), known(height, 24));
        let (rows, furthest) = self.view()?.rows(self.width, self.height);
        self.furthest = furthest;
        Ok(draw(&rows, self.height)?)
    }

    fn view(&self) -> anyhow::Result<View> {
        let exercise = self.session.exercise();
        let state = self.session.state(self.session.current())?;
        let standing = match &self.outcome {
            _ if self.running.is_some() && state != State::NotStarted => "building and running the tests".to_owned(),
            Some(Outcome::Failing { passed, total, .. }) => format!("failing: {passed} of {total} tests pass"),
            Some(Outcome::Passed(total)) => {
                format!("passed: all {total} tests; n goes on, s compares with the solution")
            }
            Some(Outcome::Broken(_)) => "the tests could not be run".to_owned(),
            _ if state == State::NotStarted => {
                "not started: open this file, and save it when you changed it".to_owned()
            }
            _ => state.name().to_owned(),
        };
        Ok(View {
            title: format!("{} {}", exercise.entry.id, exercise.entry.title),
            state,
            standing,
            score: format!("{} of {} passed", self.session.passed()?, self.session.exercises.len()),
            file: exercise.shown(),
            body: self.body()?,
            remark: self.remark.clone(),
            scroll: self.scroll,
        })
    }

    fn body(&self) -> anyhow::Result<String> {
        match &self.page {
            Page::Text(text) => Ok(text.clone()),
            Page::List(chosen) => {
                let mut lines = String::new();
                for (index, exercise) in self.session.exercises.iter().enumerate() {
                    let mark = if index == *chosen { '>' } else { ' ' };
                    let state = self.session.state(index)?.name();
                    lines += &format!("{mark} {:<5} {state:<13}  {}\n", exercise.entry.id, exercise.entry.title);
                }
                Ok(lines)
            }
            Page::Run => {
                let mut text = String::new();
                if self.session.state(self.session.current())? == State::NotStarted {
                    text += &(self.session.task()? + "\n");
                }
                let hints = self.session.hints().iter().enumerate();
                text.extend(hints.map(|(index, hint)| format!("hint {}: {hint}\n", index + 1)));
                if let Some(Outcome::CompileError(said) | Outcome::Failing { said, .. } | Outcome::Broken(said)) =
                    &self.outcome
                {
                    let gap = if text.is_empty() { "" } else { "\n" };
                    text += &format!("{gap}{said}\n");
                }
                Ok(text)
            }
        }
    }
}
