//! What each key does.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{Page, Screen};
use crate::learn::chapter;
use crate::learn::progress::State;

impl Screen {
    /// Does what a key says; `false` ends the program.
    pub(super) fn press(&mut self, key: KeyEvent) -> anyhow::Result<bool> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if control && matches!(key.code, KeyCode::Char('c' | 'd')) {
            return Ok(false);
        }
        self.remark.clear();
        if std::mem::take(&mut self.asking) {
            if matches!(key.code, KeyCode::Char('y' | 'Y')) {
                let copy = self.session.reset()?;
                self.remark = format!("reset; your file is kept as {copy}");
                self.turn_to(Page::Run);
                self.check();
            }
            return Ok(true);
        }
        if self.press_in_list(key.code)? {
            return Ok(true);
        }
        match key.code {
            KeyCode::Char('q') => return Ok(false),
            KeyCode::Char('h') => {
                self.session.hint()?;
                self.turn_to(Page::Run);
            }
            KeyCode::Char('n') => {
                if self.session.next()? {
                    self.turn_to(Page::Run);
                    self.check();
                } else {
                    self.remark = "all other exercises are passed".to_owned();
                }
            }
            KeyCode::Char('l') => self.turn_to(Page::List(self.session.current())),
            KeyCode::Char('c') => self.turn_to(Page::Text(chapter::chapter(self.session.exercise(), true))),
            KeyCode::Char('r') if self.session.state(self.session.current())? == State::NotStarted => {
                self.remark = "this is the starter already".to_owned();
            }
            KeyCode::Char('r') => {
                self.asking = true;
                self.remark = "write the starter over your file? it is copied first (y, any other key: no)".to_owned();
            }
            KeyCode::Char('s') => match self.session.solution(self.width)? {
                Some(beside) => self.turn_to(Page::Text(beside)),
                None => self.remark = "the solution is shown once your tests pass".to_owned(),
            },
            KeyCode::Esc => self.turn_to(Page::Run),
            KeyCode::Enter => {
                self.turn_to(Page::Run);
                self.check();
            }
            KeyCode::Down | KeyCode::Char('j') => self.scroll = (self.scroll + 1).min(self.furthest),
            KeyCode::Up | KeyCode::Char('k') => self.scroll = self.scroll.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.scroll = (self.scroll + self.height / 2).min(self.furthest),
            KeyCode::PageUp => self.scroll = self.scroll.saturating_sub(self.height / 2),
            _ => {}
        }
        Ok(true)
    }

    /// The keys that mean something else in the list; `false` for all others.
    fn press_in_list(&mut self, key: KeyCode) -> anyhow::Result<bool> {
        let Page::List(chosen) = &mut self.page else { return Ok(false) };
        match key {
            KeyCode::Down | KeyCode::Char('j') => *chosen = (*chosen + 1).min(self.session.exercises.len() - 1),
            KeyCode::Up | KeyCode::Char('k') => *chosen = chosen.saturating_sub(1),
            KeyCode::Enter => {
                let chosen = *chosen;
                self.session.open_exercise(chosen)?;
                self.turn_to(Page::Run);
                self.check();
            }
            _ => return Ok(false),
        }
        // The chosen line stays in sight.
        self.scroll = if let Page::List(chosen) = self.page { chosen.saturating_sub(self.height / 3) } else { 0 };
        Ok(true)
    }
}
