//! 稳定就业 — does someone without local hukou work here steadily enough?
//!
//! 《公共租赁住房管理办法》第七条第（三）项 leaves the term to the city. Where a city asks for
//! work *and* insurance over the same time, both must be one person's.

use base::RegionCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, Inputs, Ruling, any, inside};
use crate::facts::{FactName, Member, Missing};
use crate::finding::{InputName, Value, Verdict};
use crate::terms::Insurance;

/// Some member has held a residence permit of the areas for so many months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResidencePermit {
    /// Regions whose permits count.
    pub areas: Vec<RegionCode>,
    /// Full months without a gap; 0: a valid permit is enough.
    pub min_months: i64,
}

/// Months of insurance asked, of one or several kinds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InsuredMonths {
    /// Kinds of which one must have the months.
    pub kinds: Vec<Insurance>,
    /// How many months.
    pub months: u16,
    /// Whether without a gap up to now.
    pub continuous: bool,
}

/// Some member has worked here without a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StableWork {
    /// Regions whose work counts.
    pub areas: Vec<RegionCode>,
    /// Full months of unbroken work; 0: employed is enough.
    pub min_months: i64,
    /// Length of the contract in months; 0: none asked.
    #[serde(default)]
    pub contract_min_months: u16,
    /// Insurance the same person must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_insurance: Option<InsuredMonths>,
}

/// Some member has paid insurance for so many months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SocialInsurance {
    /// What is asked.
    pub asked: InsuredMonths,
}

/// Some member has paid into the provident fund for so many months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProvidentFundMonths {
    /// How many months.
    pub months: u16,
    /// Whether without a gap up to now.
    pub continuous: bool,
}

/// Some member holds a business licence of the areas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessLicence {
    /// Regions whose licences count.
    pub areas: Vec<RegionCode>,
    /// Insurance the same person must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_insurance: Option<InsuredMonths>,
}

impl ResidencePermit {
    /// Looks for one valid permit held long enough.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let verdict = any(case.living().map(|(at, member)| {
            let missing = Missing::of(at, FactName::Permits);
            let Some(permits) = &member.permits else {
                return Verdict::missing(missing);
            };
            let valid = permits.iter().filter(|permit| inside(&self.areas, &permit.region) && case.runs(permit.until));
            any(valid.map(|permit| case.lasted(permit.since, self.min_months, missing)))
        }));
        Ruling::with(verdict, Inputs::NONE.with(InputName::Needed, Value::Months(self.min_months)))
    }
}

impl InsuredMonths {
    fn member(&self, at: u16, member: &Member) -> Verdict {
        let missing = Missing::of(at, FactName::Insurances);
        let Some(insurances) = &member.insurances else {
            return Verdict::missing(missing);
        };
        any(insurances.iter().filter(|insured| self.kinds.contains(&insured.kind)).map(|insured| {
            match (self.continuous, insured.continuous_months) {
                (false, _) => Verdict::of(insured.months >= self.months),
                // Fewer months in all than asked without a gap can never be enough.
                (true, None) if insured.months < self.months => Verdict::NotMet,
                (true, None) => Verdict::missing(missing),
                (true, Some(months)) => Verdict::of(months >= self.months),
            }
        }))
    }
}

impl StableWork {
    /// Looks for one person whose work, contract and insurance all suffice.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let verdict = any(case.living().map(|(at, member)| self.member(case, at, member)));
        let mut inputs = Inputs::NONE.with(InputName::Needed, Value::Months(self.min_months));
        if self.contract_min_months > 0 {
            inputs = inputs.with(InputName::Limit, Value::Months(i64::from(self.contract_min_months)));
        }
        Ruling::with(verdict, inputs)
    }

    fn member(&self, case: &Case<'_>, at: u16, member: &Member) -> Verdict {
        let missing = Missing::of(at, FactName::Employments);
        let Some(jobs) = &member.employments else {
            return Verdict::missing(missing);
        };
        let held = jobs.iter().filter(|job| inside(&self.areas, &job.region) && case.runs(job.until));
        let works = any(held.map(|job| {
            let contract = match job.contract_months {
                _ if self.contract_min_months == 0 => Verdict::Met,
                None => Verdict::missing(missing),
                Some(months) => Verdict::of(months >= self.contract_min_months),
            };
            contract.and(case.lasted(job.since, self.min_months, missing))
        }));
        match &self.with_insurance {
            None => works,
            Some(asked) => works.and(asked.member(at, member)),
        }
    }
}

impl SocialInsurance {
    /// Looks for one person with the months.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let verdict = any(case.living().map(|(at, member)| self.asked.member(at, member)));
        Ruling::with(verdict, Inputs::NONE.with(InputName::Needed, Value::Months(i64::from(self.asked.months))))
    }
}

impl ProvidentFundMonths {
    /// Looks for one person with the months.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let verdict = any(case.living().map(|(at, member)| {
            let missing = Missing::of(at, FactName::ProvidentFund);
            match (&member.provident_fund, self.continuous) {
                (None, _) => Verdict::missing(missing),
                (Some(fund), false) => Verdict::of(fund.months >= self.months),
                (Some(fund), true) if fund.months < self.months => Verdict::NotMet,
                (Some(fund), true) => fund.continuous_months.map_or(Verdict::missing(missing), |months| Verdict::of(months >= self.months)),
            }
        }));
        Ruling::with(verdict, Inputs::NONE.with(InputName::Needed, Value::Months(i64::from(self.months))))
    }
}

