//! 监督 — reads everything, writes only its own: figures, files for auditors, and lists compared.
//!
//! Counts are made by the database; a page never receives the rows behind a figure.

pub mod statistics;
mod hang;

pub use hang::doors;
