//! 规则包文本 — a pack as it is written, stored and confirmed.

use std::collections::BTreeMap;

use base::{Citation, DateText, RegionCode};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Contract, DwellingSize, Lottery, Maybe, Ranker, RentBand, SubsidyRate};
use crate::rules::{RuleKind, Who};
use crate::terms::{Category, terms};

terms! {
    /// Rank of the authority (层级). Lower ranks must keep to higher ones.
    Rank {
        National "国家",
        Province "省",
        City "市",
        County "县",
    }
}

terms! {
    /// Whether the authority has confirmed the pack on screen (确认状态).
    Status {
        Confirmed "已确认",
        Unconfirmed "待确认",
    }
}

terms! {
    /// Departments that check an application in parallel (并联审核部门).
    Lane {
        CivilAffairs "民政",
        PublicSecurity "公安",
        NaturalResources "自然资源（不动产登记）",
        HumanResources "人力资源社会保障",
        ProvidentFund "住房公积金",
        Tax "税务",
        MarketRegulation "市场监管",
        VeteransAffairs "退役军人事务",
    }
}

/// A pack as written. Numbers no source gives are `"null"`, never left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackDocument {
    /// 规则包编号, as `CN-360700-GZ-2023`.
    pub pack_id: String,
    /// 名称
    pub title: String,
    /// 发文机关
    pub authority: String,
    /// 文号
    pub doc_no: Maybe<String>,
    /// 发文日期
    #[schemars(with = "String")]
    pub issued_on: Maybe<Date>,
    /// 层级
    pub rank: Rank,
    /// 适用区域 — exactly these; of city and county packs, counties bind their streets but cities not their counties.
    pub areas: Vec<RegionCode>,
    /// 生效日期 — first day in force.
    #[schemars(with = "DateText")]
    pub effective_from: Date,
    /// Whether the first day is the one written in the source, not the first the source was seen in.
    pub effective_from_exact: bool,
    /// 失效日期 — last day in force; absent: until superseded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub effective_to: Option<Date>,
    /// 替代 — packs this one replaces where both would bind.
    #[serde(default)]
    pub supersedes: Vec<String>,
    /// 上位规则 — packs whose rules for all apply too, while in force.
    #[serde(default)]
    pub inherits: Vec<String>,
    /// 确认状态
    pub status: Status,
    /// 需与之复核 — newer higher packs this one must be compared with before it decides.
    #[serde(default)]
    pub needs_recheck_against: Vec<String>,
    /// 演示 — invented for the demonstration town; chosen only when asked for.
    #[serde(default)]
    pub demo: bool,
    /// 报省备案日期 (赣建字〔2019〕4号 二(四)).
    #[schemars(with = "String")]
    pub filed_with_province_on: Maybe<Date>,
    /// 申请受理 — all year, or in windows.
    pub intake: Maybe<Intake>,
    /// 公示期（工作日）
    pub notice_working_days: Maybe<u16>,
    /// 轮候期上限（月）
    pub waiting_max_months: Maybe<i64>,
    /// 是否入户调查
    pub visit_required: Maybe<bool>,
    /// 并联审核部门
    #[serde(default)]
    pub lanes: Vec<Lane>,
    /// 办理时限
    #[serde(default)]
    pub stage_limits: Vec<StageLimit>,
    /// 排序方式
    pub ranker: Maybe<Ranker>,
    /// 参数依据 — key of the citation of each stated parameter above, by its name.
    #[serde(default)]
    pub parameter_cites: BTreeMap<String, String>,
    /// 依据 — citations by key.
    pub citations: BTreeMap<String, Citation>,
    /// 应保尽保对象
    #[serde(default)]
    pub must_cover: Vec<ClassRule>,
    /// 优先保障对象 — the first listed comes first.
    #[serde(default)]
    pub priority: Vec<ClassRule>,
    /// 评分项目 — what a ranker by score adds up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<ScoreItem>,
    /// Rules every tier must meet.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// 保障类别 — the most favourable first.
    #[serde(default)]
    pub tiers: Vec<Tier>,
    /// 租金标准
    #[serde(default)]
    pub rent: Vec<RentBand>,
    /// 租赁补贴标准
    #[serde(default)]
    pub subsidy: Vec<SubsidyRate>,
    /// 摇号
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lottery: Option<Lottery>,
    /// 合同
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract>,
    /// 单套面积上限
    #[serde(default)]
    pub dwelling_size: Vec<DwellingSize>,
    /// 保障资金可用于 — what the rule lets rent income or subsidy funds pay for.
    #[serde(default)]
    pub funds_may_pay: Vec<FundUse>,
    /// 保障资金不得用于
    #[serde(default)]
    pub funds_must_not_pay: Vec<FundUse>,
    /// 补贴发放周期限于 — of higher rules.
    #[serde(default)]
    pub subsidy_cycles_allowed: Vec<super::PayCycle>,
    /// 说明 — what a clerk should know about this pack.
    #[serde(default)]
    pub remarks: Vec<String>,
}

