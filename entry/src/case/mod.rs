//! 办件 — one case as its people see it: the applicant's story, and the staff's file.
//!
//! Reads every slice above and owns `case_note` alone.

pub mod beside;
pub mod file;
pub mod found;
pub mod intake_look;
pub mod handover;
pub mod list;
pub mod listing;
pub mod my;
pub mod rule_change;
pub mod note;
pub mod story;

pub(crate) mod act_page;
pub(crate) mod bench_page;
mod card;
pub(crate) mod case_page;
pub(crate) mod check_page;
pub(crate) mod compare_page;
pub(crate) mod file_page;
pub(crate) mod found_page;
pub(crate) mod handover_page;
pub(crate) mod intake_case_page;
pub(crate) mod intake_page;
pub(crate) mod list_page;
pub(crate) mod members_page;
pub(crate) mod messages_page;
pub(crate) mod my_page;
pub(crate) mod queries_page;
pub(crate) mod search_page;
mod timeline;
