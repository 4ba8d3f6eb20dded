//! 政策 — the law of public rental housing as data, and pure functions over it.
//!
//! No I/O, no clock and no panic: whoever calls passes the facts, the date and
//! the law, and gets a decision that names every number, its source, and what is
//! not known. What is not known is decided by a person, never against the applicant.

pub mod decide;
pub mod examples;
pub mod facts;
pub mod finding;
pub mod law;
pub mod lint;
pub mod pack;
pub mod rank;
pub mod rules;
pub mod schema;
mod sentence;
pub mod statistic;
pub mod terms;

pub use decide::{Decision, Outcome, Screened, decide, decide_with};
pub use facts::Facts;
pub use finding::{Finding, Unknown, Verdict};
pub use law::{Law, NoPack};
pub use pack::{Pack, PackDocument, PackRef};
pub use statistic::Statistics;
