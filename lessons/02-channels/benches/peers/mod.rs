//! The channels that are compared: each is a pair of ends, and sends and receives `u64`s.

use channels::{Chan, plain};

/// A kind of channel.
pub trait Peer {
    const NAME: &'static str;
    /// The end that sends, and the one that receives.
    type Tx: Clone + Send;
    type Rx: Send;
    fn make(cap: usize) -> (Self::Tx, Self::Rx);
    fn send(tx: &Self::Tx, value: u64);
    fn recv(rx: &Self::Rx) -> u64;
    /// Whether it was sent.
    fn try_send(tx: &Self::Tx, value: u64) -> bool;
    fn try_recv(rx: &Self::Rx) -> Option<u64>;
}

/// A kind of channel with several receivers.
pub trait Shared: Peer {
    fn another(rx: &Self::Rx) -> Self::Rx;
}

macro_rules! peer {
    ($(#[$doc:meta])* $peer:ident, $name:literal, $tx:ty, $rx:ty, $make:expr, $done:ident, $cloned:ident) => {
        $(#[$doc])*
        pub struct $peer;

        impl Peer for $peer {
            const NAME: &'static str = $name;
            type Tx = $tx;
            type Rx = $rx;

            fn make(cap: usize) -> ($tx, $rx) {
                $make(cap)
            }

            #[inline]
            fn send(tx: &$tx, value: u64) {
                $done!(tx.send(value));
            }

            #[inline]
            fn recv(rx: &$rx) -> u64 {
                rx.recv().expect("a sender is left")
            }

            #[inline]
            fn try_send(tx: &$tx, value: u64) -> bool {
                peer!(@sent $peer tx.try_send(value))
            }

            #[inline]
            fn try_recv(rx: &$rx) -> Option<u64> {
                peer!(@got $peer rx.try_recv())
            }
        }

        peer!(@shared $peer $cloned);
    };
    // kanal says whether it was possible in the value.
    (@sent Kanal $sent:expr) => { $sent == Ok(true) };
    (@sent $peer:ident $sent:expr) => { $sent.is_ok() };
    (@got Kanal $got:expr) => { $got.ok().flatten() };
    (@got $peer:ident $got:expr) => { $got.ok() };
    (@shared $peer:ident shared) => {
        impl Shared for $peer {
            fn another(rx: &Self::Rx) -> Self::Rx {
                rx.clone()
            }
        }
    };
    (@shared $peer:ident alone) => {};
}

macro_rules! done {
    ($sent:expr) => {
        $sent
    };
}

macro_rules! expected {
    ($sent:expr) => {
        $sent.expect("a receiver is left")
    };
}

fn both<C: Clone>(chan: C) -> (C, C) {
    (chan.clone(), chan)
}

peer!(
    /// This lesson's.
    Lesson, "channels", Chan<u64>, Chan<u64>, |cap| both(Chan::make(cap)), done, shared
);
peer!(
    /// The same without the fast way.
    Locked, "channels, locked", Chan<u64>, Chan<u64>, |cap| both(Chan::make_locked(cap)), done, shared
);
peer!(
    /// The chapter's first version.
    Plain, "channels, plain", plain::Chan<u64>, plain::Chan<u64>, |cap| both(plain::Chan::make(cap)), done, shared
);
peer!(
    Crossbeam,
    "crossbeam",
    crossbeam_channel::Sender<u64>,
    crossbeam_channel::Receiver<u64>,
    crossbeam_channel::bounded,
    expected,
    shared
);
peer!(Kanal, "kanal", kanal::Sender<u64>, kanal::Receiver<u64>, kanal::bounded, expected, shared);
peer!(Flume, "flume", flume::Sender<u64>, flume::Receiver<u64>, flume::bounded, expected, shared);
peer!(
    /// One receiver only.
    Std, "std", std::sync::mpsc::SyncSender<u64>, std::sync::mpsc::Receiver<u64>,
    std::sync::mpsc::sync_channel, expected, alone
);
