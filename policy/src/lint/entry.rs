//! 准入比对 — permits, ages, floor space, income lines and where homes are looked for.

use super::{LintCode, LintFinding, Note, Severity, rule_of, rules};
use crate::pack::{Maybe, Pack, Rank};
use crate::rules::RuleKind;

/// Entry rules against one higher pack.
pub(super) fn compare(pack: &Pack, higher: &Pack, found: &mut Vec<LintFinding>) {
    permits(pack, higher, found);
    ages(pack, higher, found);
    areas(pack, higher, found);
}

/// Entry rules that need no other pack to be noticed.
pub(super) fn alone(pack: &Pack, found: &mut Vec<LintFinding>) {
    lines(pack, found);
    scopes(pack, found);
}

fn permits(pack: &Pack, higher: &Pack, found: &mut Vec<LintFinding>) {
    let months = rule_of(higher, |kind| match kind {
        RuleKind::StableWork(work) => Some(work.min_months),
        _ => None,
    });
    let asks_permit = rule_of(higher, |kind| matches!(kind, RuleKind::ResidencePermit(_)).then_some(())).is_some();
    let Some((above, months)) = months.filter(|_| !asks_permit) else {
        return;
    };
    for (rule, _) in rules(pack) {
        let RuleKind::ResidencePermit(permit) = &rule.test else {
            continue;
        };
        if permit.min_months <= months {
            continue;
        }
        let note = Note {
            code: LintCode::PermitBeyondProvince,
            severity: Severity::Error,
            pack,
            rule: Some((&rule.id, &rule.cite)),
            higher: Some((higher, &above.cite)),
        };
        found.push(note.found(format!("要求居住证连续满{}个月；上级只要求连续稳定工作满{months}个月，各地可以放宽、不宜从严。", permit.min_months)));
    }
}

fn ages(pack: &Pack, higher: &Pack, found: &mut Vec<LintFinding>) {
    let ages = rule_of(higher, |kind| match kind {
        RuleKind::AgeMin(age) => Some((age.male, age.female)),
        _ => None,
    });
    let Some((above, (male, female))) = ages else {
        return;
    };
    for (rule, _) in rules(pack) {
        let RuleKind::AgeMin(age) = &rule.test else {
            continue;
        };
        if age.male <= male && age.female <= female {
            continue;
        }
        let note = Note {
            code: LintCode::AgeAboveProvince,
            severity: Severity::Error,
            pack,
            rule: Some((&rule.id, &rule.cite)),
            higher: Some((higher, &above.cite)),
        };
        let whom = if age.single_only { "单身申请" } else { "申请" };
        found.push(note.found(format!("{whom}要求男满{}、女满{}周岁；上级要求年满{male}周岁。", age.male, age.female)));
    }
}

fn areas(pack: &Pack, higher: &Pack, found: &mut Vec<LintFinding>) {
    let limit = rule_of(higher, |kind| match kind {
        RuleKind::PerCapitaArea(area) => area.max.known().copied(),
        _ => None,
    });
    let Some((above, limit)) = limit else { return };
    for (rule, tier) in rules(pack) {
        let RuleKind::PerCapitaArea(area) = &rule.test else {
            continue;
        };
        let Maybe::Known(max) = area.max else {
            continue;
        };
        let (code, severity, advice) = if max < limit {
            (LintCode::AreaBelowProvince, Severity::Warning, "只有作为特定保障类别的条件才可从严，请核对其他家庭是否另有类别")
        } else if max > limit {
            (LintCode::AreaAboveProvince, Severity::Info, "属于放宽，允许")
        } else {
            continue;
        };
        let note = Note { code, severity, pack, rule: Some((&rule.id, &rule.cite)), higher: Some((higher, &above.cite)) };
        let narrow = narrow_income(pack);
        found.push(note.found(format!("“{tier}”人均住房面积标准{max}{narrow}；上级标准{limit}，{advice}。")));
    }
}

/// Names an income multiple below one, which narrows a tier further.
fn narrow_income(pack: &Pack) -> String {
    let narrow = rule_of(pack, |kind| match kind {
        RuleKind::IncomeCoefficient(income) => income.coefficient.known().copied().filter(|coefficient| *coefficient < 1000),
        _ => None,
    });
    narrow.map_or(String::new(), |(_, thousandths)| format!("、收入不超过可支配收入的千分之{thousandths}"))
}

fn lines(pack: &Pack, found: &mut Vec<LintFinding>) {
    for (rule, _) in rules(pack) {
        let (line, year) = match &rule.test {
            RuleKind::IncomeAbsolute(income) => (income.max_fen.known().copied(), income.line_year),
            RuleKind::IncomeCoefficient(income) => match &income.printed {
                Some(printed) => (Some(printed.max_fen), printed.year),
                None => (None, Maybe::Unknown),
            },
            _ => (None, Maybe::Unknown),
        };
        let (Some(line), Maybe::Unknown) = (line, year) else {
            continue;
        };
        let note = Note { code: LintCode::LineWithoutYear, severity: Severity::Warning, pack, rule: Some((&rule.id, &rule.cite)), higher: None };
        found.push(note.found(format!("收入线{line}未注明年度，可能已陈旧，请补录年度或统计数值。")));
    }
}

/// Where homes are looked for, against where the pack binds.
fn scopes(pack: &Pack, found: &mut Vec<LintFinding>) {
    if pack.document().rank < Rank::City {
        return;
    }
    let areas = &pack.document().areas;
    for (rule, _) in rules(pack) {
        let scope = match &rule.test {
            RuleKind::NoHome(no_home) => &no_home.scope,
            RuleKind::PerCapitaArea(area) => &area.scope,
            _ => continue,
        };
        let differs = scope.iter().any(|region| !areas.contains(region)) || areas.iter().any(|region| !scope.contains(region));
        if !differs {
            continue;
        }
        let names = |regions: &[base::RegionCode]| {
            let name = |region: &base::RegionCode| base::region::book().get(region).map_or_else(|| region.to_string(), |it| it.name.to_owned());
            regions.iter().map(name).collect::<Vec<_>>().join("、")
        };
        let note = Note { code: LintCode::HomeScope, severity: Severity::Info, pack, rule: Some((&rule.id, &rule.cite)), higher: None };
        found.push(note.found(format!("住房核查范围为{}，规则包适用于{}，跨区申请时结果可能不同。", names(scope), names(areas))));
    }
}
