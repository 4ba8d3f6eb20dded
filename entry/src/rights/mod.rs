//! 个人信息权利 — copy, correct, erase, explain, withdraw: each answered, refused only with a reason (S-62).
//!
//! A copy and an explanation are given at once. What needs a person is a request with 15 working days: a
//! correction, a further explanation, or an erasure, which one officer proposes and another person signs. What
//! stands in the way of an erasure by law is named, to the person and to the officer alike. Owns `rights_request`.

use kernel::calendar::Term;
use kernel::crypto::Aad;
use kernel::fail::NOT_FOUND;
use kernel::flow::{Flow, How, State, Step};
use kernel::{Act, Code, Fail, Perm, flow};
use people::message::{self, Tell};
use people::perms::{APPLICATION_DECIDE, APPLICATION_SEE, APPLICATION_SIGN, OWN_APPLY};
use people::person;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::application;

pub mod copy;
pub(crate) mod copy_page;
pub(crate) mod desk_rights_page;
pub mod erase;
pub(crate) mod rights_page;

/// A request of the kind is under way.
pub const ALREADY: Code = Code::conflict("rights.already", "同样的请求正在办理", "请等答复，或者先撤回再提。");
/// Only the person himself, not a helper.
pub const NOT_THROUGH_A_HELPER: Code = Code::forbidden("rights.not_through_helper", "这件事只能本人办", "请本人登录，或者到窗口办理。");

/// 权利请求.
pub static RIGHTS: Flow = Flow {
    name: "rights",
    title: "个人信息权利请求",
    page: "/desk/rights/{id}",
    states: &[
        State { name: "asked", title: "待答复", term: Some(Term::WorkingDays(15)), end: false },
        State { name: "approving", title: "拟删除，待签批", term: Some(Term::WorkingDays(5)), end: false },
        State { name: "answered", title: "已答复", term: None, end: true },
        State { name: "erased", title: "已删除", term: None, end: true },
        State { name: "refused", title: "不予办理，已说明理由", term: None, end: true },
        State { name: "withdrawn", title: "已撤回", term: None, end: true },
    ],
    steps: &[
        step("asked", "answer", "答复", "answered", APPLICATION_DECIDE, "个人信息保护法 46、48"),
        step("asked", "propose_erasure", "拟删除", "approving", APPLICATION_DECIDE, "个人信息保护法 47"),
        step("asked", "refuse", "不予办理", "refused", APPLICATION_DECIDE, "个人信息保护法 50"),
        Step {
            not_by: Some("propose_erasure"),
            reasoned: false,
            ..step("approving", "erase", "签批删除", "erased", APPLICATION_SIGN, "个人信息保护法 47")
        },
        step("approving", "send_back", "退回", "asked", APPLICATION_SIGN, "个人信息保护法 47"),
        Step { reasoned: false, needed: false, ..step("asked", "withdraw", "撤回", "withdrawn", OWN_APPLY, "个人信息保护法 44") },
    ],
};

const fn step(from: &'static str, act: &'static str, title: &'static str, to: &'static str, who: Perm, clause: &'static str) -> Step {
    Step { from, act, title, to, who, not_by: None, reasoned: true, needed: true, clause }
}

/// What may be asked for: stable name and 中文.
pub const KINDS: [(&str, &str); 3] = [("correct", "更正我的信息"), ("erase", "删除我的信息"), ("explain", "再解释一个决定")];

/// A request.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Ask {
    /// `correct`, `erase`, `explain`.
    pub kind: String,
    /// What exactly, in his words.
    pub words: String,
    /// Region code of who shall answer; needed only by who has never applied.
    pub region: String,
}

/// Which request.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// `rights_request.id`.
    pub id: String,
}

/// An officer's word on a request.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    /// `rights_request.id`.
    pub id: String,
    /// `answer`, `propose_erasure` or `refuse`.
    pub outcome: String,
    /// The answer, or why not; told to the person.
    pub reason: String,
}

