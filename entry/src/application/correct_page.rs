//! 补正的页面 — everything that is missing, once, and one answer to it all.

use askama::Template;
use kernel::fail::NOT_FOUND;
use kernel::page::{Clock, Fault, Page};
use kernel::{Act, Fail, Reply};
use serde::Deserialize;

use super::correction::{Answer, Correction, answer, of_application};
use super::members::changeable;
use super::submit::{Which, submit};
use super::{Application, declared};
use crate::citizen_page::{self, Here, day};

/// The answer, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Typed {
    id: String,
    answer: String,
}

#[derive(Template)]
#[template(path = "application/correct_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Typed,
    defects: Vec<String>,
    due: String,
    clock: Clock,
    earlier: Vec<String>,
}

async fn open(act: &mut Act, id: &str) -> Result<(Application, Correction), Fail> {
    let it = changeable(act, id).await?;
    let correction = of_application(act, &it.id).await?.ok_or(NOT_FOUND)?;
    Ok((it, correction))
}

/// `GET /my/applications/{id}/correct`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    act.about("application", &ask.id, "");
    show(act, Typed { id: ask.id, answer: String::new() }, Fault::none(), 200).await
}

async fn show(act: &mut Act, ask: Typed, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let (it, correction) = open(act, &ask.id).await?;
    let earlier = declared(act, &it).await?.answers;
    let mut page = citizen_page::of_case(act, &it, "请补正").await?;
    page.faulty = !fault.is_empty();
    let due = correction.due_on.parse().unwrap_or_else(|_| act.today());
    let clock = kernel::page::days_left(act.today(), due);
    Ok(act.render(&View { page, fault, ask, defects: correction.defects, due: day(&correction.due_on), clock, earlier })?.status(status))
}

/// `POST /my/applications/{id}/correct`: the answer and the renewed submission in one act.
pub(crate) async fn form(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    open(act, &ask.id).await?;
    let sent = match answer(act, Answer { id: ask.id.clone(), answer: ask.answer.clone() }).await {
        Ok(_) => submit(act, Which { id: ask.id.clone() }).await.map(|_| ()),
        Err(fail) => Err(fail),
    };
    match sent {
        Ok(()) => Ok(Reply::go(format!("/my/applications/{}?done=sent", ask.id))),
        Err(fail) if fail.is_input() => show(act, ask, citizen_page::fault(&fail, "answer"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}
