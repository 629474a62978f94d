//! The checks, one function each.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use kit::catalog::{self, Catalog};

use super::Line;

/// The version of Rust that `Cargo.toml` asks for.
const NEEDED: &str = env!("CARGO_PKG_RUST_VERSION");
/// What a full build with tests takes, with room for a second profile.
const GIBIBYTES: u64 = 4;
/// Where `cargo run` serves, and how many ports after it are tried.
const PORT: u16 = 3000;

/// rustc is there and new enough.
pub fn rustc(_root: &Path) -> Line {
    let mend = format!("install Rust {NEEDED} or later: `rustup update stable` (https://rustup.rs)");
    let Some(printed) = output(tool("RUSTC", "rustc"), ["--version"]) else {
        return Line::fail("rustc", "not found", mend);
    };
    let version = printed.split_whitespace().nth(1).unwrap_or_default().to_owned();
    match (numbers(&version), numbers(NEEDED)) {
        (Some(found), Some(needed)) if found >= needed => Line::ok("rustc", version),
        _ => Line::fail("rustc", format!("{version}, older than {NEEDED}"), mend),
    }
}

/// cargo is there.
pub fn cargo(_root: &Path) -> Line {
    match output(tool("CARGO", "cargo"), ["--version"]) {
        Some(printed) => Line::ok("cargo", printed.split_whitespace().nth(1).unwrap_or_default()),
        None => Line::fail("cargo", "not found", "it comes with Rust: https://rustup.rs"),
    }
}

/// All crates of Cargo.lock are on this disk, so that no build asks the network.
pub fn offline(root: &Path) -> Line {
    let mut fetch = Command::new(tool("CARGO", "cargo"));
    fetch.current_dir(root).args(["fetch", "--offline", "--locked"]);
    match fetch.output() {
        Ok(ran) if ran.status.success() => Line::ok("crates", "all on this disk: builds work offline"),
        Ok(ran) => {
            let said = String::from_utf8_lossy(&ran.stderr);
            let reason = said.lines().find(|line| line.starts_with("error")).unwrap_or("cargo fetch --offline fails");
            let mend = "run `cargo fetch --locked` once while there is a network; for a machine without one, \
                        run `cargo vendor` elsewhere and copy `vendor/` and what it prints for .cargo/config.toml";
            Line::warn("crates", reason, mend)
        }
        Err(error) => Line::fail("crates", format!("cargo does not run: {error}"), "see the line about cargo"),
    }
}

/// There is room for `target/`.
pub fn disk(root: &Path) -> Line {
    // `-P` keeps a line a file system, `-k` makes it 1024-byte blocks, on Linux and macOS alike.
    let printed = output("df", [OsStr::new("-Pk"), root.as_os_str()]);
    let blocks =
        printed.as_deref().and_then(|text| text.lines().nth(1)?.split_whitespace().nth(3)?.parse::<u64>().ok());
    match blocks {
        None => Line::warn(
            "disk",
            "`df` does not say",
            format!("a full build takes {GIBIBYTES} GiB: see that there is room"),
        ),
        Some(blocks) => {
            let found = format!("{:.1} GiB free", blocks as f64 / f64::from(1 << 20));
            if blocks >= GIBIBYTES << 20 {
                Line::ok("disk", found)
            } else {
                let mend = "`cargo clean` in old projects makes room, or set CARGO_TARGET_DIR to a larger disk";
                Line::warn("disk", format!("{found}, a full build takes {GIBIBYTES}"), mend)
            }
        }
    }
}

/// The book's port is free, or which one is next.
pub fn port(_root: &Path) -> Line {
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    match (PORT..PORT + 20).find(free) {
        Some(PORT) => Line::ok("port", format!("{PORT} is free")),
        Some(next) => {
            Line::ok("port", format!("{PORT} is taken (is the book served already?); `cargo run` takes {next}"))
        }
        None => {
            let mend = "`cargo run -- --port 4000` takes another; if every port fails, this machine forbids loopback";
            Line::warn("port", format!("{PORT} to {} are taken", PORT + 19), mend)
        }
    }
}

