//! The report of a bench: this lesson beside its peers, in rounds, ratios first.
//!
//! # Idea
//! Criterion does the measuring; this file does the comparing. A shared machine drifts, so a workload is measured
//! on every peer in each of seven rounds, and the report has the median over the rounds. What it prints first is
//! the ratio to the best peer, because a ratio survives the drift that an absolute time does not.
//!
//! Criterion is the bench's dependency and not the kit's: a round is a closure that the bench writes, and the
//! figures are read from the files that criterion leaves.
//!
//! ```no_run
//! # struct Criterion;
//! # impl Criterion {
//! #     fn default() -> Self { Criterion }
//! #     fn output_directory(self, _: &std::path::Path) -> Self { self }
//! # }
//! # fn append(_: &mut Criterion) {}
//! use kit::bench::Bench;
//!
//! fn main() -> std::process::ExitCode {
//!     Bench::new(env!("CARGO_MANIFEST_DIR"), "cargo bench -p lesson-01 -- --record")
//!         .peers(["slices", "Vec"])
//!         .workload("append-1", "ns/elem")
//!         .outside("Go", || kit::bench::run_go("benches/go/slices.go"))
//!         .run(|round| append(&mut Criterion::default().output_directory(round.directory())))
//! }
//! ```
//!
//! A benchmark's id is `GROUP/WORKLOAD/PEER` (`slices/append-1/Vec`); a throughput in elements turns its time into
//! a time per element.

mod drift;
mod estimates;
mod report;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub use estimates::{Figure, from_criterion, from_lines};
pub use report::{Entry, Measured, Row};

pub(crate) use drift::LIMIT;

/// How often everything is measured, unless `--rounds` says otherwise.
pub const ROUNDS: usize = 7;

/// What prints the figures of a peer that is no Rust crate: lines `WORKLOAD<TAB>VALUE`, or why there are none.
type Outside = Box<dyn FnMut() -> Result<String, String>>;

/// A lesson's bench.
pub struct Bench {
    lesson: PathBuf,
    command: String,
    peers: Vec<String>,
    workloads: Vec<(String, String)>,
    outside: Vec<(String, Outside)>,
    unsteady: Vec<String>,
    uncompared: Vec<String>,
}

/// One round of a bench.
pub struct Round {
    directory: PathBuf,
    filter: Option<String>,
    /// What was measured without criterion.
    figures: RefCell<Vec<Figure>>,
}

impl Round {
    /// Where criterion must leave its files: `Criterion::default().output_directory(round.directory())`.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The reader's filter, for `Criterion::with_filter`; empty for everything.
    pub fn filter(&self) -> &str {
        self.filter.as_deref().unwrap_or_default()
    }

    /// Measures what is no time of a loop, such as a longest wait or a ratio: `measure` is called if the reader's filter is part
    /// of `WORKLOAD/PEER` for one of the workloads, and returns a value for each of them.
    pub fn measured<const N: usize>(&self, peer: &str, workloads: [&str; N], measure: impl FnOnce() -> [f64; N]) {
        let wanted = |workload: &&str| format!("{workload}/{peer}").contains(self.filter());
        if workloads.iter().any(wanted) {
            let values = workloads.into_iter().zip(measure()).filter(|(workload, _)| wanted(workload));
            let figure =
                |(workload, value): (&str, f64)| Figure { workload: workload.to_owned(), peer: peer.to_owned(), value };
            self.figures.borrow_mut().extend(values.map(figure));
        }
    }
}

/// What the command line asks for.
#[derive(Debug, PartialEq)]
struct Options {
    record: bool,
    check: bool,
    rounds: usize,
    filter: Option<String>,
}

impl Options {
    /// `None` when this is no `cargo bench` (`cargo test --benches`, a test runner's `--list`): nothing to measure.
    fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Option<Options>, String> {
        let mut options = Options { record: false, check: false, rounds: ROUNDS, filter: None };
        let mut benching = false;
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--bench" => benching = true,
                "--record" => options.record = true,
                "--check" => options.check = true,
                "--rounds" => {
                    let rounds = arguments.next().and_then(|number| number.parse().ok()).filter(|rounds| *rounds > 0);
                    options.rounds = rounds.ok_or("--rounds needs a number from 1: `--rounds 3`")?;
                }
                "--list" | "--test" => return Ok(None),
                flag if flag.starts_with('-') && benching => {
                    return Err(format!(
                        "unknown option `{flag}`: there are --record, --check, --rounds N and a filter"
                    ));
                }
                flag if flag.starts_with('-') => {}
                filter => options.filter = Some(filter.to_owned()),
            }
        }
        if options.record && options.filter.is_some() {
            return Err("--record needs every workload: leave the filter out".to_owned());
        }
        Ok(benching.then_some(options))
    }
}

