//! 部门核查的页面 — the lanes of one's own department, oldest due first, and one lane with three buttons.

use askama::Template;
use kernel::flow::{self, InboxAsk, InboxItem};
use kernel::page::{Choice, Clock, Fault, Page, Tone};
use kernel::{Act, Fail, Reply};
use people::perms;
use serde::Deserialize;

use super::conclude::{Conclude, conclude};
use super::see::{SeeLane, Seen, result_word, see};
use super::{CHECKS, CONTRADICTION, DOUBTFUL, SILENT, batch, lanes};
use crate::desk_page::{clock, day, fault, moment};

/// Which lanes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct QueueAsk {
    /// `reviewing` or `asking`.
    pub state: String,
    /// Said by the shell.
    pub done: String,
}

/// One lane to be looked at, or a word about it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LaneForm {
    id: String,
    result: String,
    reason: String,
    /// `list` when the word was said in the queue itself.
    from: String,
    done: String,
}

/// A lane in the queue.
struct Row {
    item: InboxItem,
    /// What the automatic comparison left behind, in a word.
    compared: &'static str,
    compared_tone: Tone,
    /// May be confirmed with others: a person is asked because nothing came.
    batch: bool,
    tone: Tone,
    place: String,
    since: String,
    clock: Option<Clock>,
}

#[derive(Template)]
#[template(path = "check/queue_page.html")]
struct Queue {
    page: Page,
    fault: Fault,
    state: String,
    states: Vec<Choice>,
    batch: bool,
    most: usize,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "check/lane_page.html")]
struct One {
    page: Page,
    fault: Fault,
    seen: Seen,
    department: String,
    reason: String,
    clock: Option<Clock>,
    tone: Tone,
    word: &'static str,
    open: bool,
    may_disagree: bool,
    left: usize,
    /// Neighbours in the queue; empty at its ends.
    before: String,
    after: String,
}

impl One {
    fn day(&self, stored: &str) -> String {
        day(stored)
    }

    fn moment(&self, stored: &str) -> String {
        moment(stored)
    }
}

/// What waits in the lanes this person may conclude: to be verified first, then by due date.
async fn waiting(act: &mut Act, state: &str) -> Result<Vec<InboxItem>, Fail> {
    let mine: Vec<&str> = CHECKS.iter().zip(perms::CHECKS).filter(|(_, (_, perm))| act.actor.may(*perm)).map(|(flow, _)| flow.name).collect();
    let mut items = Vec::new();
    for name in mine {
        let ask = InboxAsk { flow: Some(name.into()), state: Some(state.to_owned()).filter(|state| !state.is_empty()), ..InboxAsk::default() };
        items.extend(flow::inbox(act, ask).await?);
    }
    items.sort_by(|a, b| (a.state != "reviewing", &a.due.on, &a.id).cmp(&(b.state != "reviewing", &b.due.on, &b.id)));
    Ok(items)
}

/// `GET /desk/lanes`
pub(crate) async fn page(act: &mut Act, ask: QueueAsk) -> Result<Reply, Fail> {
    list(act, ask.state, Fault::none()).await
}

/// The queue, with what was wrong about a batch.
pub(super) async fn list(act: &mut Act, state: String, fault: Fault) -> Result<Reply, Fail> {
    let mut rows: Vec<Row> = Vec::new();
    for item in waiting(act, &state).await?.into_iter().take(batch::MOST) {
        rows.push(row(act, item).await?);
    }
    let mut page = act.page("部门核查").await?;
    page.faulty = !fault.is_empty();
    let states = Choice::list([("reviewing", "待人工核验"), ("asking", "等待部门答复")]);
    let batch = rows.iter().any(|row| row.batch);
    act.render(&Queue { page, fault, state, states, batch, most: batch::MOST, rows })
}

async fn row(act: &mut Act, item: InboxItem) -> Result<Row, Fail> {
    let open = item.state == "reviewing";
    let why = match CHECKS.iter().find(|flow| flow.name == item.flow) {
        Some(process) if open => {
            flow::story(act, process, &item.id).await?.into_iter().rev().find(|step| step.act == "refer").map(|step| step.reason)
        }
        _ => None,
    };
    let (compared_tone, compared) = match (open, why.as_deref()) {
        (true, Some(CONTRADICTION)) => (Tone::Danger, "有矛盾"),
        (true, Some(DOUBTFUL)) => (Tone::Warning, "答复不足以判断"),
        (true, _) => (Tone::Warning, SILENT),
        (false, _) => (Tone::Info, "等待答复"),
    };
    let batch = compared == SILENT;
    Ok(Row {
        tone: if open { Tone::Warning } else { Tone::Info },
        place: kernel::shell::region_name(&item.region),
        since: day(&item.since),
        clock: clock(act, item.due.on.as_deref()),
        compared,
        compared_tone,
        batch,
        item,
    })
}

/// `GET /desk/lanes/{id}`
pub(crate) async fn one(act: &mut Act, ask: LaneForm) -> Result<Reply, Fail> {
    render(act, &ask, Fault::none()).await
}

async fn render(act: &mut Act, ask: &LaneForm, fault: Fault) -> Result<Reply, Fail> {
    let seen = see(act, SeeLane { id: ask.id.clone() }).await?;
    let department = seen.lane.department_name();
    let may = |verb: &str| lanes::of(&seen.lane.department).is_some_and(|flow| flow.row(&seen.state, verb).is_some());
    let (open, may_disagree) = (may("agree"), may("disagree"));
    let queue: Vec<String> = waiting(act, "reviewing").await?.into_iter().map(|item| item.id).collect();
    let left = queue.iter().filter(|id| **id != ask.id).count();
    let here = queue.iter().position(|id| *id == ask.id);
    let beside = |at: Option<usize>| at.and_then(|at| queue.get(at)).cloned().unwrap_or_default();
    let before = beside(here.and_then(|at| at.checked_sub(1)));
    let after = beside(here.map_or(Some(0), |at| at.checked_add(1)));
    let mut page = act.page(&format!("{department}核查 {}", seen.number)).await?;
    page.back = Some("/desk/lanes".into());
    page.faulty = !fault.is_empty();
    let (tone, word) = result_word(&seen.lane.result);
    let clock = if open { clock(act, Some(&seen.lane.due_on)) } else { None };
    act.render(&One { page, fault, department, reason: ask.reason.clone(), clock, tone, word, open, may_disagree, left, before, after, seen })
}

/// `POST /desk/lanes/{id}` — then on to the next one that waits for a person.
pub(crate) async fn form(act: &mut Act, ask: LaneForm) -> Result<Reply, Fail> {
    match conclude(act, Conclude { id: ask.id.clone(), result: ask.result.clone(), reason: ask.reason.clone() }).await {
        Ok(_) if ask.from == "list" => Ok(Reply::go("/desk/lanes?done=decided")),
        Ok(_) => {
            let next = waiting(act, "reviewing").await?.into_iter().find(|item| item.id != ask.id);
            Ok(Reply::go(next.map_or_else(|| "/desk/lanes?done=decided".to_owned(), |item| format!("/desk/lanes/{}?done=decided", item.id))))
        }
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "reason");
            Ok(render(act, &ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}
