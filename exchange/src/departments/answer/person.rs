//! 人 (the person) — register, marriage, assistance, health and schooling.

use super::stated;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// 公安 — population register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Police {
    /// Does the register know this number under the name that was asked?
    pub name_match: bool,
    /// GB/T 2261.1: 0 未知, 1 男, 2 女, 9 未说明.
    pub sex: String,
    /// Day of birth.
    pub birth: Date,
    /// Day of death; `null` says alive.
    #[serde(deserialize_with = "stated")]
    pub died_on: Option<Date>,
    /// Where the person is registered.
    pub hukou: Hukou,
    /// Everyone on the same household register, this person among them.
    pub register_members: Vec<RegisterMember>,
    /// 居住证; `null` says none.
    #[serde(deserialize_with = "stated")]
    pub residence_permit: Option<ResidencePermit>,
    /// Vehicles in this person's name today.
    pub vehicles: Vec<Vehicle>,
}

/// 户籍.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hukou {
    /// Region code of 6 or 9 characters; an economic zone has its own (e.g. `3607E1`).
    pub region: String,
    pub kind: HukouKind,
    /// Since when registered in this county-level region.
    pub since: Date,
    /// 户号 of the household register.
    pub register_no: String,
}

/// 城镇 or 农村 household register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HukouKind {
    Urban,
    Rural,
}

/// One person on the household register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterMember {
    pub id_number: String,
    pub name: String,
    /// Relation to the head, GB/T 4761: 02 户主, 10 配偶, 20 子, 30 女, 51 父, 52 母 …
    pub relation: String,
}

/// 居住证.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResidencePermit {
    pub region: String,
    pub since: Date,
}

/// 机动车.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vehicle {
    pub kind: VehicleKind,
    pub since: Date,
}

/// Kinds of vehicle the packs tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VehicleKind {
    /// 小型汽车.
    Car,
    /// 货车.
    Truck,
    /// 摩托车.
    Motorcycle,
    /// 残疾人专用代步车.
    DisabledScooter,
}

/// 民政 — marriage, welfare, and bank deposits checked through the banks (核对).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CivilAffairs {
    /// GB/T 2261.2: 10 未婚, 20 已婚 (21, 22, 23), 30 丧偶, 40 离婚, 90 未说明.
    pub marital: String,
    #[serde(deserialize_with = "stated")]
    pub spouse_id_number: Option<String>,
    /// 社会救助; `null` says none.
    #[serde(deserialize_with = "stated")]
    pub welfare: Option<Welfare>,
    /// All banks' deposits together, fen.
    pub deposits_fen: i64,
    /// Day on which the banks were asked.
    pub deposits_as_of: Date,
}

/// 救助身份.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welfare {
    pub kind: WelfareKind,
    pub since: Date,
    /// Region that pays it.
    pub region: String,
}

/// Kinds of social assistance (社会救助暂行办法).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WelfareKind {
    /// 最低生活保障.
    Dibao,
    /// 特困人员.
    Tekun,
    /// 支出型困难家庭.
    ExpenditurePoor,
    /// 低收入（低保边缘）家庭.
    LowIncome,
}

/// 残联.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disability {
    /// `null` says no certificate.
    #[serde(deserialize_with = "stated")]
    pub certificate: Option<DisabilityCertificate>,
}

/// 残疾人证.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisabilityCertificate {
    /// GB/T 26341: 1 视力, 2 听力, 3 言语, 4 肢体, 5 智力, 6 精神, 7 多重.
    pub kind: String,
    /// 1 (gravest) to 4.
    pub level: u8,
}

/// 退役军人.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Veterans {
    /// e.g. 退役军人, 烈属, 优抚对象; empty says none.
    pub kinds: Vec<String>,
}

/// 教育.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Education {
    /// Latest graduation; `null` says none on record.
    #[serde(deserialize_with = "stated")]
    pub graduation: Option<Graduation>,
}

/// 毕业.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graduation {
    pub graduated_on: Date,
    pub full_time: bool,
    /// GB/T 4658: 10 研究生, 20 本科, 30 专科 …
    pub level: String,
}

/// 卫健.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// 计划生育特殊困难家庭.
    pub family_planning_hardship: bool,
}

/// 农业农村.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agriculture {
    /// 建档立卡 (registered as poor) household.
    pub registered_poor: bool,
}
