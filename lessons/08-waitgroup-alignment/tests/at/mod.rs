//! Places for a group.

use waitgroup::Group;

/// At an address divisible by 8.
#[repr(C, align(8))]
pub struct At0<L>(pub Group<L>);

/// Behind four bytes: at 4 modulo 8, if the group's alignment lets it.
#[repr(C, align(8))]
pub struct At4<L>(pub u32, pub Group<L>);
