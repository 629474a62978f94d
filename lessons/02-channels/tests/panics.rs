//! How a program ends that waits for ever or breaks a rule: each case of `tests/oracle/channels/fatal.go`, as a puppet,
//! says what Go 1.27.3 said.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use channels::{Chan, Ticker, select};
use ground::stage::{Stage, sleep};

/// What a case printed.
#[derive(Clone, Default)]
struct Said(Rc<RefCell<Vec<String>>>);

impl Said {
    fn say(&self, line: impl ToString) {
        self.0.borrow_mut().push(line.to_string());
    }
}

fn closed() -> Chan<i64> {
    let ch = Chan::make(1);
    ch.close();
    ch
}

fn select_over(from: Chan<i64>, to: Chan<i64>) {
    select! { _ = from.recv() => (), to.send(1) => () }
}

/// What `main` does in a case that needs nobody else; `None` for others.
fn alone(case: &str) -> Option<fn(&Said)> {
    Some(match case {
        "receive, nobody sends" => |_| _ = Chan::<i64>::make(0).recv(),
        "send, nobody receives" => |_| Chan::make(0).send(1),
        "send 2 into cap 1" => |said| {
            let ch = Chan::make(1);
            ch.send(1);
            said.say("first sent");
            ch.send(2);
        },
        "send 1 into cap 1, never received" => |said| {
            Chan::make(1).send(1);
            said.say("ok");
        },
        "receive from nil" => |_| _ = Chan::<i64>::nil().recv(),
        "send to nil" => |_| Chan::nil().send(1),
        "range, never closed" => |said| {
            let ch = Chan::make(1);
            ch.send(1);
            ch.iter().for_each(|v| said.say(v));
        },
        "select without cases" => |_| select! {},
        "select over nil channels" => |_| select_over(Chan::nil(), Chan::nil()),
        "select over idle channels" => |_| select_over(Chan::make(0), Chan::make(0)),
        "send on closed" => |_| closed().send(1),
        "select with a send on closed, default" => |_| select! { closed().send(1) => (), default => () },
        "close of closed" => |_| closed().close(),
        "close of nil" => |_| Chan::<i64>::nil().close(),
        // Go's -1, as the number that it is for a `usize`.
        "make with -1" => |_| _ = Chan::<i64>::make(usize::MAX),
        "make of struct{} with -1" => |_| _ = Chan::<()>::make(usize::MAX),
        "make with 1<<62" => |_| _ = Chan::<i64>::make(1 << 62),
        "recover from send on closed" => |said| said.say(kit::panic_text(|| closed().send(1))),
        "recover from close of closed" => |said| said.say(kit::panic_text(|| closed().close())),
        "recover from close of nil" => |said| said.say(kit::panic_text(|| Chan::<i64>::nil().close())),
        "NewTicker(0)" => |_| _ = Ticker::new(Duration::ZERO),
        "Ticker.Reset(0)" => |_| Ticker::new(Duration::from_secs(3600)).reset(Duration::ZERO),
        _ => return None,
    })
}

/// What the party does that came before `main`.
type Other = fn(&Chan<i64>);

/// Puts a case's parties on the stage: who waits first is there first. `None`: it is none of these.
fn with_another(case: &str, stage: &Stage, said: &Said) -> Option<()> {
    let (ch, said) = (Chan::<i64>::make(0), said.clone());
    let c = ch.clone();
    let (other, main): (Other, Box<dyn FnOnce()>) = match case {
        "a goroutine sends, main waits in select without cases" => (|c| c.send(1), Box::new(|| select! {})),
        "a goroutine sends, main ends" => (|c| c.send(1), Box::new(move || said.say("ok"))),
        "a goroutine receives, main ends" => (|c| _ = c.recv(), Box::new(move || said.say("ok"))),
        "a goroutine sends, main sleeps" => (
            |c| c.send(1),
            Box::new(move || {
                sleep(Duration::from_millis(1));
                said.say("ok");
            }),
        ),
        "close while a goroutine sends" => (|c| c.send(1), Box::new(move || c.close())),
        "close while a goroutine selects" => (|c| select_over(Chan::nil(), c.clone()), Box::new(move || c.close())),
        _ => return None,
    };
    stage.puppet("another", move || other(&ch));
    stage.puppet("main", main);
    Some(())
}

