//! 导出的页面 — what for, progress, approval by another person, and the file for a day.

use std::collections::BTreeMap;

use askama::Template;
use kernel::flow;
use kernel::listing::Listing;
use kernel::page::{Choice, Fault, Page, Tone};
use kernel::{Act, Fail, Reply};
use people::perms::PERSON_UNMASK;
use serde::Deserialize;

use super::{EXPORT, Export, Judge, Standing, Which, ask as request, judge, list as requests, listing, see};
use crate::desk_page::{Here, counties, fault, moment};

/// What is typed; filters come from the list's page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Form {
    listing: String,
    region: String,
    purpose: String,
    format: String,
    full: String,
    full_why: String,
    state: String,
    category: String,
    view: String,
    act: String,
    object: String,
    result: String,
    day: String,
}

impl Form {
    fn filters(&self) -> [(&'static str, &str); 7] {
        [
            ("state", &self.state),
            ("category", &self.category),
            ("view", &self.view),
            ("act", &self.act),
            ("object", &self.object),
            ("result", &self.result),
            ("day", &self.day),
        ]
    }
}

/// Yes or no, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct JudgeForm {
    id: String,
    answer: String,
    reason: String,
}

struct Row {
    it: Standing,
    title: &'static str,
    place: String,
    at: String,
    until: String,
    tone: Tone,
    own: bool,
}

#[derive(Template)]
#[template(path = "export/list_page.html")]
struct List {
    page: Page,
    listings: Vec<super::Offered>,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "export/new_page.html")]
struct New {
    page: Page,
    fault: Fault,
    ask: Form,
    title: &'static str,
    regions: Vec<Choice>,
    formats: Vec<Choice>,
    given: Vec<(String, String)>,
    may_full: bool,
    full: bool,
}

#[derive(Template)]
#[template(path = "export/one_page.html")]
struct One {
    page: Page,
    fault: Fault,
    row: Row,
    facts: Vec<(&'static str, String)>,
    reason: String,
    may_judge: bool,
    waits_for_other: bool,
}

fn row(act: &Act, it: Standing) -> Row {
    let tone = match it.state.as_str() {
        "ready" if it.ready => Tone::Success,
        "running" => Tone::Info,
        "refused" | "failed" => Tone::Danger,
        "ready" => Tone::Plain,
        _ => Tone::Warning,
    };
    Row {
        title: listing(&it.request.listing).map_or("", |listing| listing.title),
        place: kernel::shell::region_name(&it.request.region),
        at: moment(&it.request.asked_at),
        until: if it.ready { moment(&it.request.until_at) } else { String::new() },
        own: it.request.asked_by == act.actor.id,
        tone,
        it,
    }
}

/// `GET /desk/exports`
pub(crate) async fn list(act: &mut Act, _: Here) -> Result<Reply, Fail> {
    let found = requests(act, ()).await?;
    let rows = found.into_iter().map(|it| row(act, it)).collect();
    let listings = super::listings(act, ()).await?;
    let page = act.page("导出").await?;
    act.render(&List { page, listings, rows })
}

/// `GET /desk/exports/new?listing=…` with the filter of the list's page.
pub(crate) async fn begin(act: &mut Act, ask: Form) -> Result<Reply, Fail> {
    if ask.listing.is_empty() {
        return Ok(Reply::go("/desk/exports"));
    }
    render(act, ask, Fault::none()).await
}

fn wanted(act: &Act, name: &str) -> Result<&'static Listing, Fail> {
    listing(name).filter(|it| act.actor.kind == kernel::actor::Kind::Staff && act.actor.may(it.perm)).ok_or_else(|| kernel::fail::NOT_FOUND.into())
}

