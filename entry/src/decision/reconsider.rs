//! 复核 — asked for by the applicant, answered in writing within 15 working days (令11号 9).

use kernel::crypto::Aad;
use kernel::flow::How;
use kernel::{Act, Code, Fail};
use people::message::{self, Tell};
use people::person;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{letter, newest};
use crate::application;

/// There is nothing to reconsider.
pub const NOTHING: Code = Code::conflict("reconsideration.nothing", "没有可以复核的决定", "请在收到不予登记决定后申请复核。");

/// The request.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reconsider {
    /// `application.id`.
    pub id: String,
    /// What is wrong about the decision.
    pub grounds: String,
}

/// When the answer is due.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Reconsidering {
    /// Date.
    pub due_on: String,
}

/// The answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerAsk {
    /// `application.id`.
    pub id: String,
    /// `uphold` or `overturn`.
    pub outcome: String,
    /// Why, in words.
    pub answer: String,
}

/// `POST /api/v1/applications/{id}/reconsider`
pub async fn ask(act: &mut Act, ask: Reconsider) -> Result<Reconsidering, Fail> {
    let it = application::mine(act, &ask.id).await?;
    if ask.grounds.trim().chars().count() < 4 {
        return Err(Fail::field("grounds", "请写明您认为哪里不对"));
    }
    let decision = newest(act, &it.id).await?.ok_or(NOTHING)?;
    // Fifteen working days stand in the flow's table; a pack may say less.
    let case = application::stage::step(act, &it, "reconsider", How::default()).await?;
    let due = case.due_on.ok_or_else(|| Fail::bug("a reconsideration without a term"))?;
    let (id, today) = (act.new_id(), act.today().to_string());
    let sealed = person::seal(act, &it.sealed_under, Aad::new("reconsideration", "grounds", &id), ask.grounds.trim()).await?;
    sqlx::query(
        "insert into reconsideration (id, application_id, decision_id, region, grounds, asked_on, due_on) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(it.id.clone())
    .bind(decision.id)
    .bind(it.region.clone())
    .bind(sealed)
    .bind(today)
    .bind(due.clone())
    .execute(act.conn())
    .await?;
    act.about("application", &it.id, &it.region);
    Ok(Reconsidering { due_on: due })
}

/// Grounds of the open request, for whoever answers it: `(id, grounds, due)`.
pub async fn pending(act: &mut Act, application: &str) -> Result<Option<(String, String, String)>, Fail> {
    let row: Option<(String, String, String)> =
        sqlx::query_as("select id, grounds, due_on from reconsideration where application_id = $1 and outcome = '' order by id desc limit 1")
            .bind(application)
            .fetch_optional(act.conn())
            .await?;
    let Some((id, sealed, due)) = row else { return Ok(None) };
    let it = application::get(act, application).await?;
    let grounds = person::open(act, &it.sealed_under, Aad::new("reconsideration", "grounds", &id), &sealed).await?;
    Ok(Some((id, grounds, due)))
}

/// `POST /api/v1/applications/{id}/answer-reconsideration`
pub async fn answer(act: &mut Act, ask: AnswerAsk) -> Result<super::sign::Stands, Fail> {
    let it = application::seen(act, &ask.id).await?;
    let verb = match ask.outcome.as_str() {
        "uphold" => "uphold",
        "overturn" => "overturn",
        _ => return Err(Fail::field("outcome", "请选择维持或者撤销")),
    };
    if ask.answer.trim().chars().count() < 4 {
        return Err(Fail::field("answer", "请写明复核的理由"));
    }
    let (id, _, _) = pending(act, &it.id).await?.ok_or(NOTHING)?;
    let case = application::stage::step(act, &it, verb, How { reason: ask.answer.trim(), ..How::default() }).await?;
    let today = act.today().to_string();
    sqlx::query("update reconsideration set outcome = $1, answer = $2, answered_on = $3 where id = $4")
        .bind(if verb == "uphold" { "upheld" } else { "overturned" })
        .bind(ask.answer.trim())
        .bind(today)
        .bind(id)
        .execute(act.conn())
        .await?;
    let number = letter::reconsidered(act, &it, verb == "uphold", ask.answer.trim()).await?;
    let href = format!("/my/applications/{}", it.id);
    let tell = Tell {
        person: &it.applicant_id,
        region: &it.region,
        kind: "reconsidered",
        title: "复核结果",
        body: "您的复核已有结果，请登录查看。",
        href: &href,
        sms: true,
    };
    message::tell(act, tell).await?;
    act.about("application", &it.id, &it.region);
    Ok(super::sign::Stands { state: case.state, decision: None, letter: Some(number) })
}
