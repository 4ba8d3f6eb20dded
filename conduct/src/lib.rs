//! 信用 — no measure without a basis and an end date.

pub mod credit;
