//! 财产 — deposits, vehicles, and property that is no dwelling.
//!
//! 《公共租赁住房管理办法》第七条第（二）项. Only some cities limit each of them; a rule
//! exists only where a pack says so.

use base::Fen;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, Inputs, Ruling, Tally};
use crate::facts::{FactName, Missing};
use crate::finding::{InputName, Value, Verdict};
use crate::pack::Maybe;
use crate::terms::{Premises, Vehicle};

/// Deposits per person are within an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DepositsPerCapita {
    /// The limit in fen per person.
    pub max_fen: Maybe<Fen>,
    /// Whether the limit itself passes (含).
    pub inclusive: bool,
}

impl DepositsPerCapita {
    /// Compares the household's deposits with the limit times its size.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let Maybe::Known(max) = self.max_fen else {
            return Ruling::NULL;
        };
        let mut total = Tally::default();
        for (at, member) in case.living() {
            total.add(member.deposits_fen.map(|fen| fen.0), Missing::of(at, FactName::DepositsFen));
        }
        let size = case.size();
        let inputs = Inputs::NONE
            .with(InputName::Total, Value::Money(Fen(total.shown())))
            .with(InputName::Size, Value::Count(size))
            .with(InputName::Limit, Value::Money(max));
        Ruling::with(total.within(i128::from(max.0), size, self.inclusive), inputs)
    }
}

/// No member holds a motor vehicle, some kinds excepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoVehicle {
    /// Kinds that do not count.
    pub except: Vec<Vehicle>,
}

impl NoVehicle {
    /// Counts the vehicles that are not excepted.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        none_held(case, FactName::Vehicles, |member| {
            let vehicles = member.vehicles.as_deref()?;
            Some(vehicles.iter().filter(|vehicle| !self.except.contains(vehicle)).count())
        })
    }
}

/// No member owns property of the named kinds that is no dwelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoPremises {
    /// Kinds that count; empty: every kind.
    #[serde(default)]
    pub kinds: Vec<Premises>,
}

impl NoPremises {
    /// Counts the properties of the named kinds.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        none_held(case, FactName::Premises, |member| {
            let premises = member.premises.as_deref()?;
            Some(premises.iter().filter(|kind| self.kinds.is_empty() || self.kinds.contains(kind)).count())
        })
    }
}

/// Met when every living member is known to hold none; one found is enough to fail.
fn none_held(case: &Case<'_>, fact: FactName, held: impl Fn(&crate::facts::Member) -> Option<usize>) -> Ruling {
    let mut total = Tally::default();
    for (at, member) in case.living() {
        let count = held(member).map(|count| i64::try_from(count).unwrap_or(i64::MAX));
        total.add(count, Missing::of(at, fact));
    }
    let verdict = match (total.known, total.missing) {
        (0, None) => Verdict::Met,
        (0, Some(missing)) => Verdict::missing(missing),
        _ => Verdict::NotMet,
    };
    Ruling::with(verdict, Inputs::NONE.with(InputName::Found, Value::Count(total.shown())))
}

#[cfg(test)]
mod tests {
    use super::super::RuleKind;
    use super::super::case::trial::{household, judge, misses};
    use super::*;

    // T04
    #[test]
    fn deposits_at_the_limit_pass_and_one_fen_more_does_not() {
        let rule = RuleKind::DepositsPerCapita(DepositsPerCapita { max_fen: Maybe::Known(Fen(3_927_500)), inclusive: true });
        let mut facts = household(1);
        assert!(misses(judge(rule.clone(), &facts), FactName::DepositsFen));
        facts.members[0].deposits_fen = Some(Fen(3_927_500));
        assert_eq!(judge(rule.clone(), &facts), Verdict::Met);
        facts.members[0].deposits_fen = Some(Fen(3_927_501));
        assert_eq!(judge(rule, &facts), Verdict::NotMet);
    }

    // T03
    #[test]
    fn a_disabled_persons_scooter_is_no_vehicle_and_one_car_found_is_enough() {
        let rule = RuleKind::NoVehicle(NoVehicle { except: vec![Vehicle::DisabledScooter] });
        let mut facts = household(2);
        facts.members[0].vehicles = Some(vec![Vehicle::DisabledScooter]);
        assert!(misses(judge(rule.clone(), &facts), FactName::Vehicles));
        facts.members[1].vehicles = Some(vec![]);
        assert_eq!(judge(rule.clone(), &facts), Verdict::Met);
        facts.members[0].vehicles = Some(vec![Vehicle::Car]);
        facts.members[1].vehicles = None;
        assert_eq!(judge(rule, &facts), Verdict::NotMet);
    }

    #[test]
    fn a_parking_space_is_no_shop_but_is_no_dwelling_either() {
        let mut facts = household(1);
        facts.members[0].premises = Some(vec![Premises::Parking]);
        let shop = RuleKind::NoPremises(NoPremises { kinds: vec![Premises::Shop] });
        assert_eq!(judge(shop, &facts), Verdict::Met);
        assert_eq!(judge(RuleKind::NoPremises(NoPremises { kinds: vec![] }), &facts), Verdict::NotMet);
    }
}
