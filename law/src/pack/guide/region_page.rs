//! 办事指南的页面 — choose a region, then read what its rules ask.

use askama::Template;
use base::RegionCode;
use kernel::fail::NOT_FOUND;
use kernel::page::Page;
use kernel::{Act, Fail, Reply};
use policy::pack::{Intake, PackDocument, Status, Tier};
use serde::Deserialize;

use super::condition::Condition;
use super::regions::{self, Area, City};
use crate::pack::in_force;

#[derive(Template)]
#[template(path = "pack/guide/regions_page.html")]
struct Regions {
    page: Page,
    demo: Vec<Area>,
    cities: Vec<City>,
}

/// `GET /guide`
pub(super) async fn choose(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let law = in_force(act).await?;
    let cities = regions::cities(&law, act.today());
    let mut page = act.page("办事指南").await?;
    page.back = Some("/".into());
    let demo = regions::demo(&cities);
    page.demo_pack = !demo.is_empty();
    act.render(&Regions { page, demo, cities })
}

/// Which region.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    region: String,
}

/// A tier in words.
struct Shown {
    title: String,
    category: String,
    visit: bool,
    conditions: Vec<Condition>,
    routes: Vec<(String, Vec<Condition>)>,
}

/// A number with its clause.
struct Stated {
    name: String,
    value: String,
    clause: String,
}

#[derive(Template)]
#[template(path = "pack/guide/region_page.html")]
struct Guide {
    page: Page,
    code: String,
    name: String,
    none: String,
    pack: String,
    pack_title: String,
    unconfirmed: bool,
    closed: String,
    common: Vec<Condition>,
    tiers: Vec<Shown>,
    first: Vec<(String, String)>,
    terms: Vec<Stated>,
    open: Vec<String>,
    remarks: Vec<String>,
}

/// `GET /guide/{region}`
pub(super) async fn page(act: &mut Act, ask: Which) -> Result<Reply, Fail> {
    let (law, today) = (in_force(act).await?, act.today());
    let area = regions::find(&law, today, &ask.region).ok_or(NOT_FOUND)?;
    let code = RegionCode::parse(&area.code).map_err(|_| NOT_FOUND)?;
    let mut page = act.page(&format!("{}公租房办事指南", area.name)).await?;
    page.region = area.name.clone();
    page.back = Some("/guide".into());
    page.demo_pack = area.demo;
    let empty = Guide {
        page,
        code: area.code,
        name: area.name,
        none: String::new(),
        pack: String::new(),
        pack_title: String::new(),
        unconfirmed: false,
        closed: String::new(),
        common: Vec::new(),
        tiers: Vec::new(),
        first: Vec::new(),
        terms: Vec::new(),
        open: Vec::new(),
        remarks: Vec::new(),
    };
    let pack = match law.pack_in_force(&code, today) {
        Ok(pack) => pack.clone(),
        Err(why) => return act.render(&Guide { none: why.to_string(), ..empty }),
    };
    let document = pack.document();
    let above: Vec<&PackDocument> =
        document.inherits.iter().filter_map(|id| law.pack(id)).filter(|pack| pack.in_force(today)).map(|pack| pack.document()).collect();
    let common = above.iter().copied().chain([document]).flat_map(|it| it.rules.iter().map(move |rule| Condition::of(it, rule))).collect();
    act.render(&Guide {
        pack: pack.id().to_string(),
        pack_title: document.title.clone(),
        unconfirmed: document.status == Status::Unconfirmed,
        closed: closed(document),
        common,
        tiers: document.tiers.iter().map(|tier| shown(document, tier)).collect(),
        first: first(document, &above),
        terms: terms(document),
        open: open(document),
        remarks: document.remarks.clone(),
        ..empty
    })
}

fn shown(document: &PackDocument, tier: &Tier) -> Shown {
    let visit = tier.visit_required.or(document.visit_required.known().copied()).unwrap_or(false);
    let all = |rules: &[policy::pack::Rule]| rules.iter().map(|rule| Condition::of(document, rule)).collect::<Vec<_>>();
    let routes = tier.routes.iter().map(|route| (route.title.clone(), all(&route.rules))).collect();
    Shown { title: tier.title.clone(), category: tier.category.chinese().into(), visit, conditions: all(&tier.rules), routes }
}

/// Says so where applications are not taken all year.
fn closed(document: &PackDocument) -> String {
    match document.intake.known() {
        Some(Intake::Window { from, to, .. }) => format!("集中受理：{}至{}。", kernel::page::date(*from), kernel::page::date(*to)),
        Some(Intake::Closed { year, .. }) => format!("来源写明{year}年暂不受理。请先打电话问清楚。"),
        _ => String::new(),
    }
}

/// Who comes first, and by what clause.
fn first(document: &PackDocument, above: &[&PackDocument]) -> Vec<(String, String)> {
    let clause = |it: &PackDocument, cite: &str| it.citations.get(cite).map(ToString::to_string).unwrap_or_default();
    let classes = |it: &&PackDocument| {
        let must = it.must_cover.iter().map(|class| (format!("应保尽保：{}", class.title), clause(it, &class.cite)));
        let prior = it.priority.iter().map(|class| (format!("优先：{}", class.title), clause(it, &class.cite)));
        let scored = it.scores.iter().map(|item| (format!("评分：{}，{}分", item.title, item.points), clause(it, &item.cite)));
        must.chain(prior).chain(scored).collect::<Vec<_>>()
    };
    [document].iter().chain(above).flat_map(classes).collect()
}

/// How long each part takes.
fn terms(document: &PackDocument) -> Vec<Stated> {
    let clause = |key: &str| document.citations.get(key).map(ToString::to_string).unwrap_or_default();
    let of = |name: &str| document.parameter_cites.get(name).map(|key| clause(key)).unwrap_or_default();
    let mut terms: Vec<Stated> = document
        .stage_limits
        .iter()
        .map(|limit| Stated {
            name: limit.stage.clone(),
            value: format!("{}{}", limit.days, if limit.working { "个工作日" } else { "天" }),
            clause: clause(&limit.cite),
        })
        .collect();
    if let Some(days) = document.notice_working_days.known().filter(|_| !terms.iter().any(|term| term.name.contains("公示"))) {
        terms.push(Stated { name: "公示".into(), value: format!("{days}个工作日"), clause: of("notice_working_days") });
    }
    if let Some(months) = document.waiting_max_months.known() {
        terms.push(Stated { name: "轮候".into(), value: format!("最长{months}个月"), clause: of("waiting_max_months") });
    }
    if let Some(ranker) = document.ranker.known() {
        terms.push(Stated { name: "排序".into(), value: ranker.chinese().into(), clause: of("ranker") });
    }
    terms
}

/// What no source says, so that nobody takes silence for a rule.
fn open(document: &PackDocument) -> Vec<String> {
    let unknown = [
        ("公示多少天", document.notice_working_days.is_unknown()),
        ("最长轮候多久", document.waiting_max_months.is_unknown()),
        ("是否入户调查", document.visit_required.is_unknown()),
        ("怎样排序", document.ranker.is_unknown()),
        ("全年受理还是集中受理", document.intake.is_unknown()),
        ("每一步的办理天数", document.stage_limits.is_empty()),
    ];
    unknown.into_iter().filter(|(_, open)| *open).map(|(name, _)| name.to_owned()).collect()
}
