//! 待认定个案 — the facts, the day and the statistics a rule may look at.

use base::RegionCode;
use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::facts::{FactName, Facts, Member, Missing};
use crate::finding::{Input, InputName, Unknown, Value, Verdict};
use crate::statistic::Statistics;

/// One application on one day, as a rule sees it.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// What is known.
    pub facts: &'a Facts,
    /// The day of acceptance, which decides about ages, months and years.
    pub on: Date,
    /// Published statistics.
    pub statistics: &'a Statistics,
}

/// Most values one rule uses.
const MOST_INPUTS: usize = 6;

/// The values a rule used, held without allocation.
#[derive(Clone, Copy, Debug)]
pub struct Inputs {
    held: [Option<Input>; MOST_INPUTS],
}

impl Inputs {
    /// No values.
    pub const NONE: Inputs = Inputs { held: [None; MOST_INPUTS] };

    /// With one more value; the seventh and later are dropped.
    #[must_use]
    pub fn with(mut self, name: InputName, value: Value) -> Inputs {
        if let Some(free) = self.held.iter_mut().find(|slot| slot.is_none()) {
            *free = Some(Input { name, value });
        }
        self
    }

    /// The values in order.
    pub fn iter(&self) -> impl Iterator<Item = Input> + '_ {
        self.held.iter().flatten().copied()
    }
}

/// What a rule answers.
#[derive(Clone, Copy, Debug)]
pub struct Ruling {
    /// What the numbers say.
    pub verdict: Verdict,
    /// A reason why a met or not met must not stand, found by the rule itself (weak statistic).
    pub doubt: Option<Unknown>,
    /// The values used.
    pub inputs: Inputs,
}

impl Ruling {
    /// A ruling without values.
    pub const fn of(verdict: Verdict) -> Ruling {
        Ruling { verdict, doubt: None, inputs: Inputs::NONE }
    }

    /// A ruling with its values.
    pub const fn with(verdict: Verdict, inputs: Inputs) -> Ruling {
        Ruling { verdict, doubt: None, inputs }
    }

    /// The pack does not state the number.
    pub const NULL: Ruling = Ruling::of(Verdict::Unknown(Unknown::NullNumber));
}

impl<'a> Case<'a> {
    /// Members not known to be dead, with their positions.
    pub fn living(&self) -> impl Iterator<Item = (u16, &'a Member)> + use<'a> {
        self.facts.numbered().filter(|(_, member)| member.alive != Some(false))
    }

    /// Household size: everyone not known to be dead.
    pub fn size(&self) -> i64 {
        i64::try_from(self.living().count()).unwrap_or(i64::MAX)
    }

    /// The first member nobody checked to be alive. Until that is known nothing is certain:
    /// the dead neither count as people nor lend their hukou, work or aid to the others.
    pub fn unchecked(&self) -> Option<Missing> {
        let (at, _) = self.living().find(|(_, member)| member.alive.is_none())?;
        Some(Missing::of(at, FactName::Alive))
    }

    /// `months` before the day of the case; `None` beyond the calendar.
    pub fn months_ago(&self, months: i64) -> Option<Date> {
        self.ago(Span::new().try_months(months).ok()?)
    }

    /// `years` before the day of the case; `None` beyond the calendar.
    pub fn years_ago(&self, years: i64) -> Option<Date> {
        self.ago(Span::new().try_years(years).ok()?)
    }

    fn ago(&self, span: Span) -> Option<Date> {
        self.on.checked_sub(span).ok()
    }

    /// Whether something begun on `since` has lasted `months` full months by the day of the case.
    pub fn lasted(&self, since: Option<Date>, months: i64, missing: Missing) -> Verdict {
        match (since, self.months_ago(months)) {
            (_, _) if months <= 0 => Verdict::Met,
            (Some(since), Some(latest)) => Verdict::of(since <= latest),
            _ => Verdict::missing(missing),
        }
    }

    /// Whether something with this end still runs on the day of the case.
    pub fn runs(&self, until: Option<Date>) -> bool {
        until.is_none_or(|until| self.on < until)
    }
}

/// A sum over members: what is known so far, and the first part missing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    /// Sum of what is known.
    pub known: i128,
    /// The first part not known.
    pub missing: Option<Missing>,
}

impl Tally {
    pub(crate) fn add(&mut self, part: Option<i64>, missing: Missing) {
        match part {
            Some(part) => self.known += i128::from(part),
            None => self.missing = self.missing.or(Some(missing)),
        }
    }

    /// Compares the sum with `limit × people`, honestly: parts are never negative, so what
    /// is already too much stays too much, and only a complete sum can be little enough.
    pub(crate) fn within(&self, limit: i128, people: i64, inclusive: bool) -> Verdict {
        let allowed = limit * i128::from(people);
        let fits = if inclusive { self.known <= allowed } else { self.known < allowed };
        match (fits, self.missing) {
            (false, _) => Verdict::NotMet,
            (true, Some(missing)) => Verdict::missing(missing),
            (true, None) => Verdict::Met,
        }
    }

