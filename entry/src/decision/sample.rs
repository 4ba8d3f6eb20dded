//! 抽查 — a chief samples the program's approvals; a wrong one goes back to a person.

use kernel::db::Query;
use kernel::flow::How;
use kernel::{Act, Code, Fail};
use people::perms::APPLICATION_SAMPLE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Record, get};
use crate::application;

/// It was sampled before.
pub const SAMPLED: Code = Code::conflict("sample.done", "这一件已经抽查过", "请抽查其他件。");

/// Which approvals.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleAsk {
    /// Also those sampled before.
    pub all: Option<String>,
}

/// What the chief found.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sampled {
    /// `decision.id`.
    pub id: String,
    /// `right` or `wrong`.
    pub result: String,
    /// What is wrong.
    #[serde(default)]
    pub reason: String,
}

/// Automatic approvals to look at.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Samples {
    /// Newest first, at most 100.
    pub decisions: Vec<Record>,
}

/// `GET /api/v1/samples`
pub async fn list(act: &mut Act, ask: SampleAsk) -> Result<Samples, Fail> {
    let scope = act.scope(APPLICATION_SAMPLE);
    let mut query = Query::new(
        "select id, application_id, region, outcome, final, by_kind, proposed_by, signed_name, decided_at, decided_on, pack_id, pack_digest, facts_digest, result_digest, reason, sample_result
         from decision where final = 1 and by_kind = 'system'",
    )
    .and_scope("region", &scope);
    if ask.all.is_none() {
        query = query.sql("and sample_result = ''");
    }
    Ok(Samples { decisions: query.sql("order by id desc limit 100").all(&mut act.tx).await? })
}

/// `POST /api/v1/samples/{id}`
pub async fn sample(act: &mut Act, ask: Sampled) -> Result<Record, Fail> {
    let record = get(act, &ask.id).await?;
    act.require(APPLICATION_SAMPLE, &record.region)?;
    if !record.sample_result.is_empty() {
        return Err(SAMPLED.into());
    }
    match ask.result.as_str() {
        "right" => {}
        "wrong" => {
            let it = application::get(act, &record.application_id).await?;
            application::stage::step(act, &it, "reopen", How { reason: ask.reason.trim(), ..How::default() }).await?;
        }
        _ => return Err(Fail::field("result", "请选择正确或者有误")),
    }
    let (at, by) = (act.at(), act.actor.id.clone());
    sqlx::query("update decision set sampled_at = $1, sampled_by = $2, sample_result = $3 where id = $4")
        .bind(at)
        .bind(by)
        .bind(ask.result)
        .bind(ask.id.clone())
        .execute(act.conn())
        .await?;
    act.about("decision", &ask.id, &record.region);
    get(act, &ask.id).await
}
