//! 统一社会信用代码 — unified social credit codes of bodies (GB 32100-2015).

use std::fmt;

use serde::{Serialize, Serializer};

use crate::typed::{Checked, as_text, normalised};

/// A unified social credit code, checked. Public information, shown in full.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgId(String);

/// Why a text is not a unified social credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrgIdRefusal {
    /// Not 18 characters of the code's alphabet (no I, O, S, V, Z).
    Shape,
    /// The last character does not match the others.
    Checksum,
}

impl fmt::Display for OrgIdRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shape => "统一社会信用代码应为18位数字和大写字母（不含I、O、S、V、Z），请对照营业执照填写",
            Self::Checksum => "统一社会信用代码校验不符，请对照营业执照逐位检查",
        })
    }
}
impl std::error::Error for OrgIdRefusal {}

impl OrgIdRefusal {
    /// Stable code of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shape => "org_id.shape",
            Self::Checksum => "org_id.checksum",
        }
    }
}

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const BODY_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

fn value(letter: u8) -> Option<usize> {
    ALPHABET.iter().position(|known| *known == letter)
}

impl OrgId {
    /// Reads a code as typed: full-width characters, spaces and small letters are accepted.
    pub fn parse(text: &str) -> Result<OrgId, OrgIdRefusal> {
        let code = normalised(text);
        let bytes = code.as_bytes();
        if bytes.len() != 18 {
            return Err(OrgIdRefusal::Shape);
        }
        let mut weight = 1;
        let mut sum = 0;
        for letter in &bytes[..17] {
            sum += value(*letter).ok_or(OrgIdRefusal::Shape)? * weight;
            weight = weight * 3 % 31;
        }
        let check = value(bytes[17]).ok_or(OrgIdRefusal::Shape)?;
        match (31 - sum % 31) % 31 == check {
            true => Ok(OrgId(code)),
            false => Err(OrgIdRefusal::Checksum),
        }
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Characters 9–17: the body's own code (主体标识码, GB 11714).
    pub fn body_code(&self) -> &str {
        self.0.get(8..17).unwrap_or("")
    }

    /// Whether the body code also keeps the check of GB 11714.
    ///
    /// A hint for a second look, never a reason to refuse: codes given by other registrars may differ.
    pub fn body_code_checks(&self) -> bool {
        let body = self.body_code().as_bytes();
        let digit = |letter: u8| match letter {
            b'0'..=b'9' => usize::from(letter - b'0'),
            other => usize::from(other - b'A') + 10,
        };
        let sum: usize = body.iter().zip(BODY_WEIGHTS).map(|(letter, weight)| digit(*letter) * weight).sum();
        let check = match 11 - sum % 11 {
            10 => b'X',
            11 => b'0',
            n => b'0' + n as u8,
        };
        body.last() == Some(&check)
    }
}

impl fmt::Display for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl Serialize for OrgId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}
impl Checked for OrgId {
    type Refusal = OrgIdRefusal;
}
as_text!(OrgId, "OrgId", "^[0-9A-HJ-NPQRTUWXY]{18}$", "统一社会信用代码 (GB 32100)");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_company_codes_pass_both_checks() {
        for code in ["91330100799655058B", "914403001922038216", " 91330100799655058b"] {
            let id = OrgId::parse(code).unwrap();
            assert!(id.body_code_checks(), "{id}");
        }
        assert_eq!(OrgId::parse("91330100799655058B").unwrap().body_code(), "799655058");
    }

    #[test]
    fn letters_outside_the_alphabet_and_wrong_checks_are_told_apart() {
        assert_eq!(OrgId::parse("91330100799655058C"), Err(OrgIdRefusal::Checksum));
        for code in ["", "9133010079965505", "9I330100799655058B", "91330100799655058Z", "中国公司"] {
            assert_eq!(OrgId::parse(code), Err(OrgIdRefusal::Shape), "{code}");
        }
    }
}
