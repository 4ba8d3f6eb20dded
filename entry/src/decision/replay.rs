//! 复算 — a decision taken again from its own facts and its own version of the law, bit for bit.

use kernel::crypto::sm3_hex;
use kernel::{Act, Fail};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Record, get, open};
use crate::application;

/// Which decision.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayAsk {
    /// `decision.id`.
    pub id: String,
}

/// What came of taking it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Replayed {
    /// Decision.
    pub id: String,
    /// `same`, `differs`, or `erased` when the facts were erased by right.
    pub result: String,
    /// SM3 of the result on record.
    pub on_record: String,
    /// SM3 of the result now; empty when erased.
    pub now: String,
}

/// `POST`-free: `GET /api/v1/decisions/{id}/replay`
pub async fn replay(act: &mut Act, ask: ReplayAsk) -> Result<Replayed, Fail> {
    let record = get(act, &ask.id).await?;
    let _ = if act.actor.person().is_some() {
        application::mine(act, &record.application_id).await?
    } else {
        application::seen(act, &record.application_id).await?
    };
    one(act, record).await
}

/// Takes one decision again, without a check of rights.
pub async fn one(act: &mut Act, record: Record) -> Result<Replayed, Fail> {
    let (id, on_record, digest, facts_digest) =
        (record.id.clone(), record.result_digest.clone(), record.pack_digest.clone(), record.facts_digest.clone());
    let law = law::pack::kept(act, &digest).await?;
    let opened = match open(act, record).await {
        Ok(opened) => opened,
        // The person's key was destroyed: nothing can be read, and nothing else may differ.
        Err(fail) if fail.code == people::person::ERASED => return Ok(Replayed { id, result: "erased".into(), on_record, now: String::new() }),
        Err(fail) => return Err(fail),
    };
    let facts_same = sm3_hex(serde_json::to_string(&opened.facts)?.as_bytes()) == facts_digest;
    let again = match opened.decision.packs.first().and_then(|used| law.pack(&used.id)) {
        Some(pack) => policy::decide_with(&opened.facts, opened.decision.on, pack, &law),
        None => policy::decide(&opened.facts, opened.decision.on, &law),
    };
    let now = sm3_hex(serde_json::to_string(&again)?.as_bytes());
    let result = if facts_same && now == on_record { "same" } else { "differs" };
    Ok(Replayed { id, result: result.into(), on_record, now })
}

/// Ids of decisions after one, in order; for going through all of them.
pub async fn after(act: &mut Act, id: &str) -> Result<Vec<String>, Fail> {
    let rows: Vec<(String,)> = sqlx::query_as("select id from decision where id > $1 order by id limit 500").bind(id).fetch_all(act.conn()).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
