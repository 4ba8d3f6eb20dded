//! 规则的工作台页面 — all packs, one pack read as law, and where packs depart from what stands above them.

use askama::Template;
use kernel::fail::NOT_FOUND;
use kernel::page::{Choice, Fault, Page, Tone, date};
use kernel::{Act, Fail, Reply};
use people::perms::{PACK_EDIT, PACK_SEE};
use policy::PackDocument;
use policy::lint::{LintFinding, Severity, lint};
use policy::pack::Status;
use serde::Deserialize;

use super::guide::condition::places;
use super::guide::terms_page::{Source, head, sources};
use super::in_force;
use super::revision::lines::{Section, Term, sections, terms, unknown};
use super::revision::{of_pack, region_of};

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
    unknown: usize,
    edited: bool,
}

pub(in crate::pack) struct Departure {
    pub number: String,
    pub tone: Tone,
    pub severity: &'static str,
    pub code: &'static str,
    pub pack: String,
    pub rule: String,
    pub higher: String,
    pub sentence: String,
    pub sources: Vec<String>,
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
    sections: Vec<Section>,
    terms: Vec<Term>,
    unknown: usize,
    edit: String,
    id: String,
    history: Vec<(String, String, String)>,
    open: Option<String>,
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
    let (law, today) = (in_force(act).await?, act.today());
    let mut packs: Vec<&PackDocument> = law.packs().iter().map(|pack| pack.document()).collect();
    packs.sort_by_key(|it| (it.rank, it.areas.first().copied(), it.effective_from));
    let mut rows: Vec<Row> = packs.into_iter().map(|it| row(it, today)).collect();
    for brief in super::revision::list::list(act, ()).await? {
        rows.iter_mut().filter(|row| row.id == brief.id).for_each(|row| row.edited = brief.revision.is_some());
    }
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
        unknown: unknown(it),
        edited: false,
    }
}

/// `GET /desk/packs/{id}`
pub(super) async fn one(act: &mut Act, ask: Which) -> Result<Reply, Fail> {
    let law = in_force(act).await?;
    let pack = law.pack(&ask.id).ok_or(NOT_FOUND)?;
    let it = pack.document();
    let mut page = act.page(&it.title).await?;
    page.back = Some("/desk/packs".into());
    page.demo_pack = it.demo;
    let region = region_of(it);
    let revisions = if act.scope(PACK_SEE).covers(&region) { of_pack(act, &it.pack_id).await? } else { Vec::new() };
    let open = revisions.iter().find(|one| one.in_force_at.is_none() && one.ended_at.is_none()).map(|one| one.id.clone());
    let came = |one: &super::revision::Revision| {
        let at = one.in_force_at.as_ref()?.parse().ok().map(kernel::page::instant)?;
        Some((one.id.clone(), at, one.why.clone()))
    };
    let may = act.scope(PACK_EDIT).covers(&region);
    let view = One {
        head: head(it, pack.hash()),
        inherits: it.inherits.clone(),
        recheck: it.needs_recheck_against.clone(),
        sections: sections(it),
        terms: terms(it),
        unknown: unknown(it),
        edit: if may { format!("/desk/packs/{}/edit?path=", it.pack_id) } else { String::new() },
        id: it.pack_id.clone(),
        history: revisions.iter().filter_map(came).collect(),
        open,
        sources: sources(it),
        remarks: it.remarks.clone(),
        departures: lint(&law).into_iter().filter(|finding| finding.pack == it.pack_id).map(departure).collect(),
        page,
    };
    act.render(&view)
}

/// `GET /desk/packs/lint`
pub(super) async fn check(act: &mut Act, ask: LintAsk) -> Result<Reply, Fail> {
    let law = in_force(act).await?;
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

pub(in crate::pack) fn departure(it: LintFinding) -> Departure {
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
