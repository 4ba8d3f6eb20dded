//! 权利中心的页面 — look, copy, correct, erase, explain, withdraw, in one place (C-28, S-62).

use askama::Template;
use kernel::page::{Choice, Fault, Page, Tone};
use kernel::{Act, Fail, Reply};
use serde::Deserialize;

use super::{Ask, KINDS, Request, Which, ask, erase, me, mine, withdraw};
use crate::application;
use crate::application::submit::{self, withdraw_consent};
use crate::citizen_page::{self, Here, Only, day};

#[derive(Template)]
#[template(path = "rights/rights_page.html")]
struct View {
    page: Page,
    requests: Vec<Request>,
    /// Applications whose authorisation may be taken back: id and number.
    cases: Vec<(String, String)>,
}

impl View {
    fn tone(&self, request: &Request) -> Tone {
        match request.state.as_str() {
            "asked" | "approving" => Tone::Info,
            "refused" => Tone::Danger,
            "withdrawn" => Tone::Plain,
            _ => Tone::Success,
        }
    }

    fn day(&self, stored: &str) -> String {
        day(stored)
    }
}

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Typed {
    kind: String,
    words: String,
    region: String,
}

#[derive(Template)]
#[template(path = "rights/ask_page.html")]
struct AskView {
    page: Page,
    fault: Fault,
    ask: Typed,
    lead: &'static str,
    button: &'static str,
    holds: Vec<String>,
    /// Counties to choose from, for who has never applied.
    regions: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "rights/consent_page.html")]
struct ConsentView {
    page: Page,
    id: String,
}

/// `GET /my/rights`
pub(crate) async fn page(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let requests = mine(act, ()).await?;
    let person = me(act)?;
    let mut cases = Vec::new();
    for it in application::of_person(act, &person).await? {
        let signed = people::consent::authorisation(act, &it.id, &person).await.is_ok();
        if signed && kernel::flow::get(act, &application::APPLICATION, &it.id).await?.closed_on.is_none() {
            cases.push((it.id.clone(), it.number().to_owned()));
        }
    }
    act.about("person", &person, "");
    let page = citizen_page::own(act, "我的信息和权利", "/my").await?;
    act.render(&View { page, requests, cases })
}

/// `GET /my/rights/ask/{kind}`
pub(crate) async fn new(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    show(act, ask, Fault::none(), 200).await
}

async fn show(act: &mut Act, ask: Typed, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let person = me(act)?;
    let title = KINDS.iter().find(|(kind, _)| *kind == ask.kind).map(|(_, title)| *title).ok_or(kernel::fail::NOT_FOUND)?;
    let mut page = citizen_page::own(act, title, "/my/rights").await?;
    page.faulty = !fault.is_empty();
    let (lead, button) = match ask.kind.as_str() {
        "erase" => ("删除后找不回来。两位工作人员核对后才删。", "申请删除"),
        "correct" => ("姓名、证件号等登记错了，可以要求改。", "申请更正"),
        _ => ("对某个决定看不懂，可以请人再解释。", "请求解释"),
    };
    let holds = if ask.kind == "erase" { erase::holds(act, &person).await? } else { Vec::new() };
    let applied = !application::of_person(act, &person).await?.is_empty();
    let regions = if applied { Vec::new() } else { crate::desk_page::counties(&kernel::Scope::of("36")) };
    Ok(act.render(&AskView { page, fault, ask, lead, button, holds, regions })?.status(status))
}

/// `POST /my/rights/ask/{kind}`
pub(crate) async fn form(act: &mut Act, typed: Typed) -> Result<Reply, Fail> {
    let asked = ask(act, Ask { kind: typed.kind.clone(), words: typed.words.clone(), region: typed.region.clone() }).await;
    match asked {
        Ok(_) => Ok(Reply::go("/my/rights?done=sent")),
        Err(fail) if fail.is_input() => show(act, typed, citizen_page::fault(&fail, "words"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}

/// `POST /my/rights/{id}/withdraw`
pub(crate) async fn withdraw_form(act: &mut Act, ask: Which) -> Result<Reply, Fail> {
    withdraw(act, ask).await?;
    Ok(Reply::go("/my/rights?done=ended"))
}

/// `GET /my/applications/{id}/consent`
pub(crate) async fn consent(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let mut page = citizen_page::of_case(act, &it, "收回授权？").await?;
    page.back = Some("/my/rights".into());
    act.render(&ConsentView { page, id: it.id })
}

/// `POST /my/applications/{id}/consent`
pub(crate) async fn consent_form(act: &mut Act, ask: Only) -> Result<Reply, Fail> {
    me(act)?;
    withdraw_consent(act, submit::Which { id: ask.id }).await?;
    Ok(Reply::go("/my/rights?done=ended"))
}
