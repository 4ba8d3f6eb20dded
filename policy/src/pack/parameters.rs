//! 规则包参数 — what a pack states beyond entry: rank, rent, subsidy, lottery, contract.
//!
//! Kept as data with their sources even where nothing reads them yet, because the
//! rules themselves are a data set the ministry asks for.

use base::{Centi, DateText, Fen};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Maybe;
use crate::rules::Who;
use crate::terms::terms;

terms! {
    /// How places are ordered behind must-cover and priority classes (排序方式).
    Ranker {
        RegisteredOn "按登记先后",
        Score "综合评分",
        Lottery "公开摇号",
        ScoreThenLottery "评分后摇号",
    }
}

terms! {
    /// Kinds of lottery (摇号方式).
    LotteryMode {
        UnitPairing "人房对应摇号",
        EqualNumber "等额摇号",
        SelfChoice "自主选房摇号",
        Random "随机摇号",
    }
}

terms! {
    /// How often subsidy is paid (发放周期).
    PayCycle {
        Month "按月",
        Quarter "按季",
        HalfYear "按半年",
        Year "按年",
    }
}

/// Rent of one class or income band (租金标准).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RentBand {
    /// 名称
    pub title: String,
    /// Household belongs to one of these; empty: anyone in the income band.
    #[serde(default)]
    pub who: Vec<Who>,
    /// Income above this multiple of the statistic, in thousandths.
    #[serde(default)]
    pub coefficient_above: Option<i64>,
    /// Income up to and including this multiple, in thousandths.
    #[serde(default)]
    pub coefficient_up_to: Option<i64>,
    /// What is paid.
    pub rate: Maybe<RentRate>,
    /// Key of the citation.
    pub cite: String,
}

/// What is paid in rent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RentRate {
    /// This share of market rent, in thousandths.
    OfMarket(i64),
    /// At most this share of market rent, in thousandths.
    OfMarketAtMost(i64),
    /// Fen per square metre and month.
    PerM2(Fen),
    /// Nothing.
    Free,
}

/// Subsidy of one class (租赁补贴标准).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubsidyRate {
    /// 名称
    pub title: String,
    /// Household belongs to one of these; empty: everyone else.
    #[serde(default)]
    pub who: Vec<Who>,
    /// What is paid a month.
    pub amount: Maybe<SubsidyAmount>,
    /// Floor area supported per person, 0.01 ㎡, where the amount is per square metre.
    pub area_per_person: Maybe<Centi>,
    /// Most floor area supported per household, 0.01 ㎡.
    pub area_max: Maybe<Centi>,
    /// How often it is paid.
    pub cycle: Maybe<PayCycle>,
    /// Longest wait for the subsidy in months, where a budget limits it.
    #[serde(default)]
    pub queue_max_months: Option<i64>,
    /// First day of the rate, where it differs from the pack's.
    #[serde(default)]
    #[schemars(with = "Option<DateText>")]
    pub from: Option<Date>,
    /// Key of the citation.
    pub cite: String,
}

/// What is paid in subsidy a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SubsidyAmount {
    /// Fen per square metre and month.
    PerM2(Fen),
    /// Fen per person and month.
    PerPerson(Fen),
    /// Fen per household and month.
    PerHousehold(Fen),
}

/// How homes are drawn (摇号).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lottery {
    /// Modes in use.
    pub modes: Vec<LotteryMode>,
    /// Whether who draws no home stays for the next round without new papers.
    pub losers_stay: Maybe<bool>,
    /// Key of the citation.
    pub cite: String,
}

/// Terms of the tenancy contract (合同).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Usual term in months.
    pub usual_months: Maybe<i64>,
    /// Longest term in months.
    pub max_months: Maybe<i64>,
    /// Key of the citation.
    pub cite: String,
}

/// Largest dwelling that may be built or bought (单套面积上限).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DwellingSize {
    /// Floor area of one dwelling, 0.01 ㎡.
    pub max: Centi,
    /// For dwellings built or bought from this day.
    #[schemars(with = "DateText")]
    pub from: Date,
    /// Key of the citation.
    pub cite: String,
}
