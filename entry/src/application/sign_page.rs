//! 签署的页面 — the whole text, who signs it for whom, and one button.

use askama::Template;
use kernel::page::{Fault, Page};
use kernel::{Act, Fail, Reply, flow};
use people::{consent, household};
use serde::Deserialize;

use super::submit::{SignText, sign};
use super::{APPLICATION, Application, mine};
use crate::citizen_page::{self, Here};

/// The signature.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Signature {
    id: String,
    digest: String,
}

#[derive(Template)]
#[template(path = "application/sign_page.html")]
struct View {
    page: Page,
    fault: Fault,
    action: String,
    digest: String,
    paragraphs: Vec<String>,
    whom: Vec<String>,
    signed_on: String,
    next: String,
    button: String,
    refuse: bool,
}

/// `GET /my/applications/{id}/authorise`
pub(crate) async fn authorise(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = mine(act, &ask.id).await?;
    act.about("application", &it.id, &it.region);
    show(act, &it, consent::Kind::Authorisation, Fault::none(), 200).await
}

/// `GET /my/applications/{id}/promise`
pub(crate) async fn promise(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = mine(act, &ask.id).await?;
    act.about("application", &it.id, &it.region);
    show(act, &it, consent::Kind::Promise, Fault::none(), 200).await
}

/// Whom the actor's signature covers, and when he gave it if it covers them all already.
async fn covered(act: &mut Act, it: &Application, kind: consent::Kind) -> Result<(Vec<String>, String), Fail> {
    let me = act.actor.person().unwrap_or_default().to_owned();
    let members = household::members(act, &it.household_id).await?;
    let signed = consent::of_case(act, &it.id).await?;
    let parent = me == it.applicant_id || members.iter().any(|member| member.person_id == me && member.relation == household::Relation::Spouse);
    let (mut whom, mut open, mut last) = (Vec::new(), false, String::new());
    for member in &members {
        let own = member.person_id == me;
        let child = kind == consent::Kind::Authorisation && parent && !member.adult;
        if !own && !child {
            continue;
        }
        whom.push(if own { "我自己".to_owned() } else { format!("未成年的{} {}", member.relation.title(), member.name) });
        match signed.iter().find(|it| it.person_id == member.person_id && it.text_id.starts_with(kind.name())) {
            Some(given) => last = given.signed_at.clone(),
            None => open = true,
        }
    }
    Ok((whom, if open { String::new() } else { citizen_page::moment(&last) }))
}

async fn show(act: &mut Act, it: &Application, kind: consent::Kind, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let text = consent::text(act, kind).await?;
    let (whom, signed_on) = covered(act, it, kind).await?;
    let state = flow::get(act, &APPLICATION, &it.id).await?.state;
    let draft = state == "draft" || state == "correcting";
    let home = format!("/my/applications/{}", it.id);
    let (action, next, verb) = match kind {
        consent::Kind::Authorisation => {
            (format!("{home}/authorise"), if draft { format!("{home}/found") } else { home.clone() }, "我同意并签署授权书")
        }
        consent::Kind::Promise => (format!("{home}/promise"), if draft { format!("{home}/check") } else { home.clone() }, "我保证并签署承诺书"),
    };
    let mut page = citizen_page::of_case(act, it, &text.title).await?;
    page.faulty = !fault.is_empty();
    let me = act.actor.person().unwrap_or_default();
    let refuse = kind == consent::Kind::Promise && me != it.applicant_id;
    // The first line of a text is its title, which the page already shows.
    let paragraphs = text.body.lines().map(str::trim).filter(|line| !line.is_empty() && !line.ends_with(&text.title)).map(str::to_owned).collect();
    let view = View { page, fault, action, digest: text.digest, paragraphs, whom, signed_on, next, button: verb.into(), refuse };
    Ok(act.render(&view)?.status(status))
}

/// `POST /my/applications/{id}/authorise`
pub(crate) async fn authorise_form(act: &mut Act, ask: Signature) -> Result<Reply, Fail> {
    signed(act, ask, consent::Kind::Authorisation).await
}

/// `POST /my/applications/{id}/promise`
pub(crate) async fn promise_form(act: &mut Act, ask: Signature) -> Result<Reply, Fail> {
    signed(act, ask, consent::Kind::Promise).await
}

async fn signed(act: &mut Act, ask: Signature, kind: consent::Kind) -> Result<Reply, Fail> {
    let it = mine(act, &ask.id).await?;
    let before = consent::of_case(act, &it.id).await?;
    let me = act.actor.person().unwrap_or_default().to_owned();
    let again = before.iter().any(|given| given.person_id == me && given.text_id.starts_with(kind.name()));
    match sign(act, SignText { id: ask.id.clone(), kind, digest: ask.digest, person_id: None }).await {
        Ok(_) => {
            let state = flow::get(act, &APPLICATION, &it.id).await?.state;
            let draft = state == "draft" || state == "correcting";
            let to = match kind {
                consent::Kind::Authorisation if draft && again => "/contact?done=signed",
                consent::Kind::Authorisation if draft => "/found?done=signed",
                consent::Kind::Promise if draft => "/check?done=signed",
                _ => "?done=signed",
            };
            Ok(Reply::go(format!("/my/applications/{}{to}", it.id)))
        }
        Err(fail) if fail.is_input() => show(act, &it, kind, citizen_page::fault(&fail, "sign"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}
