//! Takes the terminal over and gives it back: on every way out, a panic too.

use std::io::{self, Write};
use std::sync::Once;

use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute, queue};

/// The terminal, in raw mode and on its other screen for as long as this lives.
pub struct Terminal;

impl Terminal {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// If it refuses.
    pub fn take() -> io::Result<Terminal> {
        // A panic prints its message before anything is dropped: onto the other screen, which then vanishes. So the
        // hook gives the terminal back first.
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                give_back();
                before(info);
            }));
        });
        enable_raw_mode()?;
        let terminal = Terminal;
        execute!(io::stdout(), EnterAlternateScreen, cursor::Hide)?;
        Ok(terminal)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// Twice is harmless. A terminal that is gone cannot be given back.
fn give_back() {
    let _ = execute!(io::stdout(), LeaveAlternateScreen, cursor::Show);
    let _ = disable_raw_mode();
}

/// Writes whole lines over the screen, from the top; what was there before is cleared line by line, which does not
/// flicker as clearing the screen would.
///
/// # Errors
/// If the terminal is gone.
pub fn draw(lines: &[String], height: usize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    queue!(out, cursor::MoveTo(0, 0))?;
    for row in 0..height {
        let line = lines.get(row).map_or("", String::as_str);
        // `\x1b[K` clears to the end of the line; no line end after the last row, or the screen would scroll.
        write!(out, "{line}\x1b[0m\x1b[K{}", if row + 1 < height { "\r\n" } else { "" })?;
    }
    out.flush()
}
