//! 合理性 (bounds) — what no register can truthfully say: negative money, an end before its beginning, a code outside its table.

use super::{Answer, CivilAffairs, Housing, Labour, Market, Police, ProvidentFund, RealEstate, Tax};
use base::{RegionCode, TitleNo};
use jiff::civil::Date;

type Checked = Result<(), String>;

/// Refuses the impossible, as seen on `as_of`.
pub(super) fn check(answer: &Answer, as_of: Date) -> Checked {
    match answer {
        Answer::Police(facts) => police(facts, as_of),
        Answer::CivilAffairs(facts) => civil_affairs(facts, as_of),
        Answer::RealEstate(facts) => real_estate(facts, as_of),
        Answer::Labour(facts) => labour(facts, as_of),
        Answer::Tax(facts) => tax(facts, as_of),
        Answer::ProvidentFund(facts) => fund(facts),
        Answer::Market(facts) => market(facts, as_of),
        Answer::Housing(facts) => housing(facts, as_of),
        Answer::Disability(facts) => match &facts.certificate {
            Some(held) if !(1..=4).contains(&held.level) => Err(format!("certificate.level: {} is not 1 to 4", held.level)),
            Some(held) => within("certificate.kind", &held.kind, &["1", "2", "3", "4", "5", "6", "7"]),
            None => Ok(()),
        },
        Answer::Education(facts) => match &facts.graduation {
            Some(graduation) => past("graduated_on", graduation.graduated_on, as_of),
            None => Ok(()),
        },
        Answer::Veterans(_) | Answer::Health(_) | Answer::Agriculture(_) => Ok(()),
    }
}

fn within(field: &str, value: &str, table: &[&str]) -> Checked {
    if table.contains(&value) { Ok(()) } else { Err(format!("{field}: \"{value}\" is not in its code table")) }
}

fn not_negative(field: &str, fen: i64) -> Checked {
    if fen < 0 { Err(format!("{field}: {fen} is negative")) } else { Ok(()) }
}

fn past(field: &str, day: Date, as_of: Date) -> Checked {
    if day > as_of { Err(format!("{field}: {day} is after {as_of}, the day the data stood")) } else { Ok(()) }
}

fn ordered(field: &str, from: Date, to: Option<Date>) -> Checked {
    match to {
        Some(to) if to < from => Err(format!("{field}: ends {to}, before it begins {from}")),
        _ => Ok(()),
    }
}

fn region(field: &str, code: &str) -> Checked {
    RegionCode::parse(code).map(|_| ()).map_err(|_| format!("{field}: \"{code}\" is not a region code"))
}

fn police(facts: &Police, as_of: Date) -> Checked {
    within("sex", &facts.sex, &["0", "1", "2", "9"])?;
    past("birth", facts.birth, as_of)?;
    ordered("died_on", facts.birth, facts.died_on)?;
    region("hukou.region", &facts.hukou.region)?;
    past("hukou.since", facts.hukou.since, as_of)?;
    if let Some(permit) = &facts.residence_permit {
        region("residence_permit.region", &permit.region)?;
        past("residence_permit.since", permit.since, as_of)?;
    }
    facts.vehicles.iter().try_for_each(|v| past("vehicles.since", v.since, as_of))
}

fn civil_affairs(facts: &CivilAffairs, as_of: Date) -> Checked {
    within("marital", &facts.marital, &["10", "20", "21", "22", "23", "30", "40", "90"])?;
    not_negative("deposits_fen", facts.deposits_fen)?;
    past("deposits_as_of", facts.deposits_as_of, as_of)?;
    match &facts.welfare {
        Some(welfare) => region("welfare.region", &welfare.region).and_then(|()| past("welfare.since", welfare.since, as_of)),
        None => Ok(()),
    }
}

fn real_estate(facts: &RealEstate, as_of: Date) -> Checked {
    facts.titles.iter().try_for_each(|title| {
        if TitleNo::parse(&title.title_no).is_err() {
            return Err(format!("title_no: \"{}\" is not a real-estate unit number", title.title_no));
        }
        region("region", &title.region)?;
        not_negative("area_centi", title.area_centi)?;
        past("acquired_on", title.acquired_on, as_of)?;
        ordered("disposed_on", title.acquired_on, title.disposed_on)
    })
}

fn labour(facts: &Labour, as_of: Date) -> Checked {
    for employment in &facts.employments {
        past("employments.since", employment.since, as_of)?;
        ordered("employments.until", employment.since, employment.until)?;
    }
    facts.insurance.iter().try_for_each(|paid| {
        if paid.months_continuous > paid.months_total {
            return Err(format!("months_continuous: {} is more than months_total {}", paid.months_continuous, paid.months_total));
        }
        past("through", paid.through, as_of)
    })
}

fn tax(facts: &Tax, as_of: Date) -> Checked {
    if facts.year > as_of.year() {
        return Err(format!("year: {} has not begun on {as_of}", facts.year));
    }
    not_negative("salary_fen", facts.income.salary_fen)?;
    not_negative("property_fen", facts.income.property_fen)?;
    not_negative("transfer_fen", facts.income.transfer_fen)
}

fn fund(facts: &ProvidentFund) -> Checked {
    if facts.months_continuous > facts.months_total {
        return Err(format!("months_continuous: {} is more than months_total {}", facts.months_continuous, facts.months_total));
    }
    not_negative("balance_fen", facts.balance_fen)
}

fn market(facts: &Market, as_of: Date) -> Checked {
    facts.licences.iter().try_for_each(|licence| past("licences.since", licence.since, as_of))?;
    facts.stakes.iter().try_for_each(|stake| not_negative("capital_fen", stake.capital_fen))
}

fn housing(facts: &Housing, as_of: Date) -> Checked {
    facts.benefits.iter().try_for_each(|benefit| {
        region("region", &benefit.region)?;
        past("from", benefit.from, as_of)?;
        ordered("to", benefit.from, benefit.to)
    })
}
