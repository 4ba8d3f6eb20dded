//! 工作台 — what waits for me: the most urgent first, then how much; and the whole inbox with filters.

use askama::Template;
use kernel::actor::Kind;
use kernel::flow::{self, Count, InboxAsk, InboxItem};
use kernel::page::{Choice, Clock, Fault, Page};
use kernel::{Act, Fail, Reply};
use serde::Deserialize;

use crate::desk_page::{Here, clock};

/// Rows of the list on the workbench.
const SHORT: usize = 10;

/// Which part of the inbox.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct InboxPage {
    /// Process.
    pub flow: String,
    /// State.
    pub state: String,
    /// `mine` or `overdue`.
    pub view: String,
    /// The same as `view=overdue`.
    pub overdue: String,
    /// Said by the shell.
    pub done: String,
}

/// One piece of work in a list.
struct Row {
    item: InboxItem,
    place: String,
    since: String,
    clock: Option<Clock>,
    holder: String,
}

#[derive(Template)]
#[template(path = "case/bench_page.html")]
struct Bench {
    page: Page,
    rows: Vec<Row>,
    /// All that waits, of which the rows are the first.
    waiting: i64,
    more: bool,
    counts: Vec<Count>,
}

#[derive(Template)]
#[template(path = "case/inbox_page.html")]
struct Inbox {
    page: Page,
    fault: Fault,
    ask: InboxPage,
    flows: Vec<Choice>,
    views: Vec<Choice>,
    rows: Vec<Row>,
    full: bool,
}

#[derive(Template)]
#[template(path = "case/keys_page.html")]
struct Keys {
    page: Page,
}

/// `GET /desk`
pub(crate) async fn page(act: &mut Act, _: Here) -> Result<Reply, Fail> {
    if act.actor.kind != Kind::Staff {
        return Ok(Reply::go("/my"));
    }
    let page = act.page("工作台").await?;
    let mut rows = taken(act, InboxAsk::default()).await?;
    rows.truncate(SHORT);
    let counts = flow::counts(act).await?;
    let waiting = counts.iter().map(|count| count.waiting).sum();
    let more = usize::try_from(waiting).is_ok_and(|waiting| rows.len() < waiting);
    act.render(&Bench { page, rows, waiting, more, counts })
}

/// `GET /desk/inbox`
pub(crate) async fn inbox(act: &mut Act, ask: InboxPage) -> Result<Reply, Fail> {
    if act.actor.kind != Kind::Staff {
        return Ok(Reply::go("/my"));
    }
    let mut ask = ask;
    if !ask.overdue.is_empty() {
        ask.view = "overdue".into();
    }
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let rows = taken(act, InboxAsk { flow: given(&ask.flow), state: given(&ask.state), view: given(&ask.view), after: None }).await?;
    let page = act.page(if ask.view == "overdue" { "逾期" } else { "待办" }).await?;
    let mine = act.kernel.flows.iter().filter(|flow| flow.steps.iter().any(|step| act.actor.may(step.who)));
    let flows = Choice::list(mine.map(|flow| (flow.name, flow.title)).collect::<Vec<_>>());
    let views = Choice::list([("mine", "我承办的"), ("overdue", "已逾期")]);
    let full = 100 <= rows.len();
    act.render(&Inbox { page, fault: Fault::none(), ask, flows, views, rows, full })
}

/// `GET /desk/keys`
pub(crate) async fn keys(act: &mut Act, _: Here) -> Result<Reply, Fail> {
    let mut page = act.page("键盘快捷键").await?;
    page.back = Some("/desk".into());
    act.render(&Keys { page })
}

async fn taken(act: &mut Act, ask: InboxAsk) -> Result<Vec<Row>, Fail> {
    let items = flow::inbox(act, ask).await?;
    let owners: Vec<String> = items.iter().filter_map(|item| item.owner.clone()).collect();
    let names = people::staff::names(act, &owners).await?;
    let row = |item: InboxItem| Row {
        place: kernel::shell::region_name(&item.region),
        since: crate::desk_page::day(&item.since),
        clock: clock(act, item.due.on.as_deref()),
        holder: item.owner.as_ref().and_then(|id| names.get(id)).cloned().unwrap_or_default(),
        item,
    };
    Ok(items.into_iter().map(row).collect())
}
