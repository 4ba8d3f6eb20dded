//! 账号管理 — close, open, unlock an account; let its owner choose a new password.
//!
//! An administrator starts a reset and never learns or sets the password: the code
//! shown once only lets the owner choose (S-13). Nobody administers the own account.

use std::sync::Arc;

use askama::Template;
use jiff::{SignedDuration, Timestamp};
use kernel::act::Request;
use kernel::clock::text_of;
use kernel::crypto::{Aad, TotpSecret, seal, sm3_hex, token_256};
use kernel::page::{Page, instant};
use kernel::{Act, Actor, Code, Fail, Kernel, Reply, audit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::guard;
use super::store::{self, Row};
use crate::session::{self, Kind, require_fresh};

/// The act is about one's own account.
pub const OWN_ACCOUNT: Code = Code::forbidden("staff.own_account", "不能管理自己的账号", "请由另一位安全管理员办理。");
/// A closed account has to be opened first.
pub const CLOSED: Code = Code::conflict("staff.closed", "账号已停用", "如需继续使用，请先恢复账号。");

/// How long a start code lasts (S-01).
pub const START_LASTS: SignedDuration = SignedDuration::from_hours(24);
/// Accounts unused this long are closed (S-11).
const UNUSED: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Which account to close, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Disable {
    /// `staff.id`.
    pub id: String,
    /// Why; kept in the record.
    #[serde(default)]
    pub reason: String,
}

/// Which account to open again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Enable {
    /// `staff.id`.
    pub id: String,
}

/// Which account to unlock after too many failures.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unlock {
    /// `staff.id`.
    pub id: String,
}

/// Who has to choose a new password.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordDue {
    /// `staff.id`.
    pub id: String,
}

/// Whose start code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartCode {
    /// `staff.id`.
    pub id: String,
    /// `1`: the phone is lost, a new secret for one-time codes too. Always so the first time.
    #[serde(default)]
    pub device: String,
}

/// What changed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Changed {
    /// How many sessions ended with it.
    pub sessions_ended: u64,
}

/// A start code, told this once.
#[derive(Serialize, JsonSchema)]
pub struct Issued {
    /// Account it is for.
    pub account: String,
    /// The code: five groups of four.
    pub code: String,
    /// Instant it ends.
    pub until: String,
}

/// The account, when the actor may administer it.
pub(super) async fn administered(act: &mut Act, id: &str) -> Result<Row, Fail> {
    let row = store::kept(act, id).await?;
    require_fresh(act).await?;
    if act.actor.id == id { Err(OWN_ACCOUNT.into()) } else { Ok(row) }
}

/// `POST /api/v1/staff/{id}/disable`. Its sessions end at once (S-15).
pub async fn disable(act: &mut Act, ask: Disable) -> Result<Changed, Fail> {
    let row = administered(act, &ask.id).await?;
    let reason = ask.reason.trim();
    if reason.chars().count() < 2 {
        return Err(Fail::field("reason", "请写明停用原因"));
    }
    if row.disabled_at.is_none() {
        store::set_disabled(act, &row.id, Some(reason)).await?;
    }
    Ok(Changed { sessions_ended: session::end_all(act, Kind::Staff, &row.id, "", "disabled").await? })
}

/// `POST /api/v1/staff/{id}/enable`. Roles that were not taken back are in force again.
pub async fn enable(act: &mut Act, ask: Enable) -> Result<Changed, Fail> {
    let row = administered(act, &ask.id).await?;
    store::set_disabled(act, &row.id, None).await?;
    Ok(Changed { sessions_ended: 0 })
}

/// `POST /api/v1/staff/{id}/unlock`
pub async fn unlock(act: &mut Act, ask: Unlock) -> Result<Changed, Fail> {
    let row = administered(act, &ask.id).await?;
    store::set_locked(act, &row.id, false).await?;
    guard::forgive(act, &row.account).await?;
    Ok(Changed { sessions_ended: 0 })
}

/// `POST /api/v1/staff/{id}/password-due`: the password may have become known to others. Its
/// owner still signs in with it, and can then do nothing but choose a new one.
pub async fn password_due(act: &mut Act, ask: PasswordDue) -> Result<Changed, Fail> {
    let row = administered(act, &ask.id).await?;
    store::set_password_due(act, &row.id).await?;
    Ok(Changed { sessions_ended: session::end_all(act, Kind::Staff, &row.id, "", "password").await? })
}

