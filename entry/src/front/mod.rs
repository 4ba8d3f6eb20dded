//! 前厅 — the first page, the switch for large type, and the pages that only say something. Owns nothing.

pub mod care;
pub mod home_page;
pub mod texts_page;
