//! 命令行管理 — what `anju user …` does: the first accounts, before any administrator exists.
//!
//! Each command is one act of the program itself, on record like an administrator's.

use std::sync::Arc;

use kernel::fail::NOT_FOUND;
use kernel::{Act, Fail, Kernel, audit};

use super::manage::{StartCode, Unlock};
use super::{Add, GrantRole, Issued, add, grant, start_code, store, unlock};

/// `anju user add`: an account with roles (name and region), and the one-time code that starts it.
///
/// # Errors
/// As [`add`], [`grant`] and [`start_code`]; nothing is kept then.
pub async fn add_user(kernel: &Arc<Kernel>, ask: Add, roles: &[(String, String)]) -> Result<Issued, Fail> {
    let mut act = Act::system(kernel, "command").await?;
    let id = add(&mut act, ask).await?.id;
    act.audit("staff.add", audit::Result::Done, "", serde_json::json!({})).await?;
    for (role, region) in roles {
        grant(&mut act, GrantRole { id: id.clone(), role: role.clone(), region: region.clone(), from_on: None, to_on: None }).await?;
        act.audit("staff.grant", audit::Result::Done, "", serde_json::json!({"role": role, "region": region})).await?;
    }
    let issued = start_code(&mut act, StartCode { id, device: String::new() }).await?;
    act.commit().await?;
    Ok(issued)
}

/// `anju user reset`: a new one-time code; with `device`, also a new secret for the app.
///
/// # Errors
/// `not_found` for an unknown account; as [`start_code`].
pub async fn reset_user(kernel: &Arc<Kernel>, account: &str, device: bool) -> Result<Issued, Fail> {
    let mut act = Act::system(kernel, "command").await?;
    let id = id_of(&mut act, account).await?;
    let issued = start_code(&mut act, StartCode { id, device: if device { "1".into() } else { String::new() } }).await?;
    act.commit().await?;
    Ok(issued)
}

/// `anju user unlock`
///
/// # Errors
/// `not_found` for an unknown account.
pub async fn unlock_user(kernel: &Arc<Kernel>, account: &str) -> Result<(), Fail> {
    let mut act = Act::system(kernel, "command").await?;
    let id = id_of(&mut act, account).await?;
    unlock(&mut act, Unlock { id }).await?;
    act.audit("staff.unlock", audit::Result::Done, "", serde_json::json!({})).await?;
    act.commit().await
}

async fn id_of(act: &mut Act, account: &str) -> Result<String, Fail> {
    let found = store::credentials(act, &super::sign_in::normal(account)).await?;
    found.map(|row| row.id).ok_or_else(|| NOT_FOUND.into())
}
