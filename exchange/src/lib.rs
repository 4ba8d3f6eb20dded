//! 外联 (exchange) — everything outside, reached over HTTP; nothing about our own processes.
//!
//! Each outside system has a client that is configured with an address and a key, and that says plainly when there is no answer. An
//! error, silence or nonsense is never an answer (国务院令第809号; T37): the caller gets an [`departments::Outcome`] and must decide.

pub mod departments;
pub mod ganfutong;
pub mod reach;
pub mod sms;
pub mod strict_json;

use std::sync::Arc;

/// 真实时钟 (real time) as a parameter: signatures, token expiry and back-off follow it, never the business date of a demo.
pub type Clock = Arc<dyn Fn() -> jiff::Timestamp + Send + Sync>;