#[derive(Debug, Clone, FromRow)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) person_id: String,
    pub(crate) region: String,
    kind: String,
    sealed: String,
    asked_at: String,
}

/// A request as it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Request {
    /// Id; also of its process.
    pub id: String,
    /// `correct`, `erase`, `explain`.
    pub kind: String,
    /// 中文 of it.
    pub title: String,
    /// Whose, masked.
    pub person: String,
    /// Region.
    pub region: String,
    /// His words; empty once erased.
    pub words: String,
    /// Instant.
    pub asked_at: String,
    /// State.
    pub state: String,
    /// 中文 of the state.
    pub state_title: String,
    /// By when it is to be answered.
    pub due_on: Option<String>,
    /// The answer, or why not.
    pub answer: String,
    /// Of an erasure: what stands in its way by law today.
    pub holds: Vec<String>,
}

const COLUMNS: &str = "select id, person_id, region, kind, sealed, asked_at from rights_request where";

/// The person signed in; never somebody a helper acts for. Staff who act for nobody have no such matters.
pub(crate) fn me(act: &Act) -> Result<String, Fail> {
    match act.actor.kind {
        _ if act.actor.on_behalf.is_some() => Err(NOT_THROUGH_A_HELPER.into()),
        kernel::actor::Kind::Citizen => Ok(act.actor.id.clone()),
        _ => Err(NOT_FOUND.into()),
    }
}

/// `POST /api/v1/my/rights`
///
/// # Errors
/// [`ALREADY`], [`NOT_THROUGH_A_HELPER`], [`erase::HELD`] with what stands in the way.
pub async fn ask(act: &mut Act, ask: Ask) -> Result<Request, Fail> {
    let me = me(act)?;
    if KINDS.iter().all(|(kind, _)| *kind != ask.kind) {
        return Err(Fail::field("kind", "请选择更正、删除或者解释"));
    }
    let words: String = ask.words.trim().chars().take(1000).collect();
    if words.chars().count() < 2 {
        return Err(Fail::field("words", "请写明要求"));
    }
    for earlier in rows(act, &me).await?.into_iter().filter(|row| row.kind == ask.kind) {
        if flow::get(act, &RIGHTS, &earlier.id).await?.closed_on.is_none() {
            return Err(ALREADY.into());
        }
    }
    if ask.kind == "erase" {
        erase::refuse_held(act, &me).await?;
    }
    let region = match application::of_person(act, &me).await?.into_iter().next() {
        Some(it) => it.region,
        None => base::region::RegionCode::parse(ask.region.trim())
            .map_err(|_| Fail::field("region", "请选择由哪个区、县（市）答复"))?
            .current()
            .as_str()
            .to_owned(),
    };
    let (id, at) = (act.new_id(), act.at());
    let sealed = person::seal(act, &me, Aad::new("rights_request", "sealed", &id), &words).await?;
    sqlx::query("insert into rights_request (id, person_id, region, kind, sealed, asked_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(id.clone())
        .bind(me.clone())
        .bind(region.clone())
        .bind(ask.kind)
        .bind(sealed)
        .bind(at)
        .execute(act.conn())
        .await?;
    let name = person::get(act, &me).await?.name;
    flow::open(act, &RIGHTS, &id, &region, &name).await?;
    act.about("rights", &id, &region);
    let row = row(act, &id).await?;
    shown(act, row).await
}

/// `GET /api/v1/my/rights`
pub async fn mine(act: &mut Act, _: ()) -> Result<Vec<Request>, Fail> {
    let me = me(act)?;
    let mut all = Vec::new();
    for row in rows(act, &me).await? {
        all.push(shown(act, row).await?);
    }
    Ok(all)
}

/// `POST /api/v1/rights/{id}/withdraw`
pub async fn withdraw(act: &mut Act, ask: Which) -> Result<Request, Fail> {
    let me = me(act)?;
    let row = row(act, &ask.id).await?;
    if row.person_id != me {
        return Err(NOT_FOUND.into());
    }
    flow::step(act, &RIGHTS, &row.id, "withdraw", How::default()).await?;
    act.about("rights", &row.id, &row.region);
    shown(act, row).await
}

/// `GET /api/v1/rights/{id}`, for whoever answers or signs.
pub async fn see(act: &mut Act, ask: Which) -> Result<Request, Fail> {
    let row = seen(act, &ask.id).await?;
    act.about("rights", &row.id, &row.region);
    shown(act, row).await
}

/// The request, if the actor answers or signs in its region.
pub(crate) async fn seen(act: &mut Act, id: &str) -> Result<Row, Fail> {
    let row = row(act, id).await?;
    act.require(APPLICATION_SEE, &row.region)?;
    if [APPLICATION_DECIDE, APPLICATION_SIGN].iter().any(|perm| act.scope(*perm).covers(&row.region)) { Ok(row) } else { Err(NOT_FOUND.into()) }
}

/// `POST /api/v1/rights/{id}/decide`
///
/// # Errors
/// [`erase::HELD`] for an erasure that the law forbids today.
pub async fn decide(act: &mut Act, ask: Decide) -> Result<Request, Fail> {
    let row = seen(act, &ask.id).await?;
    let fits = match ask.outcome.as_str() {
        "refuse" => true,
        "answer" => row.kind != "erase",
        "propose_erasure" => row.kind == "erase",
        _ => false,
    };
    if !fits {
        return Err(Fail::field("outcome", "请选择结论"));
    }
    if ask.outcome == "propose_erasure" {
        erase::refuse_held(act, &row.person_id).await?;
    }
    flow::step(act, &RIGHTS, &row.id, &ask.outcome, How { reason: ask.reason.trim(), ..How::default() }).await?;
    if ask.outcome != "propose_erasure" {
        tell(act, &row).await?;
    }
    act.about("rights", &row.id, &row.region);
    shown(act, row).await
}

async fn tell(act: &mut Act, row: &Row) -> Result<(), Fail> {
    let tell = Tell {
        person: &row.person_id,
        region: &row.region,
        kind: "rights",
        title: "您的请求有了答复",
        body: "您关于个人信息的请求有了答复，请登录查看。",
        href: "/my/rights",
        sms: true,
    };
    message::tell(act, tell).await
}

async fn row(act: &mut Act, id: &str) -> Result<Row, Fail> {
    let found: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(format!("{COLUMNS} id = $1"))).bind(id).fetch_optional(act.conn()).await?;
    found.ok_or_else(|| NOT_FOUND.into())
}

