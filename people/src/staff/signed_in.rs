//! 在线登录 — the live sessions of an account, and ending them all, by the administrator who keeps it.

use kernel::{Act, Fail, Reply};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::manage::{Changed, OWN_ACCOUNT};
use super::store;
use crate::session::{self, Kind, Seen};

/// Whose sessions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Whose {
    /// `staff.id`.
    pub id: String,
}

/// Live sessions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Live {
    /// The newest first.
    pub sessions: Vec<Seen>,
}

/// `GET /api/v1/staff/{id}/sessions`
pub async fn sessions(act: &mut Act, ask: Whose) -> Result<Live, Fail> {
    let row = store::kept(act, &ask.id).await?;
    Ok(Live { sessions: session::of_staff(act, &row.id).await? })
}

/// `POST /api/v1/staff/{id}/sessions/end` — all of them; one's own end on one's own page.
pub async fn end(act: &mut Act, ask: Whose) -> Result<Changed, Fail> {
    let row = store::kept(act, &ask.id).await?;
    if act.actor.id == row.id {
        return Err(OWN_ACCOUNT.into());
    }
    act.about("staff", &row.id, &row.region);
    Ok(Changed { sessions_ended: session::end_all(act, Kind::Staff, &row.id, "", "administrator").await? })
}

/// `POST /desk/users/{id}/sessions/end`
pub(super) async fn end_form(act: &mut Act, ask: Whose) -> Result<Reply, Fail> {
    let to = format!("/desk/users/{}?done=ended", ask.id);
    end(act, ask).await?;
    Ok(Reply::go(to))
}
