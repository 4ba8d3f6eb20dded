//! 住房面积 — does the household hold too much floor space to be short of housing?
//!
//! 《公共租赁住房管理办法》第七条第（一）项 asks that applicants hold no local home or less
//! than the local standard. Where "local" ends, whether rented public housing and
//! homes recently given away count, differs from city to city and is in the pack.

use base::{Centi, RegionCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, Inputs, Ruling, Tally, at_least, inside};
use crate::facts::{FactName, Home, Missing};
use crate::finding::{InputName, Value, Verdict};
use crate::pack::Maybe;
use crate::terms::{Holding, terms};

terms! {
    /// What counts as floor space held (计入面积的住房).
    Counted {
        Owned "自有住房",
        PublicRented "承租公有住房",
        Disposed "已转让住房",
    }
}

/// Floor space per person is within a limit; holding none passes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerCapitaArea {
    /// The limit per person, 0.01 ㎡.
    pub max: Maybe<Centi>,
    /// Whether the limit itself passes (含).
    pub inclusive: bool,
    /// What counts.
    pub counts: Vec<Counted>,
    /// How many years back a transferred home still counts, where `disposed` counts.
    #[serde(default)]
    pub lookback_years: i64,
    /// Regions whose homes count.
    pub scope: Vec<RegionCode>,
}

/// No home is held in the scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoHome {
    /// Regions in which no home may be held.
    pub scope: Vec<RegionCode>,
    /// What counts as a home.
    pub counts: Vec<Counted>,
    /// How many years back a transferred home still counts, where `disposed` counts.
    #[serde(default)]
    pub lookback_years: i64,
}

/// Whether a home counts; `None` if its region is known too coarsely to say.
/// A home of an owner known to be dead does not count.
fn counts(case: &Case<'_>, home: &Home, scope: &[RegionCode], kinds: &[Counted], lookback_years: i64) -> Option<bool> {
    let owner = case.facts.members.get(usize::from(home.owner));
    if owner.is_some_and(|owner| owner.alive == Some(false)) {
        return Some(false);
    }
    let inside = inside(scope, &home.region);
    if !inside && !scope.iter().any(|area| home.region.current().covers(area)) {
        return Some(false);
    }
    let held = match home.holding {
        Holding::Owned => kinds.contains(&Counted::Owned),
        Holding::PublicRented => kinds.contains(&Counted::PublicRented),
    };
    let in_time = match home.disposed_on {
        None => true,
        Some(disposed_on) => kinds.contains(&Counted::Disposed) && case.years_ago(lookback_years).is_none_or(|first| disposed_on >= first),
    };
    match (held && in_time, inside) {
        (false, _) => Some(false),
        (true, true) => Some(true),
        // Known by city only: it may lie inside or outside the scope.
        (true, false) => None,
    }
}

impl PerCapitaArea {
    /// Compares the floor space that counts with the limit times the household's size.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let Maybe::Known(max) = self.max else {
            return Ruling::NULL;
        };
        let Some(homes) = &case.facts.homes else {
            return Ruling::of(Verdict::missing(Missing::household(FactName::Homes)));
        };
        let mut total = Tally::default();
        for home in homes {
            let missing = Missing::household(FactName::Homes);
            match counts(case, home, &self.scope, &self.counts, self.lookback_years) {
                Some(true) => total.add(home.area.map(|area| area.0), missing),
                Some(false) => {}
                None => total.add(None, missing),
            }
        }
        let size = case.size();
        let verdict = match total.missing {
            None if total.known == 0 => Verdict::Met,
            _ => total.within(i128::from(max.0), size, self.inclusive),
        };
        let mut inputs = Inputs::NONE
            .with(InputName::Total, Value::Area(Centi(total.shown())))
            .with(InputName::Size, Value::Count(size))
            .with(InputName::Limit, Value::Area(max));
        if self.counts.contains(&Counted::Disposed) {
            inputs = inputs.with(InputName::LookBackYears, Value::Years(self.lookback_years));
        }
        if !self.inclusive {
            inputs = inputs.with(InputName::Exclusive, Value::Count(1));
        }
        Ruling::with(verdict, inputs)
    }
}

