//! The lessons beside real Go and real gperftools: what they printed is recorded in tests/oracle, and its README says how.
//!
//! Lessons are always compared with the recordings. Where Go 1.27.3 is found (`GO=/path/to/go`, or `go` on `PATH`) the
//! programs run again and must print their recordings; elsewhere that is skipped, and says so. With `CI_GO=1` set a
//! missing Go is a failure. For gperftools see oracle/gperftools.rs.

#[path = "oracle/go.rs"]
mod go;
#[path = "oracle/gperftools.rs"]
mod gperftools;
#[path = "oracle/growth.rs"]
mod growth;
#[path = "oracle/recordings.rs"]
mod recordings;
