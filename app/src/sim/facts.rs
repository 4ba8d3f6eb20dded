//! 模拟事实 (facts) — what the departments know of an ordinary household: from those who clearly qualify to those who clearly do not.

use super::dice::Dice;
use super::household::{Household, LAST_DAY, Member};
use super::population::Population;
use exchange::departments::answer::{
    Benefit, BenefitKind, DisabilityCertificate, Employment, Graduation, HukouKind, Licence, ResidencePermit, Stake, Title, Usage, Vehicle,
    VehicleKind, Welfare, WelfareKind,
};
use jiff::civil::{Date, date};

/// Streets and towns of the central districts; the two zones have a code of their own.
const CENTRAL: [&str; 10] =
    ["360702001", "360702002", "360702003", "360702004", "360702005", "360702006", "360702007", "360702101", "3607E1", "3607E2"];
/// Where those come from who have no register here.
const ELSEWHERE: [&str; 10] = ["360731", "360733", "360781", "360730", "360735", "360732", "360704", "360802", "430102", "350802"];
/// Employers that do not exist: name and industry.
const EMPLOYERS: [(&str, &str); 10] = [
    ("赣江源环境卫生有限公司", "环境卫生"),
    ("虔城公共交通有限公司", "公共交通"),
    ("章江医院", "医疗"),
    ("贡江实验学校", "教育"),
    ("郁孤台餐饮有限公司", "餐饮"),
    ("八境建筑工程有限公司", "建筑"),
    ("龟角尾物流有限公司", "物流"),
    ("通天岩电子有限公司", "制造"),
    ("峰山物业服务有限公司", "物业"),
    ("马祖岩纺织有限公司", "制造"),
];

/// 家境.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Dibao,
    Low,
    Middle,
    Above,
}

/// Gives everyone in the household their facts.
pub(super) fn furnish(population: &Population, household: &mut Household) {
    let mut dice = population.dice(5, household.members[0].index);
    let means = match dice.below(1000) {
        0..70 => Means::Dibao,
        70..430 => Means::Low,
        430..800 => Means::Middle,
        _ => Means::Above,
    };
    settle(&mut dice, household, means);
    for member in &mut household.members {
        live(&mut dice, member, means);
    }
    widow(household);
    own(&mut dice, household, means);
    receive(&mut dice, household, means);
}

/// Where the household is registered, and since when.
fn settle(dice: &mut Dice, household: &mut Household, means: Means) {
    let local = means == Means::Dibao || dice.chance(680);
    let region = if local { *dice.pick(&CENTRAL) } else { *dice.pick(&ELSEWHERE) };
    let moved_in = date(dice.between(1985, 2025) as i16, dice.between(1, 12) as i8, dice.between(1, 28) as i8);
    let permit_since = date(dice.between(2016, 2025) as i16, dice.between(1, 12) as i8, 8);
    let street = *dice.pick(&CENTRAL);
    for member in &mut household.members {
        member.hukou.region = region.into();
        member.hukou.since = moved_in.max(member.birth).min(LAST_DAY);
        if !local {
            member.hukou.kind = if dice.chance(600) { HukouKind::Rural } else { HukouKind::Urban };
            member.residence_permit = Some(ResidencePermit { region: street.into(), since: permit_since.max(member.birth).min(LAST_DAY) });
        }
    }
}

/// One person's work, income, deposits, schooling and health.
fn live(dice: &mut Dice, member: &mut Member, means: Means) {
    let age = member.age_on(LAST_DAY);
    let retires = if member.female { 55 } else { 60 };
    let yearly = match means {
        Means::Dibao => dice.between(4_000, 14_000),
        Means::Low => dice.between(22_000, 52_000),
        Means::Middle => dice.between(48_000, 96_000),
        Means::Above => dice.between(96_000, 320_000),
    } * 100;
    member.deposits_fen = match means {
        Means::Dibao => dice.between(0, 6_000),
        Means::Low => dice.between(0, 38_000),
        Means::Middle => dice.between(2_000, 90_000),
        Means::Above => dice.between(20_000, 600_000),
    } * 100
        + dice.between(0, 99);
    if (22..retires).contains(&age) && dice.chance(if means == Means::Dibao { 350 } else { 900 }) {
        work(dice, member, yearly, means);
    } else if age >= retires {
        member.income.transfer_fen = if means == Means::Dibao { dice.between(1_500, 4_000) * 100 } else { yearly / 2 };
    } else if age < 18 {
        member.deposits_fen = 0;
    }
    if age >= 21 && dice.chance(450) {
        let left = Date::new(member.birth.year() + 22, 6, 30).unwrap_or(LAST_DAY).min(LAST_DAY);
        let level = *dice.pick(&["20", "30", "30", "10"]);
        member.graduation = Some(Graduation { graduated_on: left, full_time: dice.chance(800), level: level.into() });
    }
    if dice.chance(if means == Means::Dibao { 220 } else { 25 }) {
        let kind = *dice.pick(&["1", "2", "4", "4", "5", "6"]);
        member.disability = Some(DisabilityCertificate { kind: kind.into(), level: dice.between(1, 4) as u8 });
    }
    if (20..75).contains(&age) && !member.female && dice.chance(40) {
        member.veteran.push("退役军人".into());
    }
    if dice.chance(if age >= 78 { 60 } else { 2 }) && age >= 30 {
        member.died_on = Some(date(dice.between(2023, 2025) as i16, dice.between(1, 12) as i8, dice.between(1, 28) as i8));
        pass_away(member);
    }
}

