//! 异议的办理 — objections of one's regions; one is looked into and concluded with what was found.

use askama::Template;
use kernel::db::Query;
use kernel::flow;
use kernel::page::{Choice, Clock, Fault, Page};
use kernel::{Act, Fail, Reply};
use people::perms::OBJECTION_HANDLE;
use serde::Deserialize;
use sqlx::FromRow;

use super::OBJECTION;
use super::object::{ConcludeObjection, Seen, conclude, see};
use super::public::One as Which;
use crate::desk_page::{Here, clock, day, fault};

/// The conclusion as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ConcludeForm {
    id: String,
    outcome: String,
    answer: String,
}

#[derive(FromRow)]
struct Stored {
    id: String,
    subject: String,
    region: String,
    asked_on: String,
    outcome: String,
    due_on: Option<String>,
}

/// An objection in one line.
struct Row {
    id: String,
    number: String,
    place: String,
    asked: String,
    outcome: String,
    clock: Option<Clock>,
}

#[derive(Template)]
#[template(path = "notice/desk_objections_page.html")]
struct List {
    page: Page,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "notice/desk_objection_page.html")]
struct View {
    page: Page,
    fault: Fault,
    seen: Seen,
    ask: ConcludeForm,
    outcomes: Vec<Choice>,
    place: String,
    asked: String,
    clock: Option<Clock>,
    open: bool,
}

/// `GET /desk/objections`
pub(crate) async fn list(act: &mut Act, _: Here) -> Result<Reply, Fail> {
    let scope = act.scope(OBJECTION_HANDLE);
    let found: Vec<Stored> = Query::new(
        "select o.id, c.subject, o.region, o.asked_on, o.outcome, c.due_on from objection o join flow_case c on c.flow = 'objection' and c.id = o.id where 1 = 1",
    )
    .and_scope("o.region", &scope)
    .sql("order by case o.outcome when '' then 0 else 1 end, c.due_on, o.id desc limit 100")
    .all(&mut act.tx)
    .await?;
    let row = |it: Stored| Row {
        clock: if it.outcome.is_empty() { clock(act, it.due_on.as_deref()) } else { None },
        number: it.subject,
        place: kernel::shell::region_name(&it.region),
        asked: day(&it.asked_on),
        outcome: it.outcome,
        id: it.id,
    };
    let rows = found.into_iter().map(row).collect();
    let page = act.page("公示异议").await?;
    act.render(&List { page, rows })
}

/// `GET /desk/objections/{id}`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    render(act, ConcludeForm { id: ask.id, ..ConcludeForm::default() }, Fault::none()).await
}

async fn render(act: &mut Act, ask: ConcludeForm, fault: Fault) -> Result<Reply, Fail> {
    let seen = see(act, Which { id: ask.id.clone() }).await?;
    let case = flow::get(act, &OBJECTION, &ask.id).await?;
    let mut page = act.page(&format!("对 {} 的异议", seen.number)).await?;
    page.back = Some("/desk/objections".into());
    page.faulty = !fault.is_empty();
    let open = case.closed_on.is_none();
    let view = View {
        fault,
        place: kernel::shell::region_name(&seen.region),
        asked: day(&seen.asked_on),
        clock: if open { clock(act, case.due_on.as_deref()) } else { None },
        outcomes: Choice::list([("uphold", "异议成立，重新认定"), ("dismiss", "异议不成立，继续公示")]),
        open,
        page,
        seen,
        ask,
    };
    act.render(&view)
}

/// `POST /desk/objections/{id}`
pub(crate) async fn form(act: &mut Act, ask: ConcludeForm) -> Result<Reply, Fail> {
    match conclude(act, ConcludeObjection { id: ask.id.clone(), outcome: ask.outcome.clone(), answer: ask.answer.clone() }).await {
        Ok(_) => Ok(Reply::go("/desk/objections?done=decided")),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "answer");
            Ok(render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}
