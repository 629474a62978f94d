//! The plain channel of the chapter's beginning does what Go's does, too: all that it has, in every state, and in every order.

use std::cell::RefCell;
use std::rc::Rc;
use std::thread;

use channels::plain::Chan;
use ground::stage::{Bound, Stage, explore};

/// A channel in the state that the table names.
fn state(name: &str) -> Chan<u32> {
    let number = |after: &str| name.split(after).nth(1).map_or(0, |rest| rest[..1].parse().expect("a digit"));
    let ch = Chan::make(number("cap ") as usize);
    (0..number("holds ")).for_each(|i| ch.send(10 + i));
    if name.contains("closed") {
        ch.close();
    }
    ch
}

fn run(what: &str, ch: &Chan<u32>) -> String {
    match what {
        "receive" | "a receiver waits" => {
            let got = ch.recv();
            format!("received {} {}", got.unwrap_or(0), got.is_some())
        }
        "close" => {
            ch.close();
            "closed".to_owned()
        }
        "len and cap" => format!("{} {}", ch.len(), ch.cap()),
        other => {
            ch.send(if other == "send" { 5 } else { 77 });
            "sent".to_owned()
        }
    }
}

/// What the party and its partner did, on a stage.
fn cell(name: &str, operation: &'static str) -> String {
    let (stage, ch) = (Stage::new(), state(name));
    let said = Rc::new(RefCell::new(Vec::new()));
    let partner = name.rsplit_once(", a ").map(|(_, who)| format!("a {who}"));
    let parties = partner.clone().into_iter().chain([operation.to_owned()]);
    for (number, what) in parties.enumerate() {
        let (ch, s) = (ch.clone(), Rc::clone(&said));
        said.borrow_mut().push("waits".to_owned());
        stage.puppet(what.clone(), move || {
            let did = run(&what, &ch);
            s.borrow_mut()[number] = did;
        });
        kit::quietly(|| _ = stage.run());
    }
    let mut said = said.borrow().clone();
    for (puppet, word) in stage.inspect().puppets.iter().zip(&mut said) {
        if let Some(text) = &puppet.panic {
            *word = format!("panic: {text}");
        }
    }
    let did = said.pop().expect("the party");
    format!("{did}\t{}\t{}", ch.len(), said.pop().unwrap_or_else(|| "-".to_owned()))
}

#[test]
fn what_it_has_is_gos_in_every_state() {
    let mut cells = 0;
    for line in kit::oracle::read("channels/table.go1.27.3.txt").lines().filter(|line| !line.starts_with('#')) {
        let [state, operation, outcome] = line.splitn(3, '\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let known = ["send", "receive", "close", "len and cap"].into_iter().find(|known| *known == operation);
        if let Some(operation) = known.filter(|_| state != "nil") {
            assert_eq!(cell(state, operation), outcome, "{state}: {operation}");
            cells += 1;
        }
    }
    assert_eq!(cells, 12 * 4, "all states but nil, four operations");
}

#[test]
fn nothing_is_lost_in_any_order() {
    for cap in [0, 1] {
        let report = explore(Bound::Preemptions(2), |stage| {
            let (ch, seen) = (Chan::make(cap), Rc::new(RefCell::new(Vec::new())));
            for value in [1, 2] {
                let ch = ch.clone();
                stage.puppet(format!("sends {value}"), move || ch.send(value));
            }
            let s = Rc::clone(&seen);
            stage.puppet("receives", move || (0..2).for_each(|_| s.borrow_mut().extend(ch.recv())));
            stage.run().expect("everybody ends");
            seen.borrow_mut().sort_unstable();
            assert_eq!(*seen.borrow(), [1, 2]);
        });
        assert!(report.complete, "{report}");
        report.expect_ok();
    }
}

#[test]
fn a_value_comes_back_from_a_closed_one_and_threads_lose_none() {
    let ch = Chan::make(1);
    assert_eq!((ch.try_send(1).is_ok(), ch.try_send(2).is_ok(), ch.try_recv()), (true, false, Ok(1)));
    let sum = thread::scope(|s| {
        let senders = [(); 2].map(|()| s.spawn(|| (1..=1000).for_each(|v| ch.send(v))));
        let receiver = s.spawn(|| std::iter::from_fn(|| ch.recv()).sum::<u32>());
        senders.into_iter().for_each(|sender| sender.join().unwrap());
        ch.close();
        receiver.join().unwrap()
    });
    assert_eq!((sum, ch.send_or_closed(9).map_err(|error| error.0)), (2 * 500_500, Err(9)));
}
