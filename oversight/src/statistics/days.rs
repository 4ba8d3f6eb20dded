//! 时长 — how long things took in working days, from counted pairs of dates.
//!
//! The database groups by the day something began and the day it ended, so that a year of a
//! province is a few thousand pairs and no row of a case leaves it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::calendar::Calendar;
use schemars::JsonSchema;
use serde::Serialize;

/// How long something took. Days are working days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Took {
    /// How many ended.
    pub count: i64,
    /// Average, in tenths of a day.
    pub mean_tenths: i64,
    /// Half ended within so many days.
    pub median: i64,
    /// Nine of ten ended within so many days.
    pub p90: i64,
}

/// Days counted, from pairs of dates.
#[derive(Debug, Default)]
pub(super) struct Days(BTreeMap<i64, i64>);

impl Days {
    /// Adds `count` things that began and ended on these days.
    pub(super) fn add(&mut self, calendar: &Calendar, from: Date, to: Date, count: i64) {
        let days = i64::from(calendar.working_days_between(from, to));
        *self.0.entry(days).or_default() += count;
    }

    /// Average and quantiles; a quantile is the smallest number of days that enough did not exceed.
    pub(super) fn took(&self) -> Took {
        let count: i64 = self.0.values().sum();
        if count == 0 {
            return Took::default();
        }
        let sum: i64 = self.0.iter().map(|(days, many)| days * many).sum();
        Took { count, mean_tenths: (sum * 10 + count / 2) / count, median: self.quantile(count, 50), p90: self.quantile(count, 90) }
    }

    fn quantile(&self, count: i64, percent: i64) -> i64 {
        let mut passed = 0;
        for (days, many) in &self.0 {
            passed += many;
            if count * percent <= passed * 100 {
                return *days;
            }
        }
        0
    }
}

/// The day in Asia/Shanghai of an instant grouped as its UTC date and whether it was 16:00 UTC or later.
pub(super) fn shanghai(utc: &str, late: i64) -> Option<Date> {
    let day: Date = utc.parse().ok()?;
    if late == 0 { Some(day) } else { day.tomorrow().ok() }
}

/// Tenths as `3.5`.
pub(super) fn tenths(value: i64) -> String {
    format!("{}.{}", value / 10, value % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(list: &[(&str, &str, i64)]) -> Took {
        let mut days = Days::default();
        for (from, to, count) in list {
            days.add(&Calendar::builtin(), from.parse().unwrap(), to.parse().unwrap(), *count);
        }
        days.took()
    }

    // L-02: quantiles are days that were really taken, and weekends are no working days.
    #[test]
    fn the_ninth_of_ten_is_the_p90_and_the_weekend_does_not_count() {
        assert_eq!(of(&[]), Took::default());
        // Friday to Monday is one working day.
        assert_eq!(of(&[("2026-03-06", "2026-03-09", 1)]), Took { count: 1, mean_tenths: 10, median: 1, p90: 1 });
        let ten = of(&[("2026-03-02", "2026-03-02", 5), ("2026-03-02", "2026-03-03", 4), ("2026-03-02", "2026-03-06", 1)]);
        assert_eq!(ten, Took { count: 10, mean_tenths: 8, median: 0, p90: 1 });
        let eleven = of(&[("2026-03-02", "2026-03-02", 5), ("2026-03-02", "2026-03-03", 4), ("2026-03-02", "2026-03-06", 2)]);
        assert_eq!((eleven.median, eleven.p90), (1, 4));
    }

    #[test]
    fn an_evening_in_utc_is_the_next_day_in_shanghai() {
        assert_eq!(shanghai("2026-03-31", 0).map(|day| day.to_string()).as_deref(), Some("2026-03-31"));
        assert_eq!(shanghai("2026-12-31", 1).map(|day| day.to_string()).as_deref(), Some("2027-01-01"));
        assert_eq!(shanghai("x", 0), None);
    }
}
