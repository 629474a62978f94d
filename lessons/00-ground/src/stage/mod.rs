//! The stage: a scheduler that does nothing on its own. Puppets run one at a time, when the script says so.
//!
//! # Idea
//! A puppet is a coroutine with a name. It waits through [`crate::park`] as a thread does, but its park is a switch
//! back to the script. So a script decides every turn, and the same script makes the same trace on every machine.
//! ```text
//!     script            stage                    puppet a            puppet b
//!     step("a")  -----> switch in ------------>  ..., park()
//!     Parked     <----- a waits, off the queue <-----+
//!     step("b")  -----> switch in -------------------------------->  a.ready(), ...
//!     Finished   <----- a is in the queue again  <------------------------+
//! ```
//! [`explore`] is a script that runs a scenario again and again, with another choice at a point where several
//! can run, until all orders up to a [`Bound`] were tried. `search.rs` says which orders it leaves out and why that
//! loses nothing.
//!
//! # Invariants
//! S1 to S3 in `wait.rs`: what a suspended puppet points to, owns, and how it ends when the stage goes. S6 in
//! `stack.rs`: what makes a stack safe to run on. And:
//! - S4: a puppet is in the queue exactly if its state is `Ready`.
//! - S5: time moves only when nobody can run, or when the script lets it pass.
//!
//! # Reading order
//! `puppet` · `stack` · `token` · `time` · `wait` · `run` · `outcome` · `script` · `view` · `current` · `hook` · `footprint` ·
//! `shared` · `choose` · `search` · `schedule` · `report` · `explore`

mod choose;
mod current;
mod explore;
mod footprint;
mod hook;
mod outcome;
mod puppet;
mod report;
mod run;
mod schedule;
mod script;
mod search;
mod shared;
mod stack;
mod time;
mod token;
mod view;
mod wait;

pub use self::current::{point, sleep};
pub use self::explore::{Bound, explore, replay};
pub use self::outcome::{Deadlock, Outcome, Stuck};
pub use self::report::{Failure, Report, What};
pub use self::schedule::{Schedule, ScheduleError};
pub use self::script::Stage;
pub use self::shared::Shared;
pub use self::view::{PuppetView, StageView};
