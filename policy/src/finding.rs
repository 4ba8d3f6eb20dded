//! 认定 — what one rule found, with its inputs and its source.
//!
//! A finding stores small typed values; the Chinese sentence is made on demand,
//! so that a million verdicts cost no strings.

use std::sync::Arc;

use base::{Centi, Citation, DateText, Fen, Grade};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{Defect, Missing};
use crate::rules::RuleName;
use crate::terms::{Statistic, terms};

/// What a rule found (认定结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 符合
    Met,
    /// 不符合
    NotMet,
    /// 需人工认定
    Unknown(Unknown),
}

/// Why no verdict can be given without a person (需人工认定的原因).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// A fact is not known.
    MissingFact(Missing),
    /// The facts contradict themselves.
    Defect(Defect),
    /// The pack has no number here (null).
    NullNumber,
    /// The statistic the rule multiplies is not recorded for the year.
    MissingStatistic {
        /// Which statistic.
        statistic: Statistic,
        /// Of which year.
        year: i16,
    },
    /// The pack is not confirmed by its authority.
    UnconfirmedPack,
    /// The pack must be compared with a newer higher rule first.
    NeedsRecheck,
    /// The number's source is too weak to decide (repost or memory).
    WeakSource(Grade),
    /// No pack binds the region on the day.
    NoPack,
    /// Two packs bind the region on the day.
    OverlappingPacks,
}

impl Verdict {
    /// Met or not met from a condition.
    pub const fn of(holds: bool) -> Verdict {
        if holds { Verdict::Met } else { Verdict::NotMet }
    }

    /// Unknown because a fact is missing.
    pub const fn missing(missing: Missing) -> Verdict {
        Verdict::Unknown(Unknown::MissingFact(missing))
    }

    /// Both must be met: not met wins, then unknown.
    pub const fn and(self, other: Verdict) -> Verdict {
        match (self, other) {
            (Verdict::NotMet, _) | (_, Verdict::NotMet) => Verdict::NotMet,
            (Verdict::Unknown(why), _) | (_, Verdict::Unknown(why)) => Verdict::Unknown(why),
            _ => Verdict::Met,
        }
    }

    /// One suffices: met wins, then unknown.
    pub const fn or(self, other: Verdict) -> Verdict {
        match (self, other) {
            (Verdict::Met, _) | (_, Verdict::Met) => Verdict::Met,
            (Verdict::Unknown(why), _) | (_, Verdict::Unknown(why)) => Verdict::Unknown(why),
            _ => Verdict::NotMet,
        }
    }

    /// Met becomes not met and the other way round; unknown stays.
    pub const fn not(self) -> Verdict {
        match self {
            Verdict::Met => Verdict::NotMet,
            Verdict::NotMet => Verdict::Met,
            unknown => unknown,
        }
    }
}

terms! {
    /// Names of the values a rule used (认定所用数值).
    InputName {
        Size "人数",
        Total "合计",
        Limit "标准",
        Found "实有",
        Needed "要求",
        Since "起始日期",
        Cutoff "截止日期",
        Coefficient "系数",
        Base "统计数值",
        BaseYear "统计年度",
        LookBackYears "追溯年数",
        Exclusive "不含本数",
        Until "解除日期",
    }
}

/// One small typed value a rule used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A count of people, homes or things.
    Count(i64),
    /// 金额（分）
    Money(Fen),
    /// 面积 (0.01 ㎡)
    Area(Centi),
    /// 日期
    Day(#[schemars(with = "DateText")] Date),
    /// 月数
    Months(i64),
    /// 年数
    Years(i64),
    /// 千分之
    Thousandths(i64),
    /// 年度
    Year(i16),
}

/// A value with its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Which value.
    pub name: InputName,
    /// The value.
    pub value: Value,
}

/// What one rule found about one application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Id of the rule within its pack.
    pub rule: Arc<str>,
    /// Kind of the rule.
    pub kind: RuleName,
    /// Id of the pack the rule is written in.
    pub pack: Arc<str>,
    /// Tier the rule belongs to; absent: it holds for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Arc<str>>,
    /// Route within the tier; absent: it holds for every route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Arc<str>>,
    /// What counts: unknown wherever the number may not decide.
    pub verdict: Verdict,
    /// What the numbers alone say.
    pub computed: Verdict,
    /// The values used.
    pub inputs: Vec<Input>,
    /// Where the rule is written.
    pub citation: Arc<Citation>,
}

impl Finding {
    /// Grade of the rule's source.
    pub fn grade(&self) -> Grade {
        self.citation.grade
    }

    /// The value of this name, where the rule used it.
    pub fn input(&self, name: InputName) -> Option<Value> {
        self.inputs.iter().find(|input| input.name == name).map(|input| input.value)
    }

    /// The because-sentence in Chinese, with its numbers, without its citation.
    pub fn sentence(&self) -> String {
        crate::sentence::of(self)
    }

    /// The because-sentence with its citation: `……（依据《……》第七条）`.
    pub fn sentence_cited(&self) -> String {
        format!("{}（依据{}）", self.sentence(), self.citation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_met_wins_among_all_and_met_wins_among_any() {
        let unknown = Verdict::Unknown(Unknown::NullNumber);
        assert_eq!(unknown.and(Verdict::NotMet), Verdict::NotMet);
        assert_eq!(unknown.and(Verdict::Met), unknown);
        assert_eq!(unknown.or(Verdict::Met), Verdict::Met);
        assert_eq!(unknown.or(Verdict::NotMet), unknown);
        assert_eq!((unknown.not(), Verdict::Met.not()), (unknown, Verdict::NotMet));
    }

    #[test]
    fn a_verdict_reads_back_as_it_was_stored() {
        let verdict = Verdict::Unknown(Unknown::MissingStatistic { statistic: Statistic::UrbanIncome, year: 2025 });
        let json = serde_json::to_string(&verdict).unwrap();
        assert_eq!(json, r#"{"unknown":{"missing_statistic":{"statistic":"urban_income","year":2025}}}"#);
        assert_eq!(serde_json::from_str::<Verdict>(&json).unwrap(), verdict);
    }
}
