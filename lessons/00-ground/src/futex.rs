//! Sleeping until a word changes: Linux's `futex`, and on other systems the same promise made of std's parts.
//!
//! The promise: `wait(word, expected)` sleeps only if the word is `expected` at a moment after which no `wake_one` is
//! missed. So who changes the word first and wakes then, wakes everyone who saw the old value. Either may return
//! for no reason.

pub(crate) use sys::{wait, wake_one};

#[cfg(target_os = "linux")]
mod sys {
    use std::ptr;
    use std::sync::atomic::AtomicU32;
    use std::time::Duration;

    /// Sleeps while `word` is `expected`, for `timeout` at most.
    pub(crate) fn wait(word: &AtomicU32, expected: u32, timeout: Option<Duration>) {
        let spec = timeout.map(|timeout| libc::timespec {
            // Further away than that is for ever.
            tv_sec: timeout.as_secs().try_into().unwrap_or(libc::time_t::MAX),
            // Below a thousand million, which a 32-bit number holds.
            tv_nsec: timeout.subsec_nanos() as libc::c_long,
        });
        let spec = spec.as_ref().map_or(ptr::null(), ptr::from_ref);
        // SAFETY: the word and the time outlive the call, which reads both and writes neither. Its errors are "the word
        // was not `expected`", "time ran out" and "a signal came": in each the caller looks at the word again.
        unsafe {
            libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG, expected, spec);
        }
    }

    /// Wakes one of those who sleep on `word`. The word may be gone by now: only its address is used.
    pub(crate) fn wake_one(word: *const AtomicU32) {
        // SAFETY: FUTEX_WAKE looks the address up in the kernel's table and touches no memory behind it.
        unsafe {
            libc::syscall(libc::SYS_futex, word, libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG, 1);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod sys {
    use std::sync::atomic::AtomicU32;
    use std::sync::atomic::Ordering::Relaxed;
    use std::sync::{Condvar, Mutex, PoisonError};
    use std::time::Duration;

    /// Those who sleep on the words that share it.
    struct Bucket {
        lock: Mutex<()>,
        changed: Condvar,
    }

    static BUCKETS: [Bucket; 64] = [const { Bucket { lock: Mutex::new(()), changed: Condvar::new() } }; 64];

    fn bucket(word: *const AtomicU32) -> &'static Bucket {
        &BUCKETS[(word.addr() >> 6) % BUCKETS.len()]
    }

    /// Sleeps while `word` is `expected`, for `timeout` at most.
    pub(crate) fn wait(word: &AtomicU32, expected: u32, timeout: Option<Duration>) {
        let bucket = bucket(word);
        let locked = bucket.lock.lock().unwrap_or_else(PoisonError::into_inner);
        // A waker changes the word before it takes the lock: so it either changed already, or finds us asleep.
        if word.load(Relaxed) == expected {
            match timeout {
                None => drop(bucket.changed.wait(locked)),
                Some(timeout) => drop(bucket.changed.wait_timeout(locked, timeout)),
            }
        }
    }

    /// Wakes those who sleep on `word` (all of the bucket: they look at their words again).
    pub(crate) fn wake_one(word: *const AtomicU32) {
        let bucket = bucket(word);
        drop(bucket.lock.lock().unwrap_or_else(PoisonError::into_inner));
        bucket.changed.notify_all();
    }
}