impl NoHome {
    /// Counts the homes held in the scope.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let Some(homes) = &case.facts.homes else {
            return Ruling::of(Verdict::missing(Missing::household(FactName::Homes)));
        };
        let answers = homes.iter().map(|home| match counts(case, home, &self.scope, &self.counts, self.lookback_years) {
            Some(held) => Verdict::of(held),
            None => Verdict::missing(Missing::household(FactName::Homes)),
        });
        let (held, found) = at_least(1, answers);
        Ruling::with(held.not(), Inputs::NONE.with(InputName::Found, Value::Count(found)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::RuleKind;
    use super::super::case::trial::{household, judge, misses, region};
    use super::*;
    use crate::facts::Facts;
    use jiff::civil::{Date, date};

    fn holding(area: Option<i64>, code: &str, disposed_on: Option<Date>) -> Facts {
        let mut facts = household(2);
        let area = area.map(Centi);
        facts.homes = Some(vec![Home { owner: 0, region: region(code), area, holding: Holding::Owned, acquired_on: None, disposed_on }]);
        facts
    }

    fn limit(counts: &[Counted], lookback_years: i64) -> RuleKind {
        let (max, counts) = (Maybe::Known(Centi::m2(15)), counts.to_vec());
        RuleKind::PerCapitaArea(PerCapitaArea { max, inclusive: true, counts, lookback_years, scope: vec![region("360702")] })
    }

    // T06
    #[test]
    fn fifteen_square_metres_a_person_pass_and_a_hundredth_more_does_not() {
        let owned = [Counted::Owned];
        assert_eq!(judge(limit(&owned, 0), &holding(Some(3000), "360702", None)), Verdict::Met);
        assert_eq!(judge(limit(&owned, 0), &holding(Some(3001), "360702", None)), Verdict::NotMet);
        assert!(misses(judge(limit(&owned, 0), &holding(None, "360702", None)), FactName::Homes));
        assert!(misses(judge(limit(&owned, 0), &household(2)), FactName::Homes));
    }

    // T02
    #[test]
    fn a_home_given_away_counts_only_where_the_pack_looks_back_and_only_that_far() {
        let both = [Counted::Owned, Counted::Disposed];
        let given = |on| holding(Some(9000), "360702", Some(on));
        assert_eq!(judge(limit(&[Counted::Owned], 2), &given(date(2026, 5, 1))), Verdict::Met);
        assert_eq!(judge(limit(&both, 2), &given(date(2024, 6, 1))), Verdict::NotMet);
        assert_eq!(judge(limit(&both, 2), &given(date(2024, 5, 31))), Verdict::Met);
    }

    #[test]
    fn homes_elsewhere_and_of_the_dead_do_not_count_and_a_vague_place_is_asked() {
        let owned = [Counted::Owned];
        assert_eq!(judge(limit(&owned, 0), &holding(Some(9000), "360802", None)), Verdict::Met);
        assert!(misses(judge(limit(&owned, 0), &holding(Some(9000), "3607", None)), FactName::Homes));
        let mut facts = holding(Some(9000), "360702", None);
        facts.members[0].alive = Some(false);
        assert_eq!(judge(limit(&owned, 0), &facts), Verdict::Met);
    }

    // T01
    #[test]
    fn a_home_registered_after_the_application_counts_at_the_re_check() {
        let no_home = RuleKind::NoHome(NoHome { scope: vec![region("360702")], counts: vec![Counted::Owned], lookback_years: 0 });
        let mut facts = household(1);
        facts.homes = Some(vec![]);
        assert_eq!(judge(no_home.clone(), &facts), Verdict::Met);
        let mut bought = holding(Some(100), "360702", None);
        bought.homes.as_mut().unwrap()[0].acquired_on = Some(date(2026, 7, 1));
        assert_eq!(judge(no_home.clone(), &bought), Verdict::NotMet);
        assert!(misses(judge(no_home, &holding(None, "3607", None)), FactName::Homes));
    }
}
