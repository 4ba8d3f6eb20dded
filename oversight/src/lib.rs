//! 监督 — reads everything, writes only its own: figures, files for auditors, and lists compared.
//!
//! Counts are made by the database; a page never receives the rows behind a figure.

mod desk_page;
pub mod statistics;
pub mod archive;
pub mod civil;
mod hang;

pub use hang::doors;
