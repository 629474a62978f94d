//! What a futex lock does, step by step. The kernel's part is played by the lesson's own table.

use std::rc::Rc;

use kit::frame::{Frame, Scene};
use lock_api::RawMutex as _;
use locks::sleep::RawFutexLock;

use super::Cast;
use crate::drawing;

pub fn a_futex_lock_step_by_step() -> Scene {
    let mut cast = Cast::new("A sleeping lock, step by step");
    let lock = Rc::new(RawFutexLock::INIT);
    let party = |cast: &Cast, name: &'static str| {
        let lock = Rc::clone(&lock);
        cast.puppet(name, move |role| {
            role.says("waits for the lock");
            let guard = lock.lock();
            role.pauses("has the lock");
            role.says("unlocks");
            // SAFETY: it has been locked above.
            unsafe { lock.unlock(guard) };
        });
    };
    let show = |cast: &mut Cast, did: &str, note: &str, at: &str, line: &str| {
        let (word, sleepers) = lock.inspect();
        let panels = drawing::futex(word, &sleepers, &cast.stage);
        cast.show(Frame::new(did).note(note).at(at).line(line), panels);
    };
    const SLOW: &str = "sleep/lock.rs:lock_slowly";
    const SWAPS: &str = "while self.word.swap(AWAITED, SeqCst) != FREE {";
    const SLEEPS: &str = "futex::wait(&self.word, AWAITED);";
    const UNLOCK: &str = "if self.word.swap(FREE, SeqCst) == AWAITED {";
    const WAKES: &str = "futex::wake_one(&self.word);";
    party(&cast, "a");
    cast.waits("a");
    show(
        &mut cast,
        "a: lock",
        "From 0 to 1, by one instruction. The table of queues knows nothing of it.",
        "sleep/lock.rs:lock",
        "if self.word.compare_exchange(FREE, HELD, Acquire, Relaxed).is_err() {",
    );
    party(&cast, "b");
    cast.step("b");
    show(
        &mut cast,
        "b: lock, first step",
        "It was not 0. b says that somebody is about to sleep: the word is 2.",
        SLOW,
        SWAPS,
    );
    cast.waits("b");
    show(
        &mut cast,
        "b: sleep, if the word is still 2",
        "The kernel's part, which this lesson plays: a look at the word once more, under the lock of its queue. Had a unlocked \
         meanwhile, b would not sleep.",
        SLOW,
        SLEEPS,
    );
    cast.let_go("a");
    cast.ends("a");
    show(
        &mut cast,
        "a: unlock",
        "The word was 2, so somebody may have to be woken: a look at the table, where Linux would be called. b can run, and \
         does not yet.",
        "sleep/lock.rs:unlock",
        WAKES,
    );
    party(&cast, "c");
    cast.waits("c");
    show(
        &mut cast,
        "c: lock",
        "A newcomer finds 0 and takes it as 1, past b.",
        "sleep/lock.rs:lock",
        "if self.word.compare_exchange(FREE, HELD, Acquire, Relaxed).is_err() {",
    );
    cast.waits("b");
    show(
        &mut cast,
        "b: wakes up, and sleeps again",
        "It found 1, made it 2, and is in the queue once more.",
        SLOW,
        SLEEPS,
    );
    cast.let_go("c");
    cast.ends("c");
    show(&mut cast, "c: unlock", "The word was 2 again. b is woken.", "sleep/lock.rs:unlock", WAKES);
    cast.waits("b");
    show(&mut cast, "b: has the lock", "It takes it as 2: it cannot know that nobody else sleeps.", SLOW, SWAPS);
    cast.let_go("b");
    cast.ends("b");
    show(
        &mut cast,
        "b: unlock",
        "The word was 2, so it looks at the table, and nobody is there. That is the price.",
        "sleep/lock.rs:unlock",
        UNLOCK,
    );
    cast.over()
}
