//! 联系方式的页面 — phone and contact person, changed at once (C-13, C-28).

use askama::Template;
use kernel::page::{Fault, Page};
use kernel::{Act, Fail, Reply};
use serde::Deserialize;

use super::contact::{Reach, change, see};
use crate::citizen_page;

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Typed {
    phone: String,
    other_contact: String,
    done: String,
}

#[derive(Template)]
#[template(path = "change/contact_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Typed,
}

/// `GET /my/contact`
pub(crate) async fn page(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    let now = see(act, ()).await?;
    show(act, Typed { phone: now.phone, other_contact: now.other_contact, done: ask.done }, Fault::none(), 200).await
}

async fn show(act: &mut Act, ask: Typed, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let mut page = citizen_page::own(act, "联系方式", "/my/rights").await?;
    page.faulty = !fault.is_empty();
    Ok(act.render(&View { page, fault, ask })?.status(status))
}

/// `POST /my/contact`
pub(crate) async fn form(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    match change(act, Reach { phone: Some(ask.phone.clone()), other_contact: Some(ask.other_contact.clone()) }).await {
        Ok(_) => Ok(Reply::go("/my/contact?done=saved")),
        Err(fail) if fail.is_input() => show(act, ask, citizen_page::fault(&fail, "phone"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}