async fn render(act: &mut Act, mut ask: Form, fault: Fault) -> Result<Reply, Fail> {
    let listing = wanted(act, &ask.listing)?;
    let scope = act.scope(listing.perm);
    let mut regions = counties(&scope);
    let own = scope.regions().iter().filter(|code| code.len() < 6);
    regions.splice(0..0, Choice::list(own.map(|code| (code.clone(), kernel::shell::region_name(code)))));
    if ask.region.is_empty()
        && let [only] = scope.regions()
    {
        ask.region = only.clone();
    }
    let given = ask
        .filters()
        .iter()
        .filter(|(name, value)| listing.filters.contains(name) && !value.is_empty())
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let may_full = listing.personal && act.actor.may(PERSON_UNMASK);
    let formats = Choice::list([("xlsx", "Excel 工作簿"), ("csv", "CSV（UTF-8）")]);
    if ask.format.is_empty() {
        ask.format = "xlsx".into();
    }
    let mut page = act.page(&format!("导出：{}", listing.title)).await?;
    page.faulty = !fault.is_empty();
    page.back = Some("/desk/exports".into());
    let full = !ask.full.is_empty();
    act.render(&New { page, fault, title: listing.title, regions, formats, given, may_full, full, ask })
}

/// `POST /desk/exports`
pub(crate) async fn form(act: &mut Act, ask: Form) -> Result<Reply, Fail> {
    let known = wanted(act, &ask.listing)?.filters;
    let filter: BTreeMap<String, String> = ask
        .filters()
        .iter()
        .filter(|(name, value)| known.contains(name) && !value.is_empty())
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let wish = Export {
        listing: ask.listing.clone(),
        region: ask.region.clone(),
        purpose: ask.purpose.clone(),
        format: ask.format.clone(),
        full: !ask.full.is_empty(),
        full_why: ask.full_why.clone(),
        filter,
    };
    match request(act, wish).await {
        Ok(it) => Ok(Reply::go(format!("/desk/exports/{}?done=sent", it.request.id))),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "purpose");
            Ok(render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// `GET /desk/exports/{id}`
pub(crate) async fn one(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    show(act, JudgeForm { id: ask.id, ..JudgeForm::default() }, Fault::none()).await
}

async fn show(act: &mut Act, ask: JudgeForm, fault: Fault) -> Result<Reply, Fail> {
    let it = see(act, Which { id: ask.id.clone() }).await?;
    let row = row(act, it);
    let case = flow::get(act, &EXPORT, &ask.id).await?;
    let waiting = case.state.starts_with("approving");
    let may_judge = waiting && !row.own && flow::open_acts(act, &EXPORT, &case).iter().any(|step| step.act == "approve");
    let it = &row.it.request;
    let filter: BTreeMap<String, String> = serde_json::from_str(&it.filter)?;
    let filter: Vec<String> = filter.into_iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let facts = vec![
        ("清单", row.title.to_owned()),
        ("地区", row.place.clone()),
        ("筛选", if filter.is_empty() { "全部".into() } else { filter.join("，") }),
        ("用途", it.purpose.clone()),
        ("个人信息", if it.full_view == 1 { format!("完整，理由：{}", it.full_why) } else { "遮蔽".into() }),
        ("申请人", format!("{} {}", it.asked_name, row.at)),
        ("行数", if waiting { format!("超过 {} 行", super::FREE_ROWS) } else { row.it.request.lines.to_string() }),
    ];
    let mut page = act.page(&format!("导出：{}", row.title)).await?;
    page.back = Some("/desk/exports".into());
    page.faulty = !fault.is_empty();
    let waits_for_other = waiting && row.own;
    act.render(&One { page, fault, facts, reason: ask.reason, may_judge, waits_for_other, row })
}

/// `POST /desk/exports/{id}/judge`
pub(crate) async fn judge_form(act: &mut Act, ask: JudgeForm) -> Result<Reply, Fail> {
    match judge(act, Judge { id: ask.id.clone(), approve: ask.answer == "approve", reason: ask.reason.clone() }).await {
        Ok(it) => Ok(Reply::go(format!("/desk/exports/{}?done=decided", it.request.id))),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "reason");
            Ok(show(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}