impl Bench {
    /// A bench of the lesson in this folder (`env!("CARGO_MANIFEST_DIR")`); `command` is what a reader types to
    /// record it again.
    pub fn new(lesson: impl Into<PathBuf>, command: impl Into<String>) -> Bench {
        Bench {
            lesson: lesson.into(),
            command: command.into(),
            peers: Vec::new(),
            workloads: Vec::new(),
            outside: Vec::new(),
            unsteady: Vec::new(),
            uncompared: Vec::new(),
        }
    }

    /// Who is measured by criterion: the lesson first, then its peers.
    pub fn peers<P: Into<String>>(mut self, peers: impl IntoIterator<Item = P>) -> Bench {
        self.peers.extend(peers.into_iter().map(Into::into));
        self
    }

    /// A workload and its unit, in the order of the report.
    pub fn workload(mut self, name: impl Into<String>, unit: impl Into<String>) -> Bench {
        self.workloads.push((name.into(), unit.into()));
        self
    }

    /// A workload whose ratios depend on what the system happens to do, such as on which cores it runs several threads: a
    /// `--check` minds only if the lesson has become much slower beside its peers. The chapter must say so.
    pub fn unsteady(mut self, workload: impl Into<String>) -> Bench {
        self.unsteady.push(workload.into());
        self
    }

    /// A workload whose ratios say nothing about another run, such as a longest wait, which one slice of the system's time
    /// decides: a `--check` leaves it out. The chapter must say so.
    pub fn uncompared(mut self, workload: impl Into<String>) -> Bench {
        self.uncompared.push(workload.into());
        self
    }

    /// A peer that is no Rust crate: a closure, called once a round, that returns lines `WORKLOAD<TAB>VALUE`. A line
    /// `# go1.27.3` names its version. If it fails, the report goes without this peer and says so.
    pub fn outside(
        mut self,
        name: impl Into<String>,
        lines: impl FnMut() -> Result<String, String> + 'static,
    ) -> Bench {
        self.outside.push((name.into(), Box::new(lines)));
        self
    }

    /// The bench's `main`: measures in rounds, prints the table, and with `--record` writes
    /// `benches/measured.json`; with `--check` it fails if a recorded ratio no longer holds.
    pub fn run(self, round: impl FnMut(&Round)) -> ExitCode {
        match self.measure(std::env::args().skip(1), round) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        }
    }

    fn measure(mut self, arguments: impl Iterator<Item = String>, mut bench: impl FnMut(&Round)) -> Result<(), String> {
        let Some(options) = Options::parse(arguments)? else { return Ok(()) };
        let directory = target_folder(&self.lesson).join("bench-rounds");
        let mut round = Round { directory, filter: options.filter.clone(), figures: RefCell::default() };
        let (mut rounds, mut version) = (Vec::new(), None);
        if options.check {
            self.outside.clear(); // what is not measured here is not compared
        }
        for number in 1..=options.rounds {
            println!("round {number} of {}", options.rounds);
            let mut figures = once(&round, &mut bench)?;
            self.outside.retain_mut(|(name, lines)| match lines().and_then(|lines| from_lines(name, &lines)) {
                Ok(outside) => {
                    version = outside.version.or(version.take());
                    figures.extend(outside.figures);
                    true
                }
                Err(why) => {
                    println!("without {name}: {why}");
                    false
                }
            });
            rounds.push(figures);
        }
        let outside = self.outside.iter().map(|(name, _)| name);
        let peers = self.peers.iter().chain(outside).cloned().collect::<Vec<_>>();
        let figures = rounds.concat();
        let rows = report::rows(&self.workloads, &peers, &figures, options.filter.is_some())?;
        println!("\n{}", report::table(&rows, &figures));
        let path = self.lesson.join("benches").join("measured.json");
        if options.check {
            let text = std::fs::read_to_string(&path).map_err(|error| named(&path, &error))?;
            let recorded = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            let rows = drift::without(&rows, &self.uncompared)?;
            drift::check(&recorded, &rows, &self.unsteady, rounds, |workload| {
                println!("once more: {workload}");
                // In criterion's `GROUP/WORKLOAD/PEER` the slash ends the name.
                round.filter = Some(format!("{workload}/"));
                (0..options.rounds).map(|_| once(&round, &mut bench)).collect()
            })?;
            println!("the recorded ratios still hold");
        }
        if options.record {
            let measured = Measured::now(self.command, version, options.rounds, rows);
            std::fs::write(&path, measured.to_json()).map_err(|error| named(&path, &error))?;
            println!("recorded in {}", path.display());
        }
        Ok(())
    }
}

