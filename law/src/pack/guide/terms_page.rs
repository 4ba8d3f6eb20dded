//! 一个规则包 — every rule with its number, clause and source; what nobody states is shown as 未载明.

use askama::Template;
use kernel::fail::NOT_FOUND;
use kernel::page::{Page, date};
use kernel::{Act, Fail, Reply};
use policy::PackDocument;
use policy::pack::{ClassRule, Intake, Maybe, RentRate, Rule, Status, SubsidyAmount};
use policy::rules::Who;
use serde::Deserialize;

use super::condition::{Condition, places, web};
use crate::pack::in_force;

/// Which pack.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    id: String,
}

/// Rules that stand together.
pub(in crate::pack) struct Group {
    pub title: String,
    pub rules: Vec<(String, Condition)>,
}

/// A source with its address.
pub(in crate::pack) struct Source {
    pub label: String,
    pub href: String,
    pub grade: &'static str,
    pub checked: String,
}

#[derive(Template)]
#[template(path = "pack/guide/terms_page.html")]
struct View {
    page: Page,
    head: Vec<(&'static str, String)>,
    groups: Vec<Group>,
    numbers: Vec<(&'static str, String)>,
    money: Vec<(String, String)>,
    sources: Vec<Source>,
    remarks: Vec<String>,
}

/// `GET /policies/{id}`
pub(super) async fn page(act: &mut Act, ask: Which) -> Result<Reply, Fail> {
    let law = in_force(act).await?;
    let pack = law.pack(&ask.id).ok_or(NOT_FOUND)?;
    let document = pack.document();
    let mut page = act.page(&document.title).await?;
    page.back = Some("/policies".into());
    page.demo_pack = document.demo;
    let view = View {
        page,
        head: head(document, pack.hash()),
        groups: groups(document),
        numbers: numbers(document),
        money: money(document),
        sources: sources(document),
        remarks: document.remarks.clone(),
    };
    act.render(&view)
}

/// The texts a pack rests on, with grade and day of the last comparison.
pub(in crate::pack) fn sources(it: &PackDocument) -> Vec<Source> {
    let source = |it: &base::Citation| Source {
        label: it.to_string(),
        href: web(it.url.as_deref()),
        grade: it.grade.chinese(),
        checked: it.checked_on.map_or("未核对".to_owned(), |day| format!("{}核对", date(day))),
    };
    it.citations.values().map(source).collect()
}

fn said<T: std::fmt::Display>(value: &Maybe<T>) -> String {
    value.known().map_or("未载明".to_owned(), ToString::to_string)
}

/// Who issued it, where and since when it holds.
pub(in crate::pack) fn head(it: &PackDocument, hash: &str) -> Vec<(&'static str, String)> {
    let day = |value: &Maybe<jiff::civil::Date>| value.known().map_or("未载明".to_owned(), |day| date(*day));
    let until = it.effective_to.map_or("今".to_owned(), date);
    let status = if it.status == Status::Confirmed { "主管部门已确认" } else { "由公开资料整理，待主管部门确认" };
    vec![
        ("编号", it.pack_id.clone()),
        ("发文机关", it.authority.clone()),
        ("文号", said(&it.doc_no)),
        ("发文日期", day(&it.issued_on)),
        ("适用地区", places(&it.areas)),
        ("有效期", format!("{}至{until}", date(it.effective_from))),
        ("状态", if it.demo { "演示规则，不作依据".into() } else { status.into() }),
        ("报省备案", day(&it.filed_with_province_on)),
        ("版本摘要", hash.get(..16).unwrap_or(hash).to_owned()),
    ]
}

/// Its conditions, as they stand together.
pub(in crate::pack) fn groups(it: &PackDocument) -> Vec<Group> {
    let all = |rules: &[Rule]| rules.iter().map(|rule| (rule.id.clone(), Condition::of(it, rule))).collect::<Vec<_>>();
    let mut groups = vec![Group { title: "人人都要符合".into(), rules: all(&it.rules) }];
    for tier in &it.tiers {
        groups.push(Group { title: format!("{}：都要符合", tier.title), rules: all(&tier.rules) });
        for route in &tier.routes {
            groups.push(Group { title: format!("{}：{}", tier.title, route.title), rules: all(&route.rules) });
        }
    }
    for (word, classes) in [("应保尽保", &it.must_cover), ("优先，排在前面的先来", &it.priority)] {
        groups.push(Group { title: word.into(), rules: classes.iter().map(|class| (class.id.clone(), of_class(it, class))).collect() });
    }
    groups.retain(|group| !group.rules.is_empty());
    groups
}

/// A class of households as a condition: one of its marks is enough.
fn of_class(it: &PackDocument, class: &ClassRule) -> Condition {
    let who = |who: &Who| match who {
        Who::Welfare(kind) => kind.chinese().to_owned(),
        Who::Standing(kind) => kind.chinese().to_owned(),
        Who::DisabilityUpTo(level) => format!("{level}级及以上残疾"),
        Who::Industry(line) => format!("{}行业", line.chinese()),
    };
    let marks = class.any.iter().map(who).collect::<Vec<_>>().join("、");
    Condition { sentence: format!("{}：家里有一人是{marks}", class.title), ..Condition::cited(it, &class.cite, None) }
}

fn intake(it: &PackDocument) -> String {
    match it.intake.known() {
        Some(Intake::Always { .. }) => "全年受理".into(),
        Some(Intake::Window { from, to, .. }) => format!("{}至{}集中受理", date(*from), date(*to)),
        Some(Intake::Closed { year, .. }) => format!("{year}年暂不受理"),
        None => "未载明".into(),
    }
}

fn stages(it: &PackDocument) -> String {
    let stage = |limit: &policy::pack::StageLimit| format!("{}{}{}", limit.stage, limit.days, if limit.working { "个工作日" } else { "天" });
    if it.stage_limits.is_empty() { "未载明".into() } else { it.stage_limits.iter().map(stage).collect::<Vec<_>>().join("，") }
}

/// Its terms; what is not stated is 未载明.
pub(in crate::pack) fn numbers(it: &PackDocument) -> Vec<(&'static str, String)> {
    let unit = |value: Option<String>, unit: &str| value.map_or("未载明".to_owned(), |value| format!("{value}{unit}"));
    let visit = match it.visit_required.known() {
        Some(true) => "要",
        Some(false) => "不要",
        None => "未载明",
    };
    let lanes = it.lanes.iter().map(|lane| lane.chinese()).collect::<Vec<_>>().join("、");
    vec![
        ("受理", intake(it)),
        ("办理时限", stages(it)),
        ("并联审核部门", if lanes.is_empty() { "未载明".into() } else { lanes }),
        ("公示期", unit(it.notice_working_days.known().map(ToString::to_string), "个工作日")),
        ("最长轮候", unit(it.waiting_max_months.known().map(ToString::to_string), "个月")),
        ("入户调查", visit.into()),
        ("排序方式", it.ranker.known().map_or("未载明", |ranker| ranker.chinese()).into()),
    ]
}

/// Its rents and subsidies.
pub(in crate::pack) fn money(it: &PackDocument) -> Vec<(String, String)> {
    let share = |parts: i64| format!("{}%", (parts / 10).to_string() + &if parts % 10 == 0 { String::new() } else { format!(".{}", parts % 10) });
    let rent = it.rent.iter().map(|band| {
        let rate = match band.rate.known() {
            None => "未载明".to_owned(),
            Some(RentRate::OfMarket(parts)) => format!("市场租金的{}", share(*parts)),
            Some(RentRate::OfMarketAtMost(parts)) => format!("不超过市场租金的{}", share(*parts)),
            Some(RentRate::PerM2(fen)) => format!("每月每平方米{fen}"),
            Some(RentRate::Free) => "不收租金".to_owned(),
        };
        (format!("租金：{}", band.title), rate)
    });
    let subsidy = it.subsidy.iter().map(|rate| {
        let amount = match rate.amount.known() {
            None => "未载明".to_owned(),
            Some(SubsidyAmount::PerM2(fen)) => format!("每月每平方米{fen}，每人{}，每户最多{}", said(&rate.area_per_person), said(&rate.area_max)),
            Some(other) => amount_of(other),
        };
        let cycle = rate.cycle.known().map_or(String::new(), |cycle| format!("，{}发放", cycle.chinese()));
        (format!("补贴：{}", rate.title), format!("{amount}{cycle}"))
    });
    rent.chain(subsidy).collect()
}

fn amount_of(amount: &SubsidyAmount) -> String {
    match amount {
        SubsidyAmount::PerM2(fen) => format!("每月每平方米{fen}"),
        SubsidyAmount::PerPerson(fen) => format!("每人每月{fen}"),
        SubsidyAmount::PerHousehold(fen) => format!("每户每月{fen}"),
    }
}
