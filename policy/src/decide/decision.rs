//! 结论 — what was decided, by which packs, on which findings.

use std::sync::Arc;

use base::{DateText, RegionCode};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Classes;
use crate::finding::Finding;
use crate::pack::{PackRef, Ranker};
use crate::terms::{Category, terms};

/// A decision with everything needed to explain and replay it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// 申请地
    pub region: RegionCode,
    /// 受理日期 — the day whose rules apply.
    #[schemars(with = "DateText")]
    pub on: Date,
    /// 结论
    pub outcome: Outcome,
    /// 依数值推算 — what the numbers alone would say, had all of them been confirmed.
    pub would_be: WouldBe,
    /// 应保尽保与优先类别
    pub classes: Classes,
    /// 所依规则包 — the one in force first, then those above it; none where no pack binds.
    pub packs: Vec<PackRef>,
    /// 演示 — decided under a demonstration pack.
    pub demo: bool,
    /// 逐条认定
    pub findings: Vec<Finding>,
}

/// What was decided (结论).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 符合条件
    Eligible(Eligible),
    /// 不符合条件 — positions of the findings that fail, at least one on every route.
    NotEligible {
        /// Positions in `findings`.
        failed: Vec<u16>,
    },
    /// 需人工认定 — positions of the open findings on the routes that have not failed.
    NeedsPerson {
        /// Positions in `findings`.
        unknown: Vec<u16>,
    },
}

/// How an eligible household comes in (准入).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Eligible {
    /// 对象类别
    pub category: Category,
    /// 保障类别 — id of the tier.
    pub tier: Arc<str>,
    /// 准入路径 — id of the route, where the tier has routes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Arc<str>>,
    /// 应保尽保
    pub must_cover: bool,
    /// 优先次序 — 0 is first; those in no class come after all classes.
    pub priority: u16,
    /// 排序方式, where the pack states one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ranker: Option<Ranker>,
    /// 是否入户调查 — whether the pack asks for a visit of this tier; absent: not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_required: Option<bool>,
}

terms! {
    /// What the numbers alone would say (推算结论).
    WouldBe {
        Eligible "推算符合条件",
        NotEligible "推算不符合条件",
        NeedsPerson "需人工认定",
    }
}

/// The outcome of a screening: what was decided and where, nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screened {
    /// What counts.
    pub outcome: WouldBe,
    /// What the numbers alone say.
    pub would_be: WouldBe,
    /// Position of the first tier met, when eligible.
    pub tier: Option<u16>,
    /// Position of the first route met within it.
    pub route: Option<u16>,
}

impl Screened {
    /// Nothing can be said without a person.
    pub const NEEDS_PERSON: Screened = Screened { outcome: WouldBe::NeedsPerson, would_be: WouldBe::NeedsPerson, tier: None, route: None };
}

impl Decision {
    /// The findings that fail, where not eligible.
    pub fn failed(&self) -> impl Iterator<Item = &Finding> {
        let at: &[u16] = match &self.outcome {
            Outcome::NotEligible { failed } => failed,
            _ => &[],
        };
        at.iter().filter_map(|at| self.findings.get(usize::from(*at)))
    }

    /// The open findings, where a person must decide.
    pub fn unknown(&self) -> impl Iterator<Item = &Finding> {
        let at: &[u16] = match &self.outcome {
            Outcome::NeedsPerson { unknown } => unknown,
            _ => &[],
        };
        at.iter().filter_map(|at| self.findings.get(usize::from(*at)))
    }

    /// The outcome without its details.
    pub fn short(&self) -> WouldBe {
        match self.outcome {
            Outcome::Eligible(_) => WouldBe::Eligible,
            Outcome::NotEligible { .. } => WouldBe::NotEligible,
            Outcome::NeedsPerson { .. } => WouldBe::NeedsPerson,
        }
    }
}
