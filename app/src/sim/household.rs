//! 模拟家庭 (household) — who lives together, so that every reference between relatives holds in both directions.

use super::facts;
use super::names;
use super::population::Population;
use exchange::departments::answer::{
    Benefit, DisabilityCertificate, Employment, Graduation, Hukou, HukouKind, Income, Licence, ResidencePermit, Stake, Title, Vehicle, Welfare,
};
use jiff::civil::{Date, date};

/// No fact begins after this day, so that any business date from 2026 on sees all of them.
pub const LAST_DAY: Date = date(2025, 12, 31);
/// Earliest year of birth.
pub const OLDEST: i16 = 1935;

/// 一户.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// Head first.
    pub members: Vec<Member>,
}

/// 一人 and everything any department knows of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub index: u32,
    pub id_number: String,
    pub name: String,
    pub female: bool,
    pub birth: Date,
    /// GB/T 4761: 02 户主, 10 配偶, 20 子, 30 女, 51 父亲, 52 母亲.
    pub relation: &'static str,
    /// On the 154 segment, which belongs to no operator.
    pub phone: String,
    pub died_on: Option<Date>,
    /// Dead, and 公安 has not struck this person from the household register yet.
    pub still_registered: bool,
    pub hukou: Hukou,
    pub residence_permit: Option<ResidencePermit>,
    /// GB/T 2261.2.
    pub marital: &'static str,
    /// Number of the spouse in the population.
    pub spouse: Option<u32>,
    pub welfare: Option<Welfare>,
    pub deposits_fen: i64,
    pub vehicles: Vec<Vehicle>,
    pub titles: Vec<Title>,
    pub employments: Vec<Employment>,
    /// First month of the present unbroken pension insurance.
    pub insured_since: Option<Date>,
    /// Months of pension insurance before that.
    pub insured_before: u32,
    /// Income of the year before the question.
    pub income: Income,
    /// First month of the present unbroken provident fund.
    pub fund_since: Option<Date>,
    /// What is paid into the fund each month, fen.
    pub fund_monthly_fen: i64,
    pub licences: Vec<Licence>,
    pub stakes: Vec<Stake>,
    pub benefits: Vec<Benefit>,
    pub disability: Option<DisabilityCertificate>,
    pub veteran: Vec<String>,
    pub graduation: Option<Graduation>,
    pub family_planning_hardship: bool,
    pub registered_poor: bool,
}

/// Who someone is in the household and when they were born.
struct Part {
    relation: &'static str,
    female: bool,
    year: i16,
}

impl Member {
    /// A person of whom nothing is known yet but who they are: local, urban, unmarried, without means.
    pub(super) fn blank(population: &Population, index: u32, name: String, female: bool, year: i16, relation: &'static str) -> Self {
        let (id_number, birth) = population.numbered(index, year, female);
        let hukou = Hukou {
            region: "360702001".into(),
            kind: HukouKind::Urban,
            since: birth.max(date(2005, 3, 1)).min(LAST_DAY),
            register_no: format!("360702{:08}", index),
        };
        let nothing = Income { salary_fen: 0, business_fen: 0, property_fen: 0, transfer_fen: 0 };
        Self {
            index,
            id_number,
            name,
            female,
            birth,
            relation,
            phone: format!("154{index:08}"),
            died_on: None,
            still_registered: false,
            hukou,
            residence_permit: None,
            marital: "10",
            spouse: None,
            welfare: None,
            deposits_fen: 0,
            vehicles: Vec::new(),
            titles: Vec::new(),
            employments: Vec::new(),
            insured_since: None,
            insured_before: 0,
            income: nothing,
            fund_since: None,
            fund_monthly_fen: 0,
            licences: Vec::new(),
            stakes: Vec::new(),
            benefits: Vec::new(),
            disability: None,
            veteran: Vec::new(),
            graduation: None,
            family_planning_hardship: false,
            registered_poor: false,
        }
    }

    /// Completed years on `day`.
    #[must_use]
    pub fn age_on(&self, day: Date) -> i16 {
        let years = day.year() - self.birth.year();
        if (day.month(), day.day()) < (self.birth.month(), self.birth.day()) { years - 1 } else { years }
    }
}

impl Household {
    /// Makes the household of `size` people whose first is number `first`.
    pub(super) fn made(population: &Population, first: u32, size: u32) -> Self {
        let parts = compose(population, first, size);
        let mut dice = population.dice(3, first);
        let father = names::surname(&mut dice);
        let mother = names::surname(&mut dice);
        let mut members: Vec<Member> = Vec::with_capacity(parts.len());
        for (i, part) in parts.iter().enumerate() {
            let surname = if part.relation == "10" || part.relation == "52" { mother } else { father };
            let name = format!("{surname}{}", names::given(&mut dice, part.female));
            members.push(Member::blank(population, first + i as u32, name, part.female, part.year, part.relation));
        }
        let mut household = Self { members };
        household.tie();
        facts::furnish(population, &mut household);
        household
    }

    /// Writes the marriages and gives the register one number.
    pub(super) fn tie(&mut self) {
        let register_no = self.members[0].hukou.register_no.clone();
        let head = self.members[0].index;
        let spouse = self.members.iter().find(|member| member.relation == "10").map(|member| member.index);
        for member in &mut self.members {
            member.hukou.register_no.clone_from(&register_no);
            match (member.relation, spouse) {
                ("02", Some(partner)) => (member.marital, member.spouse) = ("20", Some(partner)),
                ("10", _) => (member.marital, member.spouse) = ("20", Some(head)),
                _ => {}
            }
        }
    }
}

/// Who is in the household. Ages of relatives fit each other: parents are 21 to 38 years older than their children.
fn compose(population: &Population, first: u32, size: u32) -> Vec<Part> {
    let mut dice = population.dice(4, first);
    let female = dice.chance(350);
    let kind = dice.below(1000);
    let year = match (size, kind) {
        (1, 0..420) => dice.between(1990, 2004),
        (1, 420..700) => dice.between(1938, 1961),
        (1, _) => dice.between(1962, 1989),
        (2, 0..300) => dice.between(1940, 1962),
        (2, _) => dice.between(1965, 1998),
        _ => dice.between(1966, 1996),
    } as i16;
    let mut parts = vec![Part { relation: "02", female, year }];
    let alone_with_child = size == 2 && (300..550).contains(&kind) || size == 3 && kind < 90;
    let mut eldest = year;
    if size > 1 && !alone_with_child {
        let partner = (year + dice.between(-4, 4) as i16).max(OLDEST);
        parts.push(Part { relation: "10", female: !female, year: partner });
        eldest = eldest.max(partner);
    }
    let with_parent = size >= 4 && kind < 400 || size == 5;
    let children = size as usize - parts.len() - usize::from(with_parent);
    let mut next = eldest + dice.between(22, 29) as i16;
    for _ in 0..children {
        let girl = dice.chance(480);
        parts.push(Part { relation: if girl { "30" } else { "20" }, female: girl, year: next.min(2025) });
        next += dice.between(1, 4) as i16;
    }
    if with_parent {
        let mother = dice.chance(600);
        let born = (year - dice.between(22, 31) as i16).max(OLDEST);
        parts.push(Part { relation: if mother { "52" } else { "51" }, female: mother, year: born });
    }
    parts
}
