//! Children that are killed when nobody wants their answer any more.

use std::io::{BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

/// A run that may be cancelled from another thread.
#[derive(Clone)]
pub struct Run {
    /// Whether its children are a process group of their own: needed to kill cargo's children, too. In a plain terminal
    /// they stay in ours, so that Ctrl-C reaches them.
    own_group: bool,
    inner: Arc<Mutex<Running>>,
}

#[derive(Default)]
struct Running {
    cancelled: bool,
    child: Option<Child>,
}

impl Run {
    /// A run whose children stay in this program's process group.
    pub fn in_our_group() -> Run {
        Run { own_group: false, inner: Arc::default() }
    }

    /// A run that can be cancelled with everything that it started.
    pub fn in_its_own_group() -> Run {
        Run { own_group: true, inner: Arc::default() }
    }

    /// Kills the child and all that it started; the run ends as cancelled.
    pub fn cancel(&self) {
        let mut running = self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        running.cancelled = true;
        if let Some(child) = &mut running.child {
            kill(child, self.own_group);
        }
    }

    /// Runs a command to its end; `None` if it was cancelled.
    pub fn output(&self, mut command: Command) -> Result<Option<Output>, String> {
        let (stdout, stderr) = {
            let mut running = self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if running.cancelled {
                return Ok(None);
            }
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
            if self.own_group {
                make_group(&mut command);
            }
            let started = command.spawn();
            let mut child = started.map_err(|error| format!("{}: {error}", command.get_program().to_string_lossy()))?;
            let pipes = (child.stdout.take(), child.stderr.take());
            running.child = Some(child);
            pipes
        };
        // Both are drained at once, or a child that fills the one would wait while we wait for the other.
        let stderr = std::thread::spawn(move || read_all(stderr));
        let stdout = read_all(stdout);
        let stderr = stderr.join().unwrap_or_default();
        let mut running = self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let Some(mut child) = running.child.take() else { return Ok(None) };
        let status = child.wait().map_err(|error| error.to_string())?;
        Ok((!running.cancelled).then_some(Output {
            success: status.success(),
            status: status.to_string(),
            stdout,
            stderr,
        }))
    }
}

/// What a child left.
pub struct Output {
    /// Whether it ended well.
    pub success: bool,
    /// How it ended, in words.
    pub status: String,
    /// What it printed.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

fn read_all(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        // A broken pipe ends the text, as its end does.
        let _ = BufReader::new(pipe).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(unix)]
fn make_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn make_group(_command: &mut Command) {}

/// Kills a child and its children: cargo's rustc, too.
fn kill(child: &mut Child, group: bool) {
    // The group has the child's number, because `make_group` made it the first of its own.
    if cfg!(unix) && group {
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", child.id())]).stderr(Stdio::null()).status();
    }
    // It may have ended on its own meanwhile.
    let _ = child.kill();
}
