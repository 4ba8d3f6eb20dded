//! 可改的项目 — every number and choice of a pack by its path, with its unit, its words and its citation.
//!
//! What a field is follows from its key: `max_fen` is money, `min_months` months. So a rule kind
//! added later brings its fields along, and a key nobody knows here is simply not offered.

use base::{Centi, Fen};
use policy::PackDocument;
use policy::pack::{Intake, PayCycle, Ranker, RentRate, Rule, SubsidyAmount};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a field is: decides how it is typed, shown and bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 元, stored as fen.
    Money,
    /// ㎡, stored as 0.01 ㎡.
    Area,
    /// Months.
    Months,
    /// Years.
    Years,
    /// 周岁.
    Age,
    /// Days of a stage.
    Days,
    /// Working days.
    WorkingDays,
    /// A calendar year.
    Year,
    /// A multiple, stored in thousandths.
    Times,
    /// Persons or homes.
    Count,
    /// Yes or no.
    YesNo,
    /// How places are ordered.
    Ranker,
    /// How often subsidy is paid.
    Cycle,
    /// When applications are taken.
    Intake,
    /// What is paid in rent.
    Rent,
    /// What is paid in subsidy.
    Subsidy,
    /// Words.
    Text,
    /// A date.
    Date,
    /// A comparison with a higher pack that is due.
    Recheck,
}

/// One field of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item {
    /// Where it stands, as `tiers/1/rules/1/test/income_absolute/max_fen`.
    pub path: String,
    /// The rule it belongs to; empty for terms of the pack.
    pub rule: String,
    /// Name for people.
    pub label: String,
    /// What it is.
    pub kind: Kind,
    /// Its value in words; 未知 when no source gives it.
    pub words: String,
    /// No source gives it.
    pub unknown: bool,
    /// Key of its citation; empty where none is given.
    pub cite: String,
}

/// Keys of numbers and choices, their names and what they are.
const KEYS: [(&str, &str, Kind); 37] = [
    ("doc_no", "文号", Kind::Text),
    ("issued_on", "发文日期", Kind::Date),
    ("filed_with_province_on", "报省备案日期", Kind::Date),
    ("effective_from", "生效日期", Kind::Date),
    ("effective_to", "失效日期", Kind::Date),
    ("intake", "受理方式", Kind::Intake),
    ("notice_working_days", "公示期", Kind::WorkingDays),
    ("waiting_max_months", "最长轮候", Kind::Months),
    ("visit_required", "入户调查", Kind::YesNo),
    ("ranker", "排序方式", Kind::Ranker),
    ("usual_months", "合同一般期限", Kind::Months),
    ("max_months", "最长期限", Kind::Months),
    ("losers_stay", "未中签者保留资格", Kind::YesNo),
    ("days", "时限", Kind::Days),
    ("rate", "租金标准", Kind::Rent),
    ("amount", "补贴标准", Kind::Subsidy),
    ("area_per_person", "人均补贴面积", Kind::Area),
    ("area_max", "面积上限", Kind::Area),
    ("cycle", "发放周期", Kind::Cycle),
    ("max", "面积上限", Kind::Area),
    ("max_fen", "金额上限（每人）", Kind::Money),
    ("line_year", "标准所属年度", Kind::Year),
    ("year", "公布金额的年度", Kind::Year),
    ("coefficient", "倍数", Kind::Times),
    ("inclusive", "等于标准也符合", Kind::YesNo),
    ("min_years", "落户年限", Kind::Years),
    ("min_count", "至少人数", Kind::Count),
    ("min_months", "至少月数", Kind::Months),
    ("contract_min_months", "劳动合同至少月数", Kind::Months),
    ("months", "月数", Kind::Months),
    ("male", "男性年龄", Kind::Age),
    ("female", "女性年龄", Kind::Age),
    ("homes_max", "住房套数上限", Kind::Count),
    ("lookback_years", "转让住房追溯年限", Kind::Years),
    ("years", "毕业后年限", Kind::Years),
    ("stated", "各类户口都算", Kind::YesNo),
    ("queue_max_months", "补贴最长轮候", Kind::Months),
];

/// Every field of a document that can be changed by itself, in the order it is written.
pub fn items(document: &PackDocument) -> Vec<Item> {
    let Ok(value) = serde_json::to_value(document) else { return Vec::new() };
    let mut found = Vec::new();
    walk(&value, &value, String::new(), &mut found);
    for item in &mut found {
        if let Some(rule) = rule_at(document, &item.path) {
            item.rule = rule.id.clone();
        }
    }
    let order = |item: &Item| KEYS.iter().position(|(key, _, _)| item.path == *key).unwrap_or(KEYS.len());
    found.sort_by_key(order);
    found
}

