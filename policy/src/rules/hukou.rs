//! 户籍 — is enough of the household registered in the right place, for long enough?
//!
//! 《公共租赁住房管理办法》第七条 leaves it to each city which registration counts;
//! some count streets, some years, some a day before which one must have moved in.

use base::{DateText, RegionCode};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, Inputs, Ruling, at_least, inside};
use crate::facts::{FactName, Member, Missing};
use crate::finding::{InputName, Value, Verdict};
use crate::pack::Maybe;
use crate::terms::HukouKind;

/// At least so many members are registered in one of the areas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HukouMember {
    /// Regions that count; a region counts with everything below it.
    pub areas: Vec<RegionCode>,
    /// How many members must be registered there.
    #[serde(default = "one")]
    pub min_count: i64,
    /// How long they must have been, in full years; 0: no time asked.
    #[serde(default)]
    pub min_years: i64,
    /// Registered on or before this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub cutoff_on: Option<Date>,
    /// Whether the registration must be urban (城镇户籍); a plain resident register counts as such.
    #[serde(default)]
    pub urban: bool,
    /// Whether only adults count (具有完全民事行为能力).
    #[serde(default)]
    pub adult: bool,
    /// Whether only the applicant and the spouse count.
    #[serde(default)]
    pub spouses: bool,
    /// Whether the city's own definition of the areas is known; `"null"` asks a person.
    #[serde(default = "stated")]
    pub stated: Maybe<bool>,
}

const fn one() -> i64 {
    1
}
const fn stated() -> Maybe<bool> {
    Maybe::Known(true)
}

impl HukouMember {
    /// Counts the members who meet every part of the rule.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        if self.stated.is_unknown() {
            return Ruling::NULL;
        }
        use crate::terms::Relation::{Applicant, CoTenant, Spouse};
        let counted = case.living().filter(|(_, member)| !self.spouses || matches!(member.relation, Applicant | CoTenant | Spouse));
        let (verdict, met) = at_least(self.min_count, counted.map(|(at, member)| self.member(case, at, member)));
        let mut inputs = Inputs::NONE.with(InputName::Found, Value::Count(met)).with(InputName::Needed, Value::Count(self.min_count));
        if self.min_years > 0 {
            inputs = inputs.with(InputName::Limit, Value::Years(self.min_years));
        }
        if let Some(cutoff) = self.cutoff_on {
            inputs = inputs.with(InputName::Cutoff, Value::Day(cutoff));
        }
        Ruling::with(verdict, inputs)
    }

    fn member(&self, case: &Case<'_>, at: u16, member: &Member) -> Verdict {
        let Some(hukou) = &member.hukou else {
            return Verdict::missing(Missing::of(at, FactName::Hukou));
        };
        let inside = if inside(&self.areas, &hukou.region) {
            Verdict::Met
        } else if self.areas.iter().any(|area| hukou.region.current().covers(area)) {
            // Registered in a county of which only some streets count: the street is not known.
            Verdict::missing(Missing::of(at, FactName::Hukou))
        } else {
            Verdict::NotMet
        };
        let urban = match hukou.kind {
            _ if !self.urban => Verdict::Met,
            None => Verdict::missing(Missing::of(at, FactName::Hukou)),
            Some(kind) => Verdict::of(kind != HukouKind::Rural),
        };
        let grown = if self.adult { super::ages::reached(case, at, member, 18) } else { Verdict::Met };
        inside.and(urban).and(self.since(case, at, hukou.since)).and(grown)
    }

    fn since(&self, case: &Case<'_>, at: u16, since: Option<Date>) -> Verdict {
        let missing = Missing::of(at, FactName::HukouSince);
        let before = match (self.cutoff_on, since) {
            (None, _) => Verdict::Met,
            (Some(cutoff), Some(since)) => Verdict::of(since <= cutoff),
            (Some(_), None) => Verdict::missing(missing),
        };
        before.and(case.lasted(since, self.min_years.saturating_mul(12), missing))
    }
}

#[cfg(test)]
mod tests {
    use super::super::RuleKind;
    use super::super::case::trial::{household, judge, misses, region};
    use super::*;
    use crate::facts::{Facts, Hukou};
    use jiff::civil::date;

    fn rule() -> HukouMember {
        let areas = vec![region("360702"), region("3607E1")];
        HukouMember { areas, min_count: 1, min_years: 3, cutoff_on: None, urban: false, adult: false, spouses: false, stated: stated() }
    }

    fn registered(code: &str, since: Option<Date>, kind: Option<HukouKind>) -> Facts {
        let mut facts = household(1);
        facts.members[0].hukou = Some(Hukou { region: region(code), kind, since });
        facts
    }

    #[test]
    fn three_years_to_the_day_pass_and_a_day_less_does_not() {
        let at = |since| judge(RuleKind::HukouMember(rule()), &registered("360702001", Some(since), None));
        assert_eq!(at(date(2023, 6, 1)), Verdict::Met);
        assert_eq!(at(date(2023, 6, 2)), Verdict::NotMet);
        assert!(misses(judge(RuleKind::HukouMember(rule()), &registered("360702", None, None)), FactName::HukouSince));
        assert!(misses(judge(RuleKind::HukouMember(rule()), &household(1)), FactName::Hukou));
    }

    #[test]
    fn rural_registration_does_not_count_as_urban_and_the_plain_resident_register_does() {
        let urban = |kind| {
            let rule = HukouMember { urban: true, min_years: 0, ..rule() };
            judge(RuleKind::HukouMember(rule), &registered("3607E1", None, kind))
        };
        assert_eq!(urban(Some(HukouKind::Rural)), Verdict::NotMet);
        assert_eq!(urban(Some(HukouKind::Resident)), Verdict::Met);
        assert!(misses(urban(None), FactName::Hukou));
    }

    // T35: 湾里区 became part of 新建区 in 2019.
    #[test]
    fn a_former_region_counts_as_what_it_became() {
        let rule = HukouMember { areas: vec![region("360112")], min_years: 0, ..rule() };
        assert_eq!(judge(RuleKind::HukouMember(rule), &registered("360105", None, None)), Verdict::Met);
    }

    #[test]
    fn so_many_members_are_counted_and_an_undefined_area_asks_a_person() {
        let two = HukouMember { min_count: 2, min_years: 0, ..rule() };
        let mut facts = household(2);
        facts.members[0].hukou = Some(Hukou { region: region("360702"), kind: None, since: None });
        assert!(misses(judge(RuleKind::HukouMember(two.clone()), &facts), FactName::Hukou));
        facts.members[1].hukou = Some(Hukou { region: region("360802"), kind: None, since: None });
        assert_eq!(judge(RuleKind::HukouMember(two), &facts), Verdict::NotMet);
        let open = HukouMember { stated: Maybe::Unknown, ..rule() };
        assert_eq!(judge(RuleKind::HukouMember(open), &facts), Verdict::Unknown(crate::Unknown::NullNumber));
    }
}