/// Makes a start code, and a new secret for one-time codes if asked or still missing.
/// The password in use stops working, and the sessions with it: whoever asked for a reset
/// may have lost it to somebody.
///
/// # Errors
/// [`CLOSED`], [`OWN_ACCOUNT`], `not_found`.
pub async fn start_code(act: &mut Act, ask: StartCode) -> Result<Issued, Fail> {
    let row = administered(act, &ask.id).await?;
    if row.disabled_at.is_some() {
        return Err(CLOSED.into());
    }
    let credentials = store::credentials_of(act, &row.id).await?.ok_or(kernel::fail::NOT_FOUND)?;
    let fresh = ask.device == "1" || credentials.totp_sealed.is_none() || credentials.password_hash.is_none();
    let sealed = if fresh {
        let key = act.keys().unwrap(&credentials.key_wrapped, &row.id)?;
        Some(seal(&key, Aad::new("staff", "totp_sealed", &row.id), &TotpSecret::generate().base32())?)
    } else {
        None
    };
    let code = new_code();
    let until = text_of(act.kernel.clock.real() + START_LASTS);
    store::set_start(act, &row.id, &digest(&code), &until, sealed.as_deref()).await?;
    session::end_all(act, Kind::Staff, &row.id, "", "reset").await?;
    let detail = serde_json::json!({"device": fresh});
    act.audit("staff.start_code", audit::Result::Done, "", detail).await?;
    Ok(Issued { account: row.account, code, until })
}

/// Five groups of four hexadecimal digits: 80 random bits that can be read out by telephone.
fn new_code() -> String {
    let digits = sm3_hex(token_256().as_bytes());
    (0..5).map(|at| &digits[at * 4..at * 4 + 4]).collect::<Vec<_>>().join("-")
}

/// Digest of a start code, however it was typed.
pub(super) fn digest(code: &str) -> String {
    let typed = kernel::page::fold_width(code).to_lowercase();
    let digits: String = typed.chars().filter(char::is_ascii_hexdigit).collect();
    sm3_hex(digits.as_bytes())
}

/// Closes accounts unused for 90 days (S-11); a timer calls it. Returns how many.
pub async fn retire_unused(act: &mut Act) -> Result<usize, Fail> {
    let since = text_of(act.kernel.clock.real() - UNUSED);
    let unused = store::unused_since(act, &since).await?;
    for id in &unused {
        act.about("staff", id, "");
        store::set_disabled(act, id, Some("90天未使用")).await?;
        session::end_all(act, Kind::Staff, id, "", "disabled").await?;
        act.audit("staff.retire_unused", audit::Result::Done, "90天未使用", serde_json::json!({})).await?;
    }
    Ok(unused.len())
}

pub(super) async fn password_due_form(act: &mut Act, ask: PasswordDue) -> Result<Reply, Fail> {
    let to = format!("/desk/users/{}?done=saved", ask.id);
    password_due(act, ask).await?;
    Ok(Reply::go(to))
}

pub(super) async fn disable_form(act: &mut Act, ask: Disable) -> Result<Reply, Fail> {
    let to = format!("/desk/users/{}?done=saved", ask.id);
    disable(act, ask).await?;
    Ok(Reply::go(to))
}

pub(super) async fn enable_form(act: &mut Act, ask: Enable) -> Result<Reply, Fail> {
    let to = format!("/desk/users/{}?done=saved", ask.id);
    enable(act, ask).await?;
    Ok(Reply::go(to))
}

pub(super) async fn unlock_form(act: &mut Act, ask: Unlock) -> Result<Reply, Fail> {
    let to = format!("/desk/users/{}?done=saved", ask.id);
    unlock(act, ask).await?;
    Ok(Reply::go(to))
}

#[derive(Template)]
#[template(path = "staff/start_code.html")]
struct StartCodePage {
    page: Page,
    issued: Issued,
    until: String,
    address: String,
}

/// `POST …/start-code`. This door commits by itself, so that the code is not kept with
/// the answers that are repeated for a key.
pub(super) async fn start_code_door(kernel: Arc<Kernel>, actor: Actor, request: Request, ask: StartCode) -> Result<Reply, Fail> {
    let api = request.path.starts_with("/api/");
    let back = format!("/desk/users/{}", ask.id);
    let mut act = Act::open(&kernel, actor.clone(), request.clone()).await?;
    let issued = start_code(&mut act, ask).await?;
    act.commit().await?;
    if api {
        return Reply::json(&issued);
    }
    let mut act = Act::read(&kernel, actor, request).await?;
    let mut page = act.page("一次性启用码").await?;
    page.back = Some(back);
    let until = issued.until.parse::<Timestamp>().map_or_else(|_| issued.until.clone(), instant);
    let address = format!("{}/desk/start", kernel.settings.public_url);
    act.render(&StartCodePage { page, issued, until, address })
}