/// The lessons' exercises can be read.
pub fn exercises(root: &Path) -> Line {
    let mut count = 0;
    let lessons = match catalog::lessons(root) {
        Ok(lessons) => lessons,
        Err(error) => return Line::fail("exercises", error.to_string(), "is the checkout complete? `git status`"),
    };
    for lesson in &lessons {
        match Catalog::read(lesson).and_then(|catalog| {
            catalog
                .exercises
                .iter()
                .try_for_each(|entry| catalog.started(entry).map(drop))
                .map(|()| catalog.exercises.len())
        }) {
            Ok(exercises) => count += exercises,
            Err(error) => {
                let mend = "`git checkout -- lessons` brings solutions and starters back, and undoes your own changes in lessons/";
                return Line::fail("exercises", error.to_string(), mend);
            }
        }
    }
    Line::ok("exercises", format!("{count} in {} lesson{}", lessons.len(), if lessons.len() == 1 { "" } else { "s" }))
}

/// git is there: needed only by who changes the workbook.
pub fn git(_root: &Path) -> Line {
    match output("git", ["--version"]) {
        Some(printed) => Line::ok("git", printed.split_whitespace().nth(2).unwrap_or_default()),
        None => Line::warn(
            "git",
            "not found",
            "only updates and `starters` need it: install it with your system's packages",
        ),
    }
}

/// insta's variables, which decide what a changed snapshot does.
pub fn snapshots(_root: &Path) -> Line {
    let update = std::env::var("INSTA_UPDATE").unwrap_or_default();
    match update.as_str() {
        "" => Line::ok("snapshots", "INSTA_UPDATE is not set: a changed snapshot fails and waits beside the old one"),
        "no" | "auto" | "new" => Line::ok("snapshots", format!("INSTA_UPDATE={update}: a changed snapshot fails")),
        _ => {
            let mend = "`unset INSTA_UPDATE`, and set it only for the run that is meant to record";
            Line::warn("snapshots", format!("INSTA_UPDATE={update}: every test run may rewrite snapshots"), mend)
        }
    }
}

/// A browser for `tests/browser.rs`.
pub fn chromium(_root: &Path) -> Line {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let bundles = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];
    let found = std::env::var_os("CHROMIUM").map(PathBuf::from).into_iter();
    let found = found
        .chain(names.iter().filter_map(on_path))
        .chain(bundles.iter().map(PathBuf::from))
        .find(|path| path.is_file());
    match found {
        Some(path) => Line::ok("chromium", path.display().to_string()),
        None => {
            let mend =
                "optional: only tests/browser.rs drives it, and skips; install chromium, or set CHROMIUM to a browser";
            Line::warn("chromium", "not found", mend)
        }
    }
}

/// A Go toolchain for `tests/oracle.rs`.
pub fn go(_root: &Path) -> Line {
    match output(tool("GO", "go"), ["version"]) {
        Some(printed) => Line::ok("go", printed.split_whitespace().nth(2).unwrap_or_default()),
        None => {
            let mend = "optional: lessons are compared with what Go printed before; install Go, or set GO to one";
            Line::warn("go", "not found", mend)
        }
    }
}

/// What a variable names, or else a program on the path.
fn tool(variable: &str, name: &str) -> std::ffi::OsString {
    std::env::var_os(variable).unwrap_or_else(|| name.into())
}

/// What a program printed, if it ran well.
fn output<A: AsRef<OsStr>>(program: impl AsRef<OsStr>, arguments: impl IntoIterator<Item = A>) -> Option<String> {
    let ran = Command::new(program).args(arguments).output().ok()?;
    ran.status.success().then(|| String::from_utf8_lossy(&ran.stdout).into_owned())
}

fn on_path(name: &&str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// `1.95.0-nightly` as numbers that compare.
fn numbers(version: &str) -> Option<Vec<u32>> {
    let numbers: Option<Vec<u32>> = version.split('-').next()?.split('.').map(|part| part.parse().ok()).collect();
    // 1.88 asks for no patch level.
    numbers.map(|mut numbers| {
        numbers.resize(3, 0);
        numbers
    })
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn versions_compare_by_number_and_not_by_letter() {
        assert!(numbers("1.100.0") > numbers("1.95.0"));
        assert!(numbers("1.88.0") >= numbers("1.88"));
        assert_eq!(numbers("1.97.0-nightly"), numbers("1.97.0"));
        assert_eq!(numbers("unknown"), None);
    }
}
