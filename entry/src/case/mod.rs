//! 办件 — one case as its people see it: the applicant's story, and the staff's file.
//!
//! Reads every slice above and owns nothing.

pub mod file;
pub mod found;
pub mod list;
pub mod my;
