//! 直系亲属住房资助能力 — can parents or children with several large homes house them?
//!
//! 景德镇 excludes households whose direct kin own more than two homes in the city
//! *and* more than 35 ㎡ a person there; one of the two alone does not exclude.

use base::{Centi, RegionCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, Inputs, Ruling, inside};
use crate::facts::{FactName, Kin, Missing};
use crate::finding::{InputName, Value, Verdict};

/// No household of parents or children exceeds both limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KinSupport {
    /// Most homes they may own before support is expected.
    pub homes_max: i64,
    /// Most floor space per person, 0.01 ㎡.
    pub area_max: Centi,
    /// Regions whose homes count.
    pub scope: Vec<RegionCode>,
}

impl KinSupport {
    /// Looks for kin above both limits.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let Some(kin) = &case.facts.kin else {
            return Ruling::of(Verdict::missing(Missing::household(FactName::Kin)));
        };
        let able = kin.iter().find(|kin| self.is_able(kin));
        let inputs = able.map_or(Inputs::NONE, |kin| {
            Inputs::NONE
                .with(InputName::Found, Value::Count(i64::from(kin.homes)))
                .with(InputName::Needed, Value::Count(self.homes_max))
                .with(InputName::Total, Value::Area(kin.area))
                .with(InputName::Size, Value::Count(i64::from(kin.people)))
                .with(InputName::Limit, Value::Area(self.area_max))
        });
        Ruling::with(Verdict::of(able.is_none()), inputs)
    }

    fn is_able(&self, kin: &Kin) -> bool {
        inside(&self.scope, &kin.region)
            && i64::from(kin.homes) > self.homes_max
            && i128::from(kin.area.0) > i128::from(self.area_max.0) * i128::from(kin.people)
    }
}

#[cfg(test)]
mod tests {
    use super::super::RuleKind;
    use super::super::case::trial::{household, judge, misses, region};
    use super::*;
    use crate::terms::Relation;

    fn parents(homes: u16, area: i64, code: &str) -> Verdict {
        let mut facts = household(1);
        facts.kin = Some(vec![Kin { relation: Relation::Parent, people: 2, region: region(code), homes, area: Centi(area) }]);
        judge(RuleKind::KinSupport(rule()), &facts)
    }

    fn rule() -> KinSupport {
        KinSupport { homes_max: 2, area_max: Centi::m2(35), scope: vec![region("360203")] }
    }

    #[test]
    fn only_more_than_two_homes_and_more_than_35_a_person_together_exclude() {
        assert_eq!(parents(3, 7001, "360203"), Verdict::NotMet);
        assert_eq!(parents(3, 7000, "360203"), Verdict::Met);
        assert_eq!(parents(2, 70_000, "360203"), Verdict::Met);
        assert_eq!(parents(3, 70_000, "360281"), Verdict::Met);
        assert!(misses(judge(RuleKind::KinSupport(rule()), &household(1)), FactName::Kin));
    }
}
