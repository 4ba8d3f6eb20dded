//! 系统查到的情况的页面 — each finding with source and date; one tap for all that is right.

use askama::Template;
use jiff::SignedDuration;
use kernel::fail::NOT_FOUND;
use kernel::page::{Fault, Page, Tone};
use kernel::{Act, Fail, Reply, flow};
use serde::Deserialize;

use super::found::{self, Item};
use crate::application::details::{Confirm, confirm};
use crate::application::{self, APPLICATION};
use crate::citizen_page::{self, Here, Only, day};
use crate::evidence;

/// How long after the last question a page looks again by itself.
const LIVELY: SignedDuration = SignedDuration::from_secs(120);

/// A finding as a card.
pub(super) struct Card {
    query: String,
    department: String,
    who: String,
    tone: Tone,
    word: &'static str,
    source: String,
    dispute: String,
    fields: Vec<(String, String)>,
    answered: bool,
}

#[derive(Template)]
#[template(path = "case/found_page.html")]
struct View {
    page: Page,
    id: String,
    cards: Vec<Card>,
    waiting: usize,
    silent: usize,
    open: bool,
    to_confirm: bool,
    refresh: bool,
}

#[derive(Template)]
#[template(path = "case/wrong_page.html")]
struct WrongView {
    page: Page,
    fault: Fault,
    ask: Wrong,
    card: Card,
}

/// What is wrong about one finding.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Wrong {
    id: String,
    query: String,
    why: String,
}

/// Departments were asked a moment ago, so that looking again soon is worth it.
pub(super) async fn lively(act: &mut Act, application: &str) -> Result<bool, Fail> {
    let now = act.now;
    let asked = evidence::of_case(act, application).await?;
    let recent = |at: &str| at.parse::<jiff::Timestamp>().is_ok_and(|at| now.duration_since(at) < LIVELY);
    Ok(asked.iter().any(|it| it.state == "waiting" && recent(&it.asked_at)))
}

fn card(item: Item) -> Card {
    let (tone, word) = match (item.state.as_str(), item.word.as_str()) {
        ("waiting", _) => (Tone::Info, "正在查"),
        ("silent", _) => (Tone::Warning, "没有答复"),
        (_, "disputed") => (Tone::Warning, "您说有误"),
        (_, "confirmed") => (Tone::Success, "您已确认"),
        _ => (Tone::Plain, "待您确认"),
    };
    let source = match (&item.as_of, item.state.as_str()) {
        (Some(as_of), _) => format!("{}，数据截至{}", item.department, day(as_of)),
        (None, "silent") => "部门没有答复，由工作人员核实，不影响您继续。".to_owned(),
        _ => item.department.clone(),
    };
    Card {
        answered: item.state == "answered",
        query: item.query,
        department: item.department,
        who: format!("{} {}", item.relation, item.name),
        tone,
        word,
        source,
        dispute: item.dispute,
        fields: item.fields,
    }
}

/// `GET /my/applications/{id}/found`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let state = flow::get(act, &APPLICATION, &it.id).await?.state;
    let found = found::of(act, &it).await?;
    let refresh = 0 < found.waiting && ask.still.is_empty() && lively(act, &it.id).await?;
    let to_confirm = found.items.iter().any(|item| item.state == "answered" && item.word.is_empty());
    act.about("application", &it.id, &it.region);
    let page = citizen_page::of_case(act, &it, "系统查到的情况").await?;
    let cards = found.items.into_iter().map(card).collect();
    act.render(&View {
        page,
        id: it.id,
        cards,
        waiting: found.waiting,
        silent: found.silent,
        open: state == "draft" || state == "correcting",
        to_confirm,
        refresh,
    })
}

/// `POST /my/applications/{id}/found`: all that is shown is right.
pub(crate) async fn form(act: &mut Act, ask: Only) -> Result<Reply, Fail> {
    confirm(act, Confirm { id: ask.id.clone(), right: vec!["all".into()], ..Confirm::default() }).await?;
    Ok(Reply::go(format!("/my/applications/{}/members?done=saved", ask.id)))
}

/// `GET /my/applications/{id}/wrong`
pub(crate) async fn wrong(act: &mut Act, ask: Wrong) -> Result<Reply, Fail> {
    wrong_page(act, ask, Fault::none(), 200).await
}

async fn wrong_page(act: &mut Act, ask: Wrong, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let items = found::of(act, &it).await?.items;
    let item = items.into_iter().find(|item| item.query == ask.query && item.state == "answered").ok_or(NOT_FOUND)?;
    let ask = Wrong { why: if ask.why.is_empty() { item.dispute.clone() } else { ask.why }, ..ask };
    act.about("application", &it.id, &it.region);
    let mut page = citizen_page::of_case(act, &it, "哪里不对？").await?;
    page.back = Some(format!("/my/applications/{}/found", it.id));
    page.faulty = !fault.is_empty();
    Ok(act.render(&WrongView { page, fault, ask, card: card(item) })?.status(status))
}

/// `POST /my/applications/{id}/wrong`
pub(crate) async fn wrong_form(act: &mut Act, ask: Wrong) -> Result<Reply, Fail> {
    // Only what is shown to this person can be disputed by this person.
    let it = application::mine(act, &ask.id).await?;
    let shown = found::of(act, &it).await?.items.iter().any(|item| item.query == ask.query);
    if !shown {
        return Err(NOT_FOUND.into());
    }
    match confirm(act, Confirm { id: ask.id.clone(), right: Vec::new(), wrong: Some(ask.query.clone()), why: Some(ask.why.clone()) }).await {
        Ok(_) => Ok(Reply::go(format!("/my/applications/{}/found?done=saved", ask.id))),
        Err(fail) if fail.is_input() => wrong_page(act, ask, citizen_page::fault(&fail, "why"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}
