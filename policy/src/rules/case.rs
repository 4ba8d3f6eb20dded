//! 待认定个案 — the facts, the day and the statistics a rule may look at.

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

    /// Household size, from the fewest to the most it can be while someone's being alive is unchecked.
    pub fn size(&self) -> Size {
        let mut size = Size { least: 0, most: 0, unchecked: None };
        for (at, member) in self.living() {
            size.most += 1;
            match member.alive {
                None => size.unchecked = size.unchecked.or(Some(Missing::of(at, FactName::Alive))),
                Some(_) => size.least += 1,
            }
        }
        size
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

/// How many people a household has, as far as checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// People known to be alive.
    pub least: i64,
    /// People not known to be dead.
    pub most: i64,
    /// The first person not checked.
    pub unchecked: Option<Missing>,
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

    /// Compares the sum with `limit × size`, honestly: parts are never negative, so what
    /// is already too much stays too much, and only a complete sum can be little enough.
    pub(crate) fn within(&self, limit: i128, size: Size, inclusive: bool) -> Verdict {
        let fits = |people: i64| {
            let allowed = limit * i128::from(people);
            if inclusive { self.known <= allowed } else { self.known < allowed }
        };
        match (fits(size.least), fits(size.most), self.missing) {
            (_, false, _) => Verdict::NotMet,
            (_, true, Some(missing)) => Verdict::missing(missing),
            (true, true, None) => Verdict::Met,
            (false, true, None) => size.unchecked.map_or(Verdict::NotMet, Verdict::missing),
        }
    }

    /// The sum as a stored value; saturates, as no household owns more.
    pub(crate) fn shown(&self) -> i64 {
        i64::try_from(self.known).unwrap_or(i64::MAX)
    }
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
