//! 区划代码 — a region's code as a small copyable value.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use super::renamed;
use crate::typed::{Checked, as_text, normalised};

const ROOM: usize = 9;

/// A division's code without trailing zeros: `36`, `3601`, `360102`, `360102001`, or a zone `3607E1`.
///
/// Small and `Copy`, so that comparing a million households allocates nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode([u8; ROOM]);

/// Level of a division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 省
    Province,
    /// 设区市
    City,
    /// 县（市、区）
    County,
    /// 功能区 (development zone acting as authority; Anju's own code)
    Zone,
    /// 街道、镇、乡
    Township,
}

/// The text is not shaped like a division's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotRegion;

impl fmt::Display for NotRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("区划代码应为2、4、6、9或12位，例如 360702，请从列表中选择")
    }
}
impl std::error::Error for NotRegion {}

impl RegionCode {
    /// Reads a code with or without trailing zeros (`360000`, `360702001000`).
    ///
    /// Checks the shape only: old codes and other provinces are codes too. Whether
    /// the region exists today is asked of the [`book`](super::book).
    pub fn parse(text: &str) -> Result<RegionCode, NotRegion> {
        let typed = normalised(text);
        let zoned = typed.len() == 6 && typed.as_bytes()[4] == b'E';
        let trimmed = match typed.len() {
            12 => typed.strip_suffix("000").ok_or(NotRegion)?,
            2 | 4 | 6 | 9 => &typed,
            _ => return Err(NotRegion),
        };
        let mut code = trimmed;
        for whole in [9, 6, 4] {
            let empty = if whole == 9 { "000" } else { "00" };
            if code.len() == whole {
                code = code.strip_suffix(empty).unwrap_or(code);
            }
        }
        let plain = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        let bytes = code.as_bytes();
        let shaped = if zoned { bytes.len() == 6 && plain(&bytes[..4]) && plain(&bytes[5..]) } else { plain(bytes) };
        if !shaped || code == "00" {
            return Err(NotRegion);
        }
        let mut held = [0; ROOM];
        held[..bytes.len()].copy_from_slice(bytes);
        Ok(RegionCode(held))
    }

    /// A code known to be well shaped, for tables in this crate.
    pub(super) const fn known(code: &str) -> RegionCode {
        let bytes = code.as_bytes();
        let mut held = [0; ROOM];
        let mut at = 0;
        while at < bytes.len() && at < ROOM {
            held[at] = bytes[at];
            at += 1;
        }
        RegionCode(held)
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        let used = self.0.iter().position(|b| *b == 0).unwrap_or(ROOM);
        // Only ASCII is ever stored, so this never falls back.
        std::str::from_utf8(&self.0[..used]).unwrap_or("")
    }

    /// The level the code's shape says.
    pub fn level(&self) -> Level {
        match (self.as_str().len(), self.0[4]) {
            (2, _) => Level::Province,
            (4, _) => Level::City,
            (6, b'E') => Level::Zone,
            (6, _) => Level::County,
            _ => Level::Township,
        }
    }

    /// The region one level up: of a zone its city, of a province none.
    pub fn parent(&self) -> Option<RegionCode> {
        let cut = match self.level() {
            Level::Province => return None,
            Level::City => 2,
            Level::County | Level::Zone => 4,
            Level::Township => 6,
        };
        let mut held = [0; ROOM];
        held[..cut].copy_from_slice(&self.0[..cut]);
        Some(RegionCode(held))
    }

    /// Whether `other` is this region or lies inside it. A zone lies in its city, not in the counties it sits in.
    pub fn covers(&self, other: &RegionCode) -> bool {
        let (mine, theirs) = (self.number(), other.number());
        // Characters are never zero bytes, so trailing zeros are exactly the unused room.
        (mine ^ theirs) >> (mine.trailing_zeros() / 8 * 8) == 0
    }

    /// The code as one number in the order of its text, so that comparing is one machine operation.
    pub(super) const fn number(&self) -> u128 {
        let mut wide = [0; 16];
        let mut at = 0;
        while at < ROOM {
            wide[at] = self.0[at];
            at += 1;
        }
        u128::from_be_bytes(wide)
    }

    /// The first `length` characters of the code.
    pub(super) fn head(&self, length: usize) -> RegionCode {
        let mut held = self.0;
        held.iter_mut().skip(length).for_each(|byte| *byte = 0);
        RegionCode(held)
    }

    /// The code this region has today: itself, or its successor if it was renamed or merged.
    pub fn current(&self) -> RegionCode {
        renamed::successor(self).map_or(*self, |change| change.now)
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegionCode({})", self.as_str())
    }
}
impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl Serialize for RegionCode {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}
impl Checked for RegionCode {
    type Refusal = NotRegion;
}
as_text!(
    RegionCode,
    "RegionCode",
    "^[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3})?|E[0-9])?)?$",
    "区划代码 (GB/T 2260 without trailing zeros; zones such as 3607E1 are Anju's own)"
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    #[test]
    fn codes_are_read_with_or_without_trailing_zeros() {
        for (typed, kept, level) in [
            ("360000", "36", Level::Province),
            ("36", "36", Level::Province),
            ("360700", "3607", Level::City),
            ("360702", "360702", Level::County),
            ("360702001000", "360702001", Level::Township),
            ("360702000000", "360702", Level::County),
            ("360000000000", "36", Level::Province),
            ("3607e1", "3607E1", Level::Zone),
        ] {
            assert_eq!((code(typed).as_str(), code(typed).level()), (kept, level), "{typed}");
        }
        for bad in ["", "3", "36070", "36070A", "3607E", "E60701", "3607EE", "360702001001", "章贡区", "00"] {
            assert_eq!(RegionCode::parse(bad), Err(NotRegion), "{bad}");
        }
    }

    #[test]
    fn a_region_covers_itself_and_what_lies_inside() {
        assert!(code("36").covers(&code("360702001")));
        assert!(code("3607").covers(&code("3607E1")));
        assert!(code("360702").covers(&code("360702")));
        assert!(!code("360702").covers(&code("3607E1")));
        assert!(!code("360702").covers(&code("3607")));
        assert!(!code("3607").covers(&code("360802")));
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_fail_to_answer(text in "\\PC{0,14}") {
            if let Ok(code) = RegionCode::parse(&text) {
                prop_assert_eq!(RegionCode::parse(code.as_str()), Ok(code));
            }
        }
    }
}
