//! 规则的工作台页面 — all packs, one pack read as law, and where packs depart from what stands above them.

use askama::Template;
use kernel::fail::NOT_FOUND;
use kernel::page::{Choice, Fault, Page, Tone, date};
use kernel::{Act, Fail, Reply};
use policy::PackDocument;
use policy::lint::{LintFinding, Severity, lint};
use policy::pack::{Intake, Status};
use serde::Deserialize;

use super::guide::condition::places;
use super::guide::terms_page::{Group, Source, groups, head, money, numbers, sources};
use super::in_force;

/// What the list of packs may be asked; nothing but what the shell says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Packs {
    done: String,
}

/// Which pack.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Which {
    id: String,
}

/// Which departures.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LintAsk {
    pack: String,
    severity: String,
}

struct Row {
    id: String,
    title: String,
    rank: &'static str,
    areas: String,
    dates: String,
    tone: Tone,
    status: &'static str,
    grade: &'static str,
    demo: bool,
    recheck: bool,
}

struct Departure {
    number: String,
    tone: Tone,
    severity: &'static str,
    code: &'static str,
    pack: String,
    rule: String,
    higher: String,
    sentence: String,
    sources: Vec<String>,
}

#[derive(Template)]
#[template(path = "pack/desk_packs_page.html")]
struct List {
    page: Page,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "pack/desk_pack_page.html")]
struct One {
    page: Page,
    head: Vec<(&'static str, String)>,
    inherits: Vec<String>,
    recheck: Vec<String>,
    groups: Vec<Group>,
    classes: Vec<(String, String, String)>,
    numbers: Vec<(&'static str, String)>,
    stages: Vec<(String, String, String)>,
    money: Vec<(String, String)>,
    sources: Vec<Source>,
    remarks: Vec<String>,
    departures: Vec<Departure>,
}

#[derive(Template)]
#[template(path = "pack/desk_lint_page.html")]
struct Lint {
    page: Page,
    fault: Fault,
    ask: LintAsk,
    packs: Vec<Choice>,
    severities: Vec<Choice>,
    known: Vec<Departure>,
    rows: Vec<Departure>,
}

/// `GET /desk/packs`
pub(super) async fn list(act: &mut Act, _: Packs) -> Result<Reply, Fail> {
    let (law, today) = (in_force(act), act.today());
    let mut packs: Vec<&PackDocument> = law.packs().iter().map(|pack| pack.document()).collect();
    packs.sort_by_key(|it| (it.rank, it.areas.first().copied(), it.effective_from));
    let rows = packs.into_iter().map(|it| row(it, today)).collect();
    let page = act.page("规则包").await?;
    act.render(&List { page, rows })
}

fn row(it: &PackDocument, today: jiff::civil::Date) -> Row {
    let (tone, status) = match it.status {
        _ if today < it.effective_from => (Tone::Plain, "还没有生效"),
        _ if it.effective_to.is_some_and(|to| to < today) => (Tone::Plain, "已经失效"),
        Status::Confirmed => (Tone::Success, Status::Confirmed.chinese()),
        Status::Unconfirmed => (Tone::Warning, Status::Unconfirmed.chinese()),
    };
    let until = it.effective_to.map_or("今".to_owned(), date);
    let weakest = it.citations.values().map(|citation| citation.grade).min();
    Row {
        id: it.pack_id.clone(),
        title: it.title.clone(),
        rank: it.rank.chinese(),
        areas: places(&it.areas),
        dates: format!("{}至{until}", date(it.effective_from)),
        tone,
        status,
        grade: weakest.map_or("没有出处", |grade| grade.chinese()),
        demo: it.demo,
        recheck: !it.needs_recheck_against.is_empty(),
    }
}

/// `GET /desk/packs/{id}`
pub(super) async fn one(act: &mut Act, ask: Which) -> Result<Reply, Fail> {
    let law = in_force(act);
    let pack = law.pack(&ask.id).ok_or(NOT_FOUND)?;
    let it = pack.document();
    let mut page = act.page(&it.title).await?;
    page.back = Some("/desk/packs".into());
    page.demo_pack = it.demo;
    let cited = |key: &str| it.citations.get(key).map_or_else(|| key.to_owned(), ToString::to_string);
    let class = |kind: &str, class: &policy::pack::ClassRule| (kind.to_owned(), class.title.clone(), cited(&class.cite));
    let must = it.must_cover.iter().map(|one| class("应保尽保", one));
    let stage = |limit: &policy::pack::StageLimit| {
        (limit.stage.clone(), format!("{} 个{}日", limit.days, if limit.working { "工作" } else { "自然" }), cited(&limit.cite))
    };
    let mut terms = numbers(it);
    terms.insert(0, ("受理方式", intake(it)));
    let view = One {
        head: head(it, pack.hash()),
        inherits: it.inherits.clone(),
        recheck: it.needs_recheck_against.clone(),
        groups: groups(it),
        classes: must.chain(it.priority.iter().map(|one| class("优先", one))).collect(),
        numbers: terms,
        stages: it.stage_limits.iter().map(stage).collect(),
        money: money(it),
        sources: sources(it),
        remarks: it.remarks.clone(),
        departures: lint(&law).into_iter().filter(|finding| finding.pack == it.pack_id).map(departure).collect(),
        page,
    };
    act.render(&view)
}

fn intake(it: &PackDocument) -> String {
    match it.intake.known() {
        Some(Intake::Always { .. }) => "常态化受理".into(),
        Some(Intake::Window { from, to, .. }) => format!("集中受理：{}至{}", date(*from), date(*to)),
        Some(Intake::Closed { year, .. }) => format!("{year}年暂不受理"),
        None => "未载明".into(),
    }
}

/// `GET /desk/packs/lint`
pub(super) async fn check(act: &mut Act, ask: LintAsk) -> Result<Reply, Fail> {
    let law = in_force(act);
    let found = lint(&law);
    let wanted = |finding: &LintFinding| {
        (ask.pack.is_empty() || finding.pack == ask.pack) && (ask.severity.is_empty() || finding.severity.chinese() == ask.severity)
    };
    let (known, rows): (Vec<LintFinding>, Vec<LintFinding>) = found.into_iter().filter(wanted).partition(|finding| finding.number.is_some());
    let mut known: Vec<Departure> = known.into_iter().map(departure).collect();
    known.sort_by_key(|row| row.number.parse::<u8>().unwrap_or(u8::MAX));
    let packs = Choice::list(law.packs().iter().map(|pack| (pack.id().to_string(), pack.document().title.clone())));
    let severities = Choice::list(Severity::ALL.iter().rev().map(|severity| (severity.chinese(), severity.chinese())));
    let page = act.page("规则检查").await?;
    act.render(&Lint { page, fault: Fault::none(), ask, packs, severities, known, rows: rows.into_iter().map(departure).collect() })
}

fn departure(it: LintFinding) -> Departure {
    let tone = match it.severity {
        Severity::Error => Tone::Danger,
        Severity::Warning => Tone::Warning,
        Severity::Info => Tone::Info,
    };
    Departure {
        number: it.number.map(|number| number.to_string()).unwrap_or_default(),
        tone,
        severity: it.severity.chinese(),
        code: it.code.chinese(),
        pack: it.pack,
        rule: it.rule.unwrap_or_default(),
        higher: it.higher.unwrap_or_default(),
        sentence: it.sentence,
        sources: it.citations.iter().map(|citation| format!("{citation}（{}）", citation.grade.chinese())).collect(),
    }
}
