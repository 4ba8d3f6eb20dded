//! 演示家庭 — a household that passes the demonstration pack, for tests to change one fact of.

use base::{Fen, RegionCode, Sex};
use jiff::civil::{Date, date};
use policy::Facts;
use policy::facts::{Hukou, Member};
use policy::terms::{HukouKind, Marital, Relation};

pub const ON: Date = date(2026, 6, 1);

pub fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

/// A member of whom everything was asked and nothing stands in the way.
pub fn member(relation: Relation, sex: Sex, birth: Date, hukou: &str) -> Member {
    Member {
        sex: Some(sex),
        birth: Some(birth),
        marital: Some(Marital::Married),
        alive: Some(true),
        hukou: Some(Hukou { region: region(hukou), kind: Some(HukouKind::Urban), since: Some(date(2010, 1, 1)) }),
        legal_tie: Some(true),
        permits: Some(vec![]),
        employments: Some(vec![]),
        insurances: Some(vec![]),
        licences: Some(vec![]),
        graduations: Some(vec![]),
        income_fen: Some(Fen::yuan(30_000)),
        deposits_fen: Some(Fen::yuan(10_000)),
        vehicles: Some(vec![]),
        premises: Some(vec![]),
        welfare: Some(vec![]),
        disabilities: Some(vec![]),
        standings: Some(vec![]),
        sanctions: Some(vec![]),
        ..Member::new(relation)
    }
}

/// A couple in 章贡区 without a home.
pub fn couple() -> Facts {
    let members =
        vec![member(Relation::Applicant, Sex::Male, date(1985, 5, 1), "360702"), member(Relation::Spouse, Sex::Female, date(1987, 8, 1), "360702")];
    let mut facts = Facts::household(region("360702"), ON, members);
    facts.homes = Some(vec![]);
    facts.kin = Some(vec![]);
    facts.lives_in = Some(vec![region("360702")]);
    facts.works_in = Some(vec![region("360702")]);
    facts.benefits = Some(vec![]);
    facts
}