/// What it printed, the message, and what the first goroutine of the report waits for: the last three columns.
fn ends(case: &str) -> [String; 3] {
    let (stage, said) = (Stage::new(), Said::default());
    if let Some(work) = alone(case) {
        let said = said.clone();
        stage.puppet("main", move || work(&said));
    } else {
        with_another(case, &stage, &said).unwrap_or_else(|| panic!("fatal.go has a case that this test lacks: {case}"));
    }
    let end = kit::quietly(|| stage.run()).err();
    // Go's program is over with its main goroutine, or with the first panic of any.
    let panicked = end.as_ref().and_then(|end| end.panicked.first()).map(|(_, text)| text.clone());
    let main = end.and_then(|end| end.parked.into_iter().find(|stuck| stuck.puppet == "main"));
    let (message, state) = match (panicked, main) {
        (Some(text), _) => (format!("panic: {text}"), "running"),
        (None, Some(main)) => {
            let why = main.why.expect("a channel says what it waits for");
            ("fatal error: all goroutines are asleep - deadlock!".to_owned(), why)
        }
        (None, None) => ("-".to_owned(), "-"),
    };
    let printed = said.0.take().join(" / ");
    [if printed.is_empty() { "-".to_owned() } else { printed }, message, state.to_owned()]
}

/// Go's channel of nothing may have any capacity that is not negative; ours has a limit (`ring.rs`, `Ring::new`).
const LARGER_THAN_OURS: [&str; 2] = ["make of struct{} with 1<<62", "make of struct{} with 1<<63-1"];

#[test]
fn every_misuse_ends_with_gos_words() {
    let mut checked = 0;
    for line in kit::oracle::read("channels/fatal.go1.27.3.txt").lines().filter(|line| !line.starts_with('#')) {
        let [case, _code, printed, message, state] = *line.split('\t').collect::<Vec<_>>() else {
            panic!("a row has five columns: {line}")
        };
        if LARGER_THAN_OURS.contains(&case) {
            continue;
        }
        // What only Go has: the type of what `recover` returns.
        let printed = printed.strip_suffix(", runtime.Error: true").unwrap_or(printed);
        assert_eq!(ends(case), [printed, message, state], "{case}");
        checked += 1;
    }
    assert_eq!(checked, 28, "all rows of fatal.go but {LARGER_THAN_OURS:?}");
}

/// The difference from Go above, from both sides.
#[test]
#[cfg(target_pointer_width = "64")]
fn a_buffer_of_nothing_has_room_for_2_to_the_58() {
    assert_eq!(Chan::<()>::make(1 << 58).cap(), 1 << 58);
    assert_eq!(kit::panic_text(|| Chan::<()>::make((1 << 58) + 1)), "makechan: size out of range");
}

/// One-way views panic as the channel does.
#[test]
fn a_sender_panics_as_its_channel_does() {
    assert_eq!(kit::panic_text(|| closed().sender().send(1)), "send on closed channel");
    assert_eq!(kit::panic_text(|| closed().sender().close()), "close of closed channel");
    assert_eq!(kit::panic_text(|| channels::Sender::<i64>::nil().close()), "close of nil channel");
}

/// The plain channel of `plain.rs` is the same channel, slower.
#[test]
fn the_plain_channel_panics_with_the_same_words() {
    let ch = channels::plain::Chan::make(1);
    ch.close();
    assert_eq!(kit::panic_text(|| ch.send(1)), "send on closed channel");
    assert_eq!(kit::panic_text(|| ch.close()), "close of closed channel");
}
