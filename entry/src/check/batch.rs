//! 批量一致 — a reviewer who has looked up to a hundred questions in the department's own system
//! confirms them at once: a job, with a word for each (D-01).
//!
//! Each lane is concluded in the reviewer's own name, with the rights of that moment. Where
//! evidence contradicts or is not enough to tell, a batch says nothing: that takes a look.

use kernel::job::{self, Job};
use kernel::{Act, Fail};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::conclude::{Conclude, conclude};
use super::{compare, get};
use crate::application;

/// Kind of the job.
pub const KIND: &str = "check.agree";

/// Questions in one batch at most.
pub const MOST: usize = 100;

/// Lanes that all agree.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeAll {
    /// `lane.id`, 1 to 100.
    #[serde(default)]
    pub lanes: Vec<String>,
}

/// The job that was asked for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Asked {
    /// `job.id`; `GET /api/v1/jobs/{id}` shows how far it is.
    pub job_id: String,
}

/// What became of one lane.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// `lane.id`.
    pub lane: String,
    /// It is concluded as agreeing.
    pub agreed: bool,
    /// Why not, in words; empty when it is.
    pub why: String,
}

/// `POST /api/v1/lanes/agree`
///
/// # Errors
/// A field error when none or too many were chosen.
pub async fn ask(act: &mut Act, ask: AgreeAll) -> Result<Asked, Fail> {
    let mut lanes: Vec<String> = Vec::new();
    for lane in ask.lanes {
        if !lanes.contains(&lane) {
            lanes.push(lane);
        }
    }
    if lanes.is_empty() {
        return Err(Fail::field("lanes", "请先勾选核实一致的事项"));
    }
    if MOST < lanes.len() {
        return Err(Fail::field("lanes", format!("一次最多确认 {MOST} 件，现在勾选了 {} 件", lanes.len())));
    }
    Ok(Asked { job_id: job::ask(act, KIND, &serde_json::json!({"lanes": lanes})).await? })
}

/// The batch, for whoever asked for it.
///
/// # Errors
/// `not_found` for anybody else.
pub async fn own(act: &mut Act, id: &str) -> Result<Job, Fail> {
    let it = job::get(act, id).await?;
    if it.kind == KIND && it.by_actor == act.actor.id { Ok(it) } else { Err(kernel::fail::NOT_FOUND.into()) }
}

/// What the job has said so far, in the order asked.
pub fn rows(it: &Job) -> Vec<Row> {
    let stored = if it.result.is_empty() { &it.cursor } else { &it.result };
    serde_json::from_str(stored).unwrap_or_default()
}

/// The lanes asked for.
pub fn lanes(it: &Job) -> Vec<String> {
    let ask: serde_json::Value = serde_json::from_str(&it.ask).unwrap_or_default();
    serde_json::from_value(ask["lanes"].clone()).unwrap_or_default()
}

/// Does the next lane of the job; answers whether there is more.
pub async fn part(act: &mut Act, it: &Job) -> Result<bool, Fail> {
    let (lanes, mut said) = (lanes(it), rows(it));
    if let Some(lane) = lanes.get(said.len()) {
        said.push(one(act, lane, &it.by_actor).await?);
    }
    let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    let goes_on = job::progress(act, &it.id, count(said.len()), count(lanes.len()), &serde_json::to_string(&said)?).await?;
    if goes_on && lanes.len() <= said.len() {
        job::finish(act, &it.id, Ok(serde_json::to_value(&said)?)).await?;
        return Ok(false);
    }
    Ok(goes_on)
}

/// One lane, in the name of the reviewer who asked. What is refused is refused before anything
/// is written, so the other lanes of the batch are not touched by it.
async fn one(act: &mut Act, lane: &str, reviewer: &str) -> Result<Row, Fail> {
    let kernel = act.kernel.clone();
    let row = |why: &str| Row { lane: lane.to_owned(), agreed: why.is_empty(), why: why.to_owned() };
    let Some(actor) = people::staff::actor(&mut act.tx, &kernel, reviewer).await? else { return Ok(row("账号已停用")) };
    let program = std::mem::replace(&mut act.actor, actor);
    let came = agree(act, lane).await;
    act.actor = program;
    match came {
        Ok(()) => Ok(row("")),
        Err(fail) if fail.code.status < 500 => Ok(row(&fail.sentence())),
        Err(fail) => Err(fail),
    }
}

async fn agree(act: &mut Act, lane: &str) -> Result<(), Fail> {
    let found = get(act, lane).await?;
    let perm = people::perms::check_of(&found.department).ok_or(kernel::fail::NOT_FOUND)?;
    act.require(perm, &found.region)?;
    let it = application::get(act, &found.application_id).await?;
    let look = |matter: &compare::Matter| matter.department == found.department && (matter.contradicts || matter.doubtful);
    let needs_a_look = compare::matters(act, &it).await?.iter().any(look);
    if needs_a_look {
        return Err(Fail::field("lanes", "比对发现矛盾，或者答复不足以判断，请逐件核验"));
    }
    conclude(act, Conclude { id: lane.to_owned(), result: "agree".into(), reason: String::new() }).await?;
    Ok(())
}