fn walk(root: &Value, value: &Value, path: String, found: &mut Vec<Item>) {
    let last = path.rsplit('/').next().unwrap_or_default();
    // Citations change with the numbers that rest on them.
    if path == "citations" || path == "parameter_cites" {
        return;
    }
    if path.starts_with("needs_recheck_against/")
        && let Value::String(id) = value
    {
        let label = format!("与{id}复核");
        found.push(Item { rule: String::new(), label, kind: Kind::Recheck, words: "尚未复核".into(), unknown: true, cite: String::new(), path });
        return;
    }
    if let Some((_, label, kind)) = KEYS.iter().find(|(key, _, kind)| *key == last && shaped(*kind, value)) {
        let words = if unknown(value) { "未知".to_owned() } else { words(*kind, value) };
        let label = named(root, &path, label);
        found.push(Item { rule: String::new(), label, kind: *kind, words, unknown: unknown(value), cite: cite_of(root, &path), path });
        return;
    }
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| walk(root, value, below(key), found)),
        Value::Array(rows) => rows.iter().enumerate().for_each(|(at, value)| walk(root, value, below(&at.to_string()), found)),
        _ => {}
    }
}

fn unknown(value: &Value) -> bool {
    value.as_str() == Some("null")
}

/// A key may mean other things elsewhere: only values of the right shape are fields.
fn shaped(kind: Kind, value: &Value) -> bool {
    match kind {
        _ if unknown(value) => true,
        Kind::YesNo => value.is_boolean(),
        Kind::Text | Kind::Date | Kind::Ranker | Kind::Cycle => value.is_string(),
        Kind::Intake | Kind::Subsidy => value.is_object(),
        Kind::Rent => value.is_object() || value.is_string(),
        _ => value.is_i64(),
    }
}

/// Names a band or stage before the field, where there are several.
fn named(root: &Value, path: &str, label: &str) -> String {
    let Some((above, last)) = path.rsplit_once('/') else { return label.to_owned() };
    let title = |key: &str| root.pointer(&format!("/{above}/{key}")).and_then(Value::as_str);
    match (above.split('/').next(), title("title").or_else(|| title("stage"))) {
        (Some("rent" | "subsidy" | "stage_limits" | "tiers"), Some(title)) => format!("{title}：{label}"),
        (Some("contract"), _) if last == "max_months" => "合同最长期限".to_owned(),
        (Some("dwelling_size"), _) => "单套建筑面积上限".to_owned(),
        _ if above.ends_with("/printed") => "公布过的金额".to_owned(),
        _ => label.to_owned(),
    }
}

/// Path of the rule a field belongs to, as `tiers/1/rules/0`.
pub(super) fn rule_path(path: &str) -> Option<&str> {
    path.find("/test/").and_then(|at| path.get(..at))
}

/// The rule a field belongs to.
pub fn rule_at<'a>(document: &'a PackDocument, path: &str) -> Option<&'a Rule> {
    let at = |parts: &[&str], place: usize| parts.get(place).and_then(|part| part.parse::<usize>().ok());
    let parts: Vec<&str> = rule_path(path)?.split('/').collect();
    match parts.first().copied()? {
        "rules" => document.rules.get(at(&parts, 1)?),
        "tiers" => {
            let tier = document.tiers.get(at(&parts, 1)?)?;
            match parts.get(2).copied()? {
                "rules" => tier.rules.get(at(&parts, 3)?),
                _ => tier.routes.get(at(&parts, 3)?)?.rules.get(at(&parts, 5)?),
            }
        }
        _ => None,
    }
}

/// Where the key of a field's citation stands.
pub(super) fn cite_path(path: &str) -> String {
    if let Some(rule) = rule_path(path) {
        return format!("{rule}/cite");
    }
    match (path.split_once('/'), path.rsplit_once('/')) {
        (Some(("contract" | "lottery" | "stage_limits" | "rent" | "subsidy" | "dwelling_size", _)), Some((above, _))) => format!("{above}/cite"),
        _ => format!("parameter_cites/{}", path.replace('/', ".")),
    }
}

