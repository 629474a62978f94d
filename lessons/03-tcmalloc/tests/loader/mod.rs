//! The library for `LD_PRELOAD`, and programs that run with it and without.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long a program may take: they take a second.
const PATIENCE: Duration = Duration::from_secs(120);

/// The library, built as a reader builds it.
pub fn library() -> &'static Path {
    static LIBRARY: LazyLock<PathBuf> = LazyLock::new(build);
    &LIBRARY
}

fn build() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--release", "--package", "lesson-03-preload", "--message-format", "json"]);
    // A sanitizer's flags are for this test, and not for the programs.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS").env_remove("CARGO_BUILD_TARGET");
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo runs, since it runs this test");
    assert!(output.status.success(), "the library does not build:\n{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).expect("cargo writes text");
    let artifacts = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let of_ours = artifacts.filter(|artifact| artifact["target"]["name"] == "lesson_03_preload");
    let file = of_ours.filter_map(|artifact| artifact["filenames"][0].as_str().map(PathBuf::from)).next_back();
    file.expect("cargo names what it built")
}

/// Where this test keeps what it builds.
pub fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("preload");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}

/// A file of tests/programs.
pub fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(name)
}

/// Whether the test that needs a program can run. If not it says so; where `CI_PROGRAMS` is set, that is a failure.
pub fn is_there(test: &str, program: &str) -> bool {
    let found = env::split_paths(&env::var_os("PATH").unwrap_or_default()).any(|path| path.join(program).is_file());
    if !found {
        assert!(env::var_os("CI_PROGRAMS").is_none(), "CI_PROGRAMS is set, but there is no {program}");
        // Not `eprintln!`, which the test harness keeps to itself when a test passes.
        writeln!(stderr(), "skipped: {test}: no {program}").expect("stderr takes a line");
    }
    found
}

/// Compiles a C++ program of tests/programs, or with `-shared` among the flags a library.
pub fn compile(name: &str, flags: &[&str]) -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let built = folder().join(name).with_extension("built");
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let unfinished = built.with_extension(format!("{}.{number}", std::process::id()));
    let mut compiler = Command::new("g++");
    // A compiler that knows malloc leaves out what nobody reads.
    compiler.args(["-std=c++17", "-O1", "-fno-builtin", "-Wall", "-Wextra", "-pthread"]).args(flags);
    let output = compiler.arg(source(name)).arg("-o").arg(&unfinished).arg("-ldl").output().expect("g++ is there");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    // Another test may have the same program, and run it now.
    fs::rename(unfinished, &built).expect("both are in our folder");
    built
}

/// What a program did.
#[derive(Debug, PartialEq)]
pub struct Ran {
    /// What it returned; `None` if a signal ended it.
    pub code: Option<i32>,
    pub printed: String,
    pub complained: String,
}

/// Runs a program to its end, with these variables.
pub fn run<A: AsRef<OsStr>>(program: impl AsRef<OsStr>, arguments: &[A], variables: &[(&str, &OsStr)]) -> Ran {
    let name = program.as_ref().to_string_lossy();
    let mut command = Command::new(&program);
    command.args(arguments).envs(variables.iter().copied()).stdin(Stdio::null());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.unwrap_or_else(|error| panic!("{name}: {error}"));
    let id = child.id();
    let (done, ended) = mpsc::channel();
    thread::spawn(move || done.send(child.wait_with_output()));
    let output = ended.recv_timeout(PATIENCE).unwrap_or_else(|_| {
        // SAFETY: it ends a child of ours, which the thread above still waits for.
        unsafe { libc::kill(id.cast_signed(), libc::SIGKILL) };
        panic!("{name} does not end")
    });
    let output = output.expect("a child can be waited for");
    let text = |bytes| String::from_utf8(bytes).expect("the programs print text");
    Ran { code: output.status.code(), printed: text(output.stdout), complained: text(output.stderr) }
}

/// Runs a program on the system's allocator and on ours: both must do the same, well and without a complaint. (The loader
/// complains of a library that it cannot load.) Returns what it printed.
pub fn same_on_ours<A: AsRef<OsStr>>(program: impl AsRef<OsStr>, arguments: &[A]) -> String {
    let preload = [("LD_PRELOAD", library().as_os_str())];
    let (without, with) = (run(&program, arguments, &[]), run(&program, arguments, &preload));
    assert_eq!(
        (without.code, without.complained.as_str()),
        (Some(0), ""),
        "on the system's allocator:\n{}",
        without.printed
    );
    assert_eq!(with, without, "on ours, and on the system's");
    assert!(!with.printed.is_empty(), "it says what it found");
    with.printed
}

/// Whether the loader gave a program our `malloc`: it tells, if asked.
pub fn binds_malloc_to_ours<A: AsRef<OsStr>>(program: impl AsRef<OsStr>, arguments: &[A]) -> bool {
    let variables = [("LD_PRELOAD", library().as_os_str()), ("LD_DEBUG", OsStr::new("bindings"))];
    let told = run(program, arguments, &variables).complained;
    told.lines().any(|line| line.contains("lesson_03_preload.so") && line.contains("symbol `malloc'"))
}
