//! What mdBook lets pass and the press does not: one file per check.

pub mod html;
pub mod links;
pub mod log;
pub mod snapshots;
pub mod summary;

pub use self::html::Document;
