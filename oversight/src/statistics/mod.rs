//! 统计 — figures about the whole process, by region, with the instant they speak for.
//!
//! The database counts; Rust turns pairs of dates into working days by the official calendar.
//! Owns no table.

pub mod bulletin;
pub(crate) mod bulletin_page;
mod counts;
mod days;
pub mod overview;
pub(crate) mod overview_page;
mod place;

pub use place::{Place, Within};
