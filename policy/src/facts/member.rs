//! 成员情况 — what is known of one member.

use base::{DateText, Fen, RegionCode, Sex};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::terms::{Disability, HukouKind, Industry, Insurance, Marital, Premises, Relation, Sanction, Standing, Vehicle, Welfare};

/// One member of the household. Absent: not known; empty list: asked, and there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// 与申请人关系
    pub relation: Relation,
    /// 性别
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// 出生日期
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub birth: Option<Date>,
    /// 婚姻状况
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marital: Option<Marital>,
    /// 是否健在 — the dead are no members; absent: not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alive: Option<bool>,
    /// 户籍
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hukou: Option<Hukou>,
    /// 法定赡养、抚养、扶养关系 — with the main applicant; true for the applicant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_tie: Option<bool>,
    /// 居住证
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permits: Option<Vec<Permit>>,
    /// 就业 — present and past employments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employments: Option<Vec<Employment>>,
    /// 社会保险 — one row a kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insurances: Option<Vec<Insured>>,
    /// 住房公积金 — zero months: asked, and never paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provident_fund: Option<ProvidentFund>,
    /// 营业执照
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licences: Option<Vec<Licence>>,
    /// 毕业 — graduations from college or above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub graduations: Option<Vec<Graduation>>,
    /// 本地首次就业日期 — day of the first job in the region applied to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub first_job_on: Option<Date>,
    /// 年收入（分） — disposable income of a year; a child without income has 0, stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub income_fen: Option<Fen>,
    /// 储蓄存款（分）
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposits_fen: Option<Fen>,
    /// 机动车
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicles: Option<Vec<Vehicle>>,
    /// 非住宅房产 — shops, offices and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<Vec<Premises>>,
    /// 社会救助身份
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub welfare: Option<Vec<WelfareSince>>,
    /// 残疾
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabilities: Option<Vec<Disabled>>,
    /// 优待、优先身份
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standings: Option<Vec<Standing>>,
    /// 限制措施 — sanctions, in force and past.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sanctions: Option<Vec<SanctionInForce>>,
}

impl Member {
    /// A member of whom nothing else is known yet.
    pub fn new(relation: Relation) -> Member {
        Member {
            relation,
            sex: None,
            birth: None,
            marital: None,
            alive: None,
            hukou: None,
            legal_tie: None,
            permits: None,
            employments: None,
            insurances: None,
            provident_fund: None,
            licences: None,
            graduations: None,
            first_job_on: None,
            income_fen: None,
            deposits_fen: None,
            vehicles: None,
            premises: None,
            welfare: None,
            disabilities: None,
            standings: None,
            sanctions: None,
        }
    }
}

/// Registration of residence (户籍).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hukou {
    /// 户籍地 — county, zone or, where a pack asks for it, street.
    pub region: RegionCode,
    /// 户口性质
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<HukouKind>,
    /// 落户日期 — since when there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub since: Option<Date>,
}

/// A residence permit (居住证).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Permit {
    /// 发证地
    pub region: RegionCode,
    /// 连续持有起始日 — since when held without a gap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub since: Option<Date>,
    /// 失效日期 — absent: still valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub until: Option<Date>,
}

/// An employment (就业).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Employment {
    /// 工作地
    pub region: RegionCode,
    /// 用人单位 — unified social credit code or name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    /// 连续工作起始日 — since when in unbroken work here, with earlier employers if without a gap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub since: Option<Date>,
    /// 离职日期 — absent: still employed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub until: Option<Date>,
    /// 劳动合同期限（月） — 0: no written contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_months: Option<u16>,
    /// 行业
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<Industry>,
}

/// Months of one kind of insurance paid (参保).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Insured {
    /// 险种
    pub kind: Insurance,
    /// 参保地
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// 累计缴费月数
    pub months: u16,
    /// 连续缴费月数 — up to now without a gap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continuous_months: Option<u16>,
}

/// Months of provident fund paid (住房公积金).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProvidentFund {
    /// 累计缴存月数
    pub months: u16,
    /// 连续缴存月数
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continuous_months: Option<u16>,
}

/// A business licence in the member's name (营业执照).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// 注册地
    pub region: RegionCode,
    /// 成立日期
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub since: Option<Date>,
    /// 注销日期 — absent: still valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub until: Option<Date>,
}

/// A graduation (毕业).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Graduation {
    /// 毕业日期
    #[schemars(with = "DateText")]
    pub on: Date,
    /// 全日制
    pub full_time: bool,
}

/// Welfare status with its dates (社会救助).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WelfareSince {
    /// 身份
    pub kind: Welfare,
    /// 连续享受起始日
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub since: Option<Date>,
    /// 停止日期 — absent: still running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub until: Option<Date>,
}

/// A certified disability (残疾).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Disabled {
    /// 类别
    pub kind: Disability,
    /// 等级 1–4, 1 the gravest.
    pub level: u8,
}

/// A measure against a member with its dates (限制措施).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SanctionInForce {
    /// 措施
    pub kind: Sanction,
    /// 起始日期
    #[schemars(with = "DateText")]
    pub from: Date,
    /// 解除日期 — first day free again; a measure without one is put before a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub until: Option<Date>,
}
