//! 开始代办、结束代办 — from now on this session acts for somebody else, and no longer.

use base::region::RegionCode;
use kernel::actor::Kind as ActorKind;
use kernel::crypto::sm3_hex;
use kernel::fail::NOT_FOUND;
use kernel::{Act, Code, Fail, Reply};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::store::{self, New};
use crate::perms::APPLICATION_TAKE;
use crate::{person, session};

/// There is no session to act in: the caller is not signed in by one.
pub const NOTHING: Code = Code::conflict("helping.no_session", "当前没有可用于代办的登录", "请先登录，再开始代办。");

/// By which authority.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeUp {
    /// `helper_grant.id`.
    pub id: String,
}

/// A person at the window.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActFor {
    /// `person.id` of whoever stands at the window.
    pub id: String,
    /// Region of the window.
    pub region: String,
    /// Why the clerk acts, and what was checked; kept in the record.
    #[serde(default)]
    pub reason: String,
    /// Local page to go on with.
    #[serde(default)]
    pub back: String,
}

/// For whom this session now acts.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Acting {
    /// Masked name; empty when it acts for nobody but its owner.
    pub name: String,
}

/// `POST /api/v1/my/helping/{id}/start`
///
/// # Errors
/// `not_found` without an authority in force; [`NOTHING`].
pub async fn take_up(act: &mut Act, ask: TakeUp) -> Result<Acting, Fail> {
    if act.actor.kind != ActorKind::Citizen {
        return Err(NOT_FOUND.into());
    }
    in_session(act)?;
    let (me, today) = (act.actor.id.clone(), act.today().to_string());
    let row = store::by_helper(act, "citizen", &me, &today).await?.into_iter().find(|row| row.id == ask.id).ok_or(NOT_FOUND)?;
    let name = person::get(act, &row.principal_id).await?.name;
    let until = row.until_on.parse().map_err(Fail::bug)?;
    session::act_for(act, Some((&row.principal_id, &name, until))).await?;
    act.about("helper_grant", &row.id, "36");
    Ok(Acting { name })
}

/// `POST /api/v1/people/{id}/act-for`: the clerk acts for a person who is present, today only.
///
/// # Errors
/// `not_found` outside the clerk's regions or for an unknown person; the reason is required; [`NOTHING`].
pub async fn act_for(act: &mut Act, ask: ActFor) -> Result<Acting, Fail> {
    if act.actor.kind != ActorKind::Staff || RegionCode::parse(&ask.region).is_err() {
        return Err(NOT_FOUND.into());
    }
    act.require(APPLICATION_TAKE, &ask.region)?;
    in_session(act)?;
    let reason = ask.reason.trim();
    if reason.chars().count() < 4 {
        return Err(Fail::field("reason", "请写明代办原因和核对的证件（至少4个字）"));
    }
    let name = person::get(act, &ask.id).await?.name;
    let (today, me, id) = (act.today(), act.actor.id.clone(), act.new_id());
    let words = format!("{name}本人到场，由窗口工作人员代为办理公共租赁住房事项，仅限{today}当日。事由：{reason}");
    let (on, text_hash) = (today.to_string(), sm3_hex(words.as_bytes()));
    let new = New {
        id: &id,
        principal: &ask.id,
        helper_kind: "staff",
        helper: &me,
        from_on: &on,
        until_on: &on,
        how: "window",
        reason,
        text_hash: &text_hash,
    };
    store::insert(act, &new).await?;
    session::act_for(act, Some((&ask.id, &name, today))).await?;
    act.about("helper_grant", &id, &ask.region);
    Ok(Acting { name })
}

/// `POST /api/v1/acting/end`
pub async fn lay_down(act: &mut Act, _ask: ()) -> Result<Acting, Fail> {
    in_session(act)?;
    session::act_for(act, None).await?;
    Ok(Acting { name: String::new() })
}

fn in_session(act: &Act) -> Result<(), Fail> {
    if act.request.session.is_empty() { Err(NOTHING.into()) } else { Ok(()) }
}

/// `POST /my/helping/{id}/start`
pub(super) async fn take_up_form(act: &mut Act, ask: TakeUp) -> Result<Reply, Fail> {
    take_up(act, ask).await?;
    Ok(Reply::go("/my"))
}

/// `POST /my/acting/end`
pub(super) async fn lay_down_form(act: &mut Act, ask: ()) -> Result<Reply, Fail> {
    lay_down(act, ask).await?;
    Ok(Reply::go(if act.actor.kind == ActorKind::Staff { "/desk" } else { "/my/helping" }))
}

/// `POST /desk/people/{id}/act-for`
pub(super) async fn act_for_form(act: &mut Act, ask: ActFor) -> Result<Reply, Fail> {
    let reply = Reply::back(&ask.back, "/my");
    act_for(act, ask).await?;
    Ok(reply)
}
