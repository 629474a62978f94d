//! The notes' sentences on `sync.Cond`: what holds, what does not, and what real Go showed.

use std::cell::RefCell;
use std::rc::Rc;

use ground::stage::{Outcome, Stage};
use locks::{Cond, CopyChecker, GoMutex, NotifyList};

fn source(label: &str) -> String {
    kit::oracle::section("locks/source.go1.27.3.txt", label)
}

fn surprise(label: &str) -> String {
    kit::oracle::section("locks/surprises.go1.27.3.txt", label)
}

/// CO01: in every version, on both architectures.
#[test]
fn a_cond_has_a_locker_a_list_a_checker_and_a_mark_for_vet() {
    let before =
        kit::oracle::rows::<6>("locks/layout.go1.13-1.26.6.tsv").into_iter().map(|[_, _, t, .., fields]| (t, fields));
    let today = kit::oracle::rows::<5>("locks/layout.go1.27.3.txt").into_iter().map(|[_, t, .., fields]| (t, fields));
    let conds: Vec<String> = before.chain(today).filter(|(t, _)| t == "sync.Cond").map(|(_, fields)| fields).collect();
    assert_eq!(conds.len(), 14 * 2);
    for fields in conds {
        let names: Vec<&str> = fields.split("; ").map(|field| field.split(" @").next().expect("a field")).collect();
        let all = ["noCopy sync.noCopy", "L sync.Locker", "notify sync.notifyList", "checker sync.copyChecker"];
        assert_eq!(names, all);
        assert!(fields.contains("noCopy @0 size 0;"), "it takes no room");
    }
}

/// CO02.
#[test]
fn locker_cond_and_new_cond_are_gos() {
    assert_eq!(source("Locker"), "Lock()\nUnlock()\n");
    assert_eq!(source("NewCond"), "func NewCond(l Locker) *Cond\nreturn &Cond{L: l}\n");
    assert_eq!(source("Cond"), "noCopy noCopy\nL Locker\nnotify notifyList\nchecker copyChecker\n");
}

/// CO03 and CO04.
#[test]
fn a_checker_that_was_copied_after_its_use_panics_as_test15_does() {
    let steps = source("copyChecker.check");
    let [first, second, third, panics] = steps.lines().collect::<Vec<_>>()[..] else { panic!("three steps: {steps}") };
    assert_eq!((first, panics), (third, "panic(\"sync.Cond is copied\")"));
    assert!(second.starts_with("!atomic.CompareAndSwapUintptr((*uintptr)(c), 0, "), "{second}");
    let copied = "recovered: sync.Cond is copied\n";
    assert_eq!(surprise("test15"), copied);
    assert_eq!(surprise("a copied Cond"), format!("copied before its first use: a Signal is fine\n{copied}"));
    // In Rust a move is what comes nearest to that.
    let c = CopyChecker::new();
    c.check();
    let c1 = Box::new(c);
    assert_eq!(format!("recovered: {}\n", kit::panic_text(|| c1.check())), copied);
}

/// A stage, a condition variable on it, and who went on.
struct Scene {
    stage: Stage,
    cond: Rc<Cond<GoMutex>>,
    log: Rc<RefCell<Vec<usize>>>,
}

impl Scene {
    /// So many wait, in order.
    fn of(waiters: usize) -> Scene {
        let scene =
            Scene { stage: Stage::new(), cond: Rc::new(Cond::new(GoMutex::new())), log: Rc::new(RefCell::default()) };
        for i in 0..waiters {
            let (cond, log) = (Rc::clone(&scene.cond), Rc::clone(&scene.log));
            scene.stage.puppet(format!("{i}"), move || {
                cond.l.lock();
                cond.wait();
                log.borrow_mut().push(i);
                cond.l.unlock();
            });
            scene.stage.run().expect_err("it waits");
        }
        scene
    }

    fn call(&self, f: fn(&Cond<GoMutex>)) {
        let cond = Rc::clone(&self.cond);
        self.stage.puppet(format!("call {}", self.stage.inspect().puppets.len()), move || f(&cond));
        let _ = self.stage.run(); // an error, as long as somebody waits
    }

    fn tickets(&self, what: &str) -> String {
        let list = self.cond.inspect();
        format!("{what}: wait {}, notify {}\n", list.wait, list.notify)
    }
}

