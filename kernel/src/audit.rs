//! 审计 — who did what, when, where and why, in a record that cannot be changed unseen.
//!
//! An entry is written in the transaction of the act it records: both happen or neither does, and nobody can switch
//! it off. A sealer later puts every entry into the chain of its region and signs where the chains stand; the signed
//! lines also go to a file outside the database. [`verify`] walks everything again and names the first bad row.
//!
//! Entries are chained in the order in which the sealer finds them committed, not by their time or id. A transaction
//! may take its id early and commit late; a chain in id order would have to be reopened for it, and a chain that can
//! be reopened proves nothing. Each entry therefore leaves a note in `audit_unsealed` in its own transaction. The
//! sealer takes the notes it can see, in whatever order they appear, and a late one is simply linked later: no
//! entry is missed, and no clock has to be right. Inside one batch the order is by id, so that it is the same on
//! every run.
//!
//! What is proved: up to the newest anchor in the file, entries and links are as they were when it was signed.
//! After it, for ten minutes or ten thousand entries at most, someone who can write to the database and forge the
//! plain chain could still replace rows; that is why the age of the tail is watched ([`tail`]).

mod anchor;
mod anchor_file;
mod chain;
mod entry;
mod fault;
mod seal;
mod search;
mod tail;
mod verify;

#[cfg(test)]
mod tests;

pub use entry::{Entry, Result, write};
pub use fault::{Fault, Report};
pub use seal::{Sealed, Sealer};
pub use search::{Anchored, Hit, Search, last_anchor, search};
pub use tail::{Freshness, STALE, Tail, require_fresh, tail};
pub use verify::verify;
