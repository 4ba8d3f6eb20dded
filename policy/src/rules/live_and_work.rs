//! 居住、工作与法定关系 — does the household live and work here, and belong together by law?

use base::RegionCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, Ruling, all, inside};
use crate::facts::{FactName, Missing};
use crate::finding::Verdict;
use crate::terms::terms;

terms! {
    /// Which of living and working here a rule asks (居住或工作).
    Needs {
        Both "居住且工作",
        Either "居住或工作",
        Living "居住",
    }
}

/// The household lives and works in the areas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LiveAndWork {
    /// Regions that count.
    pub areas: Vec<RegionCode>,
    /// Both, one of the two, or living alone.
    pub needs: Needs,
}

impl LiveAndWork {
    /// Compares where they live and work with the areas. A household in which nobody works fails `both` only where someone could.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let inside = |regions: &Option<Vec<RegionCode>>, fact| match regions {
            None => Verdict::missing(Missing::household(fact)),
            Some(regions) => Verdict::of(regions.iter().any(|region| inside(&self.areas, region))),
        };
        let lives = inside(&case.facts.lives_in, FactName::LivesIn);
        let works = inside(&case.facts.works_in, FactName::WorksIn);
        // Nobody at work is no reason to refuse people on welfare: living here is then enough.
        let jobless = case.facts.works_in.as_ref().is_some_and(Vec::is_empty);
        Ruling::of(match self.needs {
            Needs::Living => lives,
            Needs::Either => lives.or(works),
            Needs::Both if jobless => lives,
            Needs::Both => lives.and(works),
        })
    }
}

/// Every member is bound to the applicant by a legal duty of support.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LegalTies {}

impl LegalTies {
    /// Asks it of every member but the applicant.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let others = case.living().filter(|(at, _)| *at != 0);
        Ruling::of(all(others.map(|(at, member)| match member.legal_tie {
            Some(tied) => Verdict::of(tied),
            None => Verdict::missing(Missing::of(at, FactName::LegalTie)),
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::super::RuleKind;
    use super::super::case::trial::{household, judge, misses, region};
    use super::*;

    fn place(lives: Option<&[&str]>, works: Option<&[&str]>, needs: Needs) -> Verdict {
        let codes = |all: Option<&[&str]>| all.map(|all| all.iter().map(|code| region(code)).collect());
        let mut facts = household(1);
        (facts.lives_in, facts.works_in) = (codes(lives), codes(works));
        judge(RuleKind::LiveAndWork(LiveAndWork { areas: vec![region("360702")], needs }), &facts)
    }

    #[test]
    fn both_either_or_living_alone_are_asked_as_the_pack_says() {
        let (here, there) = (Some(&["360702001"][..]), Some(&["360802"][..]));
        assert_eq!(place(here, there, Needs::Both), Verdict::NotMet);
        assert_eq!(place(here, there, Needs::Either), Verdict::Met);
        assert_eq!(place(there, here, Needs::Living), Verdict::NotMet);
        assert!(misses(place(here, None, Needs::Both), FactName::WorksIn));
    }

    #[test]
    fn people_without_work_are_asked_only_where_they_live() {
        assert_eq!(place(Some(&["360702"]), Some(&[]), Needs::Both), Verdict::Met);
        assert_eq!(place(Some(&["360802"]), Some(&[]), Needs::Both), Verdict::NotMet);
    }

    #[test]
    fn every_other_member_needs_a_legal_tie_to_the_applicant() {
        let mut facts = household(2);
        assert!(misses(judge(RuleKind::LegalTies(LegalTies {}), &facts), FactName::LegalTie));
        facts.members[1].legal_tie = Some(false);
        assert_eq!(judge(RuleKind::LegalTies(LegalTies {}), &facts), Verdict::NotMet);
        assert_eq!(judge(RuleKind::LegalTies(LegalTies {}), &household(1)), Verdict::Met);
    }
}
