//! 投诉的办理 — complaints of one's regions; one is taken up and answered, or pointed to who is in charge.

use askama::Template;
use kernel::db::Query;
use kernel::flow;
use kernel::page::{Clock, Fault, Page};
use kernel::{Act, Fail, Reply};
use people::perms::COMPLAINT_HANDLE;
use sqlx::FromRow;

use super::{COMPLAINT, Handle, Seen, TOPICS, Which, handle, see};
use crate::desk_page::{Here, clock, day, fault};

#[derive(FromRow)]
struct Stored {
    id: String,
    number: String,
    region: String,
    topic: String,
    asked_on: String,
    state: String,
    due_on: Option<String>,
    closed_on: Option<String>,
}

struct Row {
    it: Stored,
    place: String,
    topic: &'static str,
    asked: String,
    state: String,
    clock: Option<Clock>,
}

#[derive(Template)]
#[template(path = "complaint/desk_complaints_page.html")]
struct List {
    page: Page,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "complaint/desk_complaint_page.html")]
struct One {
    page: Page,
    fault: Fault,
    seen: Seen,
    ask: Handle,
    place: String,
    asked: String,
    clock: Option<Clock>,
    story: Vec<(String, String, String)>,
}

/// `GET /desk/complaints`
pub(crate) async fn list(act: &mut Act, _: Here) -> Result<Reply, Fail> {
    let scope = act.scope(COMPLAINT_HANDLE);
    let found: Vec<Stored> = Query::new(
        "select o.id, o.number, o.region, o.topic, o.asked_on, c.state, c.due_on, c.closed_on
         from complaint o join flow_case c on c.flow = 'complaint' and c.id = o.id where 1 = 1",
    )
    .and_scope("o.region", &scope)
    .sql("order by case when c.closed_on is null then 0 else 1 end, c.due_on, o.id desc limit 100")
    .all(&mut act.tx)
    .await?;
    let row = |it: Stored| Row {
        clock: if it.closed_on.is_none() { clock(act, it.due_on.as_deref()) } else { None },
        place: kernel::shell::region_name(&it.region),
        topic: TOPICS.iter().find(|(topic, _)| *topic == it.topic).map_or("", |(_, word)| word),
        asked: day(&it.asked_on),
        state: COMPLAINT.title_of(&it.state),
        it,
    };
    let rows = found.into_iter().map(row).collect();
    let page = act.page("意见投诉").await?;
    act.render(&List { page, rows })
}

/// `GET /desk/complaints/{id}`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    render(act, Handle { id: ask.id, ..Handle::default() }, Fault::none()).await
}

async fn render(act: &mut Act, ask: Handle, fault: Fault) -> Result<Reply, Fail> {
    let seen = see(act, Which { id: ask.id.clone() }).await?;
    let mut page = act.page(&format!("投诉 {}", seen.stands.number)).await?;
    page.back = Some("/desk/complaints".into());
    page.faulty = !fault.is_empty();
    let story = flow::story(act, &COMPLAINT, &seen.id).await?;
    let told = |step: flow::Taken| (crate::desk_page::moment(&step.at), COMPLAINT.title_of(&step.to_state), step.actor_name);
    let clock = if seen.stands.closed { None } else { clock(act, seen.stands.due_on.as_deref()) };
    let view = One {
        fault,
        place: kernel::shell::region_name(&seen.region),
        asked: day(&seen.stands.asked_on),
        clock,
        story: story.into_iter().map(told).collect(),
        page,
        seen,
        ask,
    };
    act.render(&view)
}

/// `POST /desk/complaints/{id}`
pub(crate) async fn form(act: &mut Act, ask: Handle) -> Result<Reply, Fail> {
    match handle(act, ask.clone()).await {
        Ok(_) => Ok(Reply::go(format!("/desk/complaints/{}?done=decided", ask.id))),
        Err(fail) if fail.is_input() || fail.code == super::OWN_CASE => {
            let fault = fault(&fail, "answer");
            Ok(render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}
