//! 确认 — two persons who did not write it, each with a reason; then it decides.

use kernel::flow::{How, SAME_PERSON};
use kernel::{Act, Code, Fail, flow};
use people::perms::PACK_CONFIRM;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PACK, Revision, check, enter, seen};

/// Nobody has yet seen what would change for live cases.
pub const IMPACT_MISSING: Code = Code::conflict("pack.impact_missing", "对在办事项的试算还没有完成", "请等试算完成，看过影响后再确认。");

/// A confirmation.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// `pack_revision.id`.
    pub id: String,
    /// What was compared and why it is right.
    pub reason: String,
    /// Hash of the document the person saw; a different one is refused.
    pub seen: Option<String>,
}

/// A withdrawal by the drafting side, or a refusal to confirm.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// `pack_revision.id`.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// Where the revision stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Stands {
    /// State of the flow.
    pub state: String,
    /// The revision.
    pub revision: Revision,
}

/// `POST /api/v1/packs/drafts/{id}/confirm`
///
/// # Errors
/// `flow.same_person`; [`check::LINT_ERROR`], [`check::EXAMPLE_FAILS`], [`check::OVERLAP`], [`super::STALE`], [`IMPACT_MISSING`]; `raced` when
/// the document is not the one the person saw.
pub async fn confirm(act: &mut Act, ask: Confirm) -> Result<Stands, Fail> {
    let it = seen(act, &ask.id).await?;
    act.require(PACK_CONFIRM, &it.region)?;
    let case = flow::get(act, &PACK, &it.id).await?;
    if ask.reason.trim().chars().count() < 4 {
        return Err(Fail::field("reason", "请写明核对了什么、为什么可以确认，至少4个字"));
    }
    if ask.seen.as_ref().is_some_and(|hash| *hash != it.hash) {
        return Err(kernel::fail::RACED.into());
    }
    // The table keeps apart who handed it in; whoever wrote any part of it is kept apart here.
    let wrote = flow::story(act, &PACK, &it.id)
        .await?
        .into_iter()
        .any(|step| ["open", "edit", "check"].contains(&step.act.as_str()) && step.actor_kind == "staff" && step.actor_id == act.actor.id);
    if wrote {
        return Err(SAME_PERSON.into());
    }
    if ["checked", "half"].contains(&case.state.as_str()) {
        check::refuse(act, &it).await?;
        if it.impact_of != it.hash {
            return Err(IMPACT_MISSING.into());
        }
    }
    let verb = if case.state == "half" { "confirm_again" } else { "confirm" };
    let case = flow::step(act, &PACK, &it.id, verb, How { reason: ask.reason.trim(), ..How::default() }).await?;
    if case.state == "in_force" {
        enter(act, &it).await?;
    }
    Ok(Stands { state: case.state, revision: super::get(act, &it.id).await? })
}

/// `POST /api/v1/packs/drafts/{id}/withdraw`
pub async fn withdraw(act: &mut Act, ask: Withdraw) -> Result<Stands, Fail> {
    let it = seen(act, &ask.id).await?;
    if ask.reason.trim().chars().count() < 4 {
        return Err(Fail::field("reason", "请写明理由，至少4个字"));
    }
    let confirms = act.scope(PACK_CONFIRM).covers(&it.region);
    let verb = if confirms { "decline" } else { "withdraw" };
    let case = flow::step(act, &PACK, &it.id, verb, How { reason: ask.reason.trim(), ..How::default() }).await?;
    let at = act.at();
    sqlx::query("update pack_revision set ended_at = $1 where id = $2").bind(at).bind(it.id.clone()).execute(act.conn()).await?;
    Ok(Stands { state: case.state, revision: super::get(act, &it.id).await? })
}
