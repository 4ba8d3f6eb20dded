//! 投诉的页面 — say what went wrong, keep number and code, look how it stands.

use askama::Template;
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Fail, Reply, Scope};
use serde::de::IgnoredAny;

use super::{Complain, LookUp, NO_MATCH, Received, Stands, TOPICS, complain, look_up};
use crate::citizen_page::{day, fault};

#[derive(Template)]
#[template(path = "complaint/complain_page.html")]
struct Ask {
    page: Page,
    fault: Fault,
    ask: Complain,
    regions: Vec<Choice>,
    topics: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "complaint/received_page.html")]
struct Told {
    page: Page,
    it: Received,
    due: String,
}

#[derive(Template)]
#[template(path = "complaint/look_up_page.html")]
struct Look {
    page: Page,
    fault: Fault,
    ask: LookUp,
    it: Option<Stands>,
    due: String,
    asked: String,
    answered: String,
}

/// `GET /complaints/new`
pub(crate) async fn page(act: &mut Act, _: IgnoredAny) -> Result<Reply, Fail> {
    show(act, Complain::default(), Fault::none(), 200).await
}

async fn show(act: &mut Act, ask: Complain, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let mut page = act.page("意见投诉").await?;
    page.back = Some("/voice".into());
    page.faulty = !fault.is_empty();
    let regions = crate::desk_page::counties(&Scope::of("36"));
    Ok(act.render(&Ask { page, fault, ask, regions, topics: Choice::list(TOPICS) })?.status(status))
}

/// `POST /complaints/new`
pub(crate) async fn form(act: &mut Act, ask: Complain) -> Result<Reply, Fail> {
    match complain(act, ask.clone()).await {
        Ok(it) => {
            let mut page = act.page("投诉已收到").await?;
            page.back = Some("/".into());
            let due = it.due_on.as_deref().map(day).unwrap_or_default();
            act.render(&Told { page, it, due })
        }
        Err(fail) if fail.is_input() => show(act, ask, fault(&fail, "words"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}

/// `GET /complaints`
pub(crate) async fn look(act: &mut Act, _: IgnoredAny) -> Result<Reply, Fail> {
    found(act, LookUp::default(), Fault::none(), None, 200).await
}

/// `POST /complaints` — number and code do not stay in the address.
pub(crate) async fn look_form(act: &mut Act, ask: LookUp) -> Result<Reply, Fail> {
    match look_up(act, ask.clone()).await {
        Ok(it) => found(act, ask, Fault::none(), Some(it), 200).await,
        Err(fail) if fail.code == NO_MATCH => found(act, ask, fault(&fail, "number"), None, fail.code.status).await,
        Err(fail) => Err(fail),
    }
}

async fn found(act: &mut Act, ask: LookUp, fault: Fault, it: Option<Stands>, status: u16) -> Result<Reply, Fail> {
    let mut page = act.page("查投诉").await?;
    page.back = Some("/voice".into());
    page.faulty = !fault.is_empty();
    let words = |date: Option<&str>| date.map(day).unwrap_or_default();
    let due = words(it.as_ref().and_then(|it| it.due_on.as_deref()));
    let asked = words(it.as_ref().map(|it| it.asked_on.as_str()));
    let answered = words(it.as_ref().and_then(|it| it.answered_on.as_deref()));
    Ok(act.render(&Look { page, fault, ask, it, due, asked, answered })?.status(status))
}
