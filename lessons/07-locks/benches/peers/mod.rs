//! The locks that are compared, each around a `u64`.

use std::hint::black_box;
use std::sync::PoisonError;

/// A kind of mutex.
pub trait Mutex {
    const NAME: &'static str;
    type Lock: Sync;
    fn free() -> Self::Lock;
    /// Calls `f` with what the lock guards.
    fn with(lock: &Self::Lock, f: impl FnOnce(&mut u64));
}

/// A kind of lock for readers and writers.
pub trait ReadWrite: Mutex {
    type RwLock: Sync;
    fn rw_free() -> Self::RwLock;
    fn read(lock: &Self::RwLock, f: impl FnOnce(&u64));
    fn write(lock: &Self::RwLock, f: impl FnOnce(&mut u64));
}

/// A condition variable of a mutex.
pub trait Turns: Mutex {
    type Condvar: Sync;
    fn nobody_waits() -> Self::Condvar;
    /// Waits until what the lock guards is `turn`, and makes it `next`.
    fn take_turn(lock: &Self::Lock, condvar: &Self::Condvar, turn: u64, next: u64);
    fn notify(condvar: &Self::Condvar);
}

/// What runs once.
pub trait Once: Mutex {
    type Once;
    fn not_run() -> Self::Once;
    fn call(once: &Self::Once);
}

pub struct Lesson;
pub struct Std;
pub struct ParkingLot;
pub struct Usync;
pub struct Spin;
pub struct Futex;
pub struct Ticket;
pub struct Mcs;
pub struct Ttas;
pub struct Tas;

/// `$open` makes a guard of what `lock` returns.
macro_rules! mutex {
    ($peer:ident, $name:literal, $lock:ty, $open:expr) => {
        impl Mutex for $peer {
            const NAME: &'static str = $name;
            type Lock = $lock;

            fn free() -> $lock {
                <$lock>::new(0)
            }

            #[inline]
            fn with(lock: &$lock, f: impl FnOnce(&mut u64)) {
                f(&mut *$open(lock.lock()));
            }
        }
    };
}

mutex!(Lesson, "locks", locks::Mutex<u64>, as_it_is);
mutex!(Std, "std", std::sync::Mutex<u64>, not_poisoned);
mutex!(ParkingLot, "parking_lot", parking_lot::Mutex<u64>, as_it_is);
mutex!(Usync, "usync", usync::Mutex<u64>, as_it_is);
mutex!(Spin, "(spin)", spin::Mutex<u64>, as_it_is);
mutex!(Futex, "locks, futex", locks::sleep::FutexLock<u64>, as_it_is);
mutex!(Ticket, "locks, ticket", locks::spin::TicketLock<u64>, as_it_is);
mutex!(Mcs, "locks, mcs", locks::spin::McsLock<u64>, as_it_is);
mutex!(Ttas, "locks, ttas", locks::spin::TtasLock<u64>, as_it_is);
mutex!(Tas, "locks, tas", locks::spin::TasLock<u64>, as_it_is);

macro_rules! read_write {
    ($peer:ident, $lock:ty, $open:expr) => {
        impl ReadWrite for $peer {
            type RwLock = $lock;

            fn rw_free() -> $lock {
                <$lock>::new(0)
            }

            #[inline]
            fn read(lock: &$lock, f: impl FnOnce(&u64)) {
                f(&*$open(lock.read()));
            }

            #[inline]
            fn write(lock: &$lock, f: impl FnOnce(&mut u64)) {
                f(&mut *$open(lock.write()));
            }
        }
    };
}

read_write!(Lesson, locks::RwLock<u64>, as_it_is);
read_write!(Std, std::sync::RwLock<u64>, not_poisoned);
read_write!(ParkingLot, parking_lot::RwLock<u64>, as_it_is);
read_write!(Usync, usync::RwLock<u64>, as_it_is);
read_write!(Spin, spin::RwLock<u64>, as_it_is);

macro_rules! turns {
    ($peer:ident, $condvar:ty) => {
        impl Turns for $peer {
            type Condvar = $condvar;

            fn nobody_waits() -> $condvar {
                <$condvar>::default()
            }

            #[inline]
            fn take_turn(lock: &Self::Lock, condvar: &$condvar, turn: u64, next: u64) {
                let mut whose = lock.lock();
                while *whose != turn {
                    condvar.wait(&mut whose);
                }
                *whose = next;
            }

            #[inline]
            fn notify(condvar: &$condvar) {
                condvar.notify_one();
            }
        }
    };
}

turns!(Lesson, locks::Condvar);
turns!(ParkingLot, parking_lot::Condvar);
turns!(Usync, usync::Condvar);

impl Turns for Std {
    type Condvar = std::sync::Condvar;

    fn nobody_waits() -> std::sync::Condvar {
        std::sync::Condvar::new()
    }

    #[inline]
    fn take_turn(lock: &std::sync::Mutex<u64>, condvar: &std::sync::Condvar, turn: u64, next: u64) {
        let mut whose = not_poisoned(lock.lock());
        while *whose != turn {
            whose = not_poisoned(condvar.wait(whose));
        }
        *whose = next;
    }

    #[inline]
    fn notify(condvar: &std::sync::Condvar) {
        condvar.notify_one();
    }
}

macro_rules! once {
    ($peer:ident, $once:ty) => {
        impl Once for $peer {
            type Once = $once;

            fn not_run() -> $once {
                <$once>::new()
            }

            #[inline]
            fn call(once: &$once) {
                once.call_once(|| _ = black_box(1));
            }
        }
    };
}

once!(Lesson, locks::Once);
once!(Std, std::sync::Once);
once!(ParkingLot, parking_lot::Once);
once!(Usync, usync::Once);
once!(Spin, spin::Once);

#[inline]
fn as_it_is<G>(guard: G) -> G {
    guard
}

/// std's lock with its poisoning looked at, as its users do.
#[inline]
fn not_poisoned<G>(guard: Result<G, PoisonError<G>>) -> G {
    guard.expect("no party panics")
}
