//! 理由 — the Chinese sentence that says why a rule is met, not met or open.

use crate::finding::{Finding, Input, InputName, Unknown, Value, Verdict};
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
        Unknown::MissingStatistic { statistic, year } => format!("{year}年{}尚未录入", statistic.chinese()),
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
    let has = |wanted| finding.input(wanted);
    let bound = if has(InputName::Exclusive).is_some() { "低于" } else { "不超过" };
    match finding.kind {
        RuleName::IncomeAbsolute | RuleName::DepositsPerCapita | RuleName::PerCapitaArea => {
            let what = match finding.kind {
                RuleName::IncomeAbsolute => "年收入",
                RuleName::DepositsPerCapita => "储蓄存款",
                _ => "住房建筑面积",
            };
            let back = has(InputName::LookBackYears).map_or(String::new(), |years| format!("（含{}内转让的住房）", shown(years)));
            format!(
                "家庭{}人{what}合计{}{back}，要求人均{bound}{}",
                text(has(InputName::Size)),
                text(has(InputName::Total)),
                text(has(InputName::Limit))
            )
        }
        RuleName::IncomeCoefficient if has(InputName::Limit).is_some() => format!(
            "家庭{}人年收入合计{}，按所印标准要求人均{bound}{}（应为{}）",
            text(has(InputName::Size)),
            text(has(InputName::Total)),
            text(has(InputName::Limit)),
            text(has(InputName::Coefficient))
        ),
        RuleName::IncomeCoefficient => format!(
            "家庭{}人年收入合计{}，要求人均{bound}{}年统计数值{}的{}",
            text(has(InputName::Size)),
            text(has(InputName::Total)),
            text(has(InputName::BaseYear)),
            text(has(InputName::Base)),
            text(has(InputName::Coefficient))
        ),
        RuleName::HukouMember => {
            let years = has(InputName::Limit).map_or(String::new(), |years| format!("、落户满{}", shown(years)));
            let cutoff = has(InputName::Cutoff).map_or(String::new(), |day| format!("、{}前落户", shown(day)));
            format!("当地户籍{years}{cutoff}的成员{}人，要求至少{}人", text(has(InputName::Found)), text(has(InputName::Needed)))
        }
        RuleName::AgeMin if has(InputName::Needed).is_some() => {
            let found = has(InputName::Found).map_or("未知".to_owned(), shown_age);
            format!("申请人年龄{found}，要求年满{}", has(InputName::Needed).map_or(String::new(), shown_age))
        }
        RuleName::MaxGuarantee => format!("已享受保障{}，最长保障期限{}", text(has(InputName::Found)), text(has(InputName::Limit))),
        RuleName::KinSupport if has(InputName::Found).is_some() => format!(
            "直系亲属{}人自有住房{}套、合计{}，超过{}套且人均超过{}",
            text(has(InputName::Size)),
            text(has(InputName::Found)),
            text(has(InputName::Total)),
            text(has(InputName::Needed)),
            text(has(InputName::Limit))
        ),
        RuleName::NoSanction if has(InputName::Until).is_some() => format!("限制措施于{}解除", text(has(InputName::Until))),
        RuleName::NoHome | RuleName::NoVehicle | RuleName::NoPremises | RuleName::NotEnjoyed => {
            format!("{name}：查得{}项，要求没有", text(has(InputName::Found)))
        }
        _ => match finding.inputs.iter().find(|input| input.name == InputName::Needed) {
            Some(Input { value: Value::Months(0), .. }) | None => name.to_owned(),
            Some(input) => format!("{name}：要求满{}", shown(input.value)),
        },
    }
}

fn text(value: Option<Value>) -> String {
    value.map_or_else(|| "未知".to_owned(), shown)
}

fn shown_age(value: Value) -> String {
    match value {
        Value::Years(years) => format!("{years}周岁"),
        other => shown(other),
    }
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
