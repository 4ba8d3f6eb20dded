//! 收入 — is the household's yearly income per person within the line?
//!
//! 《公共租赁住房管理办法》第七条第（二）项. Cities state the line as an amount, or as a
//! multiple of a statistic they name; an amount whose year is not known goes stale.

use base::{Fen, RegionCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, Inputs, Ruling, Tally};
use crate::facts::{FactName, Missing};
use crate::finding::{Input, InputName, Unknown, Value, Verdict};
use crate::pack::Maybe;
use crate::statistic::{Per, StatisticValue};
use crate::terms::{Statistic, terms};

/// Yearly income per person is within an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncomeAbsolute {
    /// The line in fen per person and year.
    pub max_fen: Maybe<Fen>,
    /// Whether the line itself passes (含).
    pub inclusive: bool,
    /// The year the line was set for.
    pub line_year: Maybe<i16>,
}

terms! {
    /// Which year's statistic a rule takes (统计年度取值).
    StatisticYear {
        Previous "上一年度",
        Same "当年度",
    }
}

/// Yearly income per person is within a multiple of a statistic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncomeCoefficient {
    /// Which statistic.
    pub statistic: Statistic,
    /// Of which area.
    pub area: RegionCode,
    /// The multiple in thousandths: 2500 is 2.5 times.
    pub coefficient: Maybe<i64>,
    /// Whether the line itself passes (含).
    pub inclusive: bool,
    /// Of which year, seen from the day of acceptance.
    pub year: StatisticYear,
    /// The line as an amount somebody printed; used to foresee, never to decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<PrintedLine>,
}

/// A line printed as an amount beside the rule it was computed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintedLine {
    /// The line in fen per person and year.
    pub max_fen: Fen,
    /// The year it was computed for.
    pub year: Maybe<i16>,
}

fn total(case: &Case<'_>) -> Tally {
    let mut total = Tally::default();
    for (at, member) in case.living() {
        total.add(member.income_fen.map(|fen| fen.0), Missing::of(at, FactName::IncomeFen));
    }
    total
}

impl IncomeAbsolute {
    /// Compares the household's income with the line times its size.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let Maybe::Known(max) = self.max_fen else {
            return Ruling::NULL;
        };
        let (total, size) = (total(case), case.size());
        let verdict = total.within(i128::from(max.0), size, self.inclusive);
        let mut inputs = Inputs::NONE
            .with(InputName::Total, Value::Money(Fen(total.shown())))
            .with(InputName::Size, Value::Count(size))
            .with(InputName::Limit, Value::Money(max));
        if let Maybe::Known(year) = self.line_year {
            inputs = inputs.with(InputName::BaseYear, Value::Year(year));
        }
        if !self.inclusive {
            inputs = inputs.with(InputName::Exclusive, Value::Count(1));
        }
        // A line whose year nobody knows may be stale, so it only foresees.
        let doubt = self.line_year.is_unknown().then_some(Unknown::NullNumber);
        Ruling { verdict, doubt, inputs }
    }
}

impl IncomeCoefficient {
    /// Compares a thousand times the income with statistic × coefficient × size.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let Maybe::Known(coefficient) = self.coefficient else {
            return Ruling::NULL;
        };
        let year = match self.year {
            StatisticYear::Previous => case.on.year().saturating_sub(1),
            StatisticYear::Same => case.on.year(),
        };
        let found = case.statistics.find(&self.area, self.statistic, year, case.on);
        let Some(statistic) = found else {
            return self.without_statistic(case, year, coefficient);
        };
        let (mut total, size) = (total(case), case.size());
        let shown = total.shown();
        total.known *= 1000;
        let verdict = total.within(yearly(statistic) * i128::from(coefficient), size, self.inclusive);
        let mut inputs = Inputs::NONE
            .with(InputName::Total, Value::Money(Fen(shown)))
            .with(InputName::Size, Value::Count(size))
            .with(InputName::Base, Value::Money(Fen(i64::try_from(yearly(statistic)).unwrap_or(i64::MAX))))
            .with(InputName::BaseYear, Value::Year(year))
            .with(InputName::Coefficient, Value::Thousandths(coefficient));
        if !self.inclusive {
            inputs = inputs.with(InputName::Exclusive, Value::Count(1));
        }
        let grade = statistic.cite.grade;
        let doubt = (!grade.may_decide()).then_some(Unknown::WeakSource(grade));
        Ruling { verdict, doubt, inputs }
    }
}

impl IncomeCoefficient {
    /// Without the statistic a person decides; a printed line tells what to expect.
    fn without_statistic(&self, case: &Case<'_>, year: i16, coefficient: i64) -> Ruling {
        let missing = Unknown::MissingStatistic { statistic: self.statistic, year };
        let coefficient = Input { name: InputName::Coefficient, value: Value::Thousandths(coefficient) };
        match &self.printed {
            None => Ruling::with(Verdict::Unknown(missing), Inputs::NONE.with(coefficient.name, coefficient.value)),
            Some(printed) => {
                let line = IncomeAbsolute { max_fen: Maybe::Known(printed.max_fen), inclusive: self.inclusive, line_year: printed.year };
                let foreseen = line.judge(case);
                let inputs = foreseen.inputs.with(coefficient.name, coefficient.value);
                Ruling { verdict: foreseen.verdict, doubt: Some(missing), inputs }
            }
        }
    }
}

