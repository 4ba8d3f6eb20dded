//! 部门数据共享 (departments' data sharing) — one question about one person to one department, and what came back.
//!
//! Wire conventions follow the national data-sharing exchange platform: four `gjgxjhpt_*` headers, HMAC-SHA256 signature, a secret that
//! is refreshed before it ends, lower-case body keys and a `{code, message, data}` envelope.

pub mod answer;
pub mod breaker;
pub mod catalogue;
pub mod client;
pub mod connect;
pub mod outcome;
pub mod query;
pub mod retry;
pub mod secret;
pub mod sign;

pub use answer::{Answer, Shape};
pub use breaker::Breaker;
pub use catalogue::{Catalogue, Department, Share};
pub use client::Departments;
pub use connect::{ConnectError, Link};
pub use outcome::{Outcome, Reply};
pub use query::Query;
