//! 一次性补正 — all defects in one letter, once (令11号 8); and the refusal to accept.

use kernel::fail::NOT_FOUND;
use kernel::flow::How;
use kernel::{Act, Code, Fail, flow};
use people::message::{self, Tell};
use people::perms::{APPLICATION_DECIDE, APPLICATION_TAKE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::members::changeable;
use super::{APPLICATION, declared, seen, set_declared, stage, store};

/// Corrections are asked once, with everything.
pub const ONCE: Code = Code::conflict("correction.once", "补正只能一次性告知", "已经告知过补正；现有材料不足以认定的，请转人工认定。");

/// What is missing.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskCorrection {
    /// `application.id`.
    pub id: String,
    /// All defects, one sentence each; a form sends one per line.
    pub defects: Vec<String>,
}

/// The correction as it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Correction {
    /// All defects.
    pub defects: Vec<String>,
    /// Asked.
    pub asked_on: String,
    /// To be answered by.
    pub due_on: String,
    /// Answered.
    pub answered_on: Option<String>,
}

/// What the applicant adds.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// `application.id`.
    pub id: String,
    /// His answer, in words.
    pub answer: String,
}

/// Why it is not accepted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotAccept {
    /// `application.id`.
    pub id: String,
    /// Grounds, in words.
    pub reason: String,
}

/// `POST /api/v1/applications/{id}/ask-correction`
pub async fn ask(act: &mut Act, ask: AskCorrection) -> Result<Correction, Fail> {
    let it = seen(act, &ask.id).await?;
    // Asked before the state is looked at: to who only looks on, the door is not there.
    if ![APPLICATION_TAKE, APPLICATION_DECIDE].iter().any(|perm| act.scope(*perm).covers(&it.region)) {
        return Err(NOT_FOUND.into());
    }
    let defects: Vec<String> =
        ask.defects.iter().flat_map(|text| text.lines()).map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if defects.is_empty() {
        return Err(Fail::field("defects", "请逐条写明缺什么，每行一条"));
    }
    if 0 < it.asked_over {
        return Err(ONCE.into());
    }
    let reason = defects.join("；");
    let case = stage::step(act, &it, "ask_correction", How { reason: &reason, ..How::default() }).await?;
    let due = case.due_on.ok_or_else(|| Fail::bug("a correction without a term"))?;
    store::insert_correction(act, &it.id, &defects, &due).await?;
    let tell = Tell {
        person: &it.applicant_id,
        region: &it.region,
        kind: "correction",
        title: "请补正申请",
        body: "您的申请有内容需要补正，请在期限内完成。",
        href: &format!("/my/applications/{}", it.id),
        sms: true,
    };
    message::tell(act, tell).await?;
    act.about("application", &it.id, &it.region);
    of_application(act, &it.id).await?.ok_or_else(|| Fail::bug("correction not written"))
}

/// The newest correction of an application.
pub async fn of_application(act: &mut Act, id: &str) -> Result<Option<Correction>, Fail> {
    let row = store::correction(act, id).await?;
    Ok(row.map(|row| Correction {
        defects: serde_json::from_str(&row.defects).unwrap_or_default(),
        asked_on: row.asked_on,
        due_on: row.due_on,
        answered_on: row.answered_on,
    }))
}

/// `POST /api/v1/applications/{id}/answer-correction`
pub async fn answer(act: &mut Act, ask: Answer) -> Result<Correction, Fail> {
    let it = changeable(act, &ask.id).await?;
    if ask.answer.trim().is_empty() {
        return Err(Fail::field("answer", "请写明补充的内容"));
    }
    let mut kept = declared(act, &it).await?;
    kept.answers.push(ask.answer.trim().chars().take(1000).collect());
    set_declared(act, &it, &kept).await?;
    act.about("application", &it.id, &it.region);
    of_application(act, &it.id).await?.ok_or_else(|| kernel::fail::NOT_FOUND.into())
}

/// `POST /api/v1/applications/{id}/not-accept`
pub async fn not_accept(act: &mut Act, ask: NotAccept) -> Result<super::details::Saved, Fail> {
    let it = seen(act, &ask.id).await?;
    flow::step(act, &APPLICATION, &it.id, "not_accept", How { reason: &ask.reason, ..How::default() }).await?;
    let tell = Tell {
        person: &it.applicant_id,
        region: &it.region,
        kind: "not_accepted",
        title: "申请不予受理",
        body: "您的申请不予受理，理由见办件详情；不服的可以申请行政复议或者提起行政诉讼。",
        href: &format!("/my/applications/{}", it.id),
        sms: true,
    };
    message::tell(act, tell).await?;
    act.about("application", &it.id, &it.region);
    Ok(super::details::Saved { id: it.id })
}
