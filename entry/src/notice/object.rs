//! 异议 — anyone may object to a row while it is published; a person looks into it and concludes.

use kernel::crypto::Aad;
use kernel::fail::NOT_FOUND;
use kernel::flow::How;
use kernel::{Act, Code, Fail, flow};
use people::perms::OBJECTION_HANDLE;
use people::person;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::{OBJECTION, public, take_out};
use crate::application::{self, APPLICATION};

/// The publicity period is over.
pub const OVER: Code = Code::conflict("objection.over", "公示已经结束", "如掌握违规线索，可以通过投诉举报渠道反映。");

/// An objection.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// `notice.id`.
    pub id: String,
    /// 申请编号 of the row.
    pub number: String,
    /// Who objects.
    pub name: String,
    /// How to reach him.
    pub phone: String,
    /// Why.
    pub why: String,
}

/// Its number.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Objected {
    /// `objection.id`.
    pub id: String,
    /// Date by which it is looked into.
    pub due_on: Option<String>,
}

/// How it ends.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcludeObjection {
    /// `objection.id`.
    pub id: String,
    /// `uphold` or `dismiss`.
    pub outcome: String,
    /// What was found.
    pub answer: String,
}

/// An objection as its handler sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Seen {
    /// Id.
    pub id: String,
    /// Application objected to.
    pub application_id: String,
    /// 申请编号.
    pub number: String,
    /// Who objects.
    pub name: String,
    /// How to reach him.
    pub phone: String,
    /// Why.
    pub why: String,
    /// `upheld`, `dismissed`, or empty.
    pub outcome: String,
    /// What was found.
    pub answer: String,
    /// Region.
    pub region: String,
    /// Received.
    pub asked_on: String,
}

#[derive(Serialize, Deserialize)]
struct Words {
    name: String,
    phone: String,
    why: String,
}

#[derive(FromRow)]
struct Stored {
    id: String,
    application_id: String,
    region: String,
    sealed: String,
    asked_on: String,
    outcome: String,
    answer: String,
}

/// `POST /api/v1/notices/{id}/objections`
pub async fn object(act: &mut Act, ask: Object) -> Result<Objected, Fail> {
    let shown = public::one(act, public::One { id: ask.id.clone() }).await.map_err(|_| Fail::from(OVER))?;
    let row = shown.rows.iter().find(|row| row.number == ask.number.trim()).ok_or_else(|| Fail::field("number", "名单中没有这个申请编号"))?;
    let mut wrong = Vec::new();
    if ask.name.trim().is_empty() {
        wrong.push(kernel::fail::FieldError { field: "name".into(), message: "请填写您的姓名".into() });
    }
    if base::phone::Phone::parse(&ask.phone).is_err() {
        wrong.push(kernel::fail::FieldError { field: "phone".into(), message: "手机号应为 11 位数字，以 1 开头".into() });
    }
    if ask.why.trim().chars().count() < 4 {
        wrong.push(kernel::fail::FieldError { field: "why".into(), message: "请写明异议的事实和理由".into() });
    }
    if !wrong.is_empty() {
        return Err(Fail::fields(wrong));
    }
    let it = application::get(act, &row.application_id).await?;
    let id = act.new_id();
    let words = serde_json::to_string(&Words {
        name: ask.name.trim().into(),
        phone: ask.phone.trim().into(),
        why: ask.why.trim().chars().take(1000).collect(),
    })?;
    let sealed = person::seal(act, &it.sealed_under, Aad::new("objection", "sealed", &id), &words).await?;
    let today = act.today().to_string();
    sqlx::query("insert into objection (id, notice_id, application_id, region, sealed, asked_on) values ($1, $2, $3, $4, $5, $6)")
        .bind(id.clone())
        .bind(shown.notice.id.clone())
        .bind(it.id.clone())
        .bind(it.region.clone())
        .bind(sealed)
        .bind(today)
        .execute(act.conn())
        .await?;
    let case = flow::open(act, &OBJECTION, &id, &it.region, it.number()).await?;
    as_program(act, &it.id, "object").await?;
    act.about("objection", &id, &it.region);
    Ok(Objected { id, due_on: case.due_on })
}

/// Moves the application on the program's account, if the table allows it now.
async fn as_program(act: &mut Act, application: &str, verb: &str) -> Result<(), Fail> {
    let state = flow::get(act, &APPLICATION, application).await?.state;
    if APPLICATION.row(&state, verb).is_none() {
        return Ok(());
    }
    application::by_program(act, application, verb, How::default()).await
}

async fn stored(act: &mut Act, id: &str) -> Result<Stored, Fail> {
    let row: Option<Stored> = sqlx::query_as("select id, application_id, region, sealed, asked_on, outcome, answer from objection where id = $1")
        .bind(id)
        .fetch_optional(act.conn())
        .await?;
    let row = row.ok_or(NOT_FOUND)?;
    act.require(OBJECTION_HANDLE, &row.region)?;
    Ok(row)
}

/// `GET /api/v1/objections/{id}`
pub async fn see(act: &mut Act, ask: public::One) -> Result<Seen, Fail> {
    let row = stored(act, &ask.id).await?;
    let it = application::get(act, &row.application_id).await?;
    let text = person::open(act, &it.sealed_under, Aad::new("objection", "sealed", &row.id), &row.sealed).await?;
    let words: Words = serde_json::from_str(&text)?;
    act.about("objection", &row.id, &row.region);
    Ok(Seen {
        id: row.id,
        application_id: row.application_id,
        number: it.number().to_owned(),
        name: words.name,
        phone: words.phone,
        why: words.why,
        outcome: row.outcome,
        answer: row.answer,
        region: row.region,
        asked_on: row.asked_on,
    })
}

/// `POST /api/v1/objections/{id}/conclude`
pub async fn conclude(act: &mut Act, ask: ConcludeObjection) -> Result<Seen, Fail> {
    let row = stored(act, &ask.id).await?;
    if ask.outcome != "uphold" && ask.outcome != "dismiss" {
        return Err(Fail::field("outcome", "请选择异议成立或者不成立"));
    }
    let answer = ask.answer.trim();
    flow::step(act, &OBJECTION, &row.id, &ask.outcome, How { reason: answer, ..How::default() }).await?;
    let today = act.today().to_string();
    sqlx::query("update objection set outcome = $1, answer = $2, answered_on = $3 where id = $4")
        .bind(if ask.outcome == "uphold" { "upheld" } else { "dismissed" })
        .bind(answer)
        .bind(today)
        .bind(row.id.clone())
        .execute(act.conn())
        .await?;
    let (open,): (i64,) = sqlx::query_as("select count(*) from objection where application_id = $1 and outcome = ''")
        .bind(row.application_id.clone())
        .fetch_one(act.conn())
        .await?;
    let state = flow::get(act, &APPLICATION, &row.application_id).await?.state;
    if state == "objected" && ask.outcome == "uphold" {
        let it = application::get(act, &row.application_id).await?;
        application::stage::step(act, &it, "uphold", How { reason: answer, ..How::default() }).await?;
        take_out(act, &row.application_id).await?;
    } else if state == "objected" && open == 0 {
        flow::step(act, &APPLICATION, &row.application_id, "dismiss", How { reason: answer, ..How::default() }).await?;
    }
    application::nudge(act, &row.application_id).await?;
    act.about("objection", &row.id, &row.region);
    see(act, public::One { id: row.id }).await
}
