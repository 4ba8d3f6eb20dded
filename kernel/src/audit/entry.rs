//! 审计记录 — one entry and how it is written.

use std::result::Result as Outcome;

use serde_json::Value;

use crate::db::Tx;
use crate::fail::Fail;

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Result {
    /// It happened.
    Done,
    /// It was refused: no right, or against a rule.
    Denied,
    /// It was tried and did not work.
    Failed,
}

impl Result {
    /// Stable name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Result::Done => "done",
            Result::Denied => "denied",
            Result::Failed => "failed",
        }
    }
}

/// One record (GB/T 22239 8.1.4.3 b: who, when, what, with which result).
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// ULID.
    pub id: String,
    /// Real time as `clock::text_of` writes it: UTC with milliseconds.
    pub at: String,
    /// `stranger`, `citizen`, `staff` or `system`.
    pub actor_kind: String,
    /// Id of the person or member of staff, or the part of the program; empty for a stranger.
    pub actor_id: String,
    /// Role acted in; empty if none.
    pub actor_role: String,
    /// Citizen for whom a helper or clerk acts.
    pub on_behalf: Option<String>,
    /// Code of the region the act belongs to: letters and digits, never empty.
    pub region: String,
    /// Address of the caller; empty for a job.
    pub ip: String,
    /// ULID of the request; empty for a job.
    pub request_id: String,
    /// What was done, such as `application.submit`.
    pub act: String,
    /// What kind of row it was done to; empty if none.
    pub object_kind: String,
    /// Id of that row.
    pub object_id: String,
    /// How it ended.
    pub result: Result,
    /// Why: the actor's words, or the refusal's code.
    pub reason: String,
    /// Ids, codes, counts and salted digests; never personal values, because entries are never erased.
    pub detail: Value,
}

/// Adds an entry to the record in the transaction of the act itself.
///
/// # Errors
/// Whatever the database says; the caller's transaction must then not be committed (S-49).
pub async fn write(tx: &mut Tx, entry: &Entry) -> Outcome<(), Fail> {
    let month = month_of(&entry.at).ok_or_else(|| Fail::bug(format!("audit entry without a time: {}", entry.at)))?;
    if entry.region.is_empty() || !entry.region.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Fail::bug(format!("audit entry with region {:?}", entry.region)));
    }
    sqlx::query(
        "insert into audit_entry (region, month, id, at, actor_kind, actor_id, actor_role, on_behalf, ip, request_id, \
         act, object_kind, object_id, result, reason, detail) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(&entry.region)
    .bind(month)
    .bind(&entry.id)
    .bind(&entry.at)
    .bind(&entry.actor_kind)
    .bind(&entry.actor_id)
    .bind(&entry.actor_role)
    .bind(entry.on_behalf.as_deref())
    .bind(&entry.ip)
    .bind(&entry.request_id)
    .bind(&entry.act)
    .bind(&entry.object_kind)
    .bind(&entry.object_id)
    .bind(entry.result.name())
    .bind(&entry.reason)
    .bind(entry.detail.to_string())
    .execute(tx.conn())
    .await?;
    sqlx::query("insert into audit_unsealed (region, month, id, at) values ($1, $2, $3, $4)")
        .bind(&entry.region)
        .bind(month)
        .bind(&entry.id)
        .bind(&entry.at)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// `2026-11` of `2026-11-23T12:00:00.000Z`.
fn month_of(at: &str) -> Option<&str> {
    let month = at.get(..7)?;
    let digits = month.bytes().enumerate().all(|(place, byte)| if place == 4 { byte == b'-' } else { byte.is_ascii_digit() });
    digits.then_some(month)
}
