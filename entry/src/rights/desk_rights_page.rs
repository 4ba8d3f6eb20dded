//! 权利请求的页面（工作人员） — one word of an officer, and of a second person where data are erased.

use askama::Template;
use kernel::flow::{self, InboxAsk, InboxItem};
use kernel::page::{Choice, Clock, Fault, Page};
use kernel::{Act, Fail, Reply};
use people::perms::{APPLICATION_DECIDE, APPLICATION_SIGN};
use serde::Deserialize;

use super::{Decide, Request, Which, decide, erase, see};
use crate::desk_page::{Here, clock, day, fault, moment};

/// A word about one request.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Word {
    id: String,
    outcome: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "rights/desk_rights_list_page.html")]
struct ListView {
    page: Page,
    rows: Vec<(InboxItem, Option<Clock>)>,
}

impl ListView {
    fn day(&self, stored: &str) -> String {
        day(stored)
    }
}

#[derive(Template)]
#[template(path = "rights/desk_rights_page.html")]
struct View {
    page: Page,
    fault: Fault,
    request: Request,
    ask: Word,
    clock: Option<Clock>,
    /// Where the form goes; empty when nothing is to be said by this person.
    to: &'static str,
    outcomes: Vec<Choice>,
}

impl View {
    fn moment(&self, stored: &str) -> String {
        moment(stored)
    }
}

/// `GET /desk/rights`
pub(crate) async fn list(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let items = flow::inbox(act, InboxAsk { flow: Some("rights".into()), ..InboxAsk::default() }).await?;
    let rows = items.into_iter().map(|item| (clock(act, item.due.on.as_deref()), item)).map(|(clock, item)| (item, clock)).collect();
    let page = act.page("个人信息权利请求").await?;
    act.render(&ListView { page, rows })
}

/// `GET /desk/rights/{id}`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    show(act, Word { id: ask.id, ..Word::default() }, Fault::none(), 200).await
}

async fn show(act: &mut Act, ask: Word, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let request = see(act, Which { id: ask.id.clone() }).await?;
    let mut page = act.page(&format!("{}（{}）", request.title, request.person)).await?;
    page.back = Some("/desk/rights".into());
    page.faulty = !fault.is_empty();
    let may = |perm| act.scope(perm).covers(&request.region);
    let (to, outcomes) = match (request.state.as_str(), request.kind.as_str()) {
        ("asked", "erase") if may(APPLICATION_DECIDE) => ("", Choice::list([("propose_erasure", "拟删除，送签批"), ("refuse", "不予删除")])),
        ("asked", _) if may(APPLICATION_DECIDE) => ("", Choice::list([("answer", "答复"), ("refuse", "不予办理")])),
        ("approving", _) if may(APPLICATION_SIGN) => ("/sign", Choice::list([("erase", "签批：删除"), ("send_back", "退回")])),
        _ => ("", Vec::new()),
    };
    let clock = clock(act, request.due_on.as_deref());
    Ok(act.render(&View { page, fault, request, ask, clock, to, outcomes })?.status(status))
}

/// `POST /desk/rights/{id}`
pub(crate) async fn form(act: &mut Act, ask: Word) -> Result<Reply, Fail> {
    let word = Decide { id: ask.id.clone(), outcome: ask.outcome.clone(), reason: ask.reason.clone() };
    match decide(act, word).await {
        Ok(_) => Ok(Reply::go("/desk/rights?done=decided")),
        Err(fail) if fail.is_input() => show(act, ask, fault(&fail, "reason"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}

/// `POST /desk/rights/{id}/sign`
pub(crate) async fn sign_form(act: &mut Act, ask: Word) -> Result<Reply, Fail> {
    let word = erase::Sign { id: ask.id.clone(), outcome: ask.outcome.clone(), reason: ask.reason.clone() };
    match erase::sign(act, word).await {
        Ok(_) => Ok(Reply::go("/desk/rights?done=decided")),
        Err(fail) if fail.is_input() => show(act, ask, fault(&fail, "reason"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}