    /// The sum as a stored value; saturates, as no household owns more.
    pub(crate) fn shown(&self) -> i64 {
        i64::try_from(self.known).unwrap_or(i64::MAX)
    }
}

/// Whether a region, also one written by a former code, lies in one of the areas.
pub(crate) fn inside(areas: &[RegionCode], region: &RegionCode) -> bool {
    let covered = |region: &RegionCode| areas.iter().any(|area| area.covers(region));
    // Packs name today's codes, so only what they do not cover can be a former code.
    covered(region) || covered(&region.current())
}

/// Joins verdicts over several people of whom one suffices; nobody at all is not met.
pub(crate) fn any(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    verdicts.fold(Verdict::NotMet, Verdict::or)
}

/// Joins verdicts over several people of whom all must meet.
pub(crate) fn all(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    verdicts.fold(Verdict::Met, Verdict::and)
}

/// At least `needed` people must meet.
pub(crate) fn at_least(needed: i64, verdicts: impl Iterator<Item = Verdict>) -> (Verdict, i64) {
    let (mut met, mut open, mut why) = (0, 0, None);
    for verdict in verdicts {
        match verdict {
            Verdict::Met => met += 1,
            Verdict::NotMet => {}
            unknown @ Verdict::Unknown(_) => {
                open += 1;
                why = why.or(Some(unknown));
            }
        }
    }
    let verdict = match why {
        _ if met >= needed => Verdict::Met,
        Some(unknown) if met + open >= needed => unknown,
        _ => Verdict::NotMet,
    };
    (verdict, met)
}

/// Full months from `since` to `on`; saturates.
pub(crate) fn full_months(since: Date, on: Date) -> i64 {
    let months = (i64::from(on.year()) - i64::from(since.year())) * 12 + i64::from(on.month()) - i64::from(since.month());
    let reached = since.checked_add(months.months()).is_ok_and(|day| day <= on);
    if reached { months } else { months - 1 }
}

/// A household of people about whom nothing stands in the way, for tests of single rules.
#[cfg(test)]
pub(crate) mod trial {
    use super::*;
    use crate::rules::RuleKind;
    use crate::terms::Relation;
    use jiff::civil::date;

    /// The day of every trial.
    pub(crate) const ON: Date = date(2026, 6, 1);

    pub(crate) fn region(code: &str) -> RegionCode {
        RegionCode::parse(code).unwrap()
    }

    /// `people` living members; nothing else is known of them.
    pub(crate) fn household(people: usize) -> Facts {
        let relation = |at| {
            if at == 0 { Relation::Applicant } else { Relation::Other }
        };
        let living = |at| Member { alive: Some(true), ..Member::new(relation(at)) };
        Facts::household(region("360702"), ON, (0..people).map(living).collect())
    }

    /// What a rule says of facts, without statistics.
    pub(crate) fn judge(rule: RuleKind, facts: &Facts) -> Verdict {
        rule.judge(&Case { facts, on: ON, statistics: &Statistics::default() }).verdict
    }

    /// Checks that a rule misses exactly this fact.
    pub(crate) fn misses(verdict: Verdict, fact: FactName) -> bool {
        matches!(verdict, Verdict::Unknown(Unknown::MissingFact(missing)) if missing.fact == fact)
    }
}

#[cfg(test)]
mod tests {
    use super::trial::*;
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_dead_do_not_count_and_who_is_not_checked_is_named() {
        let mut facts = household(3);
        facts.members[1].alive = Some(false);
        let statistics = Statistics::default();
        assert_eq!(Case { facts: &facts, on: ON, statistics: &statistics }.size(), 2);
        facts.members[2].alive = None;
        let case = Case { facts: &facts, on: ON, statistics: &statistics };
        assert_eq!((case.size(), case.unchecked()), (2, Some(Missing::of(2, FactName::Alive))));
    }

    #[test]
    fn a_sum_is_within_only_when_complete_and_over_as_soon_as_known() {
        let tally = |known, missing| Tally { known, missing };
        let gap = Some(Missing::of(1, FactName::IncomeFen));
        assert_eq!(tally(20, None).within(10, 2, true), Verdict::Met);
        assert_eq!(tally(20, None).within(10, 2, false), Verdict::NotMet);
        assert_eq!(tally(21, gap).within(10, 2, true), Verdict::NotMet);
        assert!(misses(tally(5, gap).within(10, 2, true), FactName::IncomeFen));
    }

    #[test]
    fn full_months_count_from_day_to_day() {
        assert_eq!(full_months(date(2026, 1, 15), date(2026, 2, 14)), 0);
        assert_eq!(full_months(date(2026, 1, 15), date(2026, 2, 15)), 1);
        assert_eq!(full_months(date(2024, 1, 31), date(2024, 2, 29)), 1);
    }
}
