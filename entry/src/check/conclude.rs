//! 核验一条 — a reviewer says 一致, 不一致 or 无法核验; the last two with a reason.

use kernel::flow::How;
use kernel::{Act, Fail, flow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Lane, concluded, get, lanes};
use crate::application;

/// A reviewer's word.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conclude {
    /// `lane.id`.
    pub id: String,
    /// `agree`, `disagree` or `unable`.
    pub result: String,
    /// Why; needed for the last two.
    #[serde(default)]
    pub reason: String,
}

/// The lane after it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Concluded {
    /// The lane.
    pub lane: Lane,
}

/// `POST /api/v1/lanes/{id}/conclude`
pub async fn conclude(act: &mut Act, ask: Conclude) -> Result<Concluded, Fail> {
    let lane = get(act, &ask.id).await?;
    let process = lanes::of(&lane.department).ok_or(kernel::fail::NOT_FOUND)?;
    // Asked first: to another department, or another region, the lane is not there, whatever its state.
    let perm = people::perms::check_of(&lane.department).ok_or(kernel::fail::NOT_FOUND)?;
    act.require(perm, &lane.region)?;
    if !["agree", "disagree", "unable"].contains(&ask.result.as_str()) {
        return Err(Fail::field("result", "请选择一致、不一致或者无法核验"));
    }
    flow::step(act, process, &lane.id, &ask.result, How { reason: ask.reason.trim(), ..How::default() }).await?;
    concluded(act, &lane.id, &ask.result, ask.reason.trim()).await?;
    act.about("lane", &lane.id, &lane.region);
    application::nudge(act, &lane.application_id).await?;
    Ok(Concluded { lane: get(act, &lane.id).await? })
}
