//! What the chapter's players step through: scripts on a stage, a frame after each step.

use std::cell::RefCell;
use std::rc::Rc;

use channels::{Chan, SendError, select};
use ground::stage::Stage;
use kit::frame::{Frame, Panel, Scene};

use crate::drawing;

/// What puppets say when they are done.
type Said = Rc<RefCell<Vec<String>>>;

fn say(said: &Said, text: impl Into<String>) {
    said.borrow_mut().push(text.into());
}

fn said_panel(said: &Said) -> Panel {
    Panel::list("done", said.borrow().iter())
}

/// Runs everybody until nobody can.
fn settle(stage: &Stage) {
    // Whoever still waits is what the scene shows.
    let _waiting = stage.run();
}

pub fn a_value_is_handed_over() -> Scene {
    let (stage, said) = (Stage::new(), Said::default());
    let ch = Chan::make_locked(0);
    let mut scene = Scene::new("Unbuffered: from stack to stack");
    let mut show = |frame: Frame| {
        let mut panels = drawing::channel("ch", &ch, &stage);
        panels.push(said_panel(&said));
        scene.step(frame.panels(panels));
    };
    show(
        Frame::new("ch := make(chan uint32)")
            .note("No buffer: a ring without slots. A value has nowhere to wait but with its sender.")
            .at("chan.rs:make_locked")
            .line("Chan::with(Hchan::new(cap, LOCKED, None))")
            .go("runtime/chan.go makechan"),
    );
    for name in ["receiver 1", "receiver 2"] {
        let (ch, said) = (ch.clone(), Rc::clone(&said));
        stage.puppet(name, move || {
            let value = ch.recv();
            say(&said, format!("{name} got {value:?}"));
        });
        settle(&stage);
        show(
            Frame::new(format!("{name}: <-ch"))
                .note("Nobody sends. It joins the queue, with a place for the value on its own stack, and parks.")
                .at("case.rs:join")
                .line("unsafe { queues.of(case.way).push(&case.sudog) };")
                .go("runtime/chan.go chanrecv"),
        );
    }
    for (name, value, note) in [
        (
            "sender 1",
            7,
            "A receiver waits: the value goes straight into its place, and never through the channel. The first who came is served first.",
        ),
        ("sender 2", 8, "And the second."),
    ] {
        let (ch, said) = (ch.clone(), Rc::clone(&said));
        stage.puppet(name, move || {
            ch.send(value);
            say(&said, format!("{name} has sent"));
        });
        settle(&stage);
        show(
            Frame::new(format!("{name}: ch <- {value}"))
                .note(note)
                .at("meet.rs:meet_receiver")
                .line("(*receiver).slot.cast::<Option<T>>().write(value.take());")
                .go("runtime/chan.go sendDirect"),
        );
    }
    scene
}

pub fn the_ring_goes_round() -> Scene {
    let (stage, said) = (Stage::new(), Said::default());
    let ch = Chan::make_locked(3);
    let mut scene = Scene::new("Buffered: a ring of three slots");
    let mut show = |frame: Frame| scene.step(frame.panels(drawing::channel("ch", &ch, &stage))).frames.len();
    show(
        Frame::new("ch := make(chan uint32, 3)")
            .note("Three slots, and two positions: where the next value is taken, and where the next one goes.")
            .at("ring.rs:new")
            .line("let lap = cap.max(1).checked_next_power_of_two()?.checked_mul(2)?;")
            .go("runtime/chan.go makechan"),
    );
    let send = |value: u32| {
        let (ch, said) = (ch.clone(), Rc::clone(&said));
        stage.puppet(format!("sends {value}"), move || {
            ch.send(value);
            say(&said, format!("{value} is sent"));
        });
        settle(&stage);
    };
    for value in 1..=3 {
        send(value);
        show(
            Frame::new(format!("ch <- {value}"))
                .note("There is room: into the slot at sendx, and sendx moves on. Behind the last slot it is at the first again.")
                .at("ring.rs:push")
                .line("unsafe { slot.value.put(value) };")
                .go("runtime/chan.go chansend"),
        );
    }
    send(4);
    show(
        Frame::new("ch <- 4")
            .note("Full. The sender joins the queue, with its value, and parks.")
            .at("case.rs:join")
            .line("unsafe { queues.of(case.way).push(&case.sudog) };")
            .go("runtime/chan.go chansend"),
    );
    assert_eq!(ch.recv(), Some(1));
    show(
        Frame::new("<-ch gives 1")
            .note("The oldest value is taken. Its slot is free, so the sender's 4 goes there at once, and the sender goes on: 4 is behind 3, as it must be.")
            .at("hchan.rs:settle_sender")
            .line("let how = match self.ring.push(slot.take().expect(\"who waits to send has a value\")) {")
            .go("runtime/chan.go recv"),
    );
    for value in 2..=4 {
        assert_eq!(ch.recv(), Some(value));
        show(
            Frame::new(format!("<-ch gives {value}"))
                .note("From recvx, and recvx moves on.")
                .at("ring.rs:pop")
                .line("let value = unsafe { slot.value.take() };")
                .go("runtime/chan.go chanrecv"),
        );
    }
    scene
}

