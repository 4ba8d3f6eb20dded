//! 身份条件 — who belongs to a must-cover or priority class.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, any};
use crate::facts::{FactName, Missing};
use crate::finding::Verdict;
use crate::terms::{Industry, Standing, Welfare};

/// A condition on one member; one member who meets it brings the household into the class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Who {
    /// Receives this aid on the day.
    Welfare(Welfare),
    /// Has this standing.
    Standing(Standing),
    /// Has a disability of this level or graver (1 is the gravest).
    DisabilityUpTo(u8),
    /// Works in this line.
    Industry(Industry),
}

impl Who {
    /// Whether some living member meets the condition.
    pub fn judge(&self, case: &Case<'_>) -> Verdict {
        any(case.living().map(|(at, member)| match self {
            Who::Welfare(kind) => match &member.welfare {
                None => Verdict::missing(Missing::of(at, FactName::Welfare)),
                Some(all) => Verdict::of(all.iter().any(|status| status.kind == *kind && case.runs(status.until))),
            },
            Who::Standing(kind) => match &member.standings {
                None => Verdict::missing(Missing::of(at, FactName::Standings)),
                Some(all) => Verdict::of(all.contains(kind)),
            },
            Who::DisabilityUpTo(level) => match &member.disabilities {
                None => Verdict::missing(Missing::of(at, FactName::Disabilities)),
                Some(all) => Verdict::of(all.iter().any(|disabled| disabled.level <= *level)),
            },
            Who::Industry(line) => match &member.employments {
                None => Verdict::missing(Missing::of(at, FactName::Employments)),
                Some(all) => Verdict::of(all.iter().any(|job| job.industry == Some(*line) && case.runs(job.until))),
            },
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::case::trial::{ON, household, misses};
    use super::*;
    use crate::facts::Disabled;
    use crate::statistic::Statistics;
    use crate::terms::Disability;

    // JX2019-4/2.2b
    #[test]
    fn one_member_brings_the_household_into_the_class_and_graver_disability_counts_too() {
        let mut facts = household(2);
        let statistics = Statistics::default();
        let judge = |facts: &crate::Facts, who: Who| who.judge(&Case { facts, on: ON, statistics: &statistics });
        assert!(misses(judge(&facts, Who::Standing(Standing::Veteran)), FactName::Standings));
        facts.members[1].standings = Some(vec![Standing::Veteran]);
        assert_eq!(judge(&facts, Who::Standing(Standing::Veteran)), Verdict::Met);
        for (level, verdict) in [(1, Verdict::Met), (2, Verdict::Met), (3, Verdict::NotMet)] {
            let disabled = |level| Some(vec![Disabled { kind: Disability::Body, level }]);
            facts.members.iter_mut().for_each(|member| member.disabilities = disabled(level));
            assert_eq!(judge(&facts, Who::DisabilityUpTo(2)), verdict);
        }
    }
}
