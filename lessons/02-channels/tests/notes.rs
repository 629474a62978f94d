//! The notes' sentences on channels: what holds, what does not, and what real Go showed.

use std::fs;
use std::path::Path;

use channels::{Chan, Ticker, select};
use ground::park;
use ground::stage::Stage;

/// What Go's compiler said to a misuse of a direction.
fn compiler(misuse: &str) -> String {
    let text = kit::oracle::read("channels/directions.go1.27.3.txt");
    let said = text.lines().find_map(|line| line.strip_prefix(misuse)?.strip_prefix(": "));
    said.unwrap_or_else(|| panic!("`{misuse}` is not recorded")).to_owned()
}

/// The doctests of `src/direction.rs` do not compile; each names what Go says to the same.
#[test]
fn what_gos_compiler_refuses_does_not_compile_here() {
    let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/direction.rs")).unwrap();
    let doctests: Vec<&str> =
        source.split("/// ```compile_fail").skip(1).map(|rest| rest.lines().nth(1).unwrap()).collect();
    assert_eq!(doctests.len(), 4);
    for (misuse, ours) in [
        ("<-s", ".sender().recv()"),
        ("r <- 1", ".receiver().send("),
        ("close(r)", ".receiver().close()"),
        ("c = r", ".receiver();"),
    ] {
        let doctest =
            doctests.iter().find(|line| line.contains(ours)).unwrap_or_else(|| panic!("{ours} has a doctest"));
        let (_, gos) = doctest.split_once("// Go: ").expect("it names Go's words");
        assert!(compiler(misuse).contains(gos), "{misuse}: Go says `{}`", compiler(misuse));
    }
}

#[test]
fn a_channel_turns_into_a_one_way_one_and_never_back() {
    assert_eq!(compiler("r = c; s = c"), "compiles");
    assert!(["c = r", "c = s", "c = (chan int)(r)"].iter().all(|back| compiler(back).starts_with("cannot ")));
    let ch = Chan::make(1);
    let (tx, rx) = (ch.sender(), ch.receiver());
    tx.send(7);
    assert_eq!(rx.recv(), Some(7), "two views of one channel");
}

#[test]
fn a_tickers_channel_can_only_be_received_from() {
    assert!(compiler("r <- 1").contains("cannot send to receive-only channel"));
    let ticker = Ticker::new(std::time::Duration::from_secs(1));
    let only: &channels::Receiver<std::time::Instant> = ticker.receiver();
    assert!(only.try_recv().is_err());
}

/// It blocks. When all are blocked, the process dies, which is no panic; while another lives, nothing happens.
#[test]
fn a_channel_that_is_only_read_or_only_written_does_not_panic() {
    let go = kit::oracle::section("channels/surprises.go1.27.3.txt", "only read, only written");
    let (dies, lives): (Vec<&str>, Vec<&str>) = go.lines().partition(|line| line.contains("exit code 2"));
    assert_eq!((dies.len(), lives.len()), (7, 2));
    assert!(dies.iter().all(|line| line.contains("fatal error: all goroutines are asleep - deadlock!")));
    assert!(!go.contains("panic"));
    let stage = Stage::new();
    stage.puppet("only reads", || _ = Chan::<u32>::make(0).recv());
    stage.puppet("only writes", || Chan::make(0).send(1));
    let report = stage.run().expect_err("both wait");
    assert_eq!((report.parked.len(), report.panicked.len()), (2, 0));
}

#[test]
fn three_things_panic() {
    let go = kit::oracle::section("channels/surprises.go1.27.3.txt", "panics");
    let says = |what: &str| go.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(": ")).unwrap().to_owned();
    let closed = Chan::make(1);
    closed.close();
    assert_eq!(kit::panic_text(|| closed.send(1)), says("send on closed"));
    assert_eq!(kit::panic_text(|| closed.close()), says("close twice"));
    assert_eq!(kit::panic_text(|| Chan::<u32>::nil().close()), says("close nil"));
}

#[test]
fn a_send_with_a_default_drops_what_does_not_fit() {
    let ch = Chan::make(2);
    let dropped = (0..5).filter(|&i| select! { ch.send(i) => false, default => true }).count();
    assert_eq!((dropped, ch.len()), (3, 2));
    let go = kit::oracle::section("channels/surprises.go1.27.3.txt", "drop when full");
    assert_eq!(go.lines().filter(|line| line.ends_with("false")).count(), dropped);
}

/// With a default on both sides nobody ever waits, so the two sides never meet, in whatever order they come.
#[test]
fn two_sides_with_a_default_never_meet() {
    let report = ground::stage::explore(ground::stage::Bound::All, |stage| {
        let ch = Chan::make_locked(0);
        let (tx, rx) = (ch.clone(), ch);
        stage.puppet("sends", move || select! { tx.send(1) => panic!("they met"), default => () });
        stage.puppet("receives", move || {
            park::point();
            select! { _ = rx.recv() => panic!("they met"), default => () }
        });
    });
    assert!(report.complete && report.failures.is_empty() && report.runs > 3, "{report}");
    let go = kit::oracle::section("channels/surprises.go1.27.3.txt", "test4");
    assert!(go.starts_with("receive default\nsend default\n"));
}
