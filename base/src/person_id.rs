//! 公民身份号码 — citizen numbers (GB 11643) and the cards that stand in for them.
//!
//! The first six digits name the place of first registration at that time; places
//! are renamed and abolished, so a number is never refused for its prefix.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::typed::{Checked, as_text, normalised};

/// Sex (GB/T 2261.1: 1 男, 2 女).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

/// Which document a number belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// 居民身份证
    Resident,
    /// 港澳台居民居住证 (prefix 810000, 820000 or 830000)
    HongKongMacaoTaiwan,
    /// 外国人永久居留身份证, 18 digits beginning with 9 (cards from 2023)
    ForeignPermanent,
    /// 外国人永久居留身份证, 3 letters and 12 digits (cards before 2023)
    ForeignPermanentOld,
}

/// A person's identity number, checked. Debug and Display show it masked only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(String);

/// Why a text is not an identity number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonIdRefusal {
    /// Neither 18 characters nor a known card shape.
    Shape,
    /// A 15-digit number of the first generation; the matching 18-digit one is suggested.
    FifteenDigits {
        /// What the 18-digit number should be, if born in the 20th century.
        suggestion: PersonId,
    },
    /// Digits 7–14 are not a date of the calendar.
    ImpossibleDate,
    /// The last character does not match the others.
    Checksum,
}

impl fmt::Display for PersonIdRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape => f.write_str("身份证号应为18位，请对照证件重新填写"),
            Self::FifteenDigits { .. } => f.write_str("15位旧号码已停用，请填18位号码；可点击采用系统推算的号码，并与证件核对"),
            Self::ImpossibleDate => f.write_str("身份证号中的出生日期不存在，请对照证件检查第7至14位"),
            Self::Checksum => f.write_str("身份证号末位校验不符，请对照证件逐位检查"),
        }
    }
}
impl std::error::Error for PersonIdRefusal {}

impl PersonIdRefusal {
    /// Stable code of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shape => "person_id.shape",
            Self::FifteenDigits { .. } => "person_id.fifteen_digits",
            Self::ImpossibleDate => "person_id.impossible_date",
            Self::Checksum => "person_id.checksum",
        }
    }
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// The check character of 17 digits (GB 11643, ISO 7064 MOD 11-2).
fn check_char(digits: &[u8]) -> u8 {
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHECKS[(sum % 11) as usize]
}

fn birth_of(digits: &str) -> Option<Date> {
    let year = digits.get(6..10)?.parse().ok()?;
    let month = digits.get(10..12)?.parse().ok()?;
    let day = digits.get(12..14)?.parse().ok()?;
    Date::new(year, month, day).ok()
}

impl PersonId {
    /// Reads an identity number as typed: full-width digits, spaces and a small `x` are accepted.
    ///
    /// Errors name what is wrong; a 15-digit number is refused with a suggestion.
    pub fn parse(text: &str) -> Result<PersonId, PersonIdRefusal> {
        let number = normalised(text);
        let bytes = number.as_bytes();
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        match bytes.len() {
            15 if digits(bytes) => Err(first_generation(&number)),
            15 if bytes[..3].iter().all(u8::is_ascii_uppercase) && digits(&bytes[3..]) => Ok(PersonId(number)),
            18 if digits(&bytes[..17]) && (bytes[17].is_ascii_digit() || bytes[17] == b'X') => {
                birth_of(&number).ok_or(PersonIdRefusal::ImpossibleDate)?;
                match check_char(&bytes[..17]) == bytes[17] {
                    true => Ok(PersonId(number)),
                    false => Err(PersonIdRefusal::Checksum),
                }
            }
            _ => Err(PersonIdRefusal::Shape),
        }
    }

    /// The whole number. Reading it out is an act worth an audit row.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `3601**********1234`: enough to recognise, not enough to misuse.
    pub fn masked(&self) -> String {
        let (head, tail) = (self.0.get(..4).unwrap_or(""), self.0.get(self.0.len() - 4..).unwrap_or(""));
        format!("{head}{}{tail}", "*".repeat(self.0.len() - 8))
    }

    /// Which document the number belongs to.
    pub fn kind(&self) -> CardKind {
        let prefix = self.0.get(..6).unwrap_or("");
        match (self.0.len(), prefix) {
            (15, _) => CardKind::ForeignPermanentOld,
            (_, "810000" | "820000" | "830000") => CardKind::HongKongMacaoTaiwan,
            _ if prefix.starts_with('9') => CardKind::ForeignPermanent,
            _ => CardKind::Resident,
        }
    }

    /// Date of birth; `None` for the old foreign card, whose century is not written.
    pub fn birth(&self) -> Option<Date> {
        if self.0.len() == 18 { birth_of(&self.0) } else { None }
    }

    /// Sex by digit 17 (odd is male); `None` for the old foreign card.
    pub fn sex(&self) -> Option<Sex> {
        match (self.0.len(), self.0.as_bytes().get(16)) {
            (18, Some(digit)) if digit % 2 == 1 => Some(Sex::Male),
            (18, Some(_)) => Some(Sex::Female),
            _ => None,
        }
    }

