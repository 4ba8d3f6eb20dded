//! 手机号码 — mobile numbers of the mainland.

use std::fmt;

use serde::Serializer;

use crate::typed::{Checked, as_text, normalised};

/// An 11-digit mobile number, checked. Debug and Display show it masked only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

/// The text is not a mobile number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotPhone;

impl fmt::Display for NotPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("手机号码应为11位数字，请重新填写")
    }
}
impl std::error::Error for NotPhone {}

impl Phone {
    /// Reads a number as typed; a leading `+86` or `86`, spaces and dashes are accepted.
    pub fn parse(text: &str) -> Result<Phone, NotPhone> {
        let typed = normalised(text);
        let digits = typed.strip_prefix("+86").or(typed.strip_prefix("0086")).unwrap_or(&typed);
        let digits = if digits.len() == 13 { digits.strip_prefix("86").unwrap_or(digits) } else { digits };
        match digits.as_bytes() {
            [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9 && rest.iter().all(u8::is_ascii_digit) => Ok(Phone(digits.to_owned())),
            _ => Err(NotPhone),
        }
    }

    /// The whole number. Reading it out is an act worth an audit row.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `138****1234`
    pub fn masked(&self) -> String {
        format!("{}****{}", self.0.get(..3).unwrap_or(""), self.0.get(7..).unwrap_or(""))
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}
impl Checked for Phone {
    type Refusal = NotPhone;
}
as_text!(Phone, "Phone", "^1[3-9][0-9]{9}$", "手机号码");

/// Writes the whole number, for the few places that must: `#[serde(serialize_with = "base::phone::revealed")]`.
pub fn revealed<S: Serializer>(phone: &Phone, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(phone.reveal())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_typed_and_shown_masked() {
        for typed in ["13812341234", "+86 138-1234-1234", "8613812341234", "１３８１２３４１２３４"] {
            let phone = Phone::parse(typed).unwrap();
            assert_eq!(phone.reveal(), "13812341234");
            assert_eq!(format!("{phone} {phone:?}"), "138****1234 Phone(138****1234)");
        }
    }

    #[test]
    fn what_is_no_mobile_number_is_refused() {
        for typed in ["", "12812341234", "1381234123", "138123412345", "0791-8888888", "86138"] {
            assert_eq!(Phone::parse(typed), Err(NotPhone), "{typed}");
        }
    }
}
