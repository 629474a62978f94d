//! The scenes of the chapter. Each test makes one snapshot, and the book shows it.
//! A text scene prints what the Go program `tests/oracle/channels/surprises.go` prints, and is compared with it.

mod drawing;
mod players;

use std::cell::RefCell;
use std::fmt::{Display, Write};
use std::rc::Rc;

use channels::{Case, Chan, select};
use ground::stage::{Bound, Stage, explore};

/// What a scene prints, line by line. A clone writes on the same page.
#[derive(Clone, Default)]
struct Page(Rc<RefCell<String>>);

impl Page {
    fn line(&self, text: impl Display) {
        writeln!(self.0.borrow_mut(), "{text}").expect("a String takes all");
    }

    /// The text, after it was compared with what Go 1.27.3 printed under `label`.
    fn checked_against_go(self, label: &str) -> String {
        let text = self.0.take();
        assert_eq!(
            text,
            kit::oracle::section("channels/surprises.go1.27.3.txt", label),
            "Go 1.27.3 printed something else"
        );
        text
    }
}

/// Runs `f` as the first puppet of a stage: Go's `main`.
fn main_of(f: impl FnOnce(&Rc<Stage>) + 'static) -> Result<(), ground::stage::Deadlock> {
    let stage = Rc::new(Stage::new());
    let inside = Rc::clone(&stage);
    stage.puppet("main", move || f(&inside));
    stage.run()
}

#[test]
fn test4() {
    let page = Page::default();
    let p = page.clone();
    main_of(move |stage| {
        let ch = Chan::make(0);
        select! {
            t = ch.recv() => p.line(format_args!("receive: {t:?}")),
            default => p.line("receive default"),
        }
        select! {
            ch.send(1) => p.line("send"),
            default => p.line("send default"),
        }
        let received = Chan::make(0);
        let (from, to) = (ch.clone(), received.clone());
        stage.puppet("receiver", move || to.send(from.recv().expect("it is open")));
        while ch.try_send(1).is_err() {
            stage.sleep(std::time::Duration::from_millis(1)); // the other may run
        }
        p.line(format_args!("a receiver waits; receive: {}", received.recv().expect("it is open")));
    })
    .expect("main ends");
    kit::snapshot!("test4", page.checked_against_go("test4"));
}

#[test]
fn drop_when_full() {
    let page = Page::default();
    let ch = Chan::make(2);
    for i in 0..5 {
        page.line(format_args!("send {i} {}", ch.try_send(i).is_ok()));
    }
    let (a, b) = (ch.recv().expect("kept"), ch.recv().expect("kept"));
    page.line(format_args!("kept {a} {b} len {}", ch.len()));
    kit::snapshot!("drop_when_full", page.checked_against_go("drop when full"));
}

#[test]
fn a_closed_channel_drains_first() {
    let page = Page::default();
    let ch = Chan::make(2);
    ch.send(1);
    ch.send(2);
    ch.close();
    for _ in 0..3 {
        let v = ch.recv();
        page.line(format_args!("{} {}", v.unwrap_or(0), v.is_some()));
    }
    kit::snapshot!("a_closed_channel_drains_first", page.checked_against_go("closed drains first"));
}

#[test]
fn range_until_close() {
    let page = Page::default();
    let p = page.clone();
    main_of(move |stage| {
        let ch = Chan::make(0);
        let squares = ch.sender();
        stage.puppet("squares", move || {
            (0..3).for_each(|i| squares.send(i * i));
            squares.close();
        });
        for v in &ch {
            p.line(v);
        }
        p.line("closed");
    })
    .expect("both end");
    kit::snapshot!("range_until_close", page.checked_against_go("range until close"));
}

#[test]
fn close_is_a_broadcast() {
    let page = Page::default();
    let p = page.clone();
    main_of(move |stage| {
        let (start, woken) = (Chan::<()>::make(0), Rc::new(RefCell::new(0)));
        for i in 0..5 {
            let (start, woken) = (start.receiver(), Rc::clone(&woken));
            stage.puppet(format!("worker {i}"), move || {
                start.recv();
                *woken.borrow_mut() += 1;
            });
        }
        stage.sleep(std::time::Duration::from_millis(1)); // they wait
        start.close();
        stage.sleep(std::time::Duration::from_millis(1));
        p.line(format_args!("woken by one close: {}", woken.borrow()));
    })
    .expect("all end");
    kit::snapshot!("close_is_a_broadcast", page.checked_against_go("close is a broadcast"));
}

#[test]
fn buffered_or_not() {
    let page = Page::default();
    let buffered = Chan::make(1);
    buffered.send(1);
    page.line(format_args!("buffered: sent, and nobody has received; len {}", buffered.len()));
    page.line(format_args!("unbuffered, nobody receives: {}", Chan::make(0).try_send(1).is_ok()));
    kit::snapshot!("buffered_or_not", page.checked_against_go("buffered or not"));
}

