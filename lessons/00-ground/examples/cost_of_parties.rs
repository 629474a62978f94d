//! A process, a thread and a coroutine: what each costs to make, to switch to and back, and to keep.
//! `cargo run --release -p lesson-00 --example cost_of_parties`; with `-- --record` the chapter's table is written anew, with
//! `-- --check` compared. On Linux all of it runs on one core, so that a switch is a switch and no call across cores.
//!
//! Every party does the same: it waits for its turn, adds one to a variable, gives the turn back, and again. The column
//! "seen" is what the first party reads in that variable at the end: all additions, where they share one address space.

use std::env;
use std::fs;
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle, Thread};
use std::time::{Duration, Instant};

use corosensei::Coroutine;
use corosensei::stack::DefaultStack;
use ground::pages::{Usage, usage};
use kit::readings::{Cell, Compare, Readings, Unit};

/// The variable that every party adds to. Relaxed: the turns order the additions.
static ADDED: AtomicUsize = AtomicUsize::new(0);

/// How often the turn goes round all parties. Few at a time switch often, so that the clock has something to measure.
fn rounds(parties: usize) -> usize {
    (10_000 / parties).max(2)
}

/// The stack of a thread and of a coroutine; what is never touched of it costs no memory.
const STACK: usize = 64 << 10;

/// What one kind of party cost, and what the first party saw of the additions.
struct Costs {
    made: Duration,
    switched: Duration,
    /// Address space and memory for each; `None` where the system does not tell.
    vsz: Option<usize>,
    rss: Option<usize>,
    seen: usize,
}

fn main() -> io::Result<ExitCode> {
    if env::args().any(|arg| arg == "--party") {
        return be_a_process().map(|()| ExitCode::SUCCESS);
    }
    on_one_core();
    one_malloc_for_all_threads();
    // What is done once in a process's life is no party's cost. The thread has a stack of another size, or the C library
    // would keep it and hand it to the first thread that counts.
    thread::spawn(|| ()).join().expect("it does nothing");
    coroutines(1)?;
    let command = "cargo run --release -p lesson-00 --example cost_of_parties -- --record";
    let mut table = Readings::new("What a process, a thread and a coroutine cost", command);
    table.column("made each", Unit::Ns, Compare::Ratio);
    table.column("switch there and back", Unit::Ns, Compare::Ratio);
    table.column("VSZ each", Unit::Bytes, Compare::Ratio);
    table.column("RSS each", Unit::Bytes, Compare::Ratio);
    table.column("seen", Unit::Text, Compare::Exact);
    type Kind = (&'static str, fn(usize) -> io::Result<Costs>, &'static [usize]);
    let kinds: [Kind; 3] = [
        ("process", processes, &[1, 100]),
        ("thread", threads, &[1, 100, 10_000]),
        ("coroutine", coroutines, &[1, 100, 10_000]),
    ];
    for (kind, run, counts) in kinds {
        for &parties in counts {
            ADDED.store(0, Ordering::Relaxed);
            add_row(&mut table, kind, parties, run(parties));
        }
    }
    let left_out = "10,000 processes are left out: they would take a hundred times the memory of 100.";
    table.notes.push(left_out.to_owned());
    Ok(table.finish(env!("CARGO_MANIFEST_DIR"), "parties"))
}

/// A row of the table; where the system stopped it, an empty one and a note that says why.
fn add_row(table: &mut Readings, kind: &str, parties: usize, costs: io::Result<Costs>) {
    let count = |number: usize| Cell::Number(number as f64).shown(Unit::Count);
    let what = format!("{kind} \u{d7} {}", count(parties));
    let additions = parties * rounds(parties);
    let each = |total: Duration, of: usize| Cell::Number(total.as_nanos() as f64 / of as f64);
    match costs {
        Ok(costs) => {
            let (made, switched) = (each(costs.made, parties), each(costs.switched, additions));
            let seen = format!("{} of {}", count(costs.seen), count(additions));
            table.row(what, [made, switched, costs.vsz.into(), costs.rss.into(), seen.into()]);
        }
        Err(error) => {
            table.notes.push(format!("{what}: stopped: {error}"));
            table.row(what, [Cell::Missing, Cell::Missing, Cell::Missing, Cell::Missing, Cell::Missing]);
        }
    }
}

// ---- Processes: an address space of their own; the turn is a byte through a pipe ----

fn processes(parties: usize) -> io::Result<Costs> {
    let start = Instant::now();
    let mut children = Vec::new();
    for _ in 0..parties {
        let mut command = Command::new(env::current_exe()?);
        children.push(command.arg("--party").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?);
    }
    // A process is made when it runs: when it has answered once.
    children.iter_mut().try_for_each(turn_of)?;
    let made = start.elapsed();
    let start = Instant::now();
    for _ in 0..rounds(parties) {
        children.iter_mut().try_for_each(turn_of)?;
    }
    let switched = start.elapsed();
    let each: Vec<_> = children.iter().filter_map(|child| memory_of(child.id())).collect();
    let average =
        |of: fn(&(usize, usize)) -> usize| (!each.is_empty()).then(|| each.iter().map(of).sum::<usize>() / each.len());
    let (vsz, rss) = (average(|each| each.0), average(|each| each.1));
    for mut child in children {
        drop(child.stdin.take()); // at the end of its input a party ends
        child.wait()?;
    }
    Ok(Costs { made, switched, vsz, rss, seen: ADDED.load(Ordering::Relaxed) })
}

