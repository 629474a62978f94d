//! A server under test, and just enough HTTP and WebSocket to talk to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How long to wait for anything before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// `workbook serve`, ended when it is dropped.
pub struct Server {
    child: Child,
    /// Where it listens: `127.0.0.1:3000`.
    pub address: String,
}

impl Server {
    /// Starts it in a workbook, and waits until it says where it is.
    pub fn start(root: &Path, arguments: &[&str]) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_workbook"))
            .args(arguments)
            .arg("--no-open")
            .current_dir(root)
            // Its sites go where the test's own files go, and with them.
            .env("TMPDIR", root)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        let mut lines = BufReader::new(child.stdout.take().expect("it has an output")).lines();
        let line = lines.next().expect("it says something").expect("it is text");
        // What it says later is read away, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let address =
            line.split_once("http://").and_then(|(_, rest)| rest.split_once('/')).expect("an address").0.to_owned();
        Server { child, address }
    }

    /// Asks it politely to end, and waits until it has.
    pub fn end(mut self) {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill is there");
        assert!(asked.success());
        self.child.wait().expect("it ends");
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
        stream
    }

    /// The answer to a GET: its status line and its body.
    pub fn get(&self, path: &str) -> (String, String) {
        self.get_as(path, &self.address)
    }

    /// The same, with another name for the host.
    pub fn get_as(&self, path: &str, host: &str) -> (String, String) {
        let mut stream = self.connect();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        (head.lines().next().unwrap_or_default().to_owned(), body.to_owned())
    }

    /// Opens the live socket as a page of that origin would; the status line, and the socket.
    pub fn live(&self, origin: &str) -> (String, Live) {
        let mut stream = self.connect();
        write!(
            stream,
            "GET /__workbook/live HTTP/1.1\r\nHost: {}\r\nOrigin: {origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
            self.address
        )
        .expect("sent");
        let mut reader = BufReader::new(stream);
        let mut status = String::new();
        reader.read_line(&mut status).expect("answered");
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).expect("answered") <= 2 {
                return (status.trim().to_owned(), Live(reader));
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has then noticed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The page's end of the live socket.
pub struct Live(BufReader<TcpStream>);

impl Live {
    /// The next message.
    pub fn message(&mut self) -> serde_json::Value {
        let mut head = [0; 2];
        self.0.read_exact(&mut head).expect("a message comes in time");
        assert_eq!(head[0], 0x81, "one whole text message");
        let mut length = usize::from(head[1]);
        if length == 126 {
            let mut long = [0; 2];
            self.0.read_exact(&mut long).expect("its length");
            length = usize::from(u16::from_be_bytes(long));
        }
        let mut text = vec![0; length];
        self.0.read_exact(&mut text).expect("its text");
        serde_json::from_slice(&text).expect("it is JSON")
    }
}
