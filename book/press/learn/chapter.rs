//! The chapter of an exercise: its page if the book is served, its text otherwise.

use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::session::Exercise;

/// Where `cargo run` serves the book when the port is free.
const PORT: u16 = 3000;

/// What to tell the reader; opens the page where there is a browser and `open` asks for it.
pub fn chapter(exercise: &Exercise, open: bool) -> String {
    let lesson = exercise.catalog.lesson.file_name().unwrap_or_default().to_string_lossy();
    let text = format!("book/text/{lesson}/index.md");
    let url = format!("http://127.0.0.1:{PORT}/{lesson}/index.html");
    let served =
        TcpStream::connect_timeout(&SocketAddr::from(([127, 0, 0, 1], PORT)), Duration::from_millis(200)).is_ok();
    if !served {
        return format!("the chapter is {text}\n`cargo run` in another terminal serves it as a page: {url}");
    }
    if open {
        browse(&url);
    }
    format!("the chapter is {url}\nits text is {text}")
}

/// Opens a page where there is a desktop; elsewhere the address that was printed is enough.
fn browse(url: &str) {
    let desktop = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    let opener = match std::env::consts::OS {
        "macos" => "open",
        _ if desktop => "xdg-open",
        _ => return,
    };
    let mut command = Command::new(opener);
    // A browser that does not start is no fault of the exercise: the address is on the screen.
    let _ = command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}