fn cite_of(root: &Value, path: &str) -> String {
    let key = match root.pointer(&format!("/{path}")) {
        // Intake carries its citation within.
        Some(Value::Object(fields)) if path == "intake" => fields.values().next().and_then(|inner| inner.get("cite")),
        _ => root.pointer(&format!("/{}", cite_path(path))),
    };
    key.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn typed<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

/// `2.5` from 2500 thousandths.
pub(super) fn thousandths(parts: i64) -> String {
    let text = format!("{}.{:03}", parts / 1000, (parts % 1000).abs());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A known value in words.
pub(super) fn words(kind: Kind, value: &Value) -> String {
    let number = value.as_i64().unwrap_or_default();
    match kind {
        Kind::Money => Fen(number).to_string(),
        Kind::Area => Centi(number).to_string(),
        Kind::Months | Kind::Years if number == 0 => "不要求".to_owned(),
        Kind::Months => format!("{number}个月"),
        Kind::Years => format!("{number}年"),
        Kind::Age => format!("{number}周岁"),
        Kind::Days => format!("{number}日"),
        Kind::WorkingDays => format!("{number}个工作日"),
        Kind::Year => format!("{number}年度"),
        Kind::Times => format!("{}倍", thousandths(number)),
        Kind::Count => number.to_string(),
        Kind::YesNo => if value.as_bool() == Some(true) { "是" } else { "否" }.to_owned(),
        Kind::Ranker => typed::<Ranker>(value).map_or("", Ranker::chinese).to_owned(),
        Kind::Cycle => typed::<PayCycle>(value).map_or("", PayCycle::chinese).to_owned(),
        Kind::Intake => typed(value).map_or_else(String::new, |it| intake(&it)),
        Kind::Rent => typed(value).map_or_else(String::new, |it| rent(&it)),
        Kind::Subsidy => typed(value).map_or_else(String::new, |it| subsidy(&it)),
        Kind::Text | Kind::Date => value.as_str().unwrap_or_default().to_owned(),
        Kind::Recheck => "尚未复核".to_owned(),
    }
}

fn intake(it: &Intake) -> String {
    match it {
        Intake::Always { .. } => "常态化受理".into(),
        Intake::Window { from, to, .. } => format!("{from}至{to}集中受理"),
        Intake::Closed { year, .. } => format!("{year}年暂不受理"),
    }
}

fn rent(it: &RentRate) -> String {
    match it {
        RentRate::OfMarket(parts) => format!("市场租金的{}倍", thousandths(*parts)),
        RentRate::OfMarketAtMost(parts) => format!("不超过市场租金的{}倍", thousandths(*parts)),
        RentRate::PerM2(fen) => format!("每月每平方米{fen}"),
        RentRate::Free => "不收租金".into(),
    }
}

fn subsidy(it: &SubsidyAmount) -> String {
    match it {
        SubsidyAmount::PerM2(fen) => format!("每月每平方米{fen}"),
        SubsidyAmount::PerPerson(fen) => format!("每人每月{fen}"),
        SubsidyAmount::PerHousehold(fen) => format!("每户每月{fen}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Law;

    // H-07: every number of every shipped pack that is unknown can be filled in.
    #[test]
    fn every_unknown_number_of_every_pack_is_an_item() {
        for pack in Law::with_demo().packs() {
            let items = items(pack.document());
            let text = serde_json::to_string(pack.document()).unwrap();
            let nulls = text.matches("\"null\"").count();
            let known = items.iter().filter(|item| item.unknown && item.kind != Kind::Recheck).count();
            assert_eq!(known, nulls, "{}", pack.id());
            for item in items.iter().filter(|item| !item.rule.is_empty()) {
                assert_eq!(rule_at(pack.document(), &item.path).map(|rule| &rule.id), Some(&item.rule), "{}", item.path);
                assert!(pack.document().citations.contains_key(&item.cite), "{} {}", pack.id(), item.path);
            }
        }
    }

    #[test]
    fn a_field_reads_with_its_unit() {
        let law = Law::builtin();
        let document = law.pack("CN-360700-GZ-2023").unwrap().document();
        let words = |path: &str| items(document).into_iter().find(|item| item.path == path).map(|item| (item.words, item.cite));
        assert_eq!(words("tiers/1/rules/1/test/income_absolute/max_fen"), Some(("46,760.00元".into(), "S71".into())));
        assert_eq!(words("tiers/1/rules/0/test/per_capita_area/max"), Some(("15.00㎡".into(), "S70".into())));
        assert_eq!(words("notice_working_days"), Some(("未知".into(), String::new())));
        assert_eq!(words("needs_recheck_against/0"), Some(("尚未复核".into(), String::new())));
    }
}
