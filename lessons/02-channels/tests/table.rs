//! Every operation in every state of a channel does what Go 1.27.3 does (`tests/oracle/channels/table.go`), on a stage and
//! on threads, with the fast way and without.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use channels::{Chan, select};
use ground::stage::Stage;

type Make = fn(usize) -> Chan<u32>;
/// What a party does with the channel, and says about it.
type Party = Box<dyn FnOnce(&Chan<u32>) -> String + Send>;

const KINDS: [(&str, Make); 2] = [("fast", Chan::make), ("locked", Chan::make_locked)];

/// A channel in the state that the table names.
fn state(name: &str, make: Make) -> Chan<u32> {
    if name == "nil" {
        return Chan::nil();
    }
    let number = |after: &str| name.split(after).nth(1).map_or(0, |rest| rest[..1].parse().expect("a digit"));
    let ch = make(number("cap ") as usize);
    (0..number("holds ")).for_each(|i| ch.send(10 + i));
    if name.contains("closed") {
        ch.close();
    }
    ch
}

fn received(got: Option<u32>) -> String {
    format!("received {} {}", got.unwrap_or(0), got.is_some())
}

/// The operation that the table names: what it did.
fn operation(name: &str, ch: &Chan<u32>) -> String {
    match name {
        "send" => {
            ch.send(5);
            "sent".to_owned()
        }
        "receive" => received(ch.recv()),
        "close" => {
            ch.close();
            "closed".to_owned()
        }
        "len and cap" => format!("{} {}", ch.len(), ch.cap()),
        "range" => ch.iter().fold("range:".to_owned(), |said, v| format!("{said} {v}")),
        "select send" => select! { ch.send(5) => "sent".to_owned() },
        "select send, default" => select! { ch.send(5) => "sent".to_owned(), default => "default".to_owned() },
        "select receive" => select! { v = ch.recv() => received(v) },
        "select receive, default" => select! { v = ch.recv() => received(v), default => "default".to_owned() },
        "select both, default" => select! {
            ch.send(5) => "sent".to_owned(),
            v = ch.recv() => received(v),
            default => "default".to_owned(),
        },
        other => panic!("the table has another operation: {other}"),
    }
}

/// What the party that waits in this state does, if there is one.
fn partner(state: &str) -> Option<&'static str> {
    let (_, who) = state.rsplit_once(", a ")?;
    Some(if who == "receiver waits" { "receive" } else { "send 77" })
}

fn run_partner(what: &str, ch: &Chan<u32>) -> String {
    match what {
        "receive" => received(ch.recv()),
        _ => {
            ch.send(77);
            "sent".to_owned()
        }
    }
}

/// A cell on a stage: a party that still waits when nobody can run is seen, not slept for.
fn on_a_stage(name: &str, what: &'static str, make: Make, seed: u64) -> String {
    let stage = Stage::new();
    stage.seed(seed);
    let ch = state(name, make);
    let said = Rc::new(RefCell::new(BTreeMap::new()));
    let add = |who: &'static str, f: Party| {
        let (ch, said) = (ch.clone(), Rc::clone(&said));
        stage.puppet(who, move || {
            let end = f(&ch);
            said.borrow_mut().insert(who, end);
        });
        kit::quietly(|| _ = stage.run());
    };
    let partner = partner(name);
    partner.into_iter().for_each(|partner| add("partner", Box::new(move |ch| run_partner(partner, ch))));
    add("party", Box::new(move |ch| operation(what, ch)));
    let end = |who: &str| {
        let panic = stage.inspect().puppets.into_iter().find(|p| p.name == who)?.panic;
        Some(panic.map_or_else(
            || said.borrow().get(who).cloned().unwrap_or_else(|| "waits".to_owned()),
            |text| format!("panic: {text}"),
        ))
    };
    let did = end("party").expect("it was added");
    format!("{did}\t{}\t{}", ch.len(), end("partner").unwrap_or_else(|| "-".to_owned()))
}

/// A cell on threads. Who waits is left waiting: on a channel that nobody else knows. That it waits is seen in the channel's queues,
/// and not guessed from the time that passes.
fn on_threads(name: &str, what: &'static str, make: Make, _try: u64) -> String {
    let ch = state(name, make);
    let start = |f: Party| {
        let (end, said) = mpsc::channel();
        let ch = ch.clone();
        thread::spawn(move || end.send(kit::outcome(|| f(&ch)).unwrap_or_else(|text| format!("panic: {text}"))));
        said
    };
    let other = partner(name).map(|partner| {
        let said = start(Box::new(move |ch| run_partner(partner, ch)));
        while waiting(&ch) == 0 {
            thread::yield_now();
        }
        said
    });
    let said = start(Box::new(move |ch| operation(what, ch)));
    let (mut did, mut others) = (None, None);
    let begin = Instant::now();
    loop {
        did = did.or_else(|| said.recv_timeout(Duration::from_micros(50)).ok());
        others = others.or_else(|| other.as_ref()?.try_recv().ok());
        let run_or_wait = usize::from(did.is_none()) + usize::from(other.is_some() && others.is_none());
        // After that: who has said something has woken whom it wakes. Nobody can see who waits for nil; Go's own table says who does.
        let waiting = if name == "nil" { usize::from(waits_for_nil(what)) } else { waiting(&ch) };
        if waiting >= run_or_wait {
            break;
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "{name}: {what}: somebody neither ends nor waits");
    }
    let other = other.map_or("-".to_owned(), |_| others.unwrap_or("waits".to_owned()));
    format!("{}\t{}\t{other}", did.unwrap_or("waits".to_owned()), ch.len())
}

/// Whether Go says that this operation on nil waits.
fn waits_for_nil(operation: &str) -> bool {
    table()[&("nil".to_owned(), operation.to_owned())].iter().any(|outcome| outcome.starts_with("waits"))
}

/// How often somebody waits at the channel.
fn waiting(ch: &Chan<u32>) -> usize {
    let (senders, receivers) = ch.waiting();
    senders + receivers
}

/// The table: for each state and operation, all outcomes that Go showed.
fn table() -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut table: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for line in kit::oracle::read("channels/table.go1.27.3.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.splitn(3, '\t').map(str::to_owned);
        let mut column = || columns.next().expect("a row has five columns");
        let key = (column(), column());
        table.entry(key).or_default().insert(column());
    }
    table
}

/// How often a cell with several outcomes is tried before all must have been seen: they are equally likely.
const TRIES: u64 = 60;

fn compare(cell: impl Fn(&str, &'static str, Make, u64) -> String) {
    let table = table();
    assert_eq!(table.len(), 130, "13 states and 10 operations");
    for ((state, operation), outcomes) in table {
        let operation: &'static str = operation.leak();
        for (kind, make) in KINDS {
            let tries = if outcomes.len() > 1 { TRIES } else { 1 };
            let seen: BTreeSet<_> = (0..tries).map(|seed| cell(&state, operation, make, seed)).collect();
            assert_eq!(seen, outcomes, "{state}: {operation} ({kind})");
        }
    }
}

#[test]
fn every_operation_in_every_state_is_gos_on_a_stage() {
    compare(on_a_stage);
}

#[test]
fn every_operation_in_every_state_is_gos_on_threads() {
    compare(on_threads);
}
