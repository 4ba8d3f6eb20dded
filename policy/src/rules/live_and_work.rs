//! 居住、工作与法定关系 — does the household live and work here, and belong together by law?

use base::RegionCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, Ruling, all};
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
            Some(regions) => Verdict::of(regions.iter().any(|region| self.areas.iter().any(|area| area.covers(&region.current())))),
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