/// Gives the turn to a process and waits for it to come back.
fn turn_of(child: &mut Child) -> io::Result<()> {
    let (to, from) = (child.stdin.as_mut(), child.stdout.as_mut());
    to.expect("stdin is a pipe").write_all(&[1])?;
    from.expect("stdout is a pipe").read_exact(&mut [0])
}

/// What such a process does. It runs this same program, and `ADDED` is at the same address; and yet it is another variable.
fn be_a_process() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    while input.read_exact(&mut [0]).is_ok() {
        ADDED.fetch_add(1, Ordering::Relaxed);
        output.write_all(&[1])?;
        output.flush()?;
    }
    Ok(())
}

/// VSZ of a process, and its memory: pages that several processes share are divided among them (Linux's PSS).
fn memory_of(process: u32) -> Option<(usize, usize)> {
    let kib = |file: &str, name: &str| -> Option<usize> {
        let text = fs::read_to_string(format!("/proc/{process}/{file}")).ok()?;
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_ascii_whitespace().nth(1)?.parse::<usize>().ok()? << 10)
    };
    Some((kib("status", "VmSize:")?, kib("smaps_rollup", "Pss:")?))
}

// ---- Threads: a stack of their own in one address space; the turn is a flag and a wake-up ----

/// A thread and its turn. Release and Acquire on `its_turn` pair with each other: who has the turn sees what the other did.
struct Party {
    its_turn: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

fn threads(parties: usize) -> io::Result<Costs> {
    let before = usage();
    let start = Instant::now();
    let mut all = Vec::with_capacity(parties);
    for _ in 0..parties {
        all.push(make_thread(1 + rounds(parties))?);
    }
    all.iter().for_each(turn_of_thread);
    let made = start.elapsed();
    let (vsz, rss) = growth_each(before, parties);
    ADDED.store(0, Ordering::Relaxed); // the turn in which they were made does not count
    let start = Instant::now();
    for _ in 0..rounds(parties) {
        all.iter().for_each(turn_of_thread);
    }
    let switched = start.elapsed();
    all.into_iter().for_each(|party| party.thread.join().expect("a party does not panic"));
    Ok(Costs { made, switched, vsz, rss, seen: ADDED.load(Ordering::Relaxed) })
}

fn make_thread(turns: usize) -> io::Result<Party> {
    let (main, its_turn) = (thread::current(), Arc::new(AtomicBool::new(false)));
    let turn = its_turn.clone();
    let body = move || {
        for _ in 0..turns {
            wait_until(&turn, true);
            ADDED.fetch_add(1, Ordering::Relaxed);
            pass(&turn, false, &main);
        }
    };
    Ok(Party { its_turn, thread: thread::Builder::new().stack_size(STACK).spawn(body)? })
}

fn turn_of_thread(party: &Party) {
    pass(&party.its_turn, true, party.thread.thread());
    wait_until(&party.its_turn, false);
}

fn wait_until(turn: &AtomicBool, value: bool) {
    while turn.load(Ordering::Acquire) != value {
        thread::park();
    }
}

fn pass(turn: &AtomicBool, value: bool, to: &Thread) {
    turn.store(value, Ordering::Release);
    to.unpark();
}

// ---- Coroutines: a stack of their own on one thread; the turn is a jump ----

fn coroutines(parties: usize) -> io::Result<Costs> {
    let before = usage();
    let start = Instant::now();
    let mut all = Vec::with_capacity(parties);
    for _ in 0..parties {
        let turns = rounds(parties);
        all.push(Coroutine::with_stack(DefaultStack::new(STACK)?, move |yielder, ()| {
            for _ in 0..turns {
                yielder.suspend(());
                ADDED.fetch_add(1, Ordering::Relaxed);
            }
        }));
    }
    resume(&mut all);
    let made = start.elapsed();
    let (vsz, rss) = growth_each(before, parties);
    let start = Instant::now();
    for _ in 0..rounds(parties) {
        resume(&mut all);
    }
    let switched = start.elapsed();
    assert!(all.iter().all(Coroutine::done), "every coroutine has had its turns");
    Ok(Costs { made, switched, vsz, rss, seen: ADDED.load(Ordering::Relaxed) })
}

/// Gives every coroutine a turn.
fn resume(all: &mut [Coroutine<(), (), ()>]) {
    for party in all {
        party.resume(());
    }
}

/// By how much this process has grown, for each of the parties in it.
fn growth_each(before: Usage, parties: usize) -> (Option<usize>, Option<usize>) {
    let now = usage();
    (Some(now.vsz.saturating_sub(before.vsz) / parties), Some(now.rss.saturating_sub(before.rss) / parties))
}

/// Keeps this process, its threads and its children on the core that it is on.
fn on_one_core() {
    #[cfg(target_os = "linux")]
    // SAFETY: the set is plain bits, for which zero is a value; the calls read it, and write nothing else.
    unsafe {
        let mut cores: libc::cpu_set_t = std::mem::zeroed();
        libc::CPU_SET(libc::sched_getcpu().max(0) as usize, &mut cores);
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &cores);
    }
}

/// The malloc of glibc gives each of the first threads 64 MiB of address space for its own use, and reuses them later.
/// It would be counted to whichever thread comes first.
fn one_malloc_for_all_threads() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it sets a number, before there is a second thread.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
    }
}