fn yearly(statistic: &StatisticValue) -> i128 {
    let amount = i128::from(statistic.value.0);
    match statistic.per {
        Per::Year => amount,
        Per::Month => amount * 12,
    }
}

#[cfg(test)]
mod tests {
    use super::super::case::trial::{ON, household, judge, misses, region};
    use super::super::{Case, RuleKind};
    use super::*;
    use crate::facts::Facts;
    use crate::statistic::Statistics;
    use base::{Citation, Grade};

    fn earning(fen: &[i64]) -> Facts {
        let mut facts = household(fen.len());
        facts.members.iter_mut().zip(fen).for_each(|(member, fen)| member.income_fen = Some(Fen(*fen)));
        facts
    }

    fn line(inclusive: bool) -> RuleKind {
        RuleKind::IncomeAbsolute(IncomeAbsolute { max_fen: Maybe::Known(Fen(4_676_000)), inclusive, line_year: Maybe::Known(2023) })
    }

    // T05
    #[test]
    fn the_line_itself_passes_only_where_it_is_inclusive() {
        assert_eq!(judge(line(true), &earning(&[4_676_000])), Verdict::Met);
        assert_eq!(judge(line(true), &earning(&[4_676_001])), Verdict::NotMet);
        assert_eq!(judge(line(false), &earning(&[4_676_000])), Verdict::NotMet);
        assert_eq!(judge(line(false), &earning(&[4_675_999])), Verdict::Met);
    }

    #[test]
    fn three_people_are_compared_with_three_lines_so_nothing_is_rounded() {
        assert_eq!(judge(line(true), &earning(&[14_028_000, 0, 0])), Verdict::Met);
        assert_eq!(judge(line(true), &earning(&[14_028_000, 1, 0])), Verdict::NotMet);
        let mut facts = earning(&[0, 0]);
        facts.members[1].income_fen = None;
        assert!(misses(judge(line(true), &facts), FactName::IncomeFen));
    }

    fn coefficient(thousandths: i64, printed: Option<PrintedLine>) -> RuleKind {
        RuleKind::IncomeCoefficient(IncomeCoefficient {
            statistic: Statistic::UrbanIncome,
            area: region("3607"),
            coefficient: Maybe::Known(thousandths),
            inclusive: true,
            year: StatisticYear::Previous,
            printed,
        })
    }

    fn statistics(year: i16, grade: Grade) -> Statistics {
        let cite = Citation::new("统计公报", "", grade);
        let (area, published_on) = (region("3607"), Maybe::Unknown);
        Statistics {
            value: vec![StatisticValue { area, statistic: Statistic::UrbanIncome, year, published_on, value: Fen(100_001), per: Per::Year, cite }],
        }
    }

    #[test]
    fn a_multiple_is_compared_without_dividing() {
        let known = statistics(2025, Grade::A);
        let verdict = |fen| coefficient(1500, None).judge(&Case { facts: &earning(&[fen]), on: ON, statistics: &known }).verdict;
        // 100,001 × 1.5 = 150,001.5
        assert_eq!((verdict(150_001), verdict(150_002)), (Verdict::Met, Verdict::NotMet));
    }

    #[test]
    fn a_missing_statistic_is_never_replaced_by_another_year() {
        let facts = earning(&[1]);
        let old = statistics(2024, Grade::A);
        let ruling = coefficient(1500, None).judge(&Case { facts: &facts, on: ON, statistics: &old });
        let missing = Unknown::MissingStatistic { statistic: Statistic::UrbanIncome, year: 2025 };
        assert_eq!(ruling.verdict, Verdict::Unknown(missing));
        let printed = PrintedLine { max_fen: Fen(4_477_800), year: Maybe::Unknown };
        let foreseen = coefficient(2500, Some(printed)).judge(&Case { facts: &facts, on: ON, statistics: &old });
        assert_eq!((foreseen.verdict, foreseen.doubt), (Verdict::Met, Some(missing)));
    }

    #[test]
    fn a_reposted_statistic_and_an_undated_line_raise_a_doubt() {
        let facts = earning(&[1]);
        let reposted = statistics(2025, Grade::C);
        let ruling = coefficient(1500, None).judge(&Case { facts: &facts, on: ON, statistics: &reposted });
        assert_eq!(ruling.doubt, Some(Unknown::WeakSource(Grade::C)));
        let undated = IncomeAbsolute { max_fen: Maybe::Known(Fen(1)), inclusive: true, line_year: Maybe::Unknown };
        let ruling = undated.judge(&Case { facts: &facts, on: ON, statistics: &Statistics::default() });
        assert_eq!(ruling.doubt, Some(Unknown::NullNumber));
    }
}
