//! 限制措施 — is any applicant barred on the day of acceptance?
//!
//! 《公共租赁住房管理办法》第三十五条 bars who cheated for five years from the day the home
//! was returned. The measure itself, with its end, is decided elsewhere; this rule
//! only asks whether it still runs. A measure without an end is put before a person.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, Inputs, Ruling, all};
use crate::facts::{FactName, Member, Missing};
use crate::finding::{InputName, Value, Verdict};
use crate::terms::Sanction;

/// No member is under one of the measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoSanction {
    /// Measures that bar.
    pub kinds: Vec<Sanction>,
}

impl NoSanction {
    /// Looks for a measure in force. The first day free again is free.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let verdict = all(case.living().map(|(at, member)| self.member(case, at, member)));
        let last = case.living().flat_map(|(_, member)| member.sanctions.as_deref().unwrap_or_default());
        let last = last.filter(|sanction| self.kinds.contains(&sanction.kind)).filter_map(|sanction| sanction.until).max();
        let inputs = last.map_or(Inputs::NONE, |until| Inputs::NONE.with(InputName::Until, Value::Day(until)));
        Ruling::with(verdict, inputs)
    }

    fn member(&self, case: &Case<'_>, at: u16, member: &Member) -> Verdict {
        let missing = Missing::of(at, FactName::Sanctions);
        let Some(sanctions) = &member.sanctions else {
            return Verdict::missing(missing);
        };
        let barring = sanctions.iter().filter(|sanction| self.kinds.contains(&sanction.kind) && sanction.from <= case.on);
        all(barring.map(|sanction| match sanction.until {
            Some(until) => Verdict::of(until <= case.on),
            None => Verdict::missing(missing),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::RuleKind;
    use super::super::case::trial::{household, judge, misses};
    use super::*;
    use crate::facts::SanctionInForce;
    use jiff::civil::{Date, date};

    fn under(kind: Sanction, from: Date, until: Option<Date>) -> Verdict {
        let mut facts = household(1);
        facts.members[0].sanctions = Some(vec![SanctionInForce { kind, from, until }]);
        judge(RuleKind::NoSanction(NoSanction { kinds: vec![Sanction::FalseMaterials] }), &facts)
    }

    // 令11号第三十五条; T30
    #[test]
    fn a_ban_runs_from_its_first_day_to_the_day_before_its_end() {
        let (before, first) = (date(2026, 6, 2), date(2026, 6, 1));
        assert_eq!(under(Sanction::FalseMaterials, date(2021, 6, 2), Some(before)), Verdict::NotMet);
        assert_eq!(under(Sanction::FalseMaterials, date(2021, 6, 1), Some(first)), Verdict::Met);
        assert_eq!(under(Sanction::FalseMaterials, first, Some(date(2031, 6, 1))), Verdict::NotMet);
        assert_eq!(under(Sanction::FalseMaterials, before, Some(date(2031, 6, 2))), Verdict::Met);
    }

    #[test]
    fn a_ban_without_an_end_is_put_before_a_person_and_other_measures_do_not_bar() {
        assert!(misses(under(Sanction::FalseMaterials, date(2020, 1, 1), None), FactName::Sanctions));
        assert_eq!(under(Sanction::JointPunishment, date(2020, 1, 1), None), Verdict::Met);
        assert!(misses(judge(RuleKind::NoSanction(NoSanction { kinds: vec![] }), &household(1)), FactName::Sanctions));
    }
}
