//! 新就业 — did the applicant find the first job here soon enough after graduating?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use jiff::Span;
use jiff::civil::Date;

use super::case::{Case, Inputs, Ruling, any};
use crate::facts::{FactName, Member, Missing};
use crate::finding::{InputName, Value, Verdict};

/// The first job here began within so many years of a graduation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstJobWithin {
    /// Years after graduation; the anniversary itself counts.
    pub years: i64,
    /// Whether only full-time study counts (全日制).
    pub full_time: bool,
}

/// The applicant has graduated from college or above.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Graduate {
    /// Whether only full-time study counts (全日制).
    pub full_time: bool,
}

impl FirstJobWithin {
    /// Looks for an applicant whose first job follows a graduation in time.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let verdict = any(case.facts.applicants().map(|(at, member)| self.member(at, member)));
        Ruling::with(verdict, Inputs::NONE.with(InputName::Limit, Value::Years(self.years)))
    }

    fn member(&self, at: u16, member: &Member) -> Verdict {
        let Some(graduations) = &member.graduations else {
            return Verdict::missing(Missing::of(at, FactName::Graduations));
        };
        let counted = graduations.iter().filter(|graduation| graduation.full_time || !self.full_time);
        any(counted.map(|graduation| match member.first_job_on {
            None => Verdict::missing(Missing::of(at, FactName::FirstJobOn)),
            Some(began) => Verdict::of(began <= self.last_day(graduation.on)),
        }))
    }

    fn last_day(&self, graduated: Date) -> Date {
        let years = Span::new().try_years(self.years).unwrap_or_default();
        graduated.checked_add(years).unwrap_or(Date::MAX)
    }
}

impl Graduate {
    /// Looks for an applicant with a graduation that counts.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        Ruling::of(any(case.facts.applicants().map(|(at, member)| match &member.graduations {
            None => Verdict::missing(Missing::of(at, FactName::Graduations)),
            Some(graduations) => Verdict::of(graduations.iter().any(|graduation| graduation.full_time || !self.full_time)),
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::super::RuleKind;
    use super::super::case::trial::{household, judge, misses};
    use super::*;
    use crate::facts::{Facts, Graduation};
    use jiff::civil::date;

    fn graduate(full_time: bool, began: Option<Date>) -> Facts {
        let mut facts = household(1);
        facts.members[0].graduations = Some(vec![Graduation { on: date(2023, 6, 30), full_time }]);
        facts.members[0].first_job_on = began;
        facts
    }

    #[test]
    fn the_third_anniversary_of_graduation_is_the_last_day_for_the_first_job() {
        let rule = RuleKind::FirstJobWithin(FirstJobWithin { years: 3, full_time: true });
        assert_eq!(judge(rule.clone(), &graduate(true, Some(date(2026, 6, 30)))), Verdict::Met);
        assert_eq!(judge(rule.clone(), &graduate(true, Some(date(2026, 7, 1)))), Verdict::NotMet);
        assert_eq!(judge(rule.clone(), &graduate(false, Some(date(2023, 7, 1)))), Verdict::NotMet);
        assert!(misses(judge(rule.clone(), &graduate(true, None)), FactName::FirstJobOn));
        assert!(misses(judge(rule, &household(1)), FactName::Graduations));
    }

    #[test]
    fn part_time_study_counts_where_full_time_is_not_asked() {
        assert_eq!(judge(RuleKind::Graduate(Graduate { full_time: false }), &graduate(false, None)), Verdict::Met);
        assert_eq!(judge(RuleKind::Graduate(Graduate { full_time: true }), &graduate(false, None)), Verdict::NotMet);
    }
}
