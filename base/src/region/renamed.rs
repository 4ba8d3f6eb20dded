//! 区划变更 — codes that old papers still carry, and what they became.
//!
//! Source: the register of place names, changes 2000–2020, with the approving
//! documents where one is known.

use super::RegionCode;

/// A change of name or code of one region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// Code before the change.
    pub was: RegionCode,
    /// Name before the change.
    pub was_name: &'static str,
    /// Code today.
    pub now: RegionCode,
    /// Year of the change.
    pub year: i16,
    /// Approving document, where known.
    pub document: Option<&'static str>,
}

const fn changed(was: &'static str, was_name: &'static str, now: &'static str, year: i16, document: Option<&'static str>) -> Renamed {
    Renamed { was: RegionCode::known(was), was_name, now: RegionCode::known(now), year, document }
}

/// Every change known, oldest code first. Rows whose code stayed (庐山区) tell the old name only.
pub const RENAMED: &[Renamed] = &[
    changed("360105", "湾里区", "360112", 2019, Some("国函〔2019〕105号")),
    changed("360122", "新建县", "360112", 2015, None),
    changed("360402", "庐山区", "360402", 2016, None),
    changed("360421", "九江县", "360404", 2017, None),
    changed("360427", "星子县", "360483", 2016, None),
    changed("360622", "余江县", "360603", 2018, Some("国函〔2018〕23号")),
    changed("360721", "赣县", "360704", 2016, None),
    changed("360727", "龙南县", "360783", 2020, Some("赣府字〔2020〕45号")),
    changed("360782", "南康市", "360703", 2013, None),
    changed("361029", "东乡县", "361003", 2016, None),
    changed("361121", "上饶县", "361104", 2019, Some("国函〔2019〕59号")),
    changed("361122", "广丰县", "361103", 2015, None),
    changed("3622", "宜春地区", "3609", 2000, None),
    changed("3623", "上饶地区", "3611", 2000, None),
    changed("3624", "吉安地区", "3608", 2000, None),
    changed("3625", "抚州地区", "3610", 2000, None),
];

/// The change that gave `code` another code; of former prefectures the city that followed is meant.
///
/// Asked of every region of every household screened, so it looks at few rows: counties
/// by binary search, prefectures (`3622` to `3625`) only where the code begins so.
pub(super) fn successor(code: &RegionCode) -> Option<&'static Renamed> {
    let prefecture = FORMER_PREFECTURES.covers(code);
    let upper = code.head(if prefecture { 4 } else { 6 }).number();
    let at = RENAMED.binary_search_by_key(&upper, |change| change.was.number()).ok()?;
    RENAMED.get(at).filter(|change| change.was != change.now)
}

/// What the codes of the prefectures abolished in 2000 begin with.
const FORMER_PREFECTURES: RegionCode = RegionCode::known("362");
