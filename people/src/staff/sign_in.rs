//! 人员登录 — password and one-time code in one form (S-06).
//!
//! Whatever is wrong — no such account, password, code, locked, disabled — the answer is
//! the same, and as slow: one password is hashed in every case (S-05). Hashing runs
//! outside the transaction; the code's step and the locks are decided inside.

use std::sync::Arc;

use askama::Template;
use kernel::act::Request;
use kernel::crypto::{Aad, TotpSecret, hash_password, needs_rehash, open, verify_nobody, verify_password};
use kernel::page::{Fault, Page};
use kernel::{Act, Actor, Code, Fail, Kernel, Reply, audit};
use serde::Deserialize;

use super::demo::{self, DemoStaff};
use super::store::{self, Credentials};
use super::{guard, password};
use crate::session::{self, Kind, Open, Opened};

/// The one answer to every sign-in that fails.
pub const REFUSED: Code = Code {
    status: 422,
    code: "staff.refused",
    title: "账号、口令或动态口令不正确，或账号暂不可用",
    next: "请核对后再试；连续错5次要等15分钟，仍不能登录请找本单位的安全管理员。",
};

/// What is typed. Never printed (S-45).
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Account name.
    #[serde(default)]
    pub account: String,
    /// Password.
    #[serde(default)]
    pub password: String,
    /// One-time code of the moment, six digits.
    #[serde(default)]
    pub code: String,
    /// Local page to go on with.
    #[serde(default)]
    pub back: String,
}

/// Signs in; used by both doors.
///
/// # Errors
/// [`REFUSED`], whatever the reason.
pub async fn sign_in(kernel: &Arc<Kernel>, request: Request, ask: &SignIn) -> Result<SignedIn, Fail> {
    let account = normal(&ask.account);
    let right = password_fits(kernel, &request, &account, &ask.password).await?;
    let renewed = match &right {
        Some(hash) if needs_rehash(&kernel.keys, hash) => Some(hash_password(&kernel.keys, &ask.password).await?),
        _ => None,
    };
    let mut act = Act::open(kernel, Actor::stranger(), request).await?;
    let signed_in = decide(&mut act, &account, right, &ask.code).await?;
    if let (Some(signed_in), Some(hash)) = (&signed_in, renewed) {
        store::set_hash(&mut act, &signed_in.staff_id, &hash).await?;
    }
    act.commit().await?;
    signed_in.ok_or_else(|| REFUSED.into())
}

/// A sign-in that succeeded.
pub struct SignedIn {
    /// `staff.id`.
    pub staff_id: String,
    /// The session.
    pub opened: Opened,
    /// A new password is due; until then there are no roles.
    pub password_due: bool,
}

/// Account names are typed in any case and width.
pub(super) fn normal(account: &str) -> String {
    kernel::page::fold_width(account).to_lowercase().chars().take(64).collect()
}

/// The stored hash, when the password is the one behind it. Takes one hashing in every case.
pub(super) async fn password_fits(kernel: &Arc<Kernel>, request: &Request, account: &str, password: &str) -> Result<Option<String>, Fail> {
    let mut act = Act::read(kernel, Actor::stranger(), request.clone()).await?;
    let found = store::credentials(&mut act, account).await?;
    let open = found.filter(|row| row.disabled_at.is_none() && row.locked_at.is_none());
    drop(act);
    match open.and_then(|row| row.password_hash) {
        Some(hash) => Ok(verify_password(&kernel.keys, password, &hash).await?.then_some(hash)),
        None => {
            verify_nobody(&kernel.keys, password).await?;
            Ok(None)
        }
    }
}

/// Decides with the rows held: opens a session, or counts a failure. `right` is the hash
/// the password was checked against; a password changed meanwhile does not count.
async fn decide(act: &mut Act, account: &str, right: Option<String>, code: &str) -> Result<Option<SignedIn>, Fail> {
    act.tx.lock(&format!("sign in {account}")).await?;
    let row = store::credentials(act, account).await?;
    let locked = guard::is_locked(act, account).await?;
    if let Some(row) = &row {
        act.about("staff", &row.id, &row.region);
        let usable = !locked && row.disabled_at.is_none() && row.locked_at.is_none() && right.is_some() && row.password_hash == right;
        if usable && use_code(act, row, code).await? {
            return Ok(Some(welcome(act, row).await?));
        }
    }
    refuse(act, account, row.as_ref(), locked).await?;
    Ok(None)
}

/// Counts and records a failure; while the pair is locked it is recorded only.
pub(super) async fn refuse(act: &mut Act, account: &str, row: Option<&Credentials>, locked: bool) -> Result<(), Fail> {
    if !locked {
        guard::note(act, account).await?;
    }
    if let Some(row) = row
        && row.locked_at.is_none()
        && guard::too_many_today(act, account).await?
    {
        store::set_locked(act, &row.id, true).await?;
        session::end_all(act, Kind::Staff, &row.id, "", "locked").await?;
    }
    let reason = if locked { "locked" } else { "" };
    act.audit("staff.sign_in", audit::Result::Denied, reason, serde_json::json!({})).await
}

