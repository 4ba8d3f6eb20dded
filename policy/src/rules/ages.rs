//! 年龄 — is every applicant old enough?
//!
//! 《江西省公共租赁住房配租管理办法》 asks for 18 years and full capacity. Some cities
//! ask more of people applying alone, and of men more than of women.

use base::{DateText, Sex};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, Inputs, Ruling, all};
use crate::facts::{FactName, Member, Missing};
use crate::finding::{InputName, Value, Verdict};
use crate::terms::{Form, Marital};

/// Every applicant has reached an age.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgeMin {
    /// Full years asked of men.
    pub male: u16,
    /// Full years asked of women.
    pub female: u16,
    /// Whether it is asked only of the unmarried applying alone.
    #[serde(default)]
    pub single_only: bool,
    /// The day the age is reached by; absent: the day of acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub cutoff_on: Option<Date>,
}

impl AgeMin {
    /// Compares each applicant's full years with what is asked.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        if self.single_only && case.facts.form != Form::Single {
            return Ruling::of(Verdict::Met);
        }
        let on = self.cutoff_on.unwrap_or(case.on);
        let verdict = all(case.facts.applicants().map(|(at, member)| self.member(on, at, member)));
        let mut inputs = Inputs::NONE;
        if let Some((_, first)) = case.facts.applicants().next() {
            let years = first.birth.and_then(|birth| base::age::full_years(birth, on));
            if let Some(years) = years {
                inputs = inputs.with(InputName::Found, Value::Years(i64::from(years)));
            }
            inputs = inputs.with(InputName::Needed, Value::Years(i64::from(self.needed(first.sex))));
        }
        Ruling::with(verdict, inputs)
    }

    fn needed(&self, sex: Option<Sex>) -> u16 {
        match sex {
            Some(Sex::Male) => self.male,
            Some(Sex::Female) => self.female,
            None => self.male.max(self.female),
        }
    }

    fn member(&self, on: Date, at: u16, member: &Member) -> Verdict {
        let Some(birth) = member.birth else {
            return Verdict::missing(Missing::of(at, FactName::Birth));
        };
        let years = base::age::full_years(birth, on).unwrap_or(0);
        let old_enough = match member.sex {
            Some(_) => Verdict::of(years >= self.needed(member.sex)),
            None if years >= self.male.max(self.female) => Verdict::Met,
            None if years < self.male.min(self.female) => Verdict::NotMet,
            None => Verdict::missing(Missing::of(at, FactName::Sex)),
        };
        match (self.single_only, member.marital) {
            (false, _) | (true, Some(Marital::Unmarried)) => old_enough,
            (true, Some(_)) => Verdict::Met,
            (true, None) => old_enough.or(Verdict::missing(Missing::of(at, FactName::Marital))),
        }
    }
}

/// Whether a member has reached `years` on the day of the case.
pub(super) fn reached(case: &Case<'_>, at: u16, member: &Member, years: u16) -> Verdict {
    match member.birth {
        Some(birth) => Verdict::of(base::age::full_years(birth, case.on).is_some_and(|full| full >= years)),
        None => Verdict::missing(Missing::of(at, FactName::Birth)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::RuleKind;
    use super::super::case::trial::{ON, household, judge, misses};
    use super::*;
    use crate::facts::Facts;
    use jiff::civil::date;

    fn alone(sex: Option<Sex>, birth: Date, marital: Option<Marital>) -> Facts {
        let mut member = household(1).members.remove(0);
        (member.sex, member.birth, member.marital) = (sex, Some(birth), marital);
        Facts::single(household(1).region, ON, member)
    }

    fn singles() -> RuleKind {
        RuleKind::AgeMin(AgeMin { male: 25, female: 23, single_only: true, cutoff_on: None })
    }

    #[test]
    fn unmarried_men_of_25_and_women_of_23_may_apply_alone_from_their_birthday() {
        let unmarried = Some(Marital::Unmarried);
        for (sex, birth, verdict) in [
            (Sex::Male, date(2001, 6, 1), Verdict::Met),
            (Sex::Male, date(2001, 6, 2), Verdict::NotMet),
            (Sex::Female, date(2003, 6, 1), Verdict::Met),
            (Sex::Female, date(2003, 6, 2), Verdict::NotMet),
        ] {
            assert_eq!(judge(singles(), &alone(Some(sex), birth, unmarried)), verdict, "{sex:?} {birth}");
        }
    }

    #[test]
    fn the_divorced_are_not_asked_and_what_is_not_known_is_named_only_where_it_matters() {
        let young = date(2004, 1, 1);
        assert_eq!(judge(singles(), &alone(Some(Sex::Male), young, Some(Marital::Divorced))), Verdict::Met);
        assert!(misses(judge(singles(), &alone(Some(Sex::Male), young, None)), FactName::Marital));
        assert_eq!(judge(singles(), &alone(None, date(1990, 1, 1), None)), Verdict::Met);
        assert!(misses(judge(singles(), &alone(None, date(2002, 1, 1), Some(Marital::Unmarried))), FactName::Sex));
    }

    #[test]
    fn a_household_is_not_asked_the_age_of_singles_but_its_applicant_must_be_grown() {
        let mut facts = household(2);
        assert_eq!(judge(singles(), &facts), Verdict::Met);
        let grown = RuleKind::AgeMin(AgeMin { male: 18, female: 18, single_only: false, cutoff_on: None });
        assert!(misses(judge(grown.clone(), &facts), FactName::Birth));
        facts.members[0].birth = Some(date(1980, 1, 1));
        facts.members[1].birth = Some(date(2020, 1, 1));
        assert_eq!(judge(grown, &facts), Verdict::Met);
    }
}
