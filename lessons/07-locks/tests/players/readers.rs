//! Many readers or one writer.

use std::rc::Rc;

use kit::frame::{Frame, Scene};
use locks::GoRwMutex;

use super::Cast;
use crate::drawing;

pub fn readers_and_a_writer() -> Scene {
    let mut cast = Cast::new("Readers, and a writer that comes between");
    let lock = Rc::new(GoRwMutex::new());
    let reader = |cast: &Cast, name: &'static str| {
        let lock = Rc::clone(&lock);
        cast.puppet(name, move |role| {
            role.says("waits to read");
            lock.r_lock();
            role.pauses("reads");
            lock.r_unlock();
        });
        cast.waits(name);
    };
    let show = |cast: &mut Cast, did: &str, note: &str, at: &str, line: &str, go: &str| {
        let panels = drawing::rwmutex(&lock, &cast.stage);
        cast.show(Frame::new(did).note(note).at(at).line(line).go(go), panels);
    };
    const R_LOCK: (&str, &str, &str) =
        ("rwmutex.rs:r_lock", "if self.reader_count.fetch_add(1, Acquire) < 0 {", "sync/rwmutex.go RWMutex.RLock");
    const ENDS: (&str, &str, &str) = (
        "rwmutex.rs:r_unlock_slowly",
        "if self.reader_wait.fetch_sub(1, AcqRel) == 1 {",
        "sync/rwmutex.go RWMutex.rUnlockSlow",
    );
    reader(&cast, "r1");
    reader(&cast, "r2");
    show(&mut cast, "r1, r2: RLock()", "Each adds one to the count. That is all of it.", R_LOCK.0, R_LOCK.1, R_LOCK.2);
    let writes = Rc::clone(&lock);
    cast.puppet("w", move |role| {
        role.says("waits to write");
        writes.lock();
        role.pauses("writes");
        role.says("unlocks");
        writes.unlock();
    });
    cast.waits("w");
    show(
        &mut cast,
        "w: Lock()",
        "It subtracts 2^30, so that the count is negative. Two were reading, and it has to wait for just these two.",
        "rwmutex.rs:lock",
        "let readers = self.reader_count.fetch_sub(MAX_READERS, Acquire);",
        "sync/rwmutex.go RWMutex.Lock",
    );
    reader(&cast, "r3");
    show(
        &mut cast,
        "r3: RLock()",
        "It adds one as well, and sees a negative number: a writer is pending, so it waits. A stream of readers cannot keep a writer out.",
        R_LOCK.0,
        R_LOCK.1,
        R_LOCK.2,
    );
    cast.let_go("r1");
    cast.ends("r1");
    show(&mut cast, "r1: RUnlock()", "One less that the writer waits for.", ENDS.0, ENDS.1, ENDS.2);
    cast.let_go("r2");
    cast.ends("r2");
    cast.waits("w");
    show(&mut cast, "r2: RUnlock()", "The last of them calls the writer, which is alone now.", ENDS.0, ENDS.1, ENDS.2);
    cast.let_go("w");
    cast.ends("w");
    cast.waits("r3");
    show(
        &mut cast,
        "w: Unlock()",
        "It adds 2^30 again, which leaves the number of readers that came meanwhile, and calls so many of them.",
        "rwmutex.rs:unlock",
        "for _ in 0..readers {",
        "sync/rwmutex.go RWMutex.Unlock",
    );
    cast.let_go("r3");
    cast.ends("r3");
    show(
        &mut cast,
        "r3: RUnlock()",
        "Nobody is left.",
        "rwmutex.rs:r_unlock",
        "let before = self.reader_count.fetch_sub(1, Release);",
        "sync/rwmutex.go RWMutex.RUnlock",
    );
    cast.over()
}
