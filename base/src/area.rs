//! 面积 — floor area in hundredths of a square metre (0.01 ㎡).

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A floor area (建筑面积 unless said otherwise) in 0.01 ㎡.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Centi(pub i64);

/// Why a text is not an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotArea;

impl fmt::Display for NotArea {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("面积请填平方米数，最多两位小数，例如 45.36")
    }
}
impl std::error::Error for NotArea {}

impl Centi {
    /// No area.
    pub const ZERO: Centi = Centi(0);

    /// Whole square metres; saturates at the ends of the range.
    pub const fn m2(square_metres: i64) -> Centi {
        Centi(square_metres.saturating_mul(100))
    }

    /// Reads square metres as people write them: `45`, `45.36`, `45.36㎡`.
    pub fn parse(text: &str) -> Result<Centi, NotArea> {
        match crate::fen::hundredths(text, "㎡") {
            Some(area) if area >= 0 => Ok(Centi(area)),
            _ => Err(NotArea),
        }
    }

    /// The sum, or `None` beyond the range of `i64`.
    pub fn checked_add(self, other: Centi) -> Option<Centi> {
        self.0.checked_add(other.0).map(Centi)
    }

    /// The number alone, for forms and files: `45.36`.
    pub fn plain(self) -> String {
        crate::Fen(self.0).plain()
    }
}

impl fmt::Display for Centi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let parts = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}㎡", parts / 100, parts % 100)
    }
}

impl Add for Centi {
    type Output = Centi;
    fn add(self, other: Centi) -> Centi {
        Centi(self.0 + other.0)
    }
}
impl Sub for Centi {
    type Output = Centi;
    fn sub(self, other: Centi) -> Centi {
        Centi(self.0 - other.0)
    }
}
impl AddAssign for Centi {
    fn add_assign(&mut self, other: Centi) {
        self.0 += other.0;
    }
}
impl std::iter::Sum for Centi {
    fn sum<I: Iterator<Item = Centi>>(areas: I) -> Centi {
        areas.fold(Centi::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_shown_and_read_to_the_hundredth() {
        assert_eq!(Centi::m2(15).to_string(), "15.00㎡");
        assert_eq!(Centi(1501).to_string(), "15.01㎡");
        assert_eq!(Centi::parse("15.01㎡"), Ok(Centi(1501)));
        assert_eq!(Centi::parse("45.3"), Ok(Centi(4530)));
        for text in ["-1", "15.001", "很大", ""] {
            assert_eq!(Centi::parse(text), Err(NotArea), "{text}");
        }
    }
}
