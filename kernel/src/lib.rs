//! 内核 — what every desk stands on; it knows nothing about housing.

pub mod act;
pub mod actor;
pub mod audit;
pub mod calendar;
pub mod clock;
pub mod crypto;
pub mod db;
pub mod doors;
pub mod fail;
pub mod file;
pub mod flow;
pub mod id;
pub mod job;
pub mod number;
pub mod outbox;
pub mod page;
pub mod listing;
pub mod sheet;
pub mod shell;

pub use act::{Act, Kernel, Request, Session, Settings};
pub use actor::{Actor, Perm, Scope};
pub use doors::{Doors, Reply, Upload, Uploaded};
pub use fail::{Code, Fail};
