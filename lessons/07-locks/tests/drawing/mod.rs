//! Draws the locks for the players: the word, the semaphore, and who waits.

use ground::stage::Stage;
use kit::frame::Panel;
use locks::{GoMutex, GoRwMutex, MutexView, NotifyList};

/// The names of a stage's puppets, by number.
fn names(stage: &Stage) -> Vec<String> {
    stage.inspect().puppets.into_iter().map(|puppet| puppet.name).collect()
}

/// The word of a mutex and its semaphore.
pub fn mutex(name: &str, mutex: &GoMutex, stage: &Stage) -> Vec<Panel> {
    mutex_view(name, &mutex.inspect(), stage)
}

fn mutex_view(name: &str, view: &MutexView, stage: &Stage) -> Vec<Panel> {
    let names = names(stage);
    let bit = |up: bool| u8::from(up);
    let state = view.state;
    vec![
        Panel::bits(format!("{name}.state"))
            .field("waiters", 29, state.waiters)
            .field("starving", 1, bit(state.starving))
            .field("woken", 1, bit(state.woken))
            .field("locked", 1, bit(state.locked)),
        Panel::queue(format!("{name}.sema: who sleeps"), view.queue.iter().map(|&who| names[who].clone())),
        Panel::cells(format!("{name}.sema"), [("permits", view.permits)]),
    ]
}

/// What each party does, in the scene's own words.
pub fn parties<'a>(doing: impl IntoIterator<Item = (&'a str, String)>) -> Panel {
    Panel::map("parties", doing)
}

/// The counts of a lock for readers and writers, and who waits for what.
pub fn rwmutex(lock: &GoRwMutex, stage: &Stage) -> Vec<Panel> {
    let (view, names) = (lock.inspect(), names(stage));
    let named = |queue: &[usize]| queue.iter().map(|&who| names[who].clone()).collect::<Vec<_>>();
    let count = if view.writer_pending { format!("{} - 2^30", view.readers) } else { view.readers.to_string() };
    vec![
        Panel::cells("rw", [("readerCount", count), ("readerWait", view.reader_wait.to_string())]),
        Panel::queue("rw.readerSem: readers that wait", named(&view.readers_waiting)),
        Panel::queue("rw.writerSem: the writer that waits for readers", named(&view.writer_waiting)),
        Panel::queue("rw.w: writers that wait for a writer", named(&view.writers.queue)),
    ]
}

/// The two numbers of a list of tickets, and who sleeps.
pub fn notify_list(list: &NotifyList, stage: &Stage) -> Vec<Panel> {
    let (view, names) = (list.inspect(), names(stage));
    let sleeper = |s: &locks::TicketView| format!("{}: {}", names[s.who], s.ticket);
    vec![
        Panel::cells("notifyList", [("notify", view.notify), ("wait", view.wait)]),
        Panel::list("who sleeps: with its ticket", view.queue.iter().map(sleeper)),
    ]
}

/// A futex's word, and the queue that the kernel keeps for Linux, and the lesson's table here.
pub fn futex(word: u32, sleepers: &[usize], stage: &Stage) -> Vec<Panel> {
    let names = names(stage);
    let meaning = ["free", "held, nobody sleeps", "held, somebody may sleep"][word as usize];
    vec![
        Panel::cells("the word", [("value", word.to_string()), ("meaning", meaning.to_owned())]),
        Panel::queue("who sleeps on the word", sleepers.iter().map(|&who| names[who].clone())),
    ]
}
