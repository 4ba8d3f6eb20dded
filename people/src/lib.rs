//! 人 — who the people are, who may act for them, and what they already receive.

pub mod perms;
pub mod person;
pub mod session;
pub mod staff;
pub mod organisation;
pub mod sign_in;
pub mod helping;
pub mod household;
pub mod consent;
pub mod benefit;
pub mod message;

#[cfg(test)]
mod stage;
