//! 部门之间的比对 — what one department says about a person beside what another says of the same person.
//!
//! Flagged is only what cannot both be true. What is merely unusual is not: a false alarm
//! keeps an honest household waiting for a reviewer, and what nobody answered compares with nothing.
//! A flag never decides; the reviewers of the lanes it marks look into their own registers.

use base::Sex;
use base::person_id::{PersonId, PersonIdRefusal};
use exchange::departments::Answer;
use exchange::departments::answer::{BenefitKind, CivilAffairs, Housing, Labour, Market, Police, ProvidentFund, RealEstate, Tax, WelfareKind};
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

/// What the eight departments answered about one person; None where nothing usable came.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Identity number under which was asked.
    pub number: String,
    /// 公安.
    pub police: Option<Police>,
    /// 民政.
    pub civil: Option<CivilAffairs>,
    /// 自然资源.
    pub land: Option<RealEstate>,
    /// 人社.
    pub labour: Option<Labour>,
    /// 税务.
    pub tax: Option<Tax>,
    /// 公积金.
    pub fund: Option<ProvidentFund>,
    /// 市场监管.
    pub market: Option<Market>,
    /// 住建.
    pub housing: Option<Housing>,
}

impl Known {
    /// Nothing known yet about whoever has this number.
    pub fn of(number: &str) -> Known {
        Known { number: number.to_owned(), ..Known::default() }
    }

    /// Puts an answer to the others; departments without a lane say nothing here.
    pub fn learn(&mut self, answer: Answer) {
        match answer {
            Answer::Police(said) => self.police = Some(said),
            Answer::CivilAffairs(said) => self.civil = Some(said),
            Answer::RealEstate(said) => self.land = Some(said),
            Answer::Labour(said) => self.labour = Some(said),
            Answer::Tax(said) => self.tax = Some(said),
            Answer::ProvidentFund(said) => self.fund = Some(said),
            Answer::Market(said) => self.market = Some(said),
            Answer::Housing(said) => self.housing = Some(said),
            _ => {}
        }
    }

    fn birth(&self) -> Option<Date> {
        current(&self.number)?.birth()
    }
}

/// One comparison between departments.
#[derive(Debug)]
pub struct Comparison {
    /// Lanes whose reviewers look into it.
    pub lanes: &'static [&'static str],
    /// What contradicts, without personal values.
    pub sentence: &'static str,
    /// True when the answers, as they stand on the day, cannot both be true.
    pub contradicts: fn(&Known, Date) -> Option<bool>,
}

const fn compare(lanes: &'static [&'static str], contradicts: fn(&Known, Date) -> Option<bool>, sentence: &'static str) -> Comparison {
    Comparison { lanes, sentence, contradicts }
}

/// Every comparison.
pub static COMPARISONS: [Comparison; 13] = [
    compare(&["gongan"], other_birth, "出生日期与证件号码不一致"),
    compare(&["gongan"], other_sex, "性别与证件号码不一致"),
    compare(&["gongan"], permit_at_home, "居住证签发时，户口已在同一区县"),
    compare(&["gongan", "minzheng"], spouse_on_register_only, "公安户口簿上有配偶，民政登记为未婚或者丧偶"),
    compare(&["gongan", "renshe"], dead_yet_at_work, "公安登记为已死亡，人社显示死亡以后仍在参保或者就业"),
    compare(&["gongan", "ziran"], owned_before_birth, "不动产取得日期早于出生日期"),
    compare(&["gongan", "renshe"], hired_as_a_child, "人社的就业起始日期，本人不满十六周岁"),
    compare(&["shuiwu", "renshe"], paid_without_work, "税务有全年工资收入，人社同期没有就业和参保记录"),
    compare(&["shuiwu", "renshe"], worked_without_pay, "人社显示全年就业并参保，税务同期没有任何收入"),
    compare(&["minzheng", "shuiwu"], poor_yet_well_paid, "民政显示全年享受低保或者特困供养，税务同期收入超过个人所得税基本减除费用"),
    compare(&["gongjijin", "renshe"], fund_without_work, "公积金连续缴存至今，人社没有就业和参保记录"),
    compare(&["renshe", "shijian"], hired_before_the_firm, "受雇于本人的经营主体，就业起始早于营业执照"),
    compare(&["zhujian", "ziran"], bought_yet_unregistered, "住建显示已购经济适用住房，不动产从无住宅登记"),
];

