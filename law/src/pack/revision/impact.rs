//! 影响试算 — how many live cases would have another outcome; counted by a job, nothing is changed.
//!
//! Cases under way keep the version they were accepted under: the trial says what would come of
//! such households if they were accepted today, before and after.

use std::collections::BTreeMap;

use kernel::{Act, Fail};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Revision;

/// Kind of the job.
pub const KIND: &str = "pack.impact";

/// What the trial found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Impact {
    /// Business date of the trial.
    pub on: String,
    /// Open applications looked at.
    pub applications: i64,
    /// Waiting households looked at.
    pub waiting: i64,
    /// Cases whose facts could not be read.
    pub unread: i64,
    /// Other outcomes, as `from>to` in words, with how many applications and waiting households.
    pub changes: BTreeMap<String, (i64, i64)>,
}

impl Impact {
    /// Cases with another outcome.
    pub fn changed(&self) -> i64 {
        self.changes.values().map(|(applications, waiting)| applications + waiting).sum()
    }
}

impl Revision {
    /// What the trial of this very document found; `None` until it is done.
    pub fn impact(&self) -> Option<Impact> {
        if self.impact_of == self.hash { serde_json::from_str(&self.impact).ok() } else { None }
    }
}

/// Asks for the trial of a document as it stands.
pub async fn ask(act: &mut Act, it: &Revision) -> Result<String, Fail> {
    let job = kernel::job::ask(act, KIND, &serde_json::json!({"revision": it.id, "hash": it.hash})).await?;
    sqlx::query("update pack_revision set impact_job = $1 where id = $2").bind(job.clone()).bind(it.id.clone()).execute(act.conn()).await?;
    Ok(job)
}

/// Writes down what the trial of the document with this hash found.
pub async fn found(act: &mut Act, id: &str, hash: &str, impact: &Impact) -> Result<(), Fail> {
    sqlx::query("update pack_revision set impact = $1, impact_of = $2 where id = $3")
        .bind(serde_json::to_string(impact)?)
        .bind(hash)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}
