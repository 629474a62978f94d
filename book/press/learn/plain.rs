//! `learn --plain`: lines of text in, lines of text out.
//!
//! One thing after another: a command waits until the run before it has ended, so that what is printed depends only on
//! what was typed and saved.

use std::io::{BufRead, Write};
use std::sync::mpsc::{self, Receiver};

use kit::catalog;

use super::chapter;
use super::check::Outcome;
use super::child::Run;
use super::progress::State;
use super::session::Session;
use super::watch;

/// A log has no width; this is what most are read at.
const WIDTH: usize = 100;

/// What wakes the program.
enum Event {
    Saved(usize),
    Line(String),
    EndOfInput,
}

/// Prints the exercises, runs the current one once, and then does what it is told until the input ends.
///
/// # Errors
/// If a file cannot be read or written.
pub fn run(session: Session) -> anyhow::Result<()> {
    let (events, heard) = mpsc::channel();
    let files = session.exercises.iter().map(|exercise| exercise.file()).collect();
    watch::watch(files, events.clone(), Event::Saved);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if events.send(Event::Line(line)).is_err() {
                return;
            }
        }
        // The program may have ended first.
        let _ = events.send(Event::EndOfInput);
    });
    let mut plain = Plain { session, checked: None, out: std::io::stdout() };
    match plain.listen(&heard) {
        // Whoever read the output has gone (`| head`): there is nobody to tell.
        Err(error)
            if error.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe) =>
        {
            Ok(())
        }
        ended => ended,
    }
}

struct Plain<W> {
    session: Session,
    /// The exercise and the text that were run last.
    checked: Option<(usize, String)>,
    out: W,
}

impl<W: Write> Plain<W> {
    fn listen(&mut self, heard: &Receiver<Event>) -> anyhow::Result<()> {
        self.list()?;
        self.check()?;
        for event in heard {
            match event {
                Event::Saved(index) => self.saved(index)?,
                Event::Line(line) if matches!(line.trim(), "q" | "quit") => return Ok(()),
                Event::Line(line) => self.obey(&line)?,
                Event::EndOfInput => return Ok(()),
            }
        }
        Ok(())
    }

    fn saved(&mut self, index: usize) -> anyhow::Result<()> {
        let text = catalog::read(&self.session.exercises[index].file())?;
        if self.checked == Some((index, text)) {
            // Our own reset, or a save during a run that saw it.
            return Ok(());
        }
        self.session.open_exercise(index)?;
        self.check()
    }

    fn obey(&mut self, line: &str) -> anyhow::Result<()> {
        let mut words = line.split_whitespace();
        match (words.next().unwrap_or_default(), words.next()) {
            ("", _) | ("run", None) => self.check(),
            ("l" | "list", None) => self.list(),
            ("h" | "hint", None) => {
                self.session.hint()?;
                self.hints()
            }
            ("n" | "next", None) => match self.session.next()? {
                true => self.check(),
                false => self.say("all other exercises are passed"),
            },
            ("o" | "open", Some(id)) => {
                match self.session.exercises.iter().position(|exercise| exercise.entry.id == id) {
                    Some(index) => {
                        self.session.open_exercise(index)?;
                        self.check()
                    }
                    None => self.say(&format!("no exercise {id}; `list` names them")),
                }
            }
            ("c" | "chapter", None) => self.say(&chapter::chapter(self.session.exercise(), false)),
            ("r" | "reset", None) => {
                let shown = self.session.exercise().shown();
                self.say(&format!("`reset yes` writes the starter over {shown}; your file is copied first"))
            }
            ("r" | "reset", Some("yes")) => {
                let copy = self.session.reset()?;
                self.say(&format!("reset; your file is kept as {copy}"))?;
                self.check()
            }
            ("s" | "solution", None) => match self.session.solution(WIDTH)? {
                Some(beside) => self.say(&beside),
                None => self.say("the solution is shown once your tests pass"),
            },
            _ => self.say("commands: run, hint, next, list, open ID, chapter, reset, solution, quit"),
        }
    }

    fn list(&mut self) -> anyhow::Result<()> {
        let count = self.session.exercises.len();
        let mut lines = format!("{} of {count} exercises passed\n", self.session.passed()?);
        for (index, exercise) in self.session.exercises.iter().enumerate() {
            let mark = if index == self.session.current() { '>' } else { ' ' };
            let state = self.session.state(index)?.name();
            lines += &format!("{mark} {:<5} {state:<13}  {}\n", exercise.entry.id, exercise.entry.title);
        }
        self.say(lines.trim_end())
    }

    fn hints(&mut self) -> anyhow::Result<()> {
        let all = self.session.exercise().entry.hints.len();
        let hints = self.session.hints().iter().enumerate();
        let lines: Vec<String> = hints.map(|(index, hint)| format!("hint {} of {all}: {hint}", index + 1)).collect();
        self.say(&lines.join("\n"))
    }

    fn check(&mut self) -> anyhow::Result<()> {
        let exercise = self.session.exercise().clone();
        let text = catalog::read(&exercise.file())?;
        let (id, shown) = (&exercise.entry.id, exercise.shown());
        if self.session.state(self.session.current())? != State::NotStarted {
            self.say(&format!("{id} {}: running {}", exercise.entry.title, exercise.command()))?;
        }
        let outcome = Run::in_our_group().check(self.session.root.clone(), &exercise, false);
        self.session.record(&text, &outcome)?;
        self.checked = Some((self.session.current(), text));
        self.say(&match outcome {
            Outcome::NotStarted => format!("{id} not started: open {shown}"),
            Outcome::CompileError(said) => format!("{said}\n{id} compile error: {shown}"),
            Outcome::Failing { said, passed, total } => format!("{said}\n{id} failing: {passed} of {total} tests pass"),
            Outcome::Passed(total) => format!("{id} passed: all {total} tests; `next` goes on, `solution` compares"),
            Outcome::Broken(said) => format!("{said}\n{id} could not be run"),
            Outcome::Cancelled => format!("{id} cancelled"),
        })
    }

    fn say(&mut self, text: &str) -> anyhow::Result<()> {
        writeln!(self.out, "{text}")?;
        // A pipe is not flushed by its line ends, and whoever reads it waits for this line.
        Ok(self.out.flush()?)
    }
}
