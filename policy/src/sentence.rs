//! 理由 — the Chinese sentence that says why a rule is met, not met or open.

use crate::finding::{Finding, InputName, Unknown, Value, Verdict};
use crate::rules::RuleName;

/// The because-sentence of a finding.
pub(crate) fn of(finding: &Finding) -> String {
    let said = numbers(finding);
    match finding.verdict {
        Verdict::Met => format!("{said}，符合要求。"),
        Verdict::NotMet => format!("{said}，不符合要求。"),
        Verdict::Unknown(why) => {
            let open = because(why, finding);
            match finding.computed {
                Verdict::Unknown(_) => format!("{}：{open}，需人工认定。", finding.kind.chinese()),
                Verdict::Met => format!("{said}，按数值推算符合；但{open}，需人工认定。"),
                Verdict::NotMet => format!("{said}，按数值推算不符合；但{open}，需人工认定。"),
            }
        }
    }
}

fn because(why: Unknown, finding: &Finding) -> String {
    match why {
        Unknown::MissingFact(missing) => match missing.member {
            Some(member) => format!("第{}位成员的{}尚未查明", u32::from(member) + 1, missing.fact.chinese()),
            None => format!("家庭的{}尚未查明", missing.fact.chinese()),
        },
        Unknown::Defect(defect) => format!("申请信息有矛盾（{}）", defect.chinese()),
        Unknown::NullNumber => "规则包未载明数值".to_owned(),
        Unknown::MissingStatistic { statistic, year } => {
            format!("{year}年{}尚未录入", statistic.chinese())
        }
        Unknown::UnconfirmedPack => format!("规则包{}尚未经主管部门确认", finding.pack),
        Unknown::NeedsRecheck => format!("规则包{}尚未按新的上级规定复核", finding.pack),
        Unknown::WeakSource(grade) => format!("数值来源为“{}”", grade.chinese()),
        Unknown::NoPack => "申请地在受理日期没有可适用的规则包".to_owned(),
        Unknown::OverlappingPacks => "申请地在受理日期同时有两个规则包".to_owned(),
    }
}

/// What was compared with what, in words.
fn numbers(finding: &Finding) -> String {
    let name = finding.kind.chinese();
    let said = |name| text(finding.input(name));
    let has = |name| finding.input(name).is_some();
    match finding.kind {
        RuleName::IncomeAbsolute => per_person(finding, "年收入"),
        RuleName::DepositsPerCapita => per_person(finding, "储蓄存款"),
        RuleName::PerCapitaArea => per_person(finding, "住房建筑面积"),
        RuleName::IncomeCoefficient => multiple(finding),
        RuleName::HukouMember => registered(finding),
        RuleName::AgeMin if has(InputName::Needed) => {
            format!("申请人年龄{}，要求年满{}", age(finding, InputName::Found), age(finding, InputName::Needed))
        }
        RuleName::MaxGuarantee => format!("已享受保障{}，最长保障期限{}", said(InputName::Found), said(InputName::Limit)),
        RuleName::KinSupport if has(InputName::Found) => format!(
            "直系亲属{}人自有住房{}套、合计{}，超过{}套且人均超过{}",
            said(InputName::Size),
            said(InputName::Found),
            said(InputName::Total),
            said(InputName::Needed),
            said(InputName::Limit)
        ),
        RuleName::NoSanction if has(InputName::Until) => {
            format!("限制措施于{}解除", said(InputName::Until))
        }
        RuleName::NoHome | RuleName::NoVehicle | RuleName::NoPremises | RuleName::NotEnjoyed => {
            format!("{name}：查得{}项，要求没有", said(InputName::Found))
        }
        _ => match finding.input(InputName::Needed) {
            Some(Value::Months(0)) | None => name.to_owned(),
            Some(value) => format!("{name}：要求满{}", shown(value)),
        },
    }
}

/// "not more than", or "less than" where the line itself does not pass.
fn bound(finding: &Finding) -> &'static str {
    match finding.input(InputName::Exclusive) {
        Some(_) => "低于",
        None => "不超过",
    }
}

/// A total of the household against a limit per person.
fn per_person(finding: &Finding, what: &str) -> String {
    let back = finding.input(InputName::LookBackYears);
    let back = back.map_or(String::new(), |years| format!("（含{}内转让的住房）", shown(years)));
    format!(
        "家庭{}人{what}合计{}{back}，要求人均{}{}",
        text(finding.input(InputName::Size)),
        text(finding.input(InputName::Total)),
        bound(finding),
        text(finding.input(InputName::Limit))
    )
}

