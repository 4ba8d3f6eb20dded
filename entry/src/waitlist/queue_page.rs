//! 轮候册的页面 — the queue with the reason for every place; one entry; whoever must be covered.

use askama::Template;
use kernel::flow;
use kernel::page::{Choice, Clock, Fault, Page, Pager};
use kernel::{Act, Fail, Reply};
use people::perms::{WAITLIST_MANAGE, WAITLIST_SEE};
use people::person;
use serde::Deserialize;

use super::list::{Placed, QueueAsk, list};
use super::must_cover::{Own, own};
use super::rank::{self, Leave, Rank, leave};
use super::{Entry, WAITLIST, seen};
use crate::application;
use crate::desk_page::{Here, clock, colleagues, counties, day, fault};

/// Which part of the queue.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct QueueLook {
    region: String,
    category: String,
    view: String,
    offset: Option<i64>,
    done: String,
}

/// Why an entry is struck, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StrikeForm {
    id: String,
    reason: String,
}

/// Who is responsible and by when, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OwnForm {
    id: String,
    owner_id: String,
    due_on: String,
}

/// An entry in the queue.
struct Row {
    placed: Placed,
    since: String,
    limit: String,
    clock: Option<Clock>,
}

/// Somebody who must be covered.
struct Must {
    entry: Entry,
    name: String,
    place: String,
    owner: String,
    clock: Option<Clock>,
    colleagues: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "waitlist/queue_page.html")]
struct Queue {
    page: Page,
    fault: Fault,
    ask: QueueLook,
    regions: Vec<Choice>,
    views: Vec<Choice>,
    place: String,
    rows: Vec<Row>,
    pager: Pager,
}

#[derive(Template)]
#[template(path = "waitlist/entry_page.html")]
struct One {
    page: Page,
    fault: Fault,
    rank: Rank,
    name: String,
    place: String,
    programme: &'static str,
    priority: String,
    joined: String,
    limit: String,
    clock: Option<Clock>,
    owner: String,
    reason: String,
    waiting: bool,
    may: bool,
    /// The viewer's post opens case files here.
    may_see_case: bool,
}

#[derive(Template)]
#[template(path = "waitlist/must_cover_page.html")]
struct Musts {
    page: Page,
    fault: Fault,
    rows: Vec<Must>,
}

/// `GET /desk/waitlist`
pub(crate) async fn page(act: &mut Act, ask: QueueLook) -> Result<Reply, Fail> {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let queue =
        list(act, QueueAsk { region: given(&ask.region), category: given(&ask.category), view: given(&ask.view), offset: ask.offset }).await?;
    let row = |placed: Placed| Row {
        since: day(&placed.entry.priority_on),
        limit: placed.entry.limit_on.as_deref().map_or("未载明".into(), day),
        clock: clock(act, placed.entry.limit_on.as_deref()),
        placed,
    };
    let rows: Vec<Row> = queue.rows.into_iter().map(row).collect();
    let regions = counties(&act.scope(WAITLIST_SEE));
    let offset = ask.offset.unwrap_or(0).max(0);
    let view = if ask.view == "must_cover" { "must_cover" } else { "" };
    let href = |offset: i64| format!("?region={}&view={view}&offset={offset}", queue.region);
    let more = i64::try_from(rows.len()).unwrap_or(0);
    let pager = Pager {
        shown: rows.len(),
        total: if view.is_empty() { u64::try_from(queue.total).ok() } else { None },
        before: (0 < offset).then(|| href((offset - 100).max(0))),
        after: (more == 100).then(|| href(offset + 100)),
    };
    let page = act.page("轮候册").await?;
    let views = Choice::list([("must_cover", "应保尽保")]);
    act.render(&Queue { page, fault: Fault::none(), place: kernel::shell::region_name(&queue.region), ask, regions, views, rows, pager })
}

/// `GET /desk/waitlist/{id}`
pub(crate) async fn one(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    render(act, StrikeForm { id: ask.id, reason: String::new() }, Fault::none()).await
}

