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