/// A job, with the insurance and the fund that go with it, or a business of one's own.
fn work(dice: &mut Dice, member: &mut Member, yearly_fen: i64, means: Means) {
    let earliest = i64::from(member.birth.year()) + 21;
    let since = date(dice.between(earliest.clamp(2004, 2025), 2025) as i16, dice.between(1, 12) as i8, 1).max(member.birth);
    if dice.chance(120) {
        member.income.business_fen = yearly_fen;
        let uscc = uscc("92", dice.below(u32::MAX));
        member.licences.push(Licence { region: WORKPLACE.into(), uscc, name: format!("章贡区{}便民店", member.name), since });
        return;
    }
    let place = dice.below(EMPLOYERS.len() as u32);
    let (employer, industry) = EMPLOYERS[place as usize];
    member.income.salary_fen = yearly_fen;
    member.employments.push(Employment {
        region: WORKPLACE.into(),
        employer: employer.into(),
        employer_uscc: uscc("91", place),
        industry: industry.into(),
        since,
        until: None,
        contract_months: dice.chance(700).then(|| *dice.pick(&[12, 24, 36])),
    });
    if means != Means::Dibao && dice.chance(850) {
        member.insured_since = Some(since);
        member.insured_before = dice.below(60);
        if dice.chance(550) {
            member.fund_since = Some(since);
            member.fund_monthly_fen = yearly_fen / 12 / 10;
        }
    }
    if means == Means::Above && dice.chance(150) {
        let uscc = uscc("91", place);
        member.stakes.push(Stake { uscc, name: employer.into(), capital_fen: dice.between(50_000, 2_000_000) * 100 });
    }
}

/// The dead earn nothing, work nowhere and are insured no longer.
pub(super) fn pass_away(member: &mut Member) {
    member.employments.clear();
    member.licences.clear();
    member.insured_since = None;
    member.fund_since = None;
    member.deposits_fen = 0;
    member.income = exchange::departments::answer::Income { salary_fen: 0, business_fen: 0, property_fen: 0, transfer_fen: 0 };
}

/// Whoever outlives a spouse is widowed.
pub(super) fn widow(household: &mut Household) {
    let dead: Vec<u32> = household.members.iter().filter(|member| member.died_on.is_some()).map(|member| member.index).collect();
    for member in &mut household.members {
        if member.died_on.is_none() && member.spouse.is_some_and(|spouse| dead.contains(&spouse)) {
            (member.marital, member.spouse) = ("30", None);
        }
    }
}

/// Homes, shops and cars of the household.
fn own(dice: &mut Dice, household: &mut Household, means: Means) {
    let size = household.members.len() as i64;
    let (home, per_head) = match means {
        Means::Dibao => (dice.chance(350), dice.between(700, 2200)),
        Means::Low => (dice.chance(350), dice.between(800, 3200)),
        Means::Middle => (dice.chance(600), dice.between(1200, 4500)),
        Means::Above => (dice.chance(900), dice.between(2000, 7000)),
    };
    let acquired = date(dice.between(1998, 2025) as i16, dice.between(1, 12) as i8, dice.between(1, 28) as i8);
    let (gone, sold) = (dice.chance(60), date(2025, dice.between(1, 12) as i8, 15));
    let parcel = dice.below(100_000);
    let head = &mut household.members[0];
    let acquired = acquired.max(head.birth);
    if home && head.died_on.is_none() {
        let disposed_on = (gone && sold >= acquired).then_some(sold);
        head.titles.push(title(parcel, per_head * size, Usage::Residential, acquired, disposed_on));
    }
    if means == Means::Above && dice.chance(150) {
        head.titles.push(title(parcel + 1, dice.between(1500, 9000), Usage::Shop, acquired, None));
    }
    let car = match means {
        Means::Dibao => 15,
        Means::Low => 120,
        Means::Middle => 420,
        Means::Above => 850,
    };
    if dice.chance(car) && head.died_on.is_none() {
        head.vehicles.push(Vehicle { kind: VehicleKind::Car, since: date(dice.between(2014, 2025) as i16, dice.between(1, 12) as i8, 20) });
    }
}

