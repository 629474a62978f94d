//! Finding a real Go, and running a program with it.

use std::env;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The Go that the recordings of today were made with. Another prints other things.
pub const VERSION: &str = "go1.27.3";

/// A Go toolchain of [`VERSION`].
pub struct Go {
    program: PathBuf,
}

impl Go {
    /// The Go that `GO` names, or the first on `PATH`; `None`, after saying so, when it is missing or another version.
    ///
    /// # Panics
    /// Instead of giving `None` when `CI_GO` is set.
    pub fn find(test: &str) -> Option<Self> {
        let program = env::var_os("GO").map_or_else(on_path, |go| Some(PathBuf::from(go)));
        let why = match &program {
            None => "there is no Go: set GO to one, or put it on PATH".to_owned(),
            Some(program) => match version(program) {
                Ok(version) if version == VERSION => return Some(Go { program: program.clone() }),
                Ok(version) => format!("{} is {version}, and the recordings are of {VERSION}", program.display()),
                Err(error) => format!("{} does not run: {error}", program.display()),
            },
        };
        assert!(env::var_os("CI_GO").is_none(), "CI_GO is set, but {why}");
        // Not `eprintln!`, which the test harness keeps to itself when a test passes.
        writeln!(stderr(), "skipped: {test}: {why}").expect("stderr takes a line");
        None
    }

    /// `go run program args`, in the folder tests/oracle.
    pub fn run(&self, program: &str, args: &[&str]) -> Output {
        let mut command = quiet(&self.program);
        if let Some(folder) = self.program.parent().filter(|folder| folder.is_absolute()) {
            // Some programs ask `go env` about the very Go that runs them.
            let rest = env::var_os("PATH").unwrap_or_default();
            let path = env::join_paths([folder.to_owned()].into_iter().chain(env::split_paths(&rest)));
            command.env("PATH", path.expect("a folder that was on PATH"));
        }
        command.arg("run").arg(program).args(args).output().unwrap_or_else(|error| panic!("go run {program}: {error}"))
    }
}

/// The folder tests/oracle.
pub fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle"))
}

/// `go` with nothing of the user's configuration in its way, and no network.
fn quiet(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder());
    for (name, value) in
        [("GOFLAGS", ""), ("GOTOOLCHAIN", "local"), ("GO111MODULE", "off"), ("GOPROXY", "off"), ("CGO_ENABLED", "0")]
    {
        command.env(name, value);
    }
    command.env("GOCACHE", concat!(env!("CARGO_TARGET_TMPDIR"), "/go-cache"));
    command
}

fn on_path() -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join("go")).find(|program| program.is_file())
}

fn version(program: &Path) -> Result<String, String> {
    let output = quiet(program).args(["env", "GOVERSION"]).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