impl PackDocument {
    /// Names of the parameters it states that carry no citation of their own.
    pub fn stated_parameters(&self) -> impl Iterator<Item = &'static str> {
        [
            ("notice_working_days", self.notice_working_days.known().is_some()),
            ("waiting_max_months", self.waiting_max_months.known().is_some()),
            ("visit_required", self.visit_required.known().is_some()),
            ("ranker", self.ranker.known().is_some()),
            ("subsidy_cycles_allowed", !self.subsidy_cycles_allowed.is_empty()),
        ]
        .into_iter()
        .filter(|(_, stated)| *stated)
        .map(|(name, _)| name)
    }
}

/// A use of money a rule allows or forbids (资金用途).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FundUse {
    /// 用途, as the rule words it.
    pub purpose: String,
    /// Key of the citation.
    pub cite: String,
}

/// When applications are taken (受理方式).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Intake {
    /// 常态化受理
    Always {
        /// Key of the citation.
        cite: String,
    },
    /// 集中受理 — only between two days, both included.
    Window {
        /// First day.
        #[schemars(with = "DateText")]
        from: Date,
        /// Last day.
        #[schemars(with = "DateText")]
        to: Date,
        /// Key of the citation.
        cite: String,
    },
    /// 暂不受理
    Closed {
        /// The year it was said of.
        year: i16,
        /// Key of the citation.
        cite: String,
    },
}

/// A time limit of one stage (办理时限).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageLimit {
    /// 环节
    pub stage: String,
    /// How many days.
    pub days: u16,
    /// Whether working days.
    pub working: bool,
    /// Regions it holds in, where fewer than the pack's.
    #[serde(default)]
    pub areas: Vec<RegionCode>,
    /// Key of the citation.
    pub cite: String,
}

/// A class of households and who belongs to it (应保尽保、优先保障).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassRule {
    /// Id within the pack.
    pub id: String,
    /// 名称
    pub title: String,
    /// One condition suffices.
    pub any: Vec<Who>,
    /// Key of the citation.
    pub cite: String,
}

/// Points for households of which one condition is true (评分项目; 令11号第十三条).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreItem {
    /// Id within the pack.
    pub id: String,
    /// 名称
    pub title: String,
    /// One condition suffices.
    pub any: Vec<Who>,
    /// 分值
    pub points: u16,
    /// Key of the citation.
    pub cite: String,
}

/// One rule: a kind with its numbers and its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Id within the pack, unique.
    pub id: String,
    /// Key of the citation.
    pub cite: String,
    /// Article within the cited text, where it differs from the citation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// The condition.
    pub test: RuleKind,
}

/// A guarantee tier: rules all of which must be met, and routes of which one must (保障类别).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Id within the pack.
    pub id: String,
    /// 名称
    pub title: String,
    /// 对象类别
    pub category: Category,
    /// 是否入户调查, where it differs from the pack's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_required: Option<bool>,
    /// Rules every route must meet.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Alternatives, one of which must be met; none: the tier's rules suffice.
    #[serde(default)]
    pub routes: Vec<Route>,
}

/// One way into a tier (准入路径).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Id within the tier.
    pub id: String,
    /// 名称
    pub title: String,
    /// Rules all of which must be met.
    pub rules: Vec<Rule>,
}
