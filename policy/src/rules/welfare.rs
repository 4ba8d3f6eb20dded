//! 低保、特困 — does the household receive the aid a tier is made for, for long enough?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, Inputs, Ruling, any};
use crate::facts::{FactName, Member, Missing};
use crate::finding::{InputName, Value, Verdict};
use crate::terms::Welfare;

/// Some member has received one of the kinds without a gap for so many months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContinuousWelfare {
    /// Kinds that count once they have lasted `months`.
    pub kinds: Vec<Welfare>,
    /// Full months without a gap; 0: receiving it is enough.
    #[serde(default)]
    pub months: i64,
    /// Kinds that count at once (如特困人员).
    #[serde(default)]
    pub at_once: Vec<Welfare>,
}

impl ContinuousWelfare {
    /// Looks for one member who qualifies.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let verdict = any(case.living().map(|(at, member)| self.member(case, at, member)));
        Ruling::with(verdict, Inputs::NONE.with(InputName::Needed, Value::Months(self.months)))
    }

    fn member(&self, case: &Case<'_>, at: u16, member: &Member) -> Verdict {
        let missing = Missing::of(at, FactName::Welfare);
        let Some(welfare) = &member.welfare else {
            return Verdict::missing(missing);
        };
        any(welfare.iter().filter(|status| case.runs(status.until)).map(|status| {
            if self.at_once.contains(&status.kind) {
                Verdict::Met
            } else if self.kinds.contains(&status.kind) {
                case.lasted(status.since, self.months, missing)
            } else {
                Verdict::NotMet
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::RuleKind;
    use super::super::case::trial::{household, judge, misses};
    use super::*;
    use crate::facts::WelfareSince;
    use jiff::civil::{Date, date};

    fn on(kind: Welfare, since: Option<Date>, until: Option<Date>) -> Verdict {
        let mut facts = household(1);
        facts.members[0].welfare = Some(vec![WelfareSince { kind, since, until }]);
        let rule = ContinuousWelfare { kinds: vec![Welfare::Dibao], months: 6, at_once: vec![Welfare::Tekun] };
        judge(RuleKind::ContinuousWelfare(rule), &facts)
    }

    #[test]
    fn six_months_of_dibao_to_the_day_pass_and_tekun_passes_at_once() {
        assert_eq!(on(Welfare::Dibao, Some(date(2025, 12, 1)), None), Verdict::Met);
        assert_eq!(on(Welfare::Dibao, Some(date(2025, 12, 2)), None), Verdict::NotMet);
        assert_eq!(on(Welfare::Tekun, None, None), Verdict::Met);
        assert!(misses(on(Welfare::Dibao, None, None), FactName::Welfare));
    }

    #[test]
    fn ended_aid_and_other_aid_do_not_count() {
        assert_eq!(on(Welfare::Dibao, Some(date(2020, 1, 1)), Some(date(2026, 6, 1))), Verdict::NotMet);
        assert_eq!(on(Welfare::RuralDibao, Some(date(2020, 1, 1)), None), Verdict::NotMet);
    }
}
