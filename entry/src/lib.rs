//! 准入 — from an application to a place in the queue; decisions cite clauses and replay.
//!
//! Slices in order of dependency; each may use only those above it. [`advance`] is what
//! the program does by itself between two acts of people.

pub mod evidence;
mod citizen_page;
pub mod application;
pub mod check;
pub mod paper;
pub mod visit;
pub mod duplicate;
pub mod decision;
pub mod notice;
pub mod waitlist;
pub mod change;
pub mod advance;
pub mod case;
pub mod rights;
pub mod import;
pub mod export;
pub mod complaint;
mod desk_page;
mod hang_desk;
pub mod front;
mod hang;
mod hang_citizen;

pub use hang::{FLOWS, LISTINGS, doors};
