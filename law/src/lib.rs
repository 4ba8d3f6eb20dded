//! 规则 — which rules are in force, and what they were when somebody was decided.

pub mod pack;