#[test]
fn operands_are_evaluated_in_order() {
    let said = RefCell::new(String::new());
    let name = |name: &str| write!(said.borrow_mut(), "{name} ").expect("a String takes all");
    let ch = |n: &str| {
        name(n);
        Chan::<u32>::nil()
    };
    let v = |n: &str| {
        name(n);
        1
    };
    select! {
        ch("a").send(v("a's value")) => unreachable!("nil"),
        _ = ch("b").recv() => unreachable!("nil"),
        ch("c").send(v("c's value")) => unreachable!("nil"),
        default => name("default"),
    }
    let page = Page::default();
    page.line(said.borrow().trim_end());
    kit::snapshot!("operands_are_evaluated_in_order", page.checked_against_go("operand order"));
}

#[test]
fn nil_disables_a_case() {
    let page = Page::default();
    let (mut a, mut b) = (Chan::make(2), Chan::make(2));
    a.send(1);
    a.send(2);
    b.send(10);
    a.close();
    b.close();
    let (mut sum, mut rounds) = (0, 0);
    while !(a.is_nil() && b.is_nil()) {
        rounds += 1;
        select! {
            v = a.recv() => match v { Some(v) => sum += v, None => a = Chan::nil() },
            v = b.recv() => match v { Some(v) => sum += v, None => b = Chan::nil() },
        }
    }
    page.line(format_args!("sum {sum} in {rounds} rounds"));
    kit::snapshot!("nil_disables_a_case", page.checked_against_go("nil disables a case"));
}

/// Each of Go's cases on a stage. Go's report names what its goroutine waits for in brackets; so does the stage's.
#[test]
fn only_read_or_only_written() {
    type Main = fn(&Rc<Stage>);
    let mains: [(&str, Main); 9] = [
        ("main only reads", |_| _ = Chan::<u32>::make(0).recv()),
        ("main only writes", |_| Chan::make(0).send(1)),
        ("main writes to a full buffer", |_| {
            let c = Chan::make(1);
            c.send(1);
            c.send(2);
        }),
        ("main reads a nil channel", |_| _ = Chan::<u32>::nil().recv()),
        ("main writes to a nil channel", |_| Chan::nil().send(1)),
        ("main selects over nothing", |_| select! {}),
        ("main selects over an idle channel", |_| {
            let c = Chan::make(0);
            select! { _ = c.recv() => (), c.send(1) => () }
        }),
        ("another only reads, main ends", |stage| stage.puppet("another", || _ = Chan::<u32>::make(0).recv())),
        ("main writes one to a buffer", |_| Chan::make(1).send(1)),
    ];
    let go = kit::oracle::section("channels/surprises.go1.27.3.txt", "only read, only written");
    let page = Page::default();
    for ((name, main), gos) in mains.into_iter().zip(go.lines()) {
        let report = match main_of(main) {
            Ok(()) => "ends".to_owned(),
            Err(deadlock) => deadlock.to_string().replace('\n', "\n    "),
        };
        page.line(format_args!("{name}:\n    {report}"));
        // `fatal error: all goroutines are asleep - deadlock! goroutine 1 [chan receive]` there.
        let reason = gos.split_once('[').map_or("", |(_, rest)| rest.trim_end_matches(']'));
        assert!(
            gos.starts_with(name) && report.contains(&format!("main [{reason} since")) || reason.is_empty(),
            "{gos}"
        );
    }
    kit::snapshot!("only_read_or_only_written", page.0.take());
}

#[test]
fn two_selects_in_every_order() {
    let report = explore(Bound::Preemptions(2), |stage| {
        let (a, b) = (Chan::make(0), Chan::make(0));
        let met = Rc::new(RefCell::new(0));
        for (name, to, from) in [("one", a.clone(), b.clone()), ("two", b, a)] {
            let met = Rc::clone(&met);
            stage.puppet(name, move || {
                let (mut out, mut into) = (Some(1), None);
                select(&mut [Case::send(&to, &mut out), Case::recv(&from, &mut into)]);
                *met.borrow_mut() += into.unwrap_or(0);
            });
        }
        stage.run().expect("they meet");
        assert_eq!(*met.borrow(), 1, "one value goes over, and not two");
    });
    assert!(report.complete && report.failures.is_empty(), "{report}");
    kit::snapshot!("two_selects_in_every_order", report.to_string());
}

#[test]
fn a_value_is_handed_over() {
    kit::snapshot!("a_value_is_handed_over", players::a_value_is_handed_over().to_json());
}

#[test]
fn the_ring_goes_round() {
    kit::snapshot!("the_ring_goes_round", players::the_ring_goes_round().to_json());
}

#[test]
fn close_finds_who_waits() {
    kit::snapshot!("close_finds_who_waits", players::close_finds_who_waits().to_json());
}

#[test]
fn a_select_that_loses_leaves_its_queues() {
    kit::snapshot!("a_select_that_loses_leaves_its_queues", players::a_select_that_loses_leaves_its_queues().to_json());
}
