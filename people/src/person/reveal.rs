//! 查看完整信息 — unmask one person's details, with a reason, on record.

use kernel::{Act, Fail, audit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::private;

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

/// `POST /api/v1/people/{id}/unmask`
pub async fn unmask(act: &mut Act, ask: Unmask) -> Result<Revealed, Fail> {
    if ask.reason.trim().chars().count() < 4 {
        return Err(Fail::field("reason", "请写明查看原因（至少 4 个字）"));
    }
    // With the record unsealed for hours, nothing sensitive is shown (S-47).
    let now = act.kernel.clock.real();
    audit::require_fresh(&mut act.tx, now).await?;
    let kept = private(act, &ask.id).await?;
    act.about("person", &ask.id, "");
    act.audit("person.unmask", audit::Result::Done, ask.reason.trim(), serde_json::json!({})).await?;
    Ok(Revealed { name: kept.name, id_number: kept.id_number, phone: kept.phone, address: kept.address })
}
