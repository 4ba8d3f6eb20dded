//! 全面查重 — every case under way compared anew, as a job: once a night, or when an officer asks.

use kernel::job::{self, Job};
use kernel::{Act, Fail};
use people::perms::APPLICATION_DECIDE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{refresh, store};
use crate::application;

/// Kind of the job.
pub const KIND: &str = "duplicate.compare";
/// Cases compared in one transaction.
const AT_ONCE: i64 = 20;

/// Which county.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Region code; all below it are compared.
    pub region: String,
}

/// The job that was asked for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Asked {
    /// `job.id`; `GET /api/v1/jobs/{id}` shows how far it is.
    pub job_id: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Cursor {
    last: String,
    done: i64,
}

/// `POST /api/v1/duplicates/run`
pub async fn ask(act: &mut Act, ask: Run) -> Result<Asked, Fail> {
    act.require(APPLICATION_DECIDE, &ask.region)?;
    Ok(Asked { job_id: job::ask(act, KIND, &serde_json::json!({"region": ask.region})).await? })
}

/// Asks for the night's comparison, once a business day.
pub async fn nightly(act: &mut Act) -> Result<(), Fail> {
    let today = act.today().to_string();
    if !store::has_run(act, &today).await? {
        let job = job::ask(act, KIND, &serde_json::json!({"region": "36"})).await?;
        store::note_run(act, &today, &job).await?;
    }
    Ok(())
}

/// Does the next part of the job; answers whether there is more.
pub async fn part(act: &mut Act, it: &Job) -> Result<bool, Fail> {
    let mut at: Cursor = serde_json::from_str(&it.cursor).unwrap_or_default();
    let region = serde_json::from_str::<Run>(&it.ask).map_err(Fail::bug)?.region;
    let ids = application::after(act, &region, &at.last, AT_ONCE).await?;
    for id in &ids {
        let case = application::get(act, id).await?;
        refresh(act, &case).await?;
        at.last.clone_from(id);
        at.done += 1;
    }
    let goes_on = job::progress(act, &it.id, at.done, at.done + i64::from(!ids.is_empty()), &serde_json::to_string(&at)?).await?;
    if goes_on && ids.is_empty() {
        job::finish(act, &it.id, Ok(serde_json::json!({"compared": at.done}))).await?;
        return Ok(false);
    }
    Ok(goes_on)
}
