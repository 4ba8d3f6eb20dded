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
        let Maybe::Known(max) = self.max_months else { return Ruling::NULL };
        let missing = Missing::household(FactName::Benefits);
        let Some(benefits) = &case.facts.benefits else { return Ruling::of(Verdict::missing(missing)) };
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
