//! Talks to a program that runs: says something, waits until it has answered.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Instant;

use crate::mini::{Mini, PATIENCE};

/// A program, and what it has printed so far and nobody has listened to.
pub struct Talk {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Vec<u8>>,
    heard: String,
}

impl Talk {
    /// Starts a program with pipes.
    pub fn start(command: &mut Command) -> Talk {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
        let input = child.stdin.take();
        let mut pipe = child.stdout.take().expect("its output is a pipe");
        let (sender, output) = mpsc::channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = pipe.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Talk { child, input, output, heard: String::new() }
    }

    /// Starts `workbook learn` in a terminal of 80 by 24, and a shell after it that tells how it left the terminal.
    /// `None`, and a word about it, where no program makes terminals.
    pub fn in_a_terminal(mini: &Mini) -> Option<Talk> {
        let version = Command::new("script").arg("--version").output();
        if !version.is_ok_and(|ran| String::from_utf8_lossy(&ran.stdout).contains("util-linux")) {
            println!("skipped: no `script` of util-linux to make a terminal with");
            return None;
        }
        let learn = mini.workbook();
        let mut script = Command::new("script");
        let line = format!("stty rows 24 cols 80; '{}' learn; stty -a", learn.get_program().to_string_lossy());
        script.args(["--quiet", "--return", "--command", &line, "/dev/null"]).current_dir(&mini.root);
        for (name, value) in learn.get_envs() {
            match value {
                Some(value) => script.env(name, value),
                None => script.env_remove(name),
            };
        }
        Some(Talk::start(script.env("TERM", "xterm-256color").env("SHELL", "/bin/sh")))
    }

    /// Types something.
    pub fn say(&mut self, text: &str) {
        let input = self.input.as_mut().expect("the input is open until the end");
        input.write_all(text.as_bytes()).and_then(|()| input.flush()).expect("the program listens");
    }

    /// Waits until the program has printed this, after what was heard before.
    #[track_caller]
    pub fn hear(&mut self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.heard.find(text) {
                self.heard.drain(..at + text.len());
                return;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.heard += &String::from_utf8_lossy(&bytes),
                Err(_) => panic!("waited in vain for `{text}`; heard:\n{}", self.heard),
            }
        }
    }

    /// Closes the input and waits for the end; what was printed since the last [`Talk::hear`].
    pub fn end(mut self) -> String {
        self.input = None;
        let deadline = Instant::now() + PATIENCE;
        while let Ok(bytes) = self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            self.heard += &String::from_utf8_lossy(&bytes);
        }
        let status = self.child.wait().expect("the program ended");
        assert!(status.success(), "{status}: {}", self.heard);
        std::mem::take(&mut self.heard)
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        // Only a test that failed leaves it running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
