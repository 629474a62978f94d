//! Tickets, over the end of their numbers.

use std::rc::Rc;

use kit::frame::{Frame, Scene};
use locks::NotifyList;

use super::Cast;
use crate::drawing;

pub fn a_notify_list() -> Scene {
    let mut cast = Cast::new("A list of tickets, where the numbers end");
    let list = Rc::new(NotifyList::starting_at(u32::MAX - 1));
    let waiter = |cast: &Cast, name: &'static str| {
        let list = Rc::clone(&list);
        cast.puppet(name, move |role| {
            let ticket = list.add();
            role.pauses(format!("has ticket {ticket}, and frees its lock"));
            role.says(format!("sleeps, with ticket {ticket}"));
            list.wait(ticket);
        });
        cast.waits(name);
    };
    let show = |cast: &mut Cast, did: &str, note: &str, (at, line, go): (&str, &str, &str)| {
        let panels = drawing::notify_list(&list, &cast.stage);
        cast.show(Frame::new(did).note(note).at(at).line(line).go(go), panels);
    };
    const ADD: (&str, &str, &str) =
        ("notify.rs:add", "self.wait.fetch_add(1, SeqCst)", "runtime/sema.go notifyListAdd");
    const SLEEP: (&str, &str, &str) =
        ("notify.rs:wait", "sleeper.wait.sleep(\"sync.Cond.Wait\");", "runtime/sema.go notifyListWait");
    const NOT: (&str, &str, &str) =
        ("notify.rs:wait", "if less(ticket, self.notify.load(Relaxed)) {", "runtime/sema.go notifyListWait");
    const CALL: (&str, &str, &str) = (
        "notify.rs:call_next",
        "let called = sleepers.take_out(|sleeper| sleeper.ticket == ticket);",
        "runtime/sema.go notifyListNotifyOne",
    );
    const ALL: (&str, &str, &str) =
        ("notify.rs:notify_all", "self.notify.store(to, Relaxed);", "runtime/sema.go notifyListNotifyAll");
    const NOBODY: (&str, &str, &str) = (
        "notify.rs:nobody_waits",
        "look(&self.wait) == self.notify.load(Relaxed)",
        "runtime/sema.go notifyListNotifyOne",
    );
    show(
        &mut cast,
        "nobody waits",
        "The two numbers are equal: no ticket is out. There are two left before they begin at 0 again.",
        ADD,
    );
    waiter(&cast, "a");
    show(&mut cast, "a: takes a ticket", "With its lock still held. From here on a call may be for a.", ADD);
    waiter(&cast, "b");
    show(&mut cast, "b: takes a ticket", "The last number there is.", ADD);
    cast.let_go("b");
    cast.waits("b");
    show(
        &mut cast,
        "b: sleeps",
        "It was quicker than a, and lies in the list first. Its ticket is still behind a's.",
        SLEEP,
    );
    waiter(&cast, "c");
    cast.let_go("c");
    cast.waits("c");
    show(
        &mut cast,
        "c: takes ticket 0, and sleeps",
        "The numbers have begun anew. 0 is after 4294967295, for their difference is 1.",
        SLEEP,
    );
    assert!(list.notify_one());
    show(
        &mut cast,
        "Signal",
        "The ticket that is due is a's. It is not in the list, for a does not sleep yet. Nobody is woken; that it was called is noted.",
        CALL,
    );
    cast.let_go("a");
    cast.ends("a");
    show(&mut cast, "a: does not sleep", "Its ticket is less than notify, so it has been called already.", NOT);
    assert!(list.notify_one());
    cast.ends("b");
    show(&mut cast, "Signal", "b's ticket is due. It is taken out of the list and woken.", CALL);
    assert_eq!(list.notify_all(), 1);
    cast.ends("c");
    show(&mut cast, "Broadcast", "All tickets that are out are called at once: notify catches up with wait.", ALL);
    assert!(!list.notify_one());
    show(
        &mut cast,
        "Signal",
        "The numbers are equal: there is nobody, and nothing is kept for those to come. It took no lock to see that.",
        NOBODY,
    );
    cast.over()
}
