//! 全部复算 — every decision taken again, as a job: whoever doubts the record asks for it and
//! watches; the answer counts what is the same, what was erased by right, and what differs.

use kernel::job::{self, Job};
use kernel::{Act, Fail};
use people::perms::SYSTEM_MANAGE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{get, replay};

/// Kind of the job.
pub const KIND: &str = "decision.replay";

/// The job that was asked for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Asked {
    /// `job.id`; `GET /api/v1/jobs/{id}` shows how far it is.
    pub job_id: String,
}

/// Which job.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichJob {
    /// `job.id`.
    pub id: String,
}

/// What the job has found so far; kept in its cursor so that another worker goes on from there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Found {
    last: String,
    same: i64,
    erased: i64,
    differs: Vec<String>,
}

/// `POST /api/v1/replays`
pub async fn ask(act: &mut Act, _: ()) -> Result<Asked, Fail> {
    Ok(Asked { job_id: job::ask(act, KIND, &serde_json::json!({})).await? })
}

/// `GET /api/v1/jobs/{id}` — for whoever asked for it, and the system administrator.
pub async fn watch(act: &mut Act, ask: WhichJob) -> Result<Job, Fail> {
    let found = job::get(act, &ask.id).await?;
    if found.by_actor == act.actor.id || act.actor.may(SYSTEM_MANAGE) { Ok(found) } else { Err(kernel::fail::NOT_FOUND.into()) }
}

/// `POST /api/v1/jobs/{id}/cancel` — for whoever asked for it, and the system administrator.
pub async fn cancel(act: &mut Act, ask: WhichJob) -> Result<Job, Fail> {
    let found = watch(act, ask).await?;
    job::cancel(act, &found.id).await?;
    job::get(act, &found.id).await
}

/// Does the next part of the job; answers whether there is more.
pub async fn part(act: &mut Act, it: &Job) -> Result<bool, Fail> {
    let mut found: Found = serde_json::from_str(&it.cursor).unwrap_or_default();
    let ids = replay::after(act, &found.last).await?;
    let (total,): (i64,) = sqlx::query_as("select count(*) from decision").fetch_one(act.conn()).await?;
    for id in &ids {
        let record = get(act, id).await?;
        match replay::one(act, record).await?.result.as_str() {
            "same" => found.same += 1,
            "erased" => found.erased += 1,
            _ => found.differs.push(id.clone()),
        }
        found.last.clone_from(id);
    }
    let done = found.same + found.erased + i64::try_from(found.differs.len()).unwrap_or(i64::MAX);
    let goes_on = job::progress(act, &it.id, done, total, &serde_json::to_string(&found)?).await?;
    if goes_on && ids.is_empty() {
        let result = serde_json::json!({"same": found.same, "erased": found.erased, "differs": found.differs});
        job::finish(act, &it.id, Ok(result)).await?;
        return Ok(false);
    }
    Ok(goes_on)
}
