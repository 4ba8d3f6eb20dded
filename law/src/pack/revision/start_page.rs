//! 起草修订的页面 — why the pack is changed; an open draft is continued instead.

use askama::Template;
use kernel::fail::NOT_FOUND;
use kernel::page::{Fault, Page};
use kernel::{Act, Fail, Reply};
use people::perms::PACK_EDIT;
use serde::Deserialize;

use super::draft::{Draft, draft};
use super::{open_of, region_of};
use crate::pack::in_force;

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Start {
    id: String,
    path: String,
    why: String,
    new_id: String,
    effective_from: String,
}

#[derive(Template)]
#[template(path = "pack/revision/start_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Start,
    title: String,
}

fn next(draft: &str, path: &str) -> Reply {
    if path.is_empty() {
        return Reply::go(format!("/desk/packs/drafts/{draft}"));
    }
    Reply::go(format!("/desk/packs/drafts/{draft}/item?path={path}"))
}

/// `GET /desk/packs/{id}/edit`
pub(super) async fn page(act: &mut Act, ask: Start) -> Result<Reply, Fail> {
    match open_of(act, &ask.id).await? {
        Some(open) if act.scope(PACK_EDIT).covers(&open.region) => Ok(next(&open.id, &ask.path)),
        _ => show(act, ask, Fault::none(), 200).await,
    }
}

async fn show(act: &mut Act, ask: Start, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let law = in_force(act).await?;
    let pack = law.pack(&ask.id).ok_or(NOT_FOUND)?;
    act.require(PACK_EDIT, &region_of(pack.document()))?;
    let title = pack.document().title.clone();
    let mut page = act.page("起草修订").await?;
    page.back = Some(format!("/desk/packs/{}", ask.id));
    page.demo_pack = pack.document().demo;
    page.faulty = !fault.is_empty();
    Ok(act.render(&View { page, fault, ask, title })?.status(status))
}

/// `POST /desk/packs/{id}/edit`
pub(super) async fn form(act: &mut Act, ask: Start) -> Result<Reply, Fail> {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let order = Draft {
        pack: ask.id.clone(),
        why: ask.why.clone(),
        new_id: some(&ask.new_id),
        effective_from: some(&ask.effective_from),
        ..Draft::default()
    };
    match draft(act, order).await {
        Ok(it) => Ok(next(&it.id, &ask.path)),
        Err(fail) if fail.is_input() => show(act, ask, super::draft_page::fault(&fail, "why"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}
