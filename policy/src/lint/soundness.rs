//! 规则包自检 — unknown numbers, weak sources, pending rechecks and packs that overlap.

use base::Grade;
use serde_json::Value;

use super::{LintCode, LintFinding, Note, Severity, rules};
use crate::law::Law;
use crate::pack::{Pack, Rank, Ranker, Status};

/// What a pack's own text shows.
pub(super) fn alone(pack: &Pack, found: &mut Vec<LintFinding>) {
    sources(pack, found);
    nulls(pack, found);
    uncited(pack, found);
    unscored(pack, found);
    let recheck = &pack.document().needs_recheck_against;
    if !recheck.is_empty() {
        let note = Note { code: LintCode::NeedsRecheck, severity: Severity::Warning, pack, rule: None, higher: None };
        found.push(note.found(format!("须与{}复核后才能直接据以认定。", recheck.join("、"))));
    }
}

fn sources(pack: &Pack, found: &mut Vec<LintFinding>) {
    for (rule, _) in rules(pack) {
        let Some(citation) = pack.document().citations.get(&rule.cite) else {
            continue;
        };
        let weak = match (citation.grade, pack.document().status) {
            (Grade::M, _) => true,
            (grade, Status::Unconfirmed) => !grade.may_decide(),
            (_, Status::Confirmed) => false,
        };
        if weak {
            let note = Note { code: LintCode::WeakSource, severity: Severity::Warning, pack, rule: Some((&rule.id, &rule.cite)), higher: None };
            found.push(note.found(format!("{}的来源为“{}”，请取得原文。", rule.test.name().chinese(), citation.grade.chinese())));
        }
    }
}

/// Rules cannot be sealed without a citation; parameters can, so they are asked here.
fn uncited(pack: &Pack, found: &mut Vec<LintFinding>) {
    for name in pack.document().stated_parameters() {
        if !pack.document().parameter_cites.contains_key(name) {
            let note = Note { code: LintCode::Uncited, severity: Severity::Error, pack, rule: Some((name, "")), higher: None };
            found.push(note.found(format!("参数{name}没有注明依据，请补充。")));
        }
    }
}

/// A queue ordered by score needs points to add up.
fn unscored(pack: &Pack, found: &mut Vec<LintFinding>) {
    let by_score = matches!(pack.document().ranker.known(), Some(Ranker::Score | Ranker::ScoreThenLottery));
    if by_score && pack.document().scores.is_empty() {
        let note = Note { code: LintCode::NothingScored, severity: Severity::Error, pack, rule: Some(("ranker", "")), higher: None };
        found.push(note.found("规定按评分排序，但没有任何评分项目和分值，请补充。".to_owned()));
    }
}

/// Lists every number written as unknown, by its path in the document.
fn nulls(pack: &Pack, found: &mut Vec<LintFinding>) {
    let Ok(document) = serde_json::to_value(pack.document()) else {
        return;
    };
    let mut paths = Vec::new();
    walk(&document, String::new(), &mut paths);
    if !paths.is_empty() {
        let note = Note { code: LintCode::NullNumber, severity: Severity::Info, pack, rule: None, higher: None };
        let names: Vec<String> = paths.iter().map(|path| in_words(path)).collect();
        found.push(note.found(format!("{}项未知，相关申请由人工认定：{}。", paths.len(), names.join("、"))));
    }
}

/// 中文 of the keys on the way to a number; keys that add nothing to the sentence are left out.
const WORDS: [(&str, &str); 30] = [
    ("doc_no", "文号"),
    ("issued_on", "发文日期"),
    ("filed_with_province_on", "报省备案日期"),
    ("intake", "受理期"),
    ("notice_working_days", "公示天数"),
    ("waiting_max_months", "最长轮候月数"),
    ("visit_required", "是否入户调查"),
    ("ranker", "排序方式"),
    ("contract", "合同"),
    ("usual_months", "一般期限"),
    ("max_months", "最长期限"),
    ("subsidy", "补贴"),
    ("amount", "金额"),
    ("area_per_person", "人均面积"),
    ("area_max", "面积上限"),
    ("cycle", "发放周期"),
    ("tiers", "档次"),
    ("routes", "途径"),
    ("rules", "条件"),
    ("stated", "户籍年限"),
    ("coefficient", "收入倍数"),
    ("max_fen", "金额上限"),
    ("max", "上限"),
    ("min", "下限"),
    ("line_year", "标准所属年度"),
    ("year", "年度"),
    ("rent", "租金"),
    ("rate", "标准"),
    ("lottery", "摇号"),
    ("losers_stay", "未中签是否保留"),
];

/// `tiers/0/rules/1/test/…/max` as 档次1条件2上限.
fn in_words(path: &str) -> String {
    let word = |key: &str| match key.parse::<usize>() {
        Ok(place) => (place + 1).to_string(),
        Err(_) => WORDS.iter().find(|(known, _)| *known == key).map(|(_, word)| (*word).to_owned()).unwrap_or_default(),
    };
    let words: String = path.split('/').map(word).collect();
    if words.is_empty() { "其他数值".to_owned() } else { words }
}

fn walk(value: &Value, path: String, paths: &mut Vec<String>) {
    let below = |key: &str| {
        if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") }
    };
    match value {
        Value::String(text) if text == "null" => paths.push(path),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| walk(value, below(key), paths)),
        Value::Array(rows) => rows.iter().enumerate().for_each(|(at, value)| walk(value, below(&at.to_string()), paths)),
        _ => {}
    }
}

/// Pairs of city or county packs that bind one area on one day, neither replacing the other.
pub(super) fn overlaps(law: &Law, found: &mut Vec<LintFinding>) {
    let local: Vec<&Pack> = law.packs().iter().map(|pack| &**pack).filter(|pack| pack.document().rank >= Rank::City).collect();
    for (at, one) in local.iter().enumerate() {
        for other in &local[at + 1..] {
            if let Some(area) = shared_area(one, other) {
                let note = Note { code: LintCode::Overlap, severity: Severity::Error, pack: one, rule: None, higher: None };
                found.push(note.found(format!("与{}同时适用于{area}，请确定其一或注明替代关系。", other.id())));
            }
        }
    }
}

fn shared_area(one: &Pack, other: &Pack) -> Option<base::RegionCode> {
    let replaces = |newer: &Pack, older: &Pack| newer.document().supersedes.iter().any(|id| **id == **older.id());
    if replaces(one, other) || replaces(other, one) {
        return None;
    }
    let first = one.document().effective_from.max(other.document().effective_from);
    let areas = one.document().areas.iter().chain(&other.document().areas);
    let both = |area: &&base::RegionCode| [one, other].iter().all(|pack| pack.binding(area, first) == crate::pack::Binding::Binds);
    areas.copied().find(|area| both(&area))
}