pub fn close_finds_who_waits() -> Scene {
    let (stage, said) = (Stage::new(), Said::default());
    let (full, empty) = (Chan::make_locked(1), Chan::make_locked(0));
    full.send(1);
    let mut scene = Scene::new("Close, and who waits");
    let mut show = |frame: Frame| {
        let mut panels = drawing::channel("full", &full, &stage);
        panels.extend(drawing::channel("empty", &empty, &stage));
        panels.push(said_panel(&said));
        scene.step(frame.panels(panels));
    };
    let (f, s) = (full.clone(), Rc::clone(&said));
    stage.puppet("sender", move || {
        if let Err(SendError(back)) = f.send_or_closed(2) {
            say(&s, format!("sender: closed, {back} comes back (Go panics)"));
        }
    });
    for name in ["receiver 1", "receiver 2"] {
        let (e, s) = (empty.clone(), Rc::clone(&said));
        stage.puppet(name, move || {
            let got = e.recv();
            say(&s, format!("{name}: {got:?}"));
        });
    }
    settle(&stage);
    show(
        Frame::new("three wait")
            .note("One to send to a full channel, two to receive from an empty one.")
            .at("case.rs:sleep")
            .line("park::park();")
            .go("runtime/proc.go gopark"),
    );
    empty.close();
    settle(&stage);
    show(
        Frame::new("close(empty)")
            .note("Nobody will send any more. Every receiver is woken, and gets nothing: a close is a broadcast.")
            .at("hchan.rs:close")
            .line("assert!(self.ring.close(), \"close of closed channel\");")
            .go("runtime/chan.go closechan"),
    );
    full.close();
    settle(&stage);
    show(
        Frame::new("close(full)")
            .note("The sender is woken. In Go it panics; here send_or_closed gives its value back. What is in the buffer stays.")
            .at("hchan.rs:settle_sender")
            .line("NoPush::Closed => How::Closed,")
            .go("runtime/chan.go closechan"),
    );
    for expected in [Some(1), None] {
        assert_eq!(full.recv(), expected);
        show(
            Frame::new(format!("<-full gives {expected:?}"))
                .note(if expected.is_some() { "First what was in the buffer." } else { "Then nothing, for ever." })
                .at("ring.rs:pop")
                .line("return Err(if tail & CLOSED == 0 { NoPop::Empty } else { NoPop::Closed });")
                .go("runtime/chan.go chanrecv"),
        );
    }
    scene
}

pub fn a_select_that_loses_leaves_its_queues() -> Scene {
    let (stage, said) = (Stage::new(), Said::default());
    let (a, b) = (Chan::make_locked(0), Chan::make_locked(0));
    let mut scene = Scene::new("A select in two queues, and two who come for it");
    let mut show = |frame: Frame| {
        let mut panels = drawing::channel("a", &a, &stage);
        panels.extend(drawing::channel("b", &b, &stage));
        panels.push(said_panel(&said));
        scene.step(frame.panels(panels));
    };
    let (x, y, s) = (a.clone(), b.clone(), Rc::clone(&said));
    stage.puppet("select", move || {
        select! {
            v = x.recv() => say(&s, format!("select: {} from a", v.unwrap_or(0))),
            v = y.recv() => say(&s, format!("select: {} from b", v.unwrap_or(0))),
        }
    });
    settle(&stage);
    show(
        Frame::new("select { case v := <-a: case v := <-b: }")
            .note("Neither is ready. It joins both queues, with one wait behind both places, and parks once.")
            .at("case.rs:join")
            .line("unsafe { queues.of(case.way).push(&case.sudog) };")
            .go("runtime/select.go selectgo"),
    );
    for (name, ch, value) in [("sends to a", &a, 1), ("sends to b", &b, 2)] {
        let (ch, s) = (ch.clone(), Rc::clone(&said));
        stage.puppet(name, move || {
            ch.send(value);
            say(&s, format!("{name}: sent"));
        });
    }
    while stage.inspect().puppets[1].state == "ready" {
        stage.step("sends to a");
    }
    show(
        Frame::new("a <- 1")
            .note("It finds the select in a's queue, claims its wait, and hands over. The select can run again, and has not run yet: in b's queue it still stands.")
            .at("sudog.rs:claim")
            .line("self.state.compare_exchange(WAITING, CLAIMED, Relaxed, Relaxed).is_ok()")
            .go("runtime/chan.go waitq.dequeue"),
    );
    while stage.inspect().puppets[2].state == "ready" {
        stage.step("sends to b");
    }
    show(
        Frame::new("b <- 2")
            .note("It finds the select too, and cannot claim it: somebody was faster. So it takes it out of the queue, finds nobody else, and waits itself.")
            .at("queue.rs:claim")
            .line("if unsafe { self.claim_this(first.as_ref()?) } {")
            .go("runtime/chan.go waitq.dequeue"),
    );
    settle(&stage);
    show(
        Frame::new("the select runs")
            .note("It has its value from a, and leaves the queues that it is still in. The 2 waits with its sender for the next who asks b.")
            .at("case.rs:leave")
            .line("unsafe { queues.of(case.way).remove(&case.sudog) };")
            .go("runtime/select.go selectgo"),
    );
    assert_eq!(b.recv(), Some(2));
    settle(&stage);
    show(
        Frame::new("<-b gives 2")
            .note("Nothing was lost.")
            .at("meet.rs:meet_sender")
            .line("*value = (*sender).slot.cast::<Option<T>>().replace(None);")
            .go("runtime/chan.go recvDirect"),
    );
    scene
}