/// Income against a multiple of a statistic, or against the line somebody printed for it.
fn multiple(finding: &Finding) -> String {
    let said = |name| text(finding.input(name));
    let bound = bound(finding);
    let (size, total) = (said(InputName::Size), said(InputName::Total));
    let coefficient = said(InputName::Coefficient);
    match finding.input(InputName::Limit) {
        Some(line) => format!("家庭{size}人年收入合计{total}，按所印标准要求人均{bound}{}（规定为统计数值的{coefficient}）", shown(line)),
        None => {
            format!("家庭{size}人年收入合计{total}，要求人均{bound}{}年统计数值{}的{coefficient}", said(InputName::BaseYear), said(InputName::Base))
        }
    }
}

/// Members registered here against how many are asked.
fn registered(finding: &Finding) -> String {
    let years = finding.input(InputName::Limit);
    let years = years.map_or(String::new(), |years| format!("、落户满{}", shown(years)));
    let cutoff = finding.input(InputName::Cutoff);
    let cutoff = cutoff.map_or(String::new(), |day| format!("、{}前（含当日）落户", shown(day)));
    format!("当地户籍{years}{cutoff}的成员{}人，要求至少{}人", text(finding.input(InputName::Found)), text(finding.input(InputName::Needed)))
}

fn age(finding: &Finding, name: InputName) -> String {
    match finding.input(name) {
        Some(Value::Years(years)) => format!("{years}周岁"),
        other => text(other),
    }
}

fn text(value: Option<Value>) -> String {
    value.map_or_else(|| "未知".to_owned(), shown)
}

/// A value in words, with its unit.
fn shown(value: Value) -> String {
    match value {
        Value::Count(count) => count.to_string(),
        Value::Money(fen) => fen.to_string(),
        Value::Area(area) => area.to_string(),
        Value::Day(day) => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Value::Months(months) => format!("{months}个月"),
        Value::Years(years) => format!("{years}年"),
        Value::Year(year) => year.to_string(),
        Value::Thousandths(parts) => {
            let decimals = format!("{}.{:03}", parts / 1000, (parts % 1000).abs());
            format!("{}倍", decimals.trim_end_matches('0').trim_end_matches('.'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, Input};
    use base::{Centi, Citation, Fen, Grade};
    use std::sync::Arc;

    fn finding(kind: RuleName, verdict: Verdict, computed: Verdict, inputs: &[(InputName, Value)]) -> Finding {
        let inputs = inputs.iter().map(|(name, value)| Input { name: *name, value: *value }).collect();
        let citation = Arc::new(Citation::new("公共租赁住房管理办法", "第七条", Grade::A));
        let (rule, pack) = (Arc::from("r"), Arc::from("P"));
        Finding { rule, kind, pack, tier: None, route: None, verdict, computed, inputs, citation }
    }

    #[test]
    fn the_sentence_says_what_was_found_and_what_is_asked() {
        let inputs = [
            (InputName::Total, Value::Area(Centi(3001))),
            (InputName::Size, Value::Count(2)),
            (InputName::Limit, Value::Area(Centi(1500))),
            (InputName::LookBackYears, Value::Years(2)),
        ];
        let failed = finding(RuleName::PerCapitaArea, Verdict::NotMet, Verdict::NotMet, &inputs);
        assert_eq!(
            failed.sentence_cited(),
            "家庭2人住房建筑面积合计30.01㎡（含2年内转让的住房），要求人均不超过15.00㎡，不符合要求。（依据《公共租赁住房管理办法》第七条）"
        );
    }

    #[test]
    fn an_open_finding_says_what_is_missing_and_what_the_numbers_alone_would_say() {
        let inputs = [
            (InputName::Total, Value::Money(Fen(100))),
            (InputName::Size, Value::Count(1)),
            (InputName::Base, Value::Money(Fen::yuan(44_136))),
            (InputName::BaseYear, Value::Year(2019)),
            (InputName::Coefficient, Value::Thousandths(2500)),
        ];
        let open = Verdict::Unknown(Unknown::UnconfirmedPack);
        let finding = finding(RuleName::IncomeCoefficient, open, Verdict::Met, &inputs);
        assert_eq!(
            finding.sentence(),
            "家庭1人年收入合计1.00元，要求人均不超过2019年统计数值44,136.00元的2.5倍，按数值推算符合；但规则包P尚未经主管部门确认，需人工认定。"
        );
    }
}
