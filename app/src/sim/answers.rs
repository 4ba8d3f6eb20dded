//! 答复 (answers) — turns what the population knows of a person into one department's answer, as it stood on a day.

use super::household::{Household, Member};
use super::population::Population;
use exchange::departments::answer::{
    Agriculture, Answer, CivilAffairs, Disability, Education, Health, Housing, Insurance, InsuranceKind, Labour, Market, Police, ProvidentFund,
    RealEstate, RegisterMember, Shape, Tax, Veterans,
};
use jiff::ToSpan;
use jiff::civil::Date;

/// One person as a department finds them.
pub struct Found {
    pub member: Member,
    pub household: Household,
    /// The spouse's ID number.
    pub spouse: Option<String>,
}

/// Finds a person by ID number.
pub fn find(population: &Population, id_number: &str) -> Option<Found> {
    let member = population.find(id_number)?;
    let household = population.household(member.index)?;
    let spouse = member.spouse.and_then(|index| household.members.iter().find(|other| other.index == index)).map(|other| other.id_number.clone());
    Some(Found { member, household, spouse })
}

/// The answer of a department of this shape about `found`, asked under `name`; `None` when it keeps no record under that name.
pub fn answer(shape: Shape, found: &Found, name: &str, as_of: Date) -> Option<Answer> {
    let member = &found.member;
    if shape != Shape::Police && member.name != name {
        return None;
    }
    Some(match shape {
        Shape::Police => Answer::Police(police(found, name)),
        Shape::CivilAffairs => Answer::CivilAffairs(CivilAffairs {
            marital: member.marital.into(),
            spouse_id_number: found.spouse.clone(),
            welfare: member.welfare.clone(),
            deposits_fen: member.deposits_fen,
            deposits_as_of: as_of,
        }),
        Shape::RealEstate => Answer::RealEstate(RealEstate { titles: member.titles.clone() }),
        Shape::Labour => Answer::Labour(Labour { employments: member.employments.clone(), insurance: insurance(member, as_of) }),
        Shape::Tax => Answer::Tax(Tax { year: as_of.year() - 1, income: member.income }),
        Shape::ProvidentFund => Answer::ProvidentFund(fund(member, as_of)),
        Shape::Market => Answer::Market(Market { licences: member.licences.clone(), stakes: member.stakes.clone() }),
        Shape::Housing => Answer::Housing(Housing { benefits: member.benefits.clone() }),
        Shape::Disability => Answer::Disability(Disability { certificate: member.disability.clone() }),
        Shape::Veterans => Answer::Veterans(Veterans { kinds: member.veteran.clone() }),
        Shape::Education => Answer::Education(Education { graduation: member.graduation.clone() }),
        Shape::Health => Answer::Health(Health { family_planning_hardship: member.family_planning_hardship }),
        Shape::Agriculture => Answer::Agriculture(Agriculture { registered_poor: member.registered_poor }),
    })
}

fn police(found: &Found, name: &str) -> Police {
    let member = &found.member;
    let listed = |other: &Member| RegisterMember { id_number: other.id_number.clone(), name: other.name.clone(), relation: other.relation.into() };
    // Who has died is struck from the register of the others, as a rule.
    let stands = |other: &&Member| other.died_on.is_none() || other.still_registered || other.index == member.index;
    Police {
        name_match: member.name == name,
        sex: if member.female { "2".into() } else { "1".into() },
        birth: member.birth,
        died_on: member.died_on,
        hukou: member.hukou.clone(),
        register_members: found.household.members.iter().filter(stands).map(listed).collect(),
        residence_permit: member.residence_permit.clone(),
        vehicles: member.vehicles.clone(),
    }
}

/// Months paid, from the first to the last whole month before `as_of`.
fn months(since: Date, as_of: Date) -> u32 {
    let months = i32::from(as_of.year() - since.year()) * 12 + i32::from(as_of.month() - since.month());
    u32::try_from(months).unwrap_or(0)
}

fn insurance(member: &Member, as_of: Date) -> Vec<Insurance> {
    let Some(since) = member.insured_since else { return Vec::new() };
    let continuous = months(since, as_of);
    let through = as_of.first_of_month().saturating_sub(1.day());
    let paid = |kind| Insurance { kind, months_continuous: continuous, months_total: continuous + member.insured_before, through };
    let kinds = [InsuranceKind::Pension, InsuranceKind::Medical, InsuranceKind::Unemployment, InsuranceKind::WorkInjury];
    kinds.into_iter().map(paid).collect()
}

fn fund(member: &Member, as_of: Date) -> ProvidentFund {
    let paid = member.fund_since.map_or(0, |since| months(since, as_of));
    ProvidentFund { months_continuous: paid, months_total: paid, balance_fen: i64::from(paid) * member.fund_monthly_fen }
}
