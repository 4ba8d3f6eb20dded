//! 申请复核的页面 — in one's own words what is wrong about the decision.

use askama::Template;
use kernel::page::{Fault, Page};
use kernel::{Act, Fail, Reply, flow};
use serde::Deserialize;

use super::reconsider::{NOTHING, Reconsider, ask as reconsider};
use crate::application::{self, APPLICATION};
use crate::citizen_page::{self, Here};

/// The grounds, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Typed {
    id: String,
    grounds: String,
}

#[derive(Template)]
#[template(path = "decision/reconsider_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Typed,
}

/// `GET /my/applications/{id}/reconsider`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let state = flow::get(act, &APPLICATION, &it.id).await?.state;
    if APPLICATION.row(&state, "reconsider").is_none() {
        return Err(NOTHING.into());
    }
    show(act, Typed { id: ask.id, grounds: String::new() }, Fault::none(), 200).await
}

async fn show(act: &mut Act, ask: Typed, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let mut page = citizen_page::of_case(act, &it, "申请复核").await?;
    page.faulty = !fault.is_empty();
    Ok(act.render(&View { page, fault, ask })?.status(status))
}

/// `POST /my/applications/{id}/reconsider`
pub(crate) async fn form(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    match reconsider(act, Reconsider { id: ask.id.clone(), grounds: ask.grounds.clone() }).await {
        Ok(_) => Ok(Reply::go(format!("/my/applications/{}?done=sent", ask.id))),
        Err(fail) if fail.is_input() => show(act, ask, citizen_page::fault(&fail, "grounds"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}
