//! 家庭成员的页面 — relatives whom the registers name are added with one tap; others by hand.
//!
//! A relative's full number never enters the page: the tap names a place in the list and
//! the masked number, and the server finds the person again.

use askama::Template;
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Fail, Reply};
use people::consent;
use people::household::{self, Member, Relation};
use serde::Deserialize;

use super::found::{self, Relative};
use crate::application::members::{AddMember, RemoveMember, add, remove};
use crate::application::{self, Application};
use crate::citizen_page::{self, Here};

/// A member typed by hand.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Typed {
    id: String,
    name: String,
    id_number: String,
    relation: String,
}

/// A relative found by the registers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Pick {
    id: String,
    at: usize,
    number: String,
}

/// A member to be taken out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Out {
    id: String,
    person_id: String,
}

/// A member as a row.
struct Row {
    member: Member,
    relation: &'static str,
    word: &'static str,
    removable: bool,
}

#[derive(Template)]
#[template(path = "case/members_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Typed,
    rows: Vec<Row>,
    relatives: Vec<Relative>,
    relations: Vec<Choice>,
    children: bool,
    next: String,
}

/// `GET /my/applications/{id}/members`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    show(act, &it, Typed { id: ask.id, ..Typed::default() }, Fault::none(), 200).await
}

/// Relatives for the applicant himself; another member does not see who stands on his register.
async fn relatives(act: &mut Act, it: &Application) -> Result<Vec<Relative>, Fail> {
    if act.actor.person().is_some_and(|me| me != it.applicant_id) {
        return Ok(Vec::new());
    }
    Ok(found::of(act, it).await?.relatives)
}

async fn show(act: &mut Act, it: &Application, ask: Typed, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let signed = consent::of_case(act, &it.id).await?;
    let has = |person: &str| signed.iter().any(|given| given.person_id == person && given.text_id.starts_with(consent::Kind::Authorisation.name()));
    let members = household::members(act, &it.household_id).await?;
    let children = members.iter().any(|member| !member.adult && !has(&member.person_id));
    let rows = members.into_iter().map(|member| Row {
        word: match (has(&member.person_id), member.adult) {
            (true, _) => "已授权",
            (false, true) => "还没有授权，提交后请他（她）登录签署",
            (false, false) => "还没有授权，由父母代签",
        },
        relation: member.relation.title(),
        removable: member.person_id != it.applicant_id,
        member,
    });
    let rows: Vec<Row> = rows.collect();
    let relatives = relatives(act, it).await?;
    act.about("application", &it.id, &it.region);
    let relations = Choice::list([("spouse", "配偶"), ("child", "子女"), ("parent", "父母"), ("other", "其他一起住的人")]);
    let mut page = citizen_page::of_case(act, it, "和谁一起申请？").await?;
    page.faulty = !fault.is_empty();
    let next = format!("/my/applications/{}/{}", it.id, if children { "authorise" } else { "contact" });
    Ok(act.render(&View { page, fault, ask, rows, relatives, relations, children, next })?.status(status))
}

/// `POST /my/applications/{id}/members`
pub(crate) async fn form(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let Some(relation) = Relation::parse(&ask.relation).filter(|relation| *relation != Relation::Oneself) else {
        let mut fault = Fault::none();
        fault.add("relation", "请选择与您的关系");
        return show(act, &it, ask, fault, 422).await;
    };
    let number = kernel::page::fold_width(&ask.id_number).to_uppercase();
    match add(act, AddMember { id: ask.id.clone(), id_number: number, name: ask.name.clone(), relation }).await {
        Ok(_) => Ok(back(&ask.id)),
        Err(fail) if fail.is_input() => show(act, &it, ask, citizen_page::fault(&fail, "name"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}

fn back(id: &str) -> Reply {
    Reply::go(format!("/my/applications/{id}/members?done=saved"))
}

/// `POST /my/applications/{id}/members/found`
pub(crate) async fn found_form(act: &mut Act, ask: Pick) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let typed = Typed { id: ask.id.clone(), ..Typed::default() };
    let relatives = relatives(act, &it).await?;
    // The list may have changed since the page was shown: place and number must both fit.
    let Some(chosen) = relatives.into_iter().enumerate().find(|(at, one)| *at == ask.at && one.number == ask.number).map(|(_, one)| one) else {
        let mut fault = Fault::none();
        fault.add("found", "名单刚刚有变化，请再点一次");
        return show(act, &it, typed, fault, 409).await;
    };
    match add(act, AddMember { id: ask.id.clone(), id_number: chosen.id_number, name: chosen.name, relation: chosen.relation }).await {
        Ok(_) => Ok(back(&ask.id)),
        Err(fail) if fail.is_input() => show(act, &it, typed, citizen_page::fault(&fail, "found"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}

/// `POST /my/applications/{id}/members/remove`
pub(crate) async fn remove_form(act: &mut Act, ask: Out) -> Result<Reply, Fail> {
    remove(act, RemoveMember { id: ask.id.clone(), person_id: ask.person_id }).await?;
    Ok(back(&ask.id))
}
