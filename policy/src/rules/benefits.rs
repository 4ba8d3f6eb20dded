//! 已享受待遇 — did the household already have a housing benefit, or for long enough?
//!
//! One household gets one benefit at a time (建保〔2016〕281号); some cities also bar
//! those who ever bought reform, economic or raised-fund housing. The guidance
//! 赣建字〔2019〕4号 二(三) lets cities set a longest term for new citizens.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, Inputs, Ruling, Tally, full_months};
use crate::facts::{FactName, Missing};
use crate::finding::{InputName, Value, Verdict};
use crate::pack::Maybe;
use crate::terms::{Benefit, terms};

terms! {
    /// Whether a benefit bars for ever or only while it runs (待遇时段).
    Span {
        Ever "曾经享受",
        Running "正在享受",
    }
}

/// No member had, or has, one of the benefits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotEnjoyed {
    /// Benefits that bar.
    pub kinds: Vec<Benefit>,
    /// Ever, or only while running.
    pub span: Span,
}

impl NotEnjoyed {
    /// Counts the benefits that bar.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let Some(benefits) = &case.facts.benefits else {
            return Ruling::of(Verdict::missing(Missing::household(FactName::Benefits)));
        };
        let bars = benefits.iter().filter(|had| self.kinds.contains(&had.benefit));
        let found = match self.span {
            Span::Ever => bars.count(),
            Span::Running => bars.filter(|had| case.runs(had.until)).count(),
        };
        let shown = i64::try_from(found).unwrap_or(i64::MAX);
        Ruling::with(Verdict::of(found == 0), Inputs::NONE.with(InputName::Found, Value::Count(shown)))
    }
}

/// Benefits together have lasted less than a longest term (最长保障期限).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaxGuarantee {
    /// Benefits whose time counts.
    pub kinds: Vec<Benefit>,
    /// The longest term in months.
    pub max_months: Maybe<i64>,
}

impl MaxGuarantee {
    /// Adds up the full months of the benefits that count.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        let Maybe::Known(max) = self.max_months else {
            return Ruling::NULL;
        };
        let missing = Missing::household(FactName::Benefits);
        let Some(benefits) = &case.facts.benefits else {
            return Ruling::of(Verdict::missing(missing));
        };
        let mut months = Tally::default();
        for had in benefits.iter().filter(|had| self.kinds.contains(&had.benefit)) {
            let end = had.until.map_or(case.on, |until| until.min(case.on));
            months.add(had.from.map(|from| full_months(from, end).max(0)), missing);
        }
        let verdict = match (months.known < i128::from(max), months.missing) {
            (false, _) => Verdict::NotMet,
            (true, Some(missing)) => Verdict::missing(missing),
            (true, None) => Verdict::Met,
        };
        let inputs = Inputs::NONE.with(InputName::Found, Value::Months(months.shown())).with(InputName::Limit, Value::Months(max));
        Ruling::with(verdict, inputs)
    }
}

#[cfg(test)]
mod tests {
    use super::super::RuleKind;
    use super::super::case::trial::{household, judge, misses};
    use super::*;
    use crate::facts::{EarlierBenefit, Facts};
    use jiff::civil::{Date, date};

    fn had(benefit: Benefit, from: Option<Date>, until: Option<Date>) -> Facts {
        let mut facts = household(1);
        facts.benefits = Some(vec![EarlierBenefit { benefit, region: None, from, until }]);
        facts
    }

    #[test]
    fn a_running_benefit_bars_until_its_end_and_an_earlier_one_only_where_ever_counts() {
        let rule = |span| RuleKind::NotEnjoyed(NotEnjoyed { kinds: vec![Benefit::PublicRental], span });
        let ended = had(Benefit::PublicRental, None, Some(date(2026, 6, 1)));
        assert_eq!(judge(rule(Span::Running), &ended), Verdict::Met);
        assert_eq!(judge(rule(Span::Ever), &ended), Verdict::NotMet);
        assert_eq!(judge(rule(Span::Running), &had(Benefit::PublicRental, None, Some(date(2026, 6, 2)))), Verdict::NotMet);
        assert_eq!(judge(rule(Span::Running), &had(Benefit::PublicRental, None, None)), Verdict::NotMet);
        assert_eq!(judge(rule(Span::Ever), &had(Benefit::ReformHousing, None, None)), Verdict::Met);
        assert!(misses(judge(rule(Span::Ever), &household(1)), FactName::Benefits));
    }

    // JX2019-4/2.3b
    #[test]
    fn the_longest_term_counts_full_months_and_is_reached_at_its_number() {
        let rule = RuleKind::MaxGuarantee(MaxGuarantee { kinds: vec![Benefit::RentalSubsidy], max_months: Maybe::Known(36) });
        let paid = |from| had(Benefit::RentalSubsidy, Some(from), None);
        assert_eq!(judge(rule.clone(), &paid(date(2023, 6, 2))), Verdict::Met);
        assert_eq!(judge(rule.clone(), &paid(date(2023, 6, 1))), Verdict::NotMet);
        assert!(misses(judge(rule, &had(Benefit::RentalSubsidy, None, None)), FactName::Benefits));
        let open = RuleKind::MaxGuarantee(MaxGuarantee { kinds: vec![], max_months: Maybe::Unknown });
        assert_eq!(judge(open, &household(1)), Verdict::Unknown(crate::Unknown::NullNumber));
    }
}
