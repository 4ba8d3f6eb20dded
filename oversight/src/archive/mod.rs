//! 一户一档 — everything on record about one household as one signed file, and decisions drawn
//! for audit by a seed that anybody can draw with again.
//!
//! Owns `archive_bundle`, `audit_sample`, `audit_sample_row`.

pub(crate) mod archive_page;
pub mod bundle;
mod contents;
pub mod pack;
pub mod sample;
pub(crate) mod sample_page;
