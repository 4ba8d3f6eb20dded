//! 材料（工作人员） — what was handed in, for whoever takes or decides there, and for the reviewer of one lane.

use askama::Template;
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Fail, Reply, Uploaded};
use people::perms::APPLICATION_TAKE;
use serde::Deserialize;

use super::{Add, OfLane, Paper, Papers, Which, WhichFile, add, fetch_seen, of_lane, seen};
use crate::application;
use crate::desk_page::{Here, fault, moment};

/// What the window hands in for somebody.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AtWindow {
    id: String,
    need: String,
}

#[derive(Template)]
#[template(path = "paper/desk_papers_page.html")]
struct View {
    page: Page,
    fault: Fault,
    id: String,
    /// Where a file of this list is opened.
    at: &'static str,
    papers: Vec<Paper>,
    /// The window may add to these.
    options: Vec<Choice>,
    need: String,
}

impl View {
    fn moment(&self, stored: &str) -> String {
        moment(stored)
    }
}

/// `GET /desk/applications/{id}/papers`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    show(act, AtWindow { id: ask.id, need: String::new() }, Fault::none(), 200).await
}

async fn show(act: &mut Act, ask: AtWindow, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let papers = seen(act, Which { id: ask.id.clone() }).await?;
    let it = application::get(act, &ask.id).await?;
    let mut page = act.page(&format!("材料 {}", it.number())).await?;
    page.back = Some(format!("/desk/applications/{}", it.id));
    page.faulty = !fault.is_empty();
    let window = papers.open && act.scope(APPLICATION_TAKE).covers(&it.region);
    let wanted = papers.papers.iter().filter(|paper| window && paper.need.wanted);
    let options = Choice::list(wanted.map(|paper| (paper.need.key.clone(), format!("{}（{}）", paper.need.document, paper.need.person))));
    Ok(act.render(&View { page, fault, id: it.id, at: "/desk/papers", papers: papers.papers, options, need: ask.need })?.status(status))
}

/// `POST /desk/applications/{id}/papers`: the window scans what was brought on paper.
pub(crate) async fn form(act: &mut Act, sent: Uploaded<AtWindow>) -> Result<Reply, Fail> {
    let Uploaded { ask, files } = sent;
    match add(act, Uploaded { ask: Add { id: ask.id.clone(), need: ask.need.clone() }, files }).await {
        Ok(_) => Ok(Reply::go(format!("/desk/applications/{}/papers?done=saved", ask.id))),
        Err(fail) if fail.is_input() => {
            let status = fail.code.status;
            show(act, ask, fault(&fail, "need"), status).await
        }
        Err(fail) => Err(fail),
    }
}

/// `GET /desk/lanes/{id}/papers`
pub(crate) async fn lane(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let Papers { papers, .. } = of_lane(act, OfLane { id: ask.id.clone() }).await?;
    let mut page = act.page("这一项的材料").await?;
    page.back = Some(format!("/desk/lanes/{}", ask.id));
    act.render(&View { page, fault: Fault::none(), id: ask.id, at: "/desk/lane-papers", papers, options: Vec::new(), need: String::new() })
}

/// `GET /desk/papers/{id}` and `GET /desk/lane-papers/{id}`
pub(crate) async fn file(act: &mut Act, ask: WhichFile) -> Result<Reply, Fail> {
    let (it, bytes) = fetch_seen(act, &ask.id).await?;
    Ok(Reply::file(&it.name, &it.mime, bytes))
}