    /// Full years of age on a day, where the number tells the birth.
    pub fn age_on(&self, on: Date) -> Option<u16> {
        crate::age::full_years(self.birth()?, on)
    }
}

/// What to answer to a 15-digit number: refuse, with the 18-digit number it became.
fn first_generation(number: &str) -> PersonIdRefusal {
    let (Some(place), Some(rest)) = (number.get(..6), number.get(6..)) else {
        return PersonIdRefusal::Shape;
    };
    // Every 15-digit number was issued to people born in the 1900s or earlier.
    let mut long = format!("{place}19{rest}");
    if birth_of(&long).is_none() {
        return PersonIdRefusal::ImpossibleDate;
    }
    long.push(char::from(check_char(long.as_bytes())));
    PersonIdRefusal::FifteenDigits { suggestion: PersonId(long) }
}

impl fmt::Debug for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonId({})", self.masked())
    }
}
impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl Checked for PersonId {
    type Refusal = PersonIdRefusal;
}
as_text!(PersonId, "PersonId", "^([0-9]{17}[0-9X]|[A-Z]{3}[0-9]{12})$", "公民身份号码 (GB 11643) or foreign permanent residence card");

/// Writes the whole number, for the few places that must: `#[serde(serialize_with = "base::person_id::revealed")]`.
///
/// There is deliberately no `Serialize`: a number never reaches JSON by accident.
pub fn revealed<S: Serializer>(id: &PersonId, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(id.reveal())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn known_numbers_pass_and_tell_birth_and_sex() {
        let cases = [
            ("360102180001010018", date(1800, 1, 1), Sex::Male),
            ("360102180001010026", date(1800, 1, 1), Sex::Female),
            ("360702180012319996", date(1800, 12, 31), Sex::Male),
            ("36048218000615123X", date(1800, 6, 15), Sex::Male),
        ];
        for (number, birth, sex) in cases {
            let id = PersonId::parse(number).unwrap();
            assert_eq!((id.birth(), id.sex(), id.kind()), (Some(birth), Some(sex), CardKind::Resident));
        }
    }

    #[test]
    fn a_valid_checksum_over_an_impossible_date_is_refused() {
        assert_eq!(PersonId::parse("360113180002290014"), Err(PersonIdRefusal::ImpossibleDate));
    }

    #[test]
    fn typing_habits_are_normalised() {
        for typed in ["36048218000615123x", " 360482 18000615 123X", "３６０４８２１８０００６１５１２３Ｘ"] {
            assert_eq!(PersonId::parse(typed).unwrap().reveal(), "36048218000615123X");
        }
    }

    #[test]
    fn fifteen_digits_are_refused_with_the_number_they_became() {
        let PersonIdRefusal::FifteenDigits { suggestion } = PersonId::parse("360102800101001").unwrap_err() else {
            panic!("a 15-digit number names its own reason");
        };
        assert_eq!(suggestion.reveal().get(..17), Some("36010219800101001"));
        assert_eq!(PersonId::parse(suggestion.reveal()), Ok(suggestion));
        assert_eq!(PersonId::parse("360102801301001"), Err(PersonIdRefusal::ImpossibleDate));
    }

    #[test]
    fn wrong_digits_and_shapes_are_told_apart() {
        assert_eq!(PersonId::parse("360102180001010019"), Err(PersonIdRefusal::Checksum));
        for text in ["", "36010218000101001", "36010218000101001A", "X60102180001010018", "安居"] {
            assert_eq!(PersonId::parse(text), Err(PersonIdRefusal::Shape), "{text}");
        }
    }

    #[test]
    fn abolished_prefixes_and_other_cards_are_accepted() {
        // 360105 was 湾里区 until 2019; its people keep their numbers (T35).
        for (seventeen, kind) in [
            ("36010518000101001", CardKind::Resident),
            ("81000018000101001", CardKind::HongKongMacaoTaiwan),
            ("83000018000101001", CardKind::HongKongMacaoTaiwan),
            ("91115618000101001", CardKind::ForeignPermanent),
        ] {
            let number = format!("{seventeen}{}", char::from(check_char(seventeen.as_bytes())));
            assert_eq!(PersonId::parse(&number).unwrap().kind(), kind);
        }
        let old = PersonId::parse("CAN110000000101").unwrap();
        assert_eq!((old.kind(), old.birth(), old.sex()), (CardKind::ForeignPermanentOld, None, None));
    }

    #[test]
    fn neither_debug_nor_display_shows_the_whole_number() {
        let id = PersonId::parse("360102180001010018").unwrap();
        assert_eq!(id.to_string(), "3601**********0018");
        assert_eq!(format!("{id:?}"), "PersonId(3601**********0018)");
    }

    proptest! {
        #[test]
        fn changing_any_one_digit_is_noticed(at in 0usize..17, to in 0u8..10) {
            let mut number = b"360102180001010018".to_vec();
            prop_assume!(number[at] != b'0' + to);
            number[at] = b'0' + to;
            prop_assert!(PersonId::parse(std::str::from_utf8(&number).unwrap()).is_err());
        }

        #[test]
        fn no_text_makes_the_check_fail_to_answer(text in "\\PC{0,24}") {
            let _ = PersonId::parse(&text);
        }
    }
}