/// What one round measures here.
fn once(round: &Round, bench: &mut impl FnMut(&Round)) -> Result<Vec<Figure>, String> {
    // What an earlier round left would be read again where this one is filtered.
    if round.directory.exists() {
        std::fs::remove_dir_all(&round.directory).map_err(|error| named(&round.directory, &error))?;
    }
    bench(round);
    let measured = round.figures.take();
    let mut figures = match measured.is_empty() {
        true => from_criterion(&round.directory)?,
        false => estimates::whatever_is_in(&round.directory)?,
    };
    figures.extend(measured);
    Ok(figures)
}

/// Runs a Go program of the lesson with `$GO`, or else the `go` on the path, and returns what it printed.
///
/// # Errors
/// If there is no Go, or the program fails.
pub fn run_go(program: impl AsRef<Path>) -> Result<String, String> {
    let program = program.as_ref();
    let go = std::env::var_os("GO").unwrap_or_else(|| "go".into());
    let ran = std::process::Command::new(&go).arg("run").arg(program).output();
    let ran = ran.map_err(|error| format!("`{}`: {error}; install Go or set GO to it", go.to_string_lossy()))?;
    if !ran.status.success() {
        return Err(format!("go run {}: {}", program.display(), String::from_utf8_lossy(&ran.stderr).trim()));
    }
    String::from_utf8(ran.stdout).map_err(|error| format!("go run {}: {error}", program.display()))
}

/// The workspace's `target`: where this program itself lies, so that `CARGO_TARGET_DIR` and the like are heard.
fn target_folder(lesson: &Path) -> PathBuf {
    let program = std::env::current_exe().ok();
    let target = program.as_deref().and_then(|path| path.ancestors().nth(3)).map(Path::to_owned);
    target.unwrap_or_else(|| lesson.join("target"))
}

fn named(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::{Options, ROUNDS, Round};

    fn parse(line: &str) -> Result<Option<Options>, String> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn only_cargo_bench_measures() {
        assert_eq!(parse(""), Ok(None));
        assert_eq!(parse("--list --format terse"), Ok(None));
        assert_eq!(parse("--nocapture"), Ok(None));
        assert_eq!(parse("--bench"), Ok(Some(Options { record: false, check: false, rounds: ROUNDS, filter: None })));
        let three = Options { record: true, check: false, rounds: 3, filter: None };
        assert_eq!(parse("--bench --record --rounds 3"), Ok(Some(three)));
    }

    #[test]
    fn what_criterion_does_not_measure_is_measured_where_the_filter_wants_it() {
        let round = |filter: &str| Round {
            directory: "unused".into(),
            filter: Some(filter.to_owned()),
            figures: RefCell::default(),
        };
        let kept = |filter| {
            let round = round(filter);
            round.measured("own", ["k2", "k2-longest"], || [1.0, 2.0]);
            round.measured("std", ["k4"], || panic!("nobody wants it"));
            let figures = round.figures.take();
            figures
                .iter()
                .map(|figure| format!("{}/{} {}", figure.workload, figure.peer, figure.value))
                .collect::<Vec<_>>()
        };
        assert_eq!(kept("k2"), ["k2/own 1", "k2-longest/own 2"]);
        assert_eq!(kept("longest"), ["k2-longest/own 2"]);
        assert_eq!(kept("append"), [""; 0]);
    }

    #[test]
    fn a_wrong_command_line_says_what_there_is() {
        assert!(parse("--bench --rounds 0").is_err_and(|why| why.contains("from 1")));
        assert!(parse("--bench --fast").is_err_and(|why| why.contains("--record, --check, --rounds N and a filter")));
        assert!(parse("--bench --record append-1").is_err_and(|why| why.contains("leave the filter out")));
    }
}