/// CO05.
#[test]
fn wait_registers_unlocks_and_sleeps_and_a_signal_wakes_one_and_a_broadcast_all() {
    let steps = [
        "c.checker.check()",
        "runtime_notifyListAdd(&c.notify)",
        "c.L.Unlock()",
        "runtime_notifyListWait(&c.notify, t)",
        "c.L.Lock()",
    ];
    assert!(source("Cond.Wait").lines().eq(steps));
    let scene = Scene::of(3);
    assert!(scene.cond.l.try_lock(), "the lock is free while they wait");
    scene.cond.l.unlock();
    scene.call(|cond| cond.signal());
    assert_eq!(*scene.log.borrow(), [0]);
    scene.call(|cond| cond.broadcast());
    assert_eq!(*scene.log.borrow(), [0, 1, 2]);
    assert_eq!(surprise("a Broadcast wakes all"), "[0 1 2 3 4]\n");
    let held = "while it waits the lock is free: true\nwhen it goes on it has the lock: true\n";
    assert_eq!(surprise("Wait has the lock again"), held);
    // Nobody waits: the signal is lost, and who waits after it does so for ever.
    let go = kit::oracle::rows::<5>("locks/fatal.go1.27.3.txt");
    let ends = |case: &str| go.iter().find(|row| row[0] == case).expect("it is recorded")[4].clone();
    assert_eq!(ends("Cond: Signal, then Wait"), "sync.Cond.Wait");
    let late = Scene::of(0);
    late.call(|cond| cond.signal());
    late.call(|cond| {
        cond.l.lock();
        cond.wait();
    });
    assert_eq!(late.cond.inspect().queue.len(), 1);
}

/// CO06.
#[test]
fn the_list_is_a_queue() {
    let scene = Scene::of(5);
    (0..5).for_each(|_| scene.call(|cond| cond.signal()));
    let order: String = scene.log.borrow().iter().map(|i| format!("{i} ")).collect();
    assert_eq!(format!("{order}\n"), surprise("a Signal wakes the oldest"));
}

/// CO07 and CO09: the same numbers as Go's after each step; and a call that meets nobody changes nothing.
#[test]
fn wait_is_the_next_ticket_and_notify_the_next_to_be_called() {
    assert_eq!(source("notifyList"), "wait atomic.Uint32\nnotify uint32\nlock mutex\nhead *sudog\ntail *sudog\n");
    assert_eq!(source("a ticket is taken by"), "l.wait.Add(1) - 1\n");
    assert_eq!(
        source("a ticket is called by, under the lock"),
        "lockWithRank(&l.lock, lockRankNotifyList)\natomic.Store(&l.notify, t+1)\n"
    );
    assert_eq!(source("nobody waits if"), "l.wait.Load() == atomic.Load(&l.notify)\n");
    let scene = Scene::of(0);
    let mut said = scene.tickets("new");
    scene.call(|cond| cond.signal());
    said += &scene.tickets("a Signal that meets nobody");
    let scene = Scene::of(3);
    said += &scene.tickets("three wait");
    scene.call(|cond| cond.signal());
    said += &scene.tickets("a Signal");
    scene.call(|cond| cond.broadcast());
    said += &scene.tickets("a Broadcast");
    assert_eq!(said, surprise("tickets"));
}

/// CO08: which tickets count as called already, seen from ticket 0. `behaviour_cond.rs` calls over the end of the
/// numbers.
#[test]
fn a_ticket_has_been_called_if_it_is_less_by_up_to_2_to_the_31() {
    assert_eq!(source("less"), "int32(a-b) < 0\n");
    let outcome = |ticket: u32| {
        let stage = Stage::new();
        stage.puppet("waits", move || NotifyList::new().wait(ticket));
        std::iter::repeat_with(|| stage.step("waits")).find(|step| *step != Outcome::Point).expect("it ends or sleeps")
    };
    for called in [u32::MAX, u32::MAX - 1000, (1 << 31) + 1, 1 << 31] {
        assert_eq!(outcome(called), Outcome::Finished, "{called}");
    }
    for to_come in [0, 1, 1000, (1 << 31) - 1] {
        assert_eq!(outcome(to_come), Outcome::Parked, "{to_come}");
    }
}