async fn render(act: &mut Act, ask: StrikeForm, fault: Fault) -> Result<Reply, Fail> {
    let entry = seen(act, &ask.id).await?;
    let it = application::get(act, &entry.application_id).await?;
    let name = person::get(act, &it.applicant_id).await?.name;
    let waiting = flow::get(act, &WAITLIST, &entry.id).await?.closed_on.is_none();
    let owner = people::staff::names(act, std::slice::from_ref(&entry.owner_id)).await?.remove(&entry.owner_id).unwrap_or_default();
    let may = waiting && act.scope(WAITLIST_MANAGE).covers(&entry.region);
    let may_see_case = act.scope(people::perms::APPLICATION_SEE).covers(&entry.region);
    let mut page = act.page(&format!("{name} {}", entry.number)).await?;
    page.back = Some("/desk/waitlist".into());
    page.faulty = !fault.is_empty();
    let view = One {
        fault,
        name,
        place: kernel::shell::region_name(&entry.region),
        programme: application::programme_title(&entry.programme),
        priority: day(&entry.priority_on),
        joined: day(&entry.joined_on),
        limit: entry.limit_on.as_deref().map_or("规则未载明".into(), day),
        clock: if waiting { clock(act, entry.limit_on.as_deref()) } else { None },
        owner,
        reason: ask.reason,
        waiting,
        may,
        may_see_case,
        rank: rank::of(act, entry).await?,
        page,
    };
    act.render(&view)
}

/// `POST /desk/waitlist/{id}/strike`
pub(crate) async fn strike(act: &mut Act, ask: StrikeForm) -> Result<Reply, Fail> {
    match leave(act, Leave { id: ask.id.clone(), reason: ask.reason.clone() }).await {
        Ok(_) => Ok(Reply::go(format!("/desk/waitlist/{}?done=ended", ask.id))),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "reason");
            Ok(render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// `GET /desk/must-cover`
pub(crate) async fn must_cover(act: &mut Act, _: Here) -> Result<Reply, Fail> {
    must_render(act, Fault::none()).await
}

async fn must_render(act: &mut Act, fault: Fault) -> Result<Reply, Fail> {
    let scope = act.scope(WAITLIST_MANAGE);
    let mut rows = Vec::new();
    for region in scope.regions() {
        let queue = list(act, QueueAsk { region: Some(region.clone()), view: Some("must_cover".into()), ..QueueAsk::default() }).await?;
        for placed in queue.rows {
            let owner =
                people::staff::names(act, std::slice::from_ref(&placed.entry.owner_id)).await?.remove(&placed.entry.owner_id).unwrap_or_default();
            rows.push(Must {
                owner,
                clock: clock(act, placed.entry.owner_due_on.as_deref()),
                place: kernel::shell::region_name(&placed.entry.region),
                colleagues: colleagues(act, WAITLIST_MANAGE, &placed.entry.region).await?,
                name: placed.name,
                entry: placed.entry,
            });
        }
    }
    rows.sort_by(|a, b| (&a.entry.owner_due_on, &a.entry.id).cmp(&(&b.entry.owner_due_on, &b.entry.id)));
    rows.dedup_by(|a, b| a.entry.id == b.entry.id);
    let mut page = act.page("应保尽保").await?;
    page.faulty = !fault.is_empty();
    act.render(&Musts { page, fault, rows })
}

/// `POST /desk/must-cover/{id}`
pub(crate) async fn own_form(act: &mut Act, ask: OwnForm) -> Result<Reply, Fail> {
    let id = ask.id.clone();
    match own(act, Own { id: ask.id, owner_id: ask.owner_id, due_on: ask.due_on }).await {
        Ok(_) => Ok(Reply::go("/desk/must-cover?done=saved")),
        Err(fail) if fail.is_input() => {
            let mut fault = fault(&fail, "owner_id");
            for wrong in &mut fault.errors {
                wrong.field = format!("{}-{id}", wrong.field);
            }
            Ok(must_render(act, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}