async fn welcome(act: &mut Act, row: &Credentials) -> Result<SignedIn, Fail> {
    guard::forgive_pair(act, &row.account).await?;
    store::signed_in(act, &row.id).await?;
    let opened = session::open(act, Open { kind: Kind::Staff, subject: &row.id, name: &row.name, how: "totp" }).await?;
    let kernel = act.kernel.clone();
    let live = store::live(&mut act.tx, &row.id).await?;
    let password_due = live.is_none_or(|live| password::is_due(&live, kernel.clock.real()));
    if let Some(actor) = super::actor(&mut act.tx, &kernel, &row.id).await? {
        act.actor = actor;
    }
    act.audit("staff.sign_in", audit::Result::Done, "", serde_json::json!({"session": opened.id})).await?;
    Ok(SignedIn { staff_id: row.id.clone(), opened, password_due })
}

/// Is this the one-time code of the moment? Its step is used up, so that it works once.
pub(super) async fn use_code(act: &mut Act, row: &Credentials, code: &str) -> Result<bool, Fail> {
    let Some(secret) = secret_of(act, row)? else { return Ok(false) };
    match secret.check(code, act.kernel.clock.real(), Some(row.totp_step)) {
        Some(step) => store::take_step(act, &row.id, step).await,
        None => Ok(false),
    }
}

/// The secret of the account's one-time codes.
pub(super) fn secret_of(act: &Act, row: &Credentials) -> Result<Option<TotpSecret>, Fail> {
    let Some(sealed) = &row.totp_sealed else { return Ok(None) };
    let key = act.keys().unwrap(&row.key_wrapped, &row.id)?;
    let text = open(&key, Aad::new("staff", "totp_sealed", &row.id), sealed)?;
    Ok(Some(TotpSecret::from_base32(&text)?))
}

#[derive(Template)]
#[template(path = "staff/sign_in.html")]
struct SignInPage {
    page: Page,
    fault: Fault,
    account: String,
    back: String,
    refused: bool,
    started: bool,
    demo: &'static [DemoStaff],
}

/// What the address may carry.
#[derive(Deserialize)]
pub(super) struct Arrive {
    #[serde(default)]
    back: String,
    #[serde(default)]
    started: String,
}

/// `GET /desk/sign-in`
pub(super) async fn page(act: &mut Act, ask: Arrive) -> Result<Reply, Fail> {
    show(act, SignIn { back: ask.back, ..SignIn::default() }, Fault::none(), false, !ask.started.is_empty()).await
}

async fn show(act: &mut Act, ask: SignIn, fault: Fault, refused: bool, started: bool) -> Result<Reply, Fail> {
    let mut page = act.page("工作人员登录").await?;
    page.faulty = refused || !fault.is_empty();
    let demo = demo::cast(&act.kernel);
    act.render(&SignInPage { page, fault, account: ask.account, back: ask.back, refused, started, demo })
}

/// `POST /desk/sign-in`, `POST /api/v1/desk/sign-in`
pub(super) async fn door(kernel: Arc<Kernel>, actor: Actor, request: Request, ask: SignIn) -> Result<Reply, Fail> {
    let api = request.path.starts_with("/api/");
    let mut fault = Fault::none();
    for (field, value, message) in
        [("account", &ask.account, "请输入账号"), ("password", &ask.password, "请输入口令"), ("code", &ask.code, "请输入动态口令")]
    {
        if value.trim().is_empty() {
            fault.add(field, message);
        }
    }
    let outcome = if fault.is_empty() { sign_in(&kernel, request.clone(), &ask).await } else { Err(REFUSED.into()) };
    match outcome {
        Ok(SignedIn { opened, password_due: due, .. }) => {
            if api {
                let ends_at = kernel::clock::text_of(opened.ends_at);
                return Reply::json(&serde_json::json!({"token": opened.token, "ends_at": ends_at, "password_due": due}));
            }
            let reply = if due { Reply::go("/desk/password") } else { Reply::back(&ask.back, "/desk") };
            Ok(reply.cookie(opened.cookie(&kernel)))
        }
        Err(fail) if fail.code == REFUSED && !api => {
            let mut act = Act::read(&kernel, actor, request).await?;
            let refused = fault.is_empty();
            Ok(show(&mut act, SignIn { account: ask.account, back: ask.back, ..SignIn::default() }, fault, refused, false)
                .await?
                .status(REFUSED.status))
        }
        Err(fail) => Err(fail),
    }
}
