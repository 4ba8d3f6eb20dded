//! 行政区划 — divisions of Jiangxi (GB/T 2260) and the development zones that act as authorities.
//!
//! A code is shown without trailing zeros: province `36`, city `3601`, county
//! `360102`, street or town `360102001`. Development zones have no published code;
//! they carry one of Anju's own, city + `E` + digit, as `3607E1` 赣州经开区.

mod book;
mod code;
mod renamed;
mod zone;

pub use book::{Book, Region, Resolved, book};
pub use code::{Level, NotRegion, RegionCode};
pub use renamed::{RENAMED, Renamed};
pub use zone::{ZONES, Zone};
