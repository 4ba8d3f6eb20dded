//! 财 (means) — property, work, income, savings and housing benefits.

use super::stated;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// 自然资源 — real-estate register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RealEstate {
    /// Everything owned now or ever; empty says nothing.
    pub titles: Vec<Title>,
}

/// One real-estate unit this person owns or owned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// 不动产单元号, 28 characters (GB/T 37346).
    pub title_no: String,
    pub region: String,
    /// Building area that belongs to this person by share, 0.01 m².
    pub area_centi: i64,
    pub usage: Usage,
    pub acquired_on: Date,
    /// `null` says still owned.
    #[serde(deserialize_with = "stated")]
    pub disposed_on: Option<Date>,
}

/// 规划用途.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Usage {
    Residential,
    Shop,
    NonResidential,
}

/// 人社 — employment and social insurance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labour {
    /// Present and former employments; empty says none.
    pub employments: Vec<Employment>,
    /// What is or was paid, one row per kind.
    pub insurance: Vec<Insurance>,
}

/// One employment on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employment {
    /// Region code of the place of insurance (参保地), where the work is done.
    pub region: String,
    pub employer: String,
    /// 统一社会信用代码 (GB 32100).
    pub employer_uscc: String,
    /// e.g. 环境卫生, 公共交通, 医院, 教育.
    pub industry: String,
    pub since: Date,
    #[serde(deserialize_with = "stated")]
    pub until: Option<Date>,
    /// Length of the contract in months; `null` says without fixed term.
    #[serde(deserialize_with = "stated")]
    pub contract_months: Option<u32>,
}

/// One kind of insurance and how long it has been paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insurance {
    pub kind: InsuranceKind,
    /// Months without a gap, counted back from `through`.
    pub months_continuous: u32,
    /// All months ever paid.
    pub months_total: u32,
    /// Last day of the last month paid for.
    pub through: Date,
}

/// 险种.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InsuranceKind {
    /// 城镇职工基本养老保险.
    Pension,
    /// 城乡居民基本养老保险.
    ResidentPension,
    Medical,
    Unemployment,
    WorkInjury,
}

/// 税务 — income of one calendar year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tax {
    /// Calendar year of the income.
    pub year: i16,
    /// Income by kind.
    pub income: Income,
}

/// Income of the year by kind, fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Income {
    /// 工资性收入.
    pub salary_fen: i64,
    /// 经营净收入; a loss is negative.
    pub business_fen: i64,
    /// 财产性收入.
    pub property_fen: i64,
    /// 转移性收入, pensions among them.
    pub transfer_fen: i64,
}

/// 公积金.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvidentFund {
    /// Months without a gap up to now.
    pub months_continuous: u32,
    /// All months ever paid.
    pub months_total: u32,
    /// Balance of the account.
    pub balance_fen: i64,
}

/// 市场监管 — licences of one's own and stakes in companies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Market {
    pub licences: Vec<Licence>,
    pub stakes: Vec<Stake>,
}

/// 营业执照 in this person's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// Region code of registration.
    pub region: String,
    pub uscc: String,
    pub name: String,
    pub since: Date,
}

/// 持股.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stake {
    pub uscc: String,
    pub name: String,
    pub capital_fen: i64,
}

/// 住建 — what this person receives or received in any housing programme, anywhere in the province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Housing {
    /// Present and former benefits; empty says none.
    pub benefits: Vec<Benefit>,
}

/// One housing benefit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Benefit {
    /// Which programme.
    pub kind: BenefitKind,
    /// First day.
    pub from: Date,
    #[serde(deserialize_with = "stated")]
    pub to: Option<Date>,
    pub region: String,
}

/// 保障方式.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BenefitKind {
    /// 公租房.
    PublicRental,
    /// 廉租房.
    Lianzu,
    /// 经济适用房.
    Affordable,
    /// 房改房.
    Reform,
    /// 集资建房.
    RaisedFund,
    /// 租赁补贴.
    Subsidy,
}
