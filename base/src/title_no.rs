//! 不动产单元号 — the 28 characters that name a piece of real estate (GB/T 37346-2019).
//!
//! 6 division + 6 cadastral area and sub-area + 7 land right and parcel + 9 fixture
//! (one letter, building, unit). Only the shape is checked: no check digit exists.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::RegionCode;
use crate::typed::{Checked, as_text, normalised};

/// A real-estate unit number, its structure checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TitleNo(String);

/// Who owns the land (first letter of the right).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LandOwner {
    /// G 国家
    State,
    /// J 集体
    Collective,
    /// Z 争议
    Disputed,
}

/// The text has not the structure of a real-estate unit number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTitleNo;

impl fmt::Display for NotTitleNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("不动产单元号应为28位，按6、6、7、9分段，请对照不动产权证书填写")
    }
}
impl std::error::Error for NotTitleNo {}

impl TitleNo {
    /// Reads a number as printed, with or without spaces between its four groups.
    pub fn parse(text: &str) -> Result<TitleNo, NotTitleNo> {
        let number = normalised(text);
        let bytes = number.as_bytes();
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        let holds = bytes.len() == 28
            && digits(&bytes[..12])
            && matches!(bytes[12], b'G' | b'J' | b'Z')
            && bytes[13].is_ascii_uppercase()
            && digits(&bytes[14..19])
            && matches!(bytes[19], b'F' | b'L' | b'Q' | b'W')
            && bytes[20..].iter().all(u8::is_ascii_alphanumeric);
        if holds { Ok(TitleNo(number)) } else { Err(NotTitleNo) }
    }

    /// The 28 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The four printed groups: division, cadastral area, parcel, fixture.
    pub fn groups(&self) -> [&str; 4] {
        [0..6, 6..12, 12..19, 19..28].map(|range| self.0.get(range).unwrap_or(""))
    }

    /// The county-level division the unit was numbered in; it may since have been renamed.
    pub fn region(&self) -> Option<RegionCode> {
        RegionCode::parse(self.groups()[0]).ok()
    }

    /// Who owns the land.
    pub fn land_owner(&self) -> LandOwner {
        match self.0.as_bytes().get(12) {
            Some(b'G') => LandOwner::State,
            Some(b'J') => LandOwner::Collective,
            _ => LandOwner::Disputed,
        }
    }

    /// Whether the unit is a house (定着物 F), not bare land, trees or another fixture.
    pub fn is_house(&self) -> bool {
        self.0.as_bytes().get(19) == Some(&b'F')
    }
}

/// `360702 001001 GB00012 F00010023`
impl fmt::Display for TitleNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [division, area, parcel, fixture] = self.groups();
        write!(f, "{division} {area} {parcel} {fixture}")
    }
}
impl Serialize for TitleNo {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}
impl Checked for TitleNo {
    type Refusal = NotTitleNo;
}
as_text!(TitleNo, "TitleNo", "^[0-9]{12}[GJZ][A-Z][0-9]{5}[FLQW][0-9A-Z]{8}$", "不动产单元号 (GB/T 37346)");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_number_is_read_with_or_without_spaces_and_shown_in_groups() {
        let title = TitleNo::parse("360702001001GB00012F00010023").unwrap();
        assert_eq!(title.to_string(), "360702 001001 GB00012 F00010023");
        assert_eq!(TitleNo::parse(&title.to_string()), Ok(title.clone()));
        assert_eq!(title.land_owner(), LandOwner::State);
        assert!(title.is_house());
        assert_eq!(title.region(), RegionCode::parse("360702").ok());
    }

    #[test]
    fn wrong_letters_lengths_and_groups_are_refused() {
        for text in [
            "",
            "360702001001GB00012F0001002",
            "360702001001XB00012F00010023",
            "360702001001GB00012A00010023",
            "36070200100AGB00012F00010023",
            "安居安居安居安居安居安居安居",
        ] {
            assert_eq!(TitleNo::parse(text), Err(NotTitleNo), "{text}");
        }
    }
}
