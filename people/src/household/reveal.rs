//! 查看完整信息 — unmask one person's details, with a reason, on record.

use kernel::fail::NOT_FOUND;
use kernel::{Act, Fail, audit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{get, of_person};
use crate::perms::PERSON_UNMASK;
use crate::person::private;

/// Whose details, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unmask {
    /// `person.id`.
    pub id: String,
    /// Why the full details are needed; kept in the audit record.
    pub reason: String,
}

/// The details in full.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Revealed {
    /// Full name.
    pub name: String,
    /// Full ID number.
    pub id_number: String,
    /// Mobile number.
    pub phone: String,
    /// Address.
    pub address: String,
}

/// `POST /api/v1/people/{id}/unmask` — only of people whose household lies in the actor's regions.
///
/// # Errors
/// `not_found` outside them, as for nobody at all; the reason in words; a record unsealed for too long.
pub async fn unmask(act: &mut Act, ask: Unmask) -> Result<Revealed, Fail> {
    let scope = act.scope(PERSON_UNMASK);
    let mut within = None;
    for household in of_person(act, &ask.id).await? {
        let region = get(act, &household).await?.region;
        within = within.or(scope.covers(&region).then_some(region));
    }
    let region = within.ok_or(NOT_FOUND)?;
    if ask.reason.trim().chars().count() < 4 {
        return Err(Fail::field("reason", "请写明查看原因（至少 4 个字）"));
    }
    // With the record unsealed for hours, nothing sensitive is shown (S-47).
    let now = act.kernel.clock.real();
    audit::require_fresh(&mut act.tx, now).await?;
    let kept = private(act, &ask.id).await?;
    act.about("person", &ask.id, &region);
    act.audit("person.unmask", audit::Result::Done, ask.reason.trim(), serde_json::json!({})).await?;
    Ok(Revealed { name: kept.name, id_number: kept.id_number, phone: kept.phone, address: kept.address })
}