async fn rows(act: &mut Act, person: &str) -> Result<Vec<Row>, Fail> {
    let text = format!("{COLUMNS} person_id = $1 order by id desc limit 50");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(person).fetch_all(act.conn()).await?)
}

pub(crate) async fn shown(act: &mut Act, row: Row) -> Result<Request, Fail> {
    let case = flow::get(act, &RIGHTS, &row.id).await?;
    let story = flow::story(act, &RIGHTS, &row.id).await?;
    let words = match person::open(act, &row.person_id, Aad::new("rights_request", "sealed", &row.id), &row.sealed).await {
        Ok(words) => words,
        Err(fail) if fail.code == person::ERASED => String::new(),
        Err(fail) => return Err(fail),
    };
    let holds = if row.kind == "erase" && case.closed_on.is_none() { erase::holds(act, &row.person_id).await? } else { Vec::new() };
    Ok(Request {
        title: KINDS.iter().find(|(kind, _)| *kind == row.kind).map_or("", |(_, title)| title).to_owned(),
        person: person::get(act, &row.person_id).await?.name,
        words,
        state_title: RIGHTS.title_of(&case.state),
        answer: story.iter().rev().find(|taken| !taken.reason.is_empty()).map(|taken| taken.reason.clone()).unwrap_or_default(),
        state: case.state,
        due_on: case.due_on,
        holds,
        id: row.id,
        kind: row.kind,
        region: row.region,
        asked_at: row.asked_at,
    })
}
