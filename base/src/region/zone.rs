//! 功能区 — development zones that act as authorities without a GB/T 2260 code.
//!
//! The codes are Anju's own (city + `E` + digit) and appear in no published
//! table. The seats say which divisions a zone's land lies in, as far as known.

use super::RegionCode;

/// A development zone acting as an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Anju's own code.
    pub code: RegionCode,
    /// Name as used by the authority.
    pub name: &'static str,
    /// Other names in use.
    pub also: &'static [&'static str],
    /// Divisions its land lies in (from memory; for maps and hints, never for a decision).
    pub seats: &'static [RegionCode],
}

const fn at(code: &'static str) -> RegionCode {
    RegionCode::known(code)
}

/// Every zone known to act as a housing authority.
pub const ZONES: &[Zone] = &[
    Zone { code: at("3601E1"), name: "赣江新区", also: &[], seats: &[at("360111"), at("360112"), at("360425"), at("360482")] },
    Zone { code: at("3601E2"), name: "南昌经济技术开发区", also: &["南昌经开区"], seats: &[at("360111"), at("360112")] },
    Zone { code: at("3601E3"), name: "南昌高新技术产业开发区", also: &["南昌高新区"], seats: &[at("360111")] },
    Zone { code: at("3601E4"), name: "湾里管理局", also: &[], seats: &[at("360112")] },
    Zone { code: at("3607E1"), name: "赣州经济技术开发区", also: &["赣州经开区"], seats: &[at("360702")] },
    Zone { code: at("3607E2"), name: "蓉江新区", also: &["赣州蓉江新区"], seats: &[at("360702")] },
    Zone { code: at("3608E1"), name: "庐陵新区", also: &[], seats: &[at("360802")] },
];
