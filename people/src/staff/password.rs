//! 修改口令 — one's own password, with the old one and a one-time code.
//!
//! A password lasts 90 days (等保 8.1.4.1 a); when it is due, the account has no roles
//! until it is changed. The last five do not come again.

use std::sync::Arc;

use askama::Template;
use jiff::{SignedDuration, Timestamp};
use kernel::act::Request;
use kernel::actor::Kind as ActorKind;
use kernel::crypto::{Keys, hash_password, verify_password};
use kernel::fail::NOT_FOUND;
use kernel::page::{Fault, Page, date};
use kernel::{Act, Actor, Fail, Kernel, Reply, audit};
use serde::Deserialize;

use super::store::{self, Credentials, Live};
use super::{guard, rules, sign_in};
use crate::session::{self, Kind};

/// How long a password lasts.
pub const CHANGE_EVERY: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How many passwords do not come again.
const HISTORY: i64 = 5;

/// What is typed. Never printed (S-45).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
    #[serde(default)]
    code: String,
}

/// Is a new password due? An account that never chose one (demo) is not asked.
pub(super) fn is_due(row: &Live, now: Timestamp) -> bool {
    row.must_change_at.is_some() || ends(row).is_some_and(|end| end <= now)
}

fn ends(row: &Live) -> Option<Timestamp> {
    row.password_set_at.as_deref()?.parse::<Timestamp>().ok().map(|at| at + CHANGE_EVERY)
}

/// The day by which it has to be changed, in words.
pub(super) fn due_words(row: &Live) -> String {
    match (row.must_change_at.is_some(), ends(row)) {
        (true, _) => "现在".into(),
        (false, Some(end)) => format!("{}前", date(kernel::clock::date_of(end))),
        (false, None) => "尚未设置口令".into(),
    }
}

/// Says what is wrong with a new password, rules and history; hashes, so call it outside a transaction.
pub(super) async fn objection(
    keys: &Keys,
    password: &str,
    again: &str,
    row: &Credentials,
    old: &[String],
) -> Result<Option<(&'static str, &'static str)>, Fail> {
    if let Some(message) = rules::objection(password, &[&row.account, &row.name]) {
        return Ok(Some(("password", message)));
    }
    if password != again {
        return Ok(Some(("again", "两次输入的口令不一致")));
    }
    for hash in old {
        if verify_password(keys, password, hash).await? {
            return Ok(Some(("password", "不能使用最近五次用过的口令")));
        }
    }
    Ok(None)
}

/// Hashes of the passwords that must not come again.
pub(super) async fn history(act: &mut Act, id: &str) -> Result<Vec<String>, Fail> {
    store::old_hashes(act, id, HISTORY).await
}

#[derive(Template)]
#[template(path = "staff/password.html")]
struct PasswordPage {
    page: Page,
    fault: Fault,
    due: bool,
}

/// `GET /desk/password`
pub(super) async fn page(act: &mut Act, _ask: super::me::Arrive) -> Result<Reply, Fail> {
    show(act, Fault::none()).await
}

async fn show(act: &mut Act, fault: Fault) -> Result<Reply, Fail> {
    let id = act.actor.id.clone();
    let live = if act.actor.kind == ActorKind::Staff { store::live(&mut act.tx, &id).await? } else { None };
    let due = is_due(&live.ok_or(NOT_FOUND)?, act.kernel.clock.real());
    let mut page = act.page("修改口令").await?;
    page.faulty = !fault.is_empty();
    act.render(&PasswordPage { page, fault, due })
}

/// `POST /desk/password`, `POST /api/v1/desk/password`
pub(super) async fn door(kernel: Arc<Kernel>, actor: Actor, request: Request, ask: Change) -> Result<Reply, Fail> {
    let api = request.path.starts_with("/api/");
    match change(&kernel, &actor, &request, &ask).await {
        Ok(()) if api => Reply::json(&serde_json::json!({"changed": true})),
        Ok(()) => Ok(Reply::go("/desk/me?done=saved")),
        Err(fail) if !fail.fields.is_empty() && !api => {
            let mut act = Act::read(&kernel, actor, request).await?;
            Ok(show(&mut act, super::fault_of(&fail, "")).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

async fn change(kernel: &Arc<Kernel>, actor: &Actor, request: &Request, ask: &Change) -> Result<(), Fail> {
    if actor.kind != ActorKind::Staff {
        return Err(NOT_FOUND.into());
    }
    let mut act = Act::read(kernel, actor.clone(), request.clone()).await?;
    let row = store::credentials_of(&mut act, &actor.id).await?.ok_or(NOT_FOUND)?;
    let old = history(&mut act, &row.id).await?;
    drop(act);
    let right = sign_in::password_fits(kernel, request, &row.account, &ask.current).await?;
    if right.is_some()
        && let Some((field, message)) = objection(&kernel.keys, &ask.password, &ask.again, &row, &old).await?
    {
        return Err(Fail::field(field, message));
    }
    let hash = hash_password(&kernel.keys, &ask.password).await?;
    let mut act = Act::open(kernel, actor.clone(), request.clone()).await?;
    act.about("staff", &row.id, &row.region);
    let row = store::credentials_of(&mut act, &actor.id).await?.ok_or(NOT_FOUND)?;
    let locked = guard::is_locked(&mut act, &row.account).await?;
    let proved = !locked && right.is_some() && row.password_hash == right && sign_in::use_code(&mut act, &row, &ask.code).await?;
    if proved {
        store::set_password(&mut act, &row.id, &hash).await?;
        let here = act.request.session.clone();
        session::end_all(&mut act, Kind::Staff, &row.id, &here, "password").await?;
        act.audit("staff.password", audit::Result::Done, "", serde_json::json!({})).await?;
    } else {
        sign_in::refuse(&mut act, &row.account, Some(&row), locked).await?;
    }
    act.commit().await?;
    if proved { Ok(()) } else { Err(Fail::field("current", "原口令或动态口令不正确；连续错5次要等15分钟")) }
}
