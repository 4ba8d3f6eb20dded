//! 运行比对 — subsidy cycles, intake, dwelling sizes, uses of money and longest terms.

use super::{LintCode, LintFinding, Note, Severity, parameter_cite};
use crate::pack::{Intake, Maybe, Pack};

/// Parameters against one higher pack.
pub(super) fn compare(pack: &Pack, higher: &Pack, found: &mut Vec<LintFinding>) {
    cycles(pack, higher, found);
    intake(pack, higher, found);
    dwellings(pack, higher, found);
    funds(pack, higher, found);
    terms(pack, higher, found);
}

fn cycles(pack: &Pack, higher: &Pack, found: &mut Vec<LintFinding>) {
    let allowed = &higher.document().subsidy_cycles_allowed;
    for rate in pack.document().subsidy.iter().filter(|_| !allowed.is_empty()) {
        let Maybe::Known(cycle) = rate.cycle else {
            continue;
        };
        if allowed.contains(&cycle) {
            continue;
        }
        let ways: Vec<&str> = allowed.iter().map(|cycle| cycle.chinese()).collect();
        let note = Note {
            code: LintCode::SubsidyCycle,
            severity: Severity::Error,
            pack,
            rule: Some((&rate.title, &rate.cite)),
            higher: Some((higher, parameter_cite(higher, "subsidy_cycles_allowed"))),
        };
        found.push(note.found(format!("“{}”补贴{}发放；上级要求{}发放，不得集中一次性发放。", rate.title, cycle.chinese(), ways.join("或"))));
    }
}

fn intake(pack: &Pack, higher: &Pack, found: &mut Vec<LintFinding>) {
    let Maybe::Known(Intake::Always { cite: above }) = &higher.document().intake else {
        return;
    };
    let (said, severity, cite) = match &pack.document().intake {
        Maybe::Known(Intake::Closed { year, cite }) => (format!("{year}年不集中受理申请"), Severity::Error, cite),
        Maybe::Known(Intake::Window { from, to, cite }) => (format!("只在{from}至{to}受理申请"), Severity::Warning, cite),
        _ => return,
    };
    let note = Note { code: LintCode::IntakeNotAlways, severity, pack, rule: Some(("intake", cite)), higher: Some((higher, above)) };
    found.push(note.found(format!("{said}；上级要求逐步转为常态化申请，随时可以申请。")));
}

fn dwellings(pack: &Pack, higher: &Pack, found: &mut Vec<LintFinding>) {
    for own in &pack.document().dwelling_size {
        for above in higher.document().dwelling_size.iter().filter(|above| own.max > above.max) {
            let note = Note {
                code: LintCode::DwellingSize,
                severity: Severity::Warning,
                pack,
                rule: Some(("dwelling_size", &own.cite)),
                higher: Some((higher, &above.cite)),
            };
            found.push(note.found(format!(
                "单套建筑面积上限{}（{}起），上级为{}（{}起）；按房屋建成或取得的日期分别适用。",
                own.max, own.from, above.max, above.from
            )));
        }
    }
}

fn funds(pack: &Pack, higher: &Pack, found: &mut Vec<LintFinding>) {
    for own in &pack.document().funds_may_pay {
        for above in higher.document().funds_must_not_pay.iter().filter(|above| above.purpose == own.purpose) {
            let note = Note {
                code: LintCode::FundUse,
                severity: Severity::Warning,
                pack,
                rule: Some((&own.purpose, &own.cite)),
                higher: Some((higher, &above.cite)),
            };
            found.push(note.found(format!("租金收入可用于{}，而上级补贴资金不得用于{}；须按资金来源分账核算。", own.purpose, above.purpose)));
        }
    }
}

fn terms(pack: &Pack, higher: &Pack, found: &mut Vec<LintFinding>) {
    let waiting = (pack.document().waiting_max_months.known(), higher.document().waiting_max_months.known());
    if let (Some(own), Some(above)) = waiting
        && own > above
    {
        let name = "waiting_max_months";
        let note = Note {
            code: LintCode::WaitingTooLong,
            severity: Severity::Error,
            pack,
            rule: Some((name, parameter_cite(pack, name))),
            higher: Some((higher, parameter_cite(higher, name))),
        };
        found.push(note.found(format!("轮候期上限{own}个月，上级规定一般不超过{above}个月。")));
    }
    let (Some(own), Some(above)) = (&pack.document().contract, &higher.document().contract) else {
        return;
    };
    if let (Maybe::Known(months), Maybe::Known(limit)) = (own.max_months, above.max_months)
        && months > limit
    {
        let note = Note {
            code: LintCode::ContractTooLong,
            severity: Severity::Error,
            pack,
            rule: Some(("contract", &own.cite)),
            higher: Some((higher, &above.cite)),
        };
        found.push(note.found(format!("合同期限最长{months}个月，上级规定一般不超过{limit}个月。")));
    }
}
