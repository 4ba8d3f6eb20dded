//! 家庭情况 — everything about a household that a rule may ask, as one document.
//!
//! Whatever outside sharing supplies is optional: absent means *not known*, an
//! empty list means *asked, and there is none*. The two must never be confused,
//! because silence decides nothing.

mod defect;
mod member;
mod missing;

use std::collections::BTreeMap;

use base::{Centi, DateText, RegionCode};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use defect::Defect;
pub use member::{Disabled, Employment, Graduation, Hukou, Insured, Licence, Member, Permit, ProvidentFund, SanctionInForce, WelfareSince};
pub use missing::{FactName, Missing};

use crate::terms::{Benefit, Form, Holding, Relation};

/// The facts of one application: who applies, where, and what is known of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 申请地 — the region applied to: county, zone or street.
    pub region: RegionCode,
    /// 申请日期 — the day of application.
    #[schemars(with = "DateText")]
    pub applied_on: Date,
    /// 申请方式 — household, single or several people renting together.
    pub form: Form,
    /// 家庭成员 — everyone applying, the main applicant first.
    pub members: Vec<Member>,
    /// 住房 — homes of all members, with those disposed of; absent: not known, empty: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homes: Option<Vec<Home>>,
    /// 直系亲属住房 — homes of parents' and children's households (own and spouse's).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kin: Option<Vec<Kin>>,
    /// 居住地 — regions the household lives in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lives_in: Option<Vec<RegionCode>>,
    /// 工作地 — regions members work in; empty: nobody works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub works_in: Option<Vec<RegionCode>>,
    /// 已享受待遇 — housing benefits of any member, earlier and running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benefits: Option<Vec<EarlierBenefit>>,
    /// 来源 — where a fact came from, by its path (`members/0/income_fen`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sources: BTreeMap<String, FactSource>,
}

/// A home some member holds or held (住房).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Home {
    /// 权利人 — position of the owner among the members.
    pub owner: u16,
    /// 所在地 — region the home lies in.
    pub region: RegionCode,
    /// 建筑面积 — floor area attributed to the household, 0.01 ㎡.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Centi>,
    /// 权属 — owned, or rented public housing.
    pub holding: Holding,
    /// 取得日期 — day of acquisition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub acquired_on: Option<Date>,
    /// 转让日期 — day it was transferred away; absent: still held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub disposed_on: Option<Date>,
}

/// A household of direct kin and its homes (直系亲属家庭).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kin {
    /// 关系 — parents or children of the applicant or the spouse.
    pub relation: Relation,
    /// 人数 — people in that household.
    pub people: u16,
    /// 所在地 — region its homes lie in.
    pub region: RegionCode,
    /// 自有住房套数 — homes owned there.
    pub homes: u16,
    /// 建筑面积合计 — their floor area together, 0.01 ㎡.
    pub area: Centi,
}

/// A housing benefit a member had or has (已享受待遇).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EarlierBenefit {
    /// 待遇
    pub benefit: Benefit,
    /// 地区 — where it was granted, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// 开始日期 — first day, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub from: Option<Date>,
    /// 结束日期 — first day without it; absent: still running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub until: Option<Date>,
}

/// Where a fact came from (事实来源).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactSource {
    /// 来源 — department, register or declaration.
    pub source: String,
    /// 数据时点 — the day the fact describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub as_of: Option<Date>,
    /// 证据编号 — id of the stored answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// 证据摘要 — hash of the stored answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

impl Facts {
    /// Facts of a household; everything outside sharing supplies is not known yet.
    pub fn household(region: RegionCode, applied_on: Date, members: Vec<Member>) -> Facts {
        Facts::of(region, applied_on, Form::Household, members)
    }

    /// Facts of one person applying alone.
    pub fn single(region: RegionCode, applied_on: Date, applicant: Member) -> Facts {
        Facts::of(region, applied_on, Form::Single, vec![applicant])
    }

    /// Facts of people who rent one home together (合租).
    pub fn co_rent(region: RegionCode, applied_on: Date, tenants: Vec<Member>) -> Facts {
        Facts::of(region, applied_on, Form::CoRent, tenants)
    }

    fn of(region: RegionCode, applied_on: Date, form: Form, members: Vec<Member>) -> Facts {
        let (homes, kin, lives_in, works_in, benefits) = (None, None, None, None, None);
        Facts { region, applied_on, form, members, homes, kin, lives_in, works_in, benefits, sources: BTreeMap::new() }
    }

    /// The source of a fact: of its own path, or of the nearest path above it.
    pub fn source_of(&self, path: &str) -> Option<&FactSource> {
        let mut path = path;
        loop {
            if let Some(source) = self.sources.get(path) {
                return Some(source);
            }
            path = path.rsplit_once('/')?.0;
        }
    }

    /// People who must themselves fulfil an applicant's conditions: the main applicant, or every co-tenant.
    pub fn applicants(&self) -> impl Iterator<Item = (u16, &Member)> {
        self.numbered().filter(|(at, member)| *at == 0 || (self.form == Form::CoRent && member.relation == Relation::CoTenant))
    }

    /// Members with their positions. Positions beyond `u16` are a [`Defect`] and end the list.
    pub fn numbered(&self) -> impl Iterator<Item = (u16, &Member)> {
        (0u16..=u16::MAX).zip(&self.members)
    }
}