/// Assistance and housing benefits.
fn receive(dice: &mut Dice, household: &mut Household, means: Means) {
    let region = household.members[0].hukou.region.clone();
    let since = date(dice.between(2012, 2025) as i16, dice.between(1, 12) as i8, 1);
    let kind = match (means, dice.below(1000)) {
        (Means::Dibao, 0..850) => Some(WelfareKind::Dibao),
        (Means::Dibao, 850..940) => Some(if household.members.len() == 1 { WelfareKind::Tekun } else { WelfareKind::Dibao }),
        (Means::Dibao, _) => Some(WelfareKind::ExpenditurePoor),
        (Means::Low, 0..40) => Some(WelfareKind::LowIncome),
        _ => None,
    };
    for member in household.members.iter_mut().filter(|member| member.died_on.is_none()) {
        member.welfare = kind.map(|kind| Welfare { kind, since: since.max(member.birth).max(member.hukou.since), region: region.clone() });
        member.registered_poor = means == Means::Low && member.hukou.kind == HukouKind::Rural && dice.chance(80);
    }
    let few = household.members.len() <= 2;
    let head = &mut household.members[0];
    if dice.chance(50) && head.died_on.is_none() {
        let kind = *dice.pick(&[BenefitKind::PublicRental, BenefitKind::Subsidy, BenefitKind::Affordable, BenefitKind::Reform]);
        let from = date(dice.between(2014, 2022) as i16, dice.between(1, 12) as i8, 1).max(head.birth);
        let to = dice.chance(400).then(|| date(dice.between(2023, 2025) as i16, 6, 30));
        let region = (*dice.pick(&["360702", "360704", "360102"])).into();
        // An affordable home is bought: who has one stands in the register of homes.
        if kind == BenefitKind::Affordable && to.is_none() && head.titles.is_empty() {
            head.titles.push(title(head.index % 99_000, 6_000, Usage::Residential, from, None));
        }
        head.benefits.push(Benefit { kind, from, to, region });
    }
    head.family_planning_hardship = head.age_on(LAST_DAY) > 50 && few && dice.chance(20);
}

/// The code of one of the invented employers, by name.
pub(super) fn employer_uscc(name: &str) -> String {
    uscc("91", EMPLOYERS.iter().position(|(known, _)| *known == name).unwrap_or(EMPLOYERS.len()) as u32)
}

/// Where every employer of the population sits.
pub(super) const WORKPLACE: &str = "360702";

/// A title within a cadastral district 999 that no city uses; the number stays below 100,002, and its last digits repeat in the building part.
pub(super) fn title(parcel: u32, area_centi: i64, usage: Usage, acquired_on: Date, disposed_on: Option<Date>) -> Title {
    let title_no = format!("360702999{:03}GB{:05}F{:04}{:04}", parcel / 100_000, parcel % 100_000, parcel % 97 + 1, parcel % 211 + 1);
    Title { title_no, region: "360702".into(), area_centi, usage, acquired_on, disposed_on }
}

/// A social credit code with right check digits in the region 369900, which does not exist. `kind` is 91 (company) or 92 (individual business).
pub(super) fn uscc(kind: &str, number: u32) -> String {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let body = format!("{:08}", number % 100_000_000);
    let sum: u32 = body.bytes().zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(b, w)| u32::from(b - b'0') * w).sum();
    let own = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        n => char::from(b'0' + n as u8),
    };
    let code = format!("{kind}369900{body}{own}");
    let mut weight = 1;
    let mut total = 0;
    for byte in code.bytes() {
        total += ALPHABET.iter().position(|&a| a == byte).unwrap_or(0) * weight;
        weight = weight * 3 % 31;
    }
    format!("{code}{}", char::from(ALPHABET[(31 - total % 31) % 31]))
}
