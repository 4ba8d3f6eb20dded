//! 部门答复 (answers) — what each department says about one person.
//!
//! Wire types are plain: codes as the standards print them, money in fen, area in 0.01 m², dates ISO. A field we do not know is
//! tolerated; a field we need that is absent makes the answer malformed. `null` is an answer («no residence permit»), absence is not.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};

mod bounds;
mod means;
mod person;

pub use means::*;
pub use person::*;

/// 答复 — one department's facts about one person, tagged by their shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "shape", content = "facts", rename_all = "snake_case")]
pub enum Answer {
    /// 公安.
    Police(Police),
    /// 民政.
    CivilAffairs(CivilAffairs),
    /// 自然资源（不动产登记）.
    RealEstate(RealEstate),
    /// 人社.
    Labour(Labour),
    /// 税务.
    Tax(Tax),
    /// 公积金.
    ProvidentFund(ProvidentFund),
    /// 市场监管.
    Market(Market),
    /// 住建: our own programmes elsewhere.
    Housing(Housing),
    /// 残联.
    Disability(Disability),
    /// 退役军人.
    Veterans(Veterans),
    /// 教育.
    Education(Education),
    /// 卫健.
    Health(Health),
    /// 农业农村.
    Agriculture(Agriculture),
}

/// 答复形状 — which of the answers a department gives; a row of the catalogue names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// 公安.
    Police,
    /// 民政.
    CivilAffairs,
    /// 自然资源.
    RealEstate,
    /// 人社.
    Labour,
    /// 税务.
    Tax,
    /// 公积金.
    ProvidentFund,
    /// 市场监管.
    Market,
    /// 住建.
    Housing,
    /// 残联.
    Disability,
    /// 退役军人.
    Veterans,
    /// 教育.
    Education,
    /// 卫健.
    Health,
    /// 农业农村.
    Agriculture,
}

impl Shape {
    /// Reads a record of this shape as it stood on `as_of`.
    ///
    /// # Errors
    /// Says which field is missing, of the wrong kind, or impossible (a negative amount, an end before its beginning).
    pub fn read(self, record: serde_json::Value, as_of: Date) -> Result<Answer, String> {
        fn typed<T: serde::de::DeserializeOwned>(record: serde_json::Value) -> Result<T, String> {
            serde_json::from_value(record).map_err(|e| e.to_string())
        }
        let answer = match self {
            Self::Police => Answer::Police(typed(record)?),
            Self::CivilAffairs => Answer::CivilAffairs(typed(record)?),
            Self::RealEstate => Answer::RealEstate(typed(record)?),
            Self::Labour => Answer::Labour(typed(record)?),
            Self::Tax => Answer::Tax(typed(record)?),
            Self::ProvidentFund => Answer::ProvidentFund(typed(record)?),
            Self::Market => Answer::Market(typed(record)?),
            Self::Housing => Answer::Housing(typed(record)?),
            Self::Disability => Answer::Disability(typed(record)?),
            Self::Veterans => Answer::Veterans(typed(record)?),
            Self::Education => Answer::Education(typed(record)?),
            Self::Health => Answer::Health(typed(record)?),
            Self::Agriculture => Answer::Agriculture(typed(record)?),
        };
        bounds::check(&answer, as_of)?;
        Ok(answer)
    }
}

/// Reads a field that must be there but may be `null`: serde alone would take an absent field for `null`.
fn stated<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}
