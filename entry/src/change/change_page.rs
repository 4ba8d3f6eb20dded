//! 报变更的页面 — what changed, for whom, when; what was reported and how it ended (C-24).

use askama::Template;
use kernel::page::{Choice, Fault, Page, Tone};
use kernel::{Act, Fail, Reply, flow};
use people::household;

use super::{Change, KINDS, Report, Which, list, report, withdraw};
use crate::application::{self, APPLICATION};
use crate::citizen_page::{self, Here, day};

#[derive(Template)]
#[template(path = "change/changes_page.html")]
struct ListView {
    page: Page,
    id: String,
    open: bool,
    changes: Vec<Change>,
}

impl ListView {
    fn tone(&self, change: &Change) -> Tone {
        match change.state.as_str() {
            "reported" => Tone::Info,
            "taken" => Tone::Success,
            _ => Tone::Plain,
        }
    }

    fn day(&self, stored: &str) -> String {
        day(stored)
    }
}

#[derive(Template)]
#[template(path = "change/change_page.html")]
struct FormView {
    page: Page,
    fault: Fault,
    ask: Report,
    kinds: Vec<Choice>,
    people: Vec<Choice>,
}

/// `GET /my/applications/{id}/changes`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let changes = list(act, Which { id: ask.id.clone() }).await?;
    let it = application::mine(act, &ask.id).await?;
    let case = flow::get(act, &APPLICATION, &it.id).await?;
    let page = citizen_page::of_case(act, &it, "情况有变化").await?;
    act.render(&ListView { page, id: it.id, open: case.state != "draft" && case.closed_on.is_none(), changes })
}

/// `GET /my/applications/{id}/change`
pub(crate) async fn new(act: &mut Act, ask: Report) -> Result<Reply, Fail> {
    show(act, ask, Fault::none(), 200).await
}

async fn show(act: &mut Act, ask: Report, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let members = household::members(act, &it.household_id).await?;
    let mut page = citizen_page::of_case(act, &it, "报告变化").await?;
    page.back = Some(format!("/my/applications/{}/changes", it.id));
    page.faulty = !fault.is_empty();
    let kinds = Choice::list(KINDS.map(|(name, title, _)| (name, title)));
    let people = Choice::list(members.into_iter().map(|member| (member.person_id, format!("{}（{}）", member.name, member.relation.title()))));
    Ok(act.render(&FormView { page, fault, ask, kinds, people })?.status(status))
}

/// `POST /my/applications/{id}/change`
pub(crate) async fn form(act: &mut Act, ask: Report) -> Result<Reply, Fail> {
    match report(act, ask.clone()).await {
        Ok(_) => Ok(Reply::go(format!("/my/applications/{}/changes?done=sent", ask.id))),
        Err(fail) if fail.is_input() => show(act, ask, citizen_page::fault(&fail, "kind"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}

/// `POST /my/changes/{id}/withdraw`
pub(crate) async fn withdraw_form(act: &mut Act, ask: Which) -> Result<Reply, Fail> {
    let gone = withdraw(act, ask).await?;
    Ok(Reply::go(format!("/my/applications/{}/changes?done=ended", gone.application_id)))
}
