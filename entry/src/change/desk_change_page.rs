//! 变更的页面（工作人员） — what was reported, what the departments say now, and a decision with its reason.

use askama::Template;
use kernel::flow::{self, InboxAsk, InboxItem};
use kernel::page::{Choice, Clock, Fault, Page};
use kernel::{Act, Fail, Reply};
use serde::Deserialize;

use super::{Change, Decide, Which, decide, see};
use crate::desk_page::{Here, clock, day, fault, moment};

/// A word about one report.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Word {
    id: String,
    outcome: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "change/desk_changes_page.html")]
struct ListView {
    page: Page,
    rows: Vec<(InboxItem, Option<Clock>)>,
}

impl ListView {
    fn day(&self, stored: &str) -> String {
        day(stored)
    }
}

#[derive(Template)]
#[template(path = "change/desk_change_page.html")]
struct View {
    page: Page,
    fault: Fault,
    change: Change,
    ask: Word,
    clock: Option<Clock>,
    outcomes: Vec<Choice>,
}

impl View {
    fn day(&self, stored: &str) -> String {
        day(stored)
    }

    fn moment(&self, stored: &str) -> String {
        moment(stored)
    }
}

/// `GET /desk/changes`
pub(crate) async fn list(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let items = flow::inbox(act, InboxAsk { flow: Some("change".into()), ..InboxAsk::default() }).await?;
    let rows = items.into_iter().map(|item| (clock(act, item.due.on.as_deref()), item)).map(|(clock, item)| (item, clock)).collect();
    let page = act.page("情况变更").await?;
    act.render(&ListView { page, rows })
}

/// `GET /desk/changes/{id}`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    show(act, Word { id: ask.id, ..Word::default() }, Fault::none(), 200).await
}

async fn show(act: &mut Act, ask: Word, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let change = see(act, Which { id: ask.id.clone() }).await?;
    let mut page = act.page(&format!("{}（{}）", change.kind, change.person)).await?;
    page.back = Some("/desk/changes".into());
    page.faulty = !fault.is_empty();
    let clock = clock(act, change.due_on.as_deref());
    let outcomes = Choice::list([("take", "采纳：登记这项变化"), ("keep", "维持原来的登记")]);
    Ok(act.render(&View { page, fault, change, ask, clock, outcomes })?.status(status))
}

/// `POST /desk/changes/{id}`
pub(crate) async fn form(act: &mut Act, ask: Word) -> Result<Reply, Fail> {
    match decide(act, Decide { id: ask.id.clone(), outcome: ask.outcome.clone(), reason: ask.reason.clone() }).await {
        Ok(_) => Ok(Reply::go("/desk/changes?done=decided")),
        Err(fail) if fail.is_input() => show(act, ask, fault(&fail, "reason"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}
