//! What debug builds know in addition: who holds a spin lock. So a party that waits for itself is told from one that
//! waits.

#[cfg(debug_assertions)]
pub(crate) use self::known::Holder;
#[cfg(not(debug_assertions))]
pub(crate) use self::unknown::Holder;

#[cfg(debug_assertions)]
mod known {
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering::Relaxed;

    use ground::park;

    /// Who holds the lock: a party's [`ground::park::Waiter::id`], or 0.
    #[derive(Debug)]
    pub(crate) struct Holder(AtomicUsize);

    impl Holder {
        pub(crate) const fn nobody() -> Holder {
            Holder(AtomicUsize::new(0))
        }

        /// The running party has taken the lock.
        pub(crate) fn is_me(&self) {
            self.0.store(park::current().id(), Relaxed);
        }

        /// The lock is about to be freed.
        pub(crate) fn is_nobody(&self) {
            self.0.store(0, Relaxed);
        }

        /// The running party is about to wait.
        ///
        /// # Panics
        /// If it would wait for itself.
        pub(crate) fn must_not_be_me(&self) {
            // Relaxed: only this party writes its own number, so if it is there, it is seen.
            let recursive = self.0.load(Relaxed) == park::current().id();
            assert!(!recursive, "deadlock: this party has the spin lock already, and would spin for ever");
        }
    }
}

#[cfg(not(debug_assertions))]
mod unknown {
    /// Nothing: a release build takes what it is given.
    #[derive(Debug)]
    pub(crate) struct Holder;

    impl Holder {
        pub(crate) const fn nobody() -> Holder {
            Holder
        }

        pub(crate) fn is_me(&self) {}

        pub(crate) fn is_nobody(&self) {}

        pub(crate) fn must_not_be_me(&self) {}
    }
}
