//! 统计数值 — incomes and welfare standards that rules multiply, by area, year and day of publication.

use base::{Citation, Fen, RegionCode};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::pack::Maybe;
use crate::terms::{Statistic, terms};

terms! {
    /// Period a statistic's amount is for (计量期).
    Per {
        Month "每月",
        Year "每年",
    }
}

/// One published value of one statistic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatisticValue {
    /// 地区 — province, city or county the value is of.
    pub area: RegionCode,
    /// 指标
    pub statistic: Statistic,
    /// 年度 — the year the value describes.
    pub year: i16,
    /// 发布日期 — `"null"` where not known; then it counts as known all along.
    #[schemars(with = "String")]
    pub published_on: Maybe<Date>,
    /// 数值（分）
    pub value: Fen,
    /// 计量期
    pub per: Per,
    /// 依据
    pub cite: Citation,
}

impl StatisticValue {
    /// Whether both are of one area, statistic and year, published on one day: the later record is a correction.
    pub fn same_place(&self, other: &StatisticValue) -> bool {
        (self.area, self.statistic, self.year, self.published_on) == (other.area, other.statistic, other.year, other.published_on)
    }
}

/// All published values known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    /// The values, in any order.
    pub value: Vec<StatisticValue>,
}

impl Statistics {
    /// The value of a year published by `on`; where corrected, the latest publication. `None`: not recorded.
    pub fn find(&self, area: &RegionCode, statistic: Statistic, year: i16, on: Date) -> Option<&StatisticValue> {
        let published = |value: &&StatisticValue| value.published_on.known().is_none_or(|day| *day <= on);
        self.value
            .iter()
            .filter(|value| value.area == *area && value.statistic == statistic && value.year == year)
            .filter(published)
            .max_by_key(|value| value.published_on.known().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Grade;
    use jiff::civil::date;

    #[test]
    fn a_statistic_is_used_from_its_publication_and_its_correction_replaces_it() {
        let area = RegionCode::parse("3607").unwrap();
        let value = |published_on, fen| StatisticValue {
            area,
            statistic: Statistic::UrbanIncome,
            year: 2025,
            published_on: Maybe::Known(published_on),
            value: Fen(fen),
            per: Per::Year,
            cite: Citation::new("统计公报", "", Grade::A),
        };
        let all = Statistics { value: vec![value(date(2026, 6, 1), 2), value(date(2026, 3, 1), 1)] };
        let on = |day| all.find(&area, Statistic::UrbanIncome, 2025, day).map(|value| value.value.0);
        assert_eq!([on(date(2026, 2, 28)), on(date(2026, 3, 1)), on(date(2026, 6, 1))], [None, Some(1), Some(2)]);
        assert_eq!(all.find(&area, Statistic::UrbanIncome, 2024, date(2026, 6, 1)), None);
    }
}
