//! 金额（分） — money in whole fen; 1元 = 100分.
//!
//! No floating point anywhere: a benefit decided by a rounding error cannot be
//! explained to the person it concerns.

use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An amount of money in fen (分). May be negative in a ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// Why a text is not an amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotMoney;

impl fmt::Display for NotMoney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("金额请填数字，最多两位小数，例如 46760.00")
    }
}
impl std::error::Error for NotMoney {}

impl Fen {
    /// No money.
    pub const ZERO: Fen = Fen(0);

    /// Whole yuan as fen; saturates at the ends of the range.
    pub const fn yuan(yuan: i64) -> Fen {
        Fen(yuan.saturating_mul(100))
    }

    /// Reads yuan as people write them: `46760`, `46,760.5`, `-3.00元`.
    pub fn parse(text: &str) -> Result<Fen, NotMoney> {
        crate::fen::hundredths(text, "元").map(Fen).ok_or(NotMoney)
    }

    /// The sum, or `None` beyond the range of `i64`.
    pub fn checked_add(self, other: Fen) -> Option<Fen> {
        self.0.checked_add(other.0).map(Fen)
    }

    /// The difference, or `None` beyond the range of `i64`.
    pub fn checked_sub(self, other: Fen) -> Option<Fen> {
        self.0.checked_sub(other.0).map(Fen)
    }

    /// `count` times the amount, or `None` beyond the range of `i64`.
    pub fn checked_mul(self, count: i64) -> Option<Fen> {
        self.0.checked_mul(count).map(Fen)
    }

    /// `self × thousandths ÷ 1000`, rounded half up to a whole fen; `None` on overflow.
    ///
    /// For paying and billing. Eligibility never divides: it multiplies the other side.
    pub fn times_thousandths(self, thousandths: i64) -> Option<Fen> {
        let product = i128::from(self.0) * i128::from(thousandths);
        let rounded = (product + 500).div_euclid(1000);
        i64::try_from(rounded).ok().map(Fen)
    }

    /// The amount without grouping or unit, for forms and files: `46760.00`.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

/// Reads a decimal with at most two places as hundredths; thousands separators allowed.
pub(crate) fn hundredths(text: &str, unit: &str) -> Option<i64> {
    let typed: String = text.chars().filter(|c| !matches!(c, ' ' | ',' | '\u{ff0c}' | '\u{3000}' | '¥' | '￥')).collect();
    let typed = typed.strip_suffix(unit).unwrap_or(&typed);
    let (negative, digits) = match typed.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, typed),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(part) || part.len() > 2 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    let value = whole.checked_mul(100)?.checked_add(part)?;
    Some(if negative { -value } else { value })
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.0.unsigned_abs();
        let whole = (cents / 100).to_string();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        write!(f, ".{:02}元", cents % 100)
    }
}

impl Add for Fen {
    type Output = Fen;
    fn add(self, other: Fen) -> Fen {
        Fen(self.0 + other.0)
    }
}
impl Sub for Fen {
    type Output = Fen;
    fn sub(self, other: Fen) -> Fen {
        Fen(self.0 - other.0)
    }
}
impl AddAssign for Fen {
    fn add_assign(&mut self, other: Fen) {
        self.0 += other.0;
    }
}
impl SubAssign for Fen {
    fn sub_assign(&mut self, other: Fen) {
        self.0 -= other.0;
    }
}
impl Neg for Fen {
    type Output = Fen;
    fn neg(self) -> Fen {
        Fen(-self.0)
    }
}
impl std::iter::Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(amounts: I) -> Fen {
        amounts.fold(Fen::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn money_is_shown_with_grouping_two_places_and_unit() {
        for (fen, shown) in [(0, "0.00元"), (5, "0.05元"), (4_676_000, "46,760.00元"), (-123_456_789, "-1,234,567.89元"), (99_900, "999.00元")] {
            assert_eq!(Fen(fen).to_string(), shown);
        }
    }

    #[test]
    fn money_is_read_as_people_write_it_and_nothing_else_is() {
        for (text, fen) in [("46760", 4_676_000), ("46,760.01", 4_676_001), ("0.5元", 50), ("-3", -300)] {
            assert_eq!(Fen::parse(text), Ok(Fen(fen)));
        }
        for text in ["", "1.234", "12a", ".5", "1e3", "--1"] {
            assert_eq!(Fen::parse(text), Err(NotMoney), "{text}");
        }
    }

    #[test]
    fn a_share_of_money_is_rounded_half_up_to_whole_fen() {
        assert_eq!(Fen(1_001).times_thousandths(500), Some(Fen(501)));
        assert_eq!(Fen(i64::MAX).times_thousandths(2_000), None);
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back_as_the_same_amount(fen in -9_000_000_000_000_000i64..9_000_000_000_000_000) {
            prop_assert_eq!(Fen::parse(&Fen(fen).to_string()), Ok(Fen(fen)));
            prop_assert_eq!(Fen::parse(&Fen(fen).plain()), Ok(Fen(fen)));
        }
    }
}
