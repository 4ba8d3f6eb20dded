//! 再次验证 — a fresh one-time code before an act that cannot be taken back (S-08).
//!
//! Roles, accounts, unmasking and exports ask for a factor at most five minutes old.
//! The token of the session changes with the proof (S-14).

use std::sync::Arc;

use askama::Template;
use kernel::act::Request;
use kernel::actor::Kind;
use kernel::doors::{COOKIE, cookie};
use kernel::fail::NOT_FOUND;
use kernel::page::{Fault, Page};
use kernel::{Act, Actor, Code, Fail, Kernel, Reply, audit};
use serde::Deserialize;

use crate::session;

/// The code is wrong, used or too old.
pub const WRONG_CODE: Code = Code::invalid("session.wrong_code", "动态口令不正确或已用过", "请等验证器显示新的6位数字后再输入。");

/// A one-time code, and where to go on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prove {
    /// Six digits.
    #[serde(default)]
    pub code: String,
    /// Local page to go on with.
    #[serde(default)]
    pub back: String,
}

#[derive(Template)]
#[template(path = "staff/prove.html")]
struct ProvePage {
    page: Page,
    fault: Fault,
    back: String,
}

/// `GET /desk/prove`
pub(super) async fn page(act: &mut Act, ask: Prove) -> Result<Reply, Fail> {
    if act.actor.kind != Kind::Staff {
        return Err(NOT_FOUND.into());
    }
    let page = act.page("再次验证").await?;
    act.render(&ProvePage { page, fault: Fault::none(), back: ask.back })
}

/// `POST /desk/prove`, `POST /api/v1/prove`. A wrong code is kept as a failure although
/// the act is refused, so this door commits by itself; the fifth ends the session.
pub(super) async fn prove_form(kernel: Arc<Kernel>, actor: Actor, request: Request, ask: Prove) -> Result<Reply, Fail> {
    let api = request.path.starts_with("/api/");
    match prove(&kernel, actor.clone(), request.clone(), &ask.code).await {
        Ok(token) if api => Reply::json(&serde_json::json!({"token": token})),
        Ok(token) => {
            let seconds = session::Kind::Staff.whole().as_secs();
            Ok(Reply::back(&ask.back, "/desk").cookie(cookie(COOKIE, &token, seconds, kernel.settings.secure())))
        }
        Err(fail) if fail.code == WRONG_CODE && !api => {
            let mut act = Act::read(&kernel, actor, request).await?;
            let mut fault = Fault::none();
            fault.add("code", WRONG_CODE.title);
            let page = act.page("再次验证").await?;
            Ok(act.render(&ProvePage { page, fault, back: ask.back })?.status(WRONG_CODE.status))
        }
        Err(fail) => Err(fail),
    }
}

/// Returns the session's new token.
async fn prove(kernel: &Arc<Kernel>, actor: Actor, request: Request, code: &str) -> Result<String, Fail> {
    let mut act = Act::open(kernel, actor, request).await?;
    let (id, staff_id) = (act.request.session.clone(), act.actor.id.clone());
    act.about("session", &id, "");
    let row = super::store::credentials_of(&mut act, &staff_id).await?.ok_or(NOT_FOUND)?;
    let mut token = None;
    if super::sign_in::use_code(&mut act, &row, code).await? {
        token = Some(session::renew(&mut act).await?);
        act.audit("session.prove", audit::Result::Done, "", serde_json::json!({})).await?;
    } else {
        super::guard::note(&mut act, &row.account).await?;
        if super::guard::is_locked(&mut act, &row.account).await? {
            session::end_here(&mut act, "failures").await?;
        }
        act.audit("session.prove", audit::Result::Denied, "", serde_json::json!({})).await?;
    }
    act.commit().await?;
    token.ok_or_else(|| WRONG_CODE.into())
}
