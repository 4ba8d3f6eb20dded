//! 我的账号 — what one may do, where, and the own password and devices.

use askama::Template;
use kernel::actor::Kind as ActorKind;
use kernel::fail::NOT_FOUND;
use kernel::page::Page;
use kernel::{Act, Fail, Reply};
use serde::Deserialize;

use super::accounts::{Held, held};
use super::{password, store};

#[derive(Template)]
#[template(path = "staff/me.html")]
struct MePage {
    page: Page,
    facts: Vec<(&'static str, String)>,
    roles: Vec<Held>,
    due: bool,
}

/// Nothing is asked; what the address carries is left alone.
#[derive(Deserialize)]
pub(super) struct Arrive {}

/// `GET /desk/me`
pub(super) async fn page(act: &mut Act, _ask: Arrive) -> Result<Reply, Fail> {
    if act.actor.kind != ActorKind::Staff {
        return Err(NOT_FOUND.into());
    }
    let id = act.actor.id.clone();
    let row = store::credentials_of(act, &id).await?.ok_or(NOT_FOUND)?;
    let live = store::live(&mut act.tx, &id).await?.ok_or(NOT_FOUND)?;
    let due = password::is_due(&live, act.kernel.clock.real());
    let today = act.today().to_string();
    let roles = store::roles_of(act, &id, false).await?.into_iter().map(|role| held(role, &today)).collect();
    let facts = vec![("姓名", row.name), ("账号", row.account), ("口令更换期限", password::due_words(&live))];
    let page = act.page("我的账号").await?;
    act.render(&MePage { page, facts, roles, due })
}
