//! 理由 — the Chinese sentence that says why a rule is met, not met or open.

use crate::finding::{Finding, InputName, Unknown, Value, Verdict};
use crate::rules::RuleName;

/// The because-sentence of a finding.
pub(crate) fn of(finding: &Finding) -> String {
    let said = |met| numbers(finding, met);
    match finding.verdict {
        Verdict::Met => format!("{}，符合要求。", said(true)),
        Verdict::NotMet => format!("{}，不符合要求。", said(false)),
        Verdict::Unknown(why) => {
            let open = because(why, finding);
            match finding.computed {
                Verdict::Unknown(_) => format!("{}：{open}，需人工认定。", finding.kind.chinese()),
                Verdict::Met => format!("{}，按数值推算符合；但{open}，需人工认定。", said(true)),
                Verdict::NotMet => format!("{}，按数值推算不符合；但{open}，需人工认定。", said(false)),
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
fn numbers(finding: &Finding, met: bool) -> String {
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
            format!("限制措施{}{}解除", if met { "已于" } else { "要到" }, said(InputName::Until))
        }
        RuleName::FirstJobWithin if has(InputName::Limit) => {
            format!("{}（要求毕业后{}内）", found(finding.kind, met), said(InputName::Limit))
        }
        RuleName::NoHome | RuleName::NoVehicle | RuleName::NoPremises | RuleName::NotEnjoyed => {
            format!("{name}：查得{}项，要求没有", said(InputName::Found))
        }
        _ => match finding.input(InputName::Needed) {
            Some(Value::Months(0)) | None => found(finding.kind, met).to_owned(),
            Some(value) => format!("{}（要求满{}）", found(finding.kind, met), shown(value)),
        },
    }
}

/// What was found, where no figure tells it.
const fn found(kind: RuleName, met: bool) -> &'static str {
    let (so, not_so) = match kind {
        RuleName::ResidencePermit => ("有成员持有当地居住证", "没有成员持有符合年限的当地居住证"),
        RuleName::StableWork => ("有成员在当地稳定就业", "没有成员在当地稳定就业达到要求"),
        RuleName::SocialInsurance => ("社会保险缴纳达到要求", "社会保险缴纳没有达到要求"),
        RuleName::ProvidentFundMonths => ("住房公积金缴存达到要求", "住房公积金缴存没有达到要求"),
        RuleName::BusinessLicence => ("有成员持有当地营业执照", "没有成员持有当地营业执照并达到要求"),
        RuleName::FirstJobWithin => ("毕业后按期首次就业", "毕业后没有按期首次就业"),
        RuleName::Graduate => ("申请人有规定的学历", "申请人没有规定的学历"),
        RuleName::KinSupport => ("直系亲属的住房没有超过规定限度", "直系亲属的住房超过规定限度"),
        RuleName::ContinuousWelfare => ("家庭正在享受低保、特困等救助", "家庭没有享受低保、特困等救助达到要求"),
        RuleName::NoSanction => ("没有正在执行的限制措施", "有正在执行的限制措施"),
        RuleName::LiveAndWork => ("居住、工作地点在规定区域内", "居住、工作地点不在规定区域内"),
        RuleName::LegalTies => ("成员之间有法定赡养、抚养、扶养关系", "有成员与申请人没有法定赡养、抚养、扶养关系"),
        other => (other.chinese(), other.chinese()),
    };
    if met { so } else { not_so }
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
    fn a_finding_without_figures_says_what_was_found() {
        let until = [(InputName::Until, Value::Day(jiff::civil::date(2026, 6, 1)))];
        let needed = |months| [(InputName::Needed, Value::Months(months))];
        type Row<'a> = (RuleName, bool, &'a [(InputName, Value)], &'a str);
        let table: [Row<'_>; 7] = [
            (RuleName::NoSanction, true, &[], "没有正在执行的限制措施，符合要求。"),
            (RuleName::NoSanction, true, &until, "限制措施已于2026年6月1日解除，符合要求。"),
            (RuleName::NoSanction, false, &until, "限制措施要到2026年6月1日解除，不符合要求。"),
            (RuleName::LiveAndWork, false, &[], "居住、工作地点不在规定区域内，不符合要求。"),
            (RuleName::ContinuousWelfare, false, &needed(0), "家庭没有享受低保、特困等救助达到要求，不符合要求。"),
            (RuleName::ResidencePermit, true, &needed(12), "有成员持有当地居住证（要求满12个月），符合要求。"),
            (RuleName::LegalTies, true, &[], "成员之间有法定赡养、抚养、扶养关系，符合要求。"),
        ];
        for (kind, met, inputs, sentence) in table {
            let verdict = if met { Verdict::Met } else { Verdict::NotMet };
            assert_eq!(finding(kind, verdict, verdict, inputs).sentence(), sentence);
        }
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
