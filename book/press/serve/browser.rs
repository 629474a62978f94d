//! Opening a browser, where there is one.

use std::io::IsTerminal;
use std::process::{Command, Stdio};

/// Opens the address, unless nobody would see it: no display, or no terminal that the program was started from.
/// The address is printed in any case, so a failure needs no word.
pub fn open(url: &str) {
    if !std::io::stdout().is_terminal() {
        return;
    }
    let Some(program) = program() else { return };
    let mut command = Command::new(program);
    command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Ok(mut child) = command.spawn() {
        // Some openers stay until the browser closes; waiting for them is a thread's work.
        std::thread::spawn(move || child.wait());
    }
}

fn program() -> Option<&'static str> {
    if cfg!(target_os = "macos") {
        return Some("open");
    }
    let has = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if has("WSL_DISTRO_NAME") && !has("DISPLAY") && !has("WAYLAND_DISPLAY") {
        return Some("wslview");
    }
    (has("DISPLAY") || has("WAYLAND_DISPLAY")).then_some("xdg-open")
}
