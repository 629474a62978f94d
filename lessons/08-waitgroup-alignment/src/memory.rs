//! The atomic word of `steps.rs`: std's, or `loom`'s when the model checker runs it (`model.rs`).

use std::sync::atomic::Ordering;

/// A 64-bit atomic, as far as the steps need it.
pub(crate) trait Word {
    fn load(&self, order: Ordering) -> u64;
    fn store(&self, value: u64, order: Ordering);
    fn fetch_add(&self, value: u64, order: Ordering) -> u64;
    /// Whether it was `from`, and is `to` now. It may fail for no reason.
    fn change(&self, from: u64, to: u64, order: Ordering) -> bool;
}

macro_rules! word {
    ($atomic:ty) => {
        impl Word for $atomic {
            #[inline]
            fn load(&self, order: Ordering) -> u64 {
                <$atomic>::load(self, order)
            }

            #[inline]
            fn store(&self, value: u64, order: Ordering) {
                <$atomic>::store(self, value, order);
            }

            #[inline]
            fn fetch_add(&self, value: u64, order: Ordering) -> u64 {
                <$atomic>::fetch_add(self, value, order)
            }

            #[inline]
            fn change(&self, from: u64, to: u64, order: Ordering) -> bool {
                self.compare_exchange_weak(from, to, order, Ordering::Relaxed).is_ok()
            }
        }
    };
}

word!(std::sync::atomic::AtomicU64);
#[cfg(loom)]
word!(loom::sync::atomic::AtomicU64);

/// Another party may come here: a stage tries it. (`loom` does so at every atomic access by itself.)
#[inline]
pub(crate) fn point() {
    #[cfg(not(loom))]
    ground::park::point();
}

/// Where waiters sleep.
#[cfg(not(loom))]
pub(crate) use locks::sema;

/// Under the model checker lesson 07's semaphore is made of loom's atomics, and `model.rs` plays it.
#[cfg(loom)]
pub(crate) mod sema {
    use std::sync::atomic::AtomicU32;

    pub(crate) fn acquire(_: &AtomicU32, _: bool, _: &'static str) {
        unreachable!("the model runs the steps alone");
    }

    pub(crate) fn try_acquire(_: &AtomicU32) -> bool {
        unreachable!("the model runs the steps alone");
    }

    pub(crate) fn release_many(_: &AtomicU32, _: u32) {
        unreachable!("the model runs the steps alone");
    }
}
