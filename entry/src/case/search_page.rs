//! 查找 — one box: 申请编号, 轮候编号 or full ID number; outside one's regions only where to ask.

use askama::Template;
use kernel::actor::Kind;
use kernel::page::{Page, fold_width};
use kernel::{Act, Fail, Reply};
use people::perms::{APPLICATION_SEE, WAITLIST_SEE};
use serde::Deserialize;

use super::list::{self, Row};
use super::list_page::{Shown, shown};
use crate::waitlist;

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Search {
    /// 申请编号, 轮候编号 or full ID number.
    pub q: String,
}

#[derive(Template)]
#[template(path = "case/search_page.html")]
struct View {
    page: Page,
    rows: Vec<Shown>,
    waiting: Vec<(String, String)>,
    elsewhere: Vec<String>,
    may: bool,
}

/// `GET /desk/search`
pub(crate) async fn page(act: &mut Act, ask: Search) -> Result<Reply, Fail> {
    if act.actor.kind != Kind::Staff {
        return Ok(Reply::go("/my"));
    }
    let q = fold_width(&ask.q);
    let (cases, queue) = (act.actor.may(APPLICATION_SEE), act.actor.may(WAITLIST_SEE));
    let (mut rows, mut elsewhere, mut waiting): (Vec<Row>, _, _) = (Vec::new(), Vec::new(), Vec::new());
    if cases && !q.is_empty() {
        let found = list::list(act, list::ListAsk { q: Some(q.clone()), ..list::ListAsk::default() }).await?;
        (rows, elsewhere) = (found.rows, found.elsewhere);
    }
    if queue && q.to_uppercase().starts_with("LH") {
        waiting = by_waiting_number(act, &q).await?;
    }
    match (rows.as_slice(), waiting.as_slice(), elsewhere.is_empty()) {
        ([one], [], true) => return Ok(Reply::go(format!("/desk/applications/{}", one.id))),
        ([], [(href, _)], true) => return Ok(Reply::go(href.clone())),
        _ => {}
    }
    let page = act.page("查找").await?;
    let rows = rows.into_iter().map(|row| shown(act, row)).collect();
    act.render(&View { page, rows, waiting, elsewhere, may: cases || queue })
}

async fn by_waiting_number(act: &mut Act, number: &str) -> Result<Vec<(String, String)>, Fail> {
    let found = waitlist::by_number(act, &number.to_uppercase()).await?;
    let inside = found.filter(|entry| act.scope(WAITLIST_SEE).covers(&entry.region));
    Ok(inside.into_iter().map(|entry| (format!("/desk/waitlist/{}", entry.id), entry.number)).collect())
}