/// What is paid or taken on within this many months of a change is the offices' own delay.
const DELAY_MONTHS: i32 = 2;
/// Up to this much a year nobody pays income tax, fen (个人所得税法 6: 60,000 yuan).
const ALLOWANCE_FEN: i64 = 6_000_000;
/// Nobody is employed younger (劳动法 15) …
const WORKING_AGE: i16 = 16;
/// … since this day (劳动法 107).
const LABOUR_LAW: Date = date(1995, 1, 1);
/// A fund paid shorter than this may come before the first notice of the new job.
const FUND_MONTHS: u32 = 6;
/// How long the register of homes may take after a sale.
const REGISTERED_WITHIN_YEARS: i64 = 3;

/// Two numbers of one person: a number of the first generation is the same as its successor.
pub fn same_person(one: &str, other: &str) -> bool {
    match (current(one), current(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one.trim().eq_ignore_ascii_case(other.trim()),
    }
}

fn current(number: &str) -> Option<PersonId> {
    match PersonId::parse(number) {
        Ok(id) => Some(id),
        Err(PersonIdRefusal::FifteenDigits { suggestion }) => Some(suggestion),
        Err(_) => None,
    }
}

fn later(day: Date, span: Span) -> Date {
    day.saturating_add(span)
}

fn other_birth(it: &Known, _: Date) -> Option<bool> {
    Some(it.police.as_ref()?.birth != it.birth()?)
}

/// 0 未知 and 9 未说明 contradict nothing.
fn other_sex(it: &Known, _: Date) -> Option<bool> {
    let said = match it.police.as_ref()?.sex.as_str() {
        "1" => Sex::Male,
        "2" => Sex::Female,
        _ => return Some(false),
    };
    Some(said != current(&it.number)?.sex()?)
}

/// A residence permit is for those who left the place of their register (居住证暂行条例 2). One from before
/// the register moved here is merely not handed back.
fn permit_at_home(it: &Known, _: Date) -> Option<bool> {
    let said = it.police.as_ref()?;
    let permit = said.residence_permit.as_ref()?;
    Some(permit.region.get(..6)? == said.hukou.region.get(..6)? && said.hukou.since < permit.since)
}

/// The register names a living spouse, the marriage office none. Divorced couples often share a
/// register for years: that is not flagged.
fn spouse_on_register_only(it: &Known, _: Date) -> Option<bool> {
    let (police, civil) = (it.police.as_ref()?, it.civil.as_ref()?);
    let own = police.register_members.iter().find(|row| same_person(&row.id_number, &it.number))?;
    let partner = match own.relation.as_bytes() {
        b"02" => police.register_members.iter().any(|row| row.relation.starts_with('1')),
        [b'1', ..] => police.register_members.iter().any(|row| row.relation == "02"),
        _ => false,
    };
    Some(partner && (civil.marital.starts_with('1') || civil.marital.starts_with('3')))
}

/// Contributions for the month of death and those that follow from the employer's delay are not flagged.
fn dead_yet_at_work(it: &Known, _: Date) -> Option<bool> {
    let died = it.police.as_ref()?.died_on?;
    let labour = it.labour.as_ref()?;
    let settled = later(died, DELAY_MONTHS.months()).last_of_month();
    Some(labour.insurance.iter().any(|paid| settled < paid.through) || labour.employments.iter().any(|job| died < job.since))
}

fn owned_before_birth(it: &Known, _: Date) -> Option<bool> {
    let birth = it.police.as_ref()?.birth;
    Some(it.land.as_ref()?.titles.iter().any(|title| title.acquired_on < birth))
}

fn hired_as_a_child(it: &Known, _: Date) -> Option<bool> {
    let old_enough = later(it.police.as_ref()?.birth, WORKING_AGE.years());
    Some(it.labour.as_ref()?.employments.iter().any(|job| LABOUR_LAW <= job.since && job.since < old_enough))
}

/// Small and occasional wages often have no contract, pensioners who work on have none by law: only
/// a wage above the tax allowance, without a pension, is flagged.
fn paid_without_work(it: &Known, _: Date) -> Option<bool> {
    let (tax, labour) = (it.tax.as_ref()?, it.labour.as_ref()?);
    let (first, last) = year(tax.year)?;
    let worked = labour.employments.iter().any(|job| job.since <= last && job.until.is_none_or(|until| first <= until));
    let insured = labour.insurance.iter().any(|paid| first <= paid.through);
    Some(ALLOWANCE_FEN < tax.income.salary_fen && tax.income.transfer_fen == 0 && !worked && !insured)
}

/// Employed and insured on a wage from before the year until after it, and no income of any kind.
fn worked_without_pay(it: &Known, _: Date) -> Option<bool> {
    let (tax, labour) = (it.tax.as_ref()?, it.labour.as_ref()?);
    let (first, last) = year(tax.year)?;
    let worked = labour.employments.iter().any(|job| job.since < first && job.until.is_none_or(|until| last < until));
    let insured = labour.insurance.iter().any(|paid| last <= paid.through && 12 <= paid.months_continuous);
    let income = &tax.income;
    let nothing = [income.salary_fen, income.business_fen, income.property_fen, income.transfer_fen].iter().all(|fen| *fen == 0);
    Some(worked && insured && nothing)
}

/// Who drew assistance through the whole year cannot have earned what is taxed.
fn poor_yet_well_paid(it: &Known, _: Date) -> Option<bool> {
    let tax = it.tax.as_ref()?;
    let welfare = it.civil.as_ref()?.welfare.as_ref()?;
    let (first, _) = year(tax.year)?;
    let poor = matches!(welfare.kind, WelfareKind::Dibao | WelfareKind::Tekun) && welfare.since < first;
    Some(poor && ALLOWANCE_FEN < tax.income.salary_fen.saturating_add(tax.income.business_fen.max(0)))
}

/// Paid without a gap up to now, by no employer and by nobody who is insured or trades himself.
fn fund_without_work(it: &Known, today: Date) -> Option<bool> {
    let (fund, labour) = (it.fund.as_ref()?, it.labour.as_ref()?);
    let lately = later(today, Span::new().months(-3));
    let works = labour.employments.iter().any(|job| job.until.is_none_or(|until| lately <= until));
    let insured = labour.insurance.iter().any(|paid| lately <= paid.through);
    let trades = !it.market.as_ref()?.licences.is_empty();
    Some(FUND_MONTHS <= fund.months_continuous && !works && !insured && !trades)
}

fn hired_before_the_firm(it: &Known, _: Date) -> Option<bool> {
    let (labour, market) = (it.labour.as_ref()?, it.market.as_ref()?);
    let before = |firm: Date, hired: Date| later(hired, DELAY_MONTHS.months()) < firm;
    Some(labour.employments.iter().any(|job| market.licences.iter().any(|own| own.uscc == job.employer_uscc && before(own.since, job.since))))
}

/// An affordable home is sold and registered (经济适用住房管理办法 28); older kinds often never were.
fn bought_yet_unregistered(it: &Known, today: Date) -> Option<bool> {
    let (housing, land) = (it.housing.as_ref()?, it.land.as_ref()?);
    let settled = later(today, Span::new().years(-REGISTERED_WITHIN_YEARS));
    let bought = housing.benefits.iter().any(|row| row.kind == BenefitKind::Affordable && row.to.is_none() && row.from < settled);
    Some(bought && land.titles.is_empty())
}

/// First and last day of a calendar year.
fn year(year: i16) -> Option<(Date, Date)> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
}

#[cfg(test)]
mod tests;
