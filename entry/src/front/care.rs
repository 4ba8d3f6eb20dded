//! 关怀版 — large type and large targets, remembered in a cookie, for a year.

use kernel::doors::{CARE, cookie};
use kernel::{Act, Fail, Reply};
use serde::Deserialize;

const YEAR: i64 = 365 * 24 * 60 * 60;

/// On or off, and where to go back to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Care {
    on: String,
    back: String,
}

/// `GET /care`
pub(crate) async fn care(act: &mut Act, ask: Care) -> Result<Reply, Fail> {
    let (value, seconds) = if ask.on == "1" { ("1", YEAR) } else { ("", 0) };
    let secure = act.kernel.settings.secure();
    Ok(Reply::back(&ask.back, "/").cookie(cookie(CARE, value, seconds, secure)))
}
