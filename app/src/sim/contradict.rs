//! 矛盾 (contradiction) — a well-formed answer that cannot be true beside what the other departments say.

use super::facts::{WORKPLACE, title, uscc};
use exchange::departments::answer::{Answer, Benefit, BenefitKind, Employment, Insurance, InsuranceKind, Labour, Stake, Usage, Welfare, WelfareKind};
use jiff::ToSpan;
use jiff::civil::Date;

/// Bends an answer.
pub fn bend(answer: Answer, as_of: Date) -> Answer {
    let lately = as_of.saturating_sub(40.days());
    match answer {
        // Dead at 公安, alive and at work elsewhere; the other way round for the dead.
        Answer::Police(mut facts) => {
            facts.died_on = facts.died_on.is_none().then(|| lately.max(facts.birth));
            Answer::Police(facts)
        }
        // Unmarried here, on one register with a spouse at 公安; poor here, well paid at 税务.
        Answer::CivilAffairs(mut facts) => {
            (facts.marital, facts.spouse_id_number) = (if facts.marital == "10" { "20" } else { "10" }.into(), None);
            facts.welfare = match facts.welfare {
                Some(_) => None,
                None => Some(Welfare { kind: WelfareKind::Dibao, since: lately, region: "360702".into() }),
            };
            Answer::CivilAffairs(facts)
        }
        // A home that nobody's household knows of.
        Answer::RealEstate(mut facts) => {
            facts.titles.push(title(99_999, 12_000, Usage::Residential, lately, None));
            Answer::RealEstate(facts)
        }
        Answer::Labour(mut facts) if facts.employments.is_empty() => {
            let through = as_of.first_of_month().saturating_sub(1.day());
            facts.employments.push(Employment {
                region: WORKPLACE.into(),
                employer: "通天岩电子有限公司".into(),
                employer_uscc: uscc("91", 7),
                industry: "制造".into(),
                since: as_of.saturating_sub(400.days()),
                until: None,
                contract_months: None,
            });
            facts.insurance.push(Insurance { kind: InsuranceKind::Pension, months_continuous: 13, months_total: 13, through });
            Answer::Labour(facts)
        }
        Answer::Labour(_) => Answer::Labour(Labour { employments: Vec::new(), insurance: Vec::new() }),
        // Paid here without work, or working without pay.
        Answer::Tax(mut facts) => {
            facts.income.salary_fen = if facts.income.salary_fen == 0 { 18_000_000 } else { 0 };
            Answer::Tax(facts)
        }
        Answer::ProvidentFund(mut facts) => {
            let months = if facts.months_continuous == 0 { 60 } else { 0 };
            (facts.months_continuous, facts.months_total, facts.balance_fen) = (months, months, i64::from(months) * 100_000);
            Answer::ProvidentFund(facts)
        }
        Answer::Market(mut facts) => {
            facts.stakes.push(Stake { uscc: uscc("91", 8), name: "峰山物业服务有限公司".into(), capital_fen: 500_000_000 });
            Answer::Market(facts)
        }
        Answer::Housing(mut facts) => {
            facts.benefits.push(Benefit { kind: BenefitKind::Subsidy, from: lately, to: None, region: "360102".into() });
            Answer::Housing(facts)
        }
        other => other,
    }
}
