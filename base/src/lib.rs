//! 基本类型 — plain types with their checks: money, area, regions, numbers of people and bodies.
//!
//! No I/O and no clock: whoever needs today's date passes it in. A value of one
//! of these types has passed its check, so nobody below has to check again.

pub mod age;
pub mod area;
pub mod cite;
pub mod dated;
pub mod fen;
pub mod org_id;
pub mod person_id;
pub mod phone;
pub mod region;
pub mod title_no;
pub mod typed;

pub use area::Centi;
pub use cite::{Citation, Grade};
pub use dated::{DateText, Dated, NotInForce};
pub use fen::Fen;
pub use org_id::OrgId;
pub use person_id::{PersonId, Sex};
pub use phone::Phone;
pub use region::{Region, RegionCode};
pub use title_no::TitleNo;
