//! 直系亲属住房资助能力 — can parents or children with several large homes house them?
//!
//! 景德镇 excludes households whose direct kin own more than two homes in the city
//! *and* more than 35 ㎡ a person there; one of the two alone does not exclude.

use base::{Centi, RegionCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, Inputs, Ruling};
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
        let region = kin.region.current();
        self.scope.iter().any(|area| area.covers(&region))
            && i64::from(kin.homes) > self.homes_max
            && i128::from(kin.area.0) > i128::from(self.area_max.0) * i128::from(kin.people)
    }
}