impl BusinessLicence {
    /// Looks for one person with a valid licence and, where asked, the insurance.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        Ruling::of(any(case.living().map(|(at, member)| {
            let Some(licences) = &member.licences else {
                return Verdict::missing(Missing::of(at, FactName::Licences));
            };
            let held = licences.iter().any(|licence| inside(&self.areas, &licence.region) && case.runs(licence.until));
            match &self.with_insurance {
                Some(asked) => Verdict::of(held).and(asked.member(at, member)),
                None => Verdict::of(held),
            }
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::super::RuleKind;
    use super::super::case::trial::{household, judge, misses, region};
    use super::*;
    use crate::facts::{Employment, Insured, Licence, Permit, ProvidentFund};
    use jiff::civil::{Date, date};

    fn asked(continuous: bool) -> InsuredMonths {
        InsuredMonths { kinds: vec![Insurance::WorkerPension], months: 6, continuous }
    }

    fn pension(months: u16, continuous_months: Option<u16>) -> Member {
        let mut member = household(1).members.remove(0);
        member.insurances = Some(vec![Insured { kind: Insurance::WorkerPension, region: None, months, continuous_months }]);
        member
    }

    fn job(since: Option<Date>, until: Option<Date>, contract_months: Option<u16>) -> Employment {
        Employment { region: region("360702"), employer: None, since, until, contract_months, industry: None }
    }

    fn work(job: Employment, contract_min_months: u16) -> Verdict {
        let mut facts = household(1);
        facts.members[0].employments = Some(vec![job]);
        let rule = StableWork { areas: vec![region("360702")], min_months: 6, contract_min_months, with_insurance: None };
        judge(RuleKind::StableWork(rule), &facts)
    }

    #[test]
    fn six_months_of_present_work_to_the_day_pass() {
        assert_eq!(work(job(Some(date(2025, 12, 1)), None, None), 0), Verdict::Met);
        assert_eq!(work(job(Some(date(2025, 12, 2)), None, None), 0), Verdict::NotMet);
        assert_eq!(work(job(Some(date(2020, 1, 1)), Some(date(2026, 6, 1)), None), 0), Verdict::NotMet);
        assert!(misses(work(job(None, None, None), 0), FactName::Employments));
    }

    #[test]
    fn a_contract_of_a_year_is_asked_where_the_pack_says_so() {
        let since = Some(date(2025, 1, 1));
        assert_eq!(work(job(since, None, Some(12)), 12), Verdict::Met);
        assert_eq!(work(job(since, None, Some(11)), 12), Verdict::NotMet);
        assert!(misses(work(job(since, None, None), 12), FactName::Employments));
    }

    #[test]
    fn continuous_months_are_not_replaced_by_months_in_all() {
        assert_eq!(asked(false).member(0, &pension(6, None)), Verdict::Met);
        assert_eq!(asked(true).member(0, &pension(30, Some(5))), Verdict::NotMet);
        assert_eq!(asked(true).member(0, &pension(30, Some(6))), Verdict::Met);
        assert!(misses(asked(true).member(0, &pension(30, None)), FactName::Insurances));
        assert_eq!(asked(true).member(0, &pension(5, None)), Verdict::NotMet);
    }

    #[test]
    fn a_permit_counts_while_valid_and_held_long_enough() {
        let permit = |since, until| {
            let mut facts = household(1);
            facts.members[0].permits = Some(vec![Permit { region: region("360702"), since, until }]);
            judge(RuleKind::ResidencePermit(ResidencePermit { areas: vec![region("3607")], min_months: 36 }), &facts)
        };
        assert_eq!(permit(Some(date(2023, 6, 1)), None), Verdict::Met);
        assert_eq!(permit(Some(date(2023, 6, 2)), None), Verdict::NotMet);
        assert_eq!(permit(Some(date(2020, 1, 1)), Some(date(2026, 6, 1))), Verdict::NotMet);
        assert!(misses(permit(None, None), FactName::Permits));
    }

    #[test]
    fn provident_fund_months_and_licences_are_asked_of_one_person() {
        let mut facts = household(2);
        let fund = |months, continuous| RuleKind::ProvidentFundMonths(ProvidentFundMonths { months, continuous });
        facts.members[0].provident_fund = Some(ProvidentFund { months: 6, continuous_months: None });
        assert_eq!(judge(fund(6, false), &facts), Verdict::Met);
        assert!(misses(judge(fund(6, true), &facts), FactName::ProvidentFund));
        let licence = RuleKind::BusinessLicence(BusinessLicence { areas: vec![region("360702")], with_insurance: Some(asked(false)) });
        facts.members[0].licences = Some(vec![Licence { region: region("360702"), since: None, until: None }]);
        facts.members[0].insurances = Some(vec![]);
        facts.members[1] = pension(60, None);
        facts.members[1].licences = Some(vec![]);
        assert_eq!(judge(licence, &facts), Verdict::NotMet);
    }
}
