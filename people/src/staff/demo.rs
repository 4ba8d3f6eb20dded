//! 演示账号 — in the living demo, a list of accounts to choose from instead of password and code.
//!
//! Only where the installation is set up as a demo, and only the accounts named in
//! the list: an ordinary installation has no list, no form and no way in (S-06).

use std::sync::OnceLock;

use kernel::fail::NOT_FOUND;
use kernel::{Act, Fail, Kernel, Reply, audit};
use serde::Deserialize;

use super::store;
use crate::session::{self, Kind, Open};

/// An account of the demo.
#[derive(Debug, Clone)]
pub struct DemoStaff {
    /// Account name.
    pub account: String,
    /// Name and post, such as 李受理 · 章贡区窗口.
    pub title: String,
    /// What can be tried with it, one sentence.
    pub story: String,
}

/// Who can be chosen; the composition of the demo fills it once.
pub static DEMO_STAFF: OnceLock<Vec<DemoStaff>> = OnceLock::new();

/// The list, where there is one.
pub(super) fn cast(kernel: &Kernel) -> &'static [DemoStaff] {
    if kernel.settings.demo { DEMO_STAFF.get().map_or(&[], Vec::as_slice) } else { &[] }
}

/// Whom to be.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choose {
    account: String,
    #[serde(default)]
    back: String,
}

/// `POST /desk/sign-in/demo`
pub(super) async fn enter(act: &mut Act, ask: Choose) -> Result<Reply, Fail> {
    let named = cast(&act.kernel).iter().any(|demo| demo.account == ask.account);
    let row = if named { store::credentials(act, &ask.account).await? } else { None };
    let row = row.filter(|row| row.disabled_at.is_none() && row.locked_at.is_none()).ok_or(NOT_FOUND)?;
    let opened = session::open(act, Open { kind: Kind::Staff, subject: &row.id, name: &row.name, how: "demo" }).await?;
    act.about("staff", &row.id, &row.region);
    act.audit("staff.sign_in", audit::Result::Done, "demo", serde_json::json!({"session": opened.id})).await?;
    Ok(Reply::back(&ask.back, "/desk").cookie(opened.cookie(&act.kernel)))
}
