//! 首次启用 — with the one-time code of an administrator, the owner takes over the secret for
//! one-time codes and chooses a password (S-13). Nothing works with the code alone: to
//! finish, a code from the app is needed (S-06).

use std::sync::Arc;

use askama::Template;
use kernel::act::Request;
use kernel::clock::text_of;
use kernel::crypto::hash_password;
use kernel::page::{Fault, Page, spaced};
use kernel::{Act, Actor, Code, Fail, Kernel, Reply, audit};
use serde::Deserialize;

use super::store::{self, Credentials};
use super::{guard, manage, password, sign_in};
use crate::session::{self, Kind};

/// The one answer to every start that fails.
pub const WRONG_START: Code = Code {
    status: 422,
    code: "staff.wrong_start",
    title: "账号或启用码不正确，或启用码已过期",
    next: "启用码24小时内有效，只能用一次；请核对，或请安全管理员重新生成。",
};

/// What is typed: first account and code, then also the rest. Never printed (S-45).
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Account name.
    #[serde(default)]
    pub account: String,
    /// The administrator's one-time code.
    #[serde(default)]
    pub start: String,
    /// `2` when the second half of the form is sent.
    #[serde(default)]
    pub step: String,
    /// The chosen password.
    #[serde(default)]
    pub password: String,
    /// The same again.
    #[serde(default)]
    pub again: String,
    /// Six digits from the app.
    #[serde(default)]
    pub code: String,
}

#[derive(Template)]
#[template(path = "staff/start.html")]
struct StartPage {
    page: Page,
    fault: Fault,
    account: String,
    start: String,
    /// Secret and address for the app, once account and code are right.
    secret: Option<(String, String)>,
}

/// `GET /desk/start`
pub(super) async fn page(act: &mut Act, _ask: super::me::Arrive) -> Result<Reply, Fail> {
    let page = act.page("首次启用账号").await?;
    act.render(&StartPage { page, fault: Fault::none(), account: String::new(), start: String::new(), secret: None })
}

/// `POST /desk/start`, `POST /api/v1/desk/start`
pub(super) async fn door(kernel: Arc<Kernel>, actor: Actor, request: Request, ask: Start) -> Result<Reply, Fail> {
    let api = request.path.starts_with("/api/");
    let shown = match begin(&kernel, &request, &ask).await {
        Ok(row) if ask.step == "2" => finish(&kernel, &request, &ask, &row).await.map(|()| None),
        Ok(row) => Ok(Some(row)),
        Err(fail) => Err(fail),
    };
    match shown {
        Ok(None) if api => Reply::json(&serde_json::json!({"started": true})),
        Ok(None) => Ok(Reply::go("/desk/sign-in?started=1")),
        Ok(Some(row)) if api => {
            let act = Act::read(&kernel, actor, request).await?;
            let (secret, address) = secret_words(&act, &row)?.ok_or(WRONG_START)?;
            Reply::json(&serde_json::json!({"secret": secret.replace(' ', ""), "address": address}))
        }
        Ok(Some(row)) => show(&kernel, actor, request, ask, Fault::none(), Some(&row)).await,
        Err(fail) if !api && fail.code == WRONG_START => {
            let mut fault = Fault::none();
            fault.add("account", format!("{}。{}", WRONG_START.title, WRONG_START.next));
            Ok(show(&kernel, actor, request, ask, fault, None).await?.status(422))
        }
        Err(fail) if !api && !fail.fields.is_empty() => {
            let row = begin(&kernel, &request, &ask).await?;
            Ok(show(&kernel, actor, request, ask, super::fault_of(&fail, ""), Some(&row)).await?.status(422))
        }
        Err(fail) => Err(fail),
    }
}

async fn show(kernel: &Arc<Kernel>, actor: Actor, request: Request, ask: Start, fault: Fault, row: Option<&Credentials>) -> Result<Reply, Fail> {
    let mut act = Act::read(kernel, actor, request).await?;
    let secret = match row {
        Some(row) => secret_words(&act, row)?,
        None => None,
    };
    let mut page = act.page("首次启用账号").await?;
    page.faulty = !fault.is_empty();
    act.render(&StartPage { page, fault, account: ask.account, start: ask.start, secret })
}

/// Secret in groups of four, and the address that an app on this device opens.
fn secret_words(act: &Act, row: &Credentials) -> Result<Option<(String, String)>, Fail> {
    let Some(secret) = sign_in::secret_of(act, row)? else { return Ok(None) };
    Ok(Some((spaced(&secret.base32()), secret.url("安居", &row.account)?)))
}

/// Account and start code are right; otherwise a failure is counted.
async fn begin(kernel: &Arc<Kernel>, request: &Request, ask: &Start) -> Result<Credentials, Fail> {
    let account = sign_in::normal(&ask.account);
    let mut act = Act::open(kernel, Actor::stranger(), request.clone()).await?;
    let row = store::credentials(&mut act, &account).await?;
    let locked = guard::is_locked(&mut act, &account).await?;
    let (now, digest) = (text_of(kernel.clock.real()), manage::digest(&ask.start));
    let right = |row: &Credentials| {
        let open = row.disabled_at.is_none() && row.locked_at.is_none();
        open && row.start_hash.as_deref() == Some(digest.as_str()) && row.start_until.as_deref().is_some_and(|until| now.as_str() < until)
    };
    match row {
        Some(row) if !locked && right(&row) => Ok(row),
        row => {
            if let Some(row) = &row {
                act.about("staff", &row.id, &row.region);
            }
            sign_in::refuse(&mut act, &account, row.as_ref(), locked).await?;
            act.commit().await?;
            Err(WRONG_START.into())
        }
    }
}

/// Sets the password, when the app shows the right code.
async fn finish(kernel: &Arc<Kernel>, request: &Request, ask: &Start, row: &Credentials) -> Result<(), Fail> {
    let mut act = Act::read(kernel, Actor::stranger(), request.clone()).await?;
    let old = password::history(&mut act, &row.id).await?;
    drop(act);
    if let Some((field, message)) = password::objection(&kernel.keys, &ask.password, &ask.again, row, &old).await? {
        return Err(Fail::field(field, message));
    }
    let hash = hash_password(&kernel.keys, &ask.password).await?;
    let mut act = Act::open(kernel, Actor::stranger(), request.clone()).await?;
    act.about("staff", &row.id, &row.region);
    let now = store::credentials_of(&mut act, &row.id).await?.filter(|now| now.start_hash == row.start_hash).ok_or(WRONG_START)?;
    let proved = sign_in::use_code(&mut act, &now, &ask.code).await?;
    if proved {
        store::set_password(&mut act, &row.id, &hash).await?;
        session::end_all(&mut act, Kind::Staff, &row.id, "", "password").await?;
        act.audit("staff.start", audit::Result::Done, "", serde_json::json!({})).await?;
    } else {
        sign_in::refuse(&mut act, &row.account, Some(&now), false).await?;
    }
    act.commit().await?;
    if proved { Ok(()) } else { Err(Fail::field("code", "动态口令不正确，请等验证器显示新的6位数字再输入")) }
}
