//! 材料的页面 — what is still missing, one paper a page, a photo with one tap (C-14).

use askama::Template;
use kernel::page::{Fault, Page, Tone};
use kernel::{Act, Fail, Reply, Uploaded};
use serde::Deserialize;

use super::{Add, Paper, Which, WhichFile, add, fetch_own, list, remove};
use crate::application;
use crate::citizen_page::{self, Here};

/// One paper of an application.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OnePaper {
    id: String,
    need: String,
    done: String,
}

#[derive(Template)]
#[template(path = "paper/papers_page.html")]
struct ListView {
    page: Page,
    id: String,
    open: bool,
    papers: Vec<Paper>,
}

impl ListView {
    fn state(&self, paper: &Paper) -> (Tone, String) {
        match (paper.files.len(), paper.need.wanted) {
            (0, _) => (Tone::Warning, "还没有交".into()),
            (count, true) => (Tone::Success, format!("交了 {count} 份")),
            (_, false) => (Tone::Plain, "不用再交".into()),
        }
    }
}

#[derive(Template)]
#[template(path = "paper/paper_page.html")]
struct OneView {
    page: Page,
    fault: Fault,
    id: String,
    open: bool,
    paper: Paper,
}

/// `GET /my/applications/{id}/papers`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let papers = list(act, Which { id: ask.id.clone() }).await?;
    let it = application::mine(act, &ask.id).await?;
    let page = citizen_page::of_case(act, &it, "材料").await?;
    act.render(&ListView { page, id: it.id, open: papers.open, papers: papers.papers })
}

/// `GET /my/applications/{id}/papers/{need}`
pub(crate) async fn one(act: &mut Act, ask: OnePaper) -> Result<Reply, Fail> {
    show(act, &ask.id, &ask.need, Fault::none(), 200).await
}

async fn show(act: &mut Act, id: &str, need: &str, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let papers = list(act, Which { id: id.to_owned() }).await?;
    let paper = papers.papers.into_iter().find(|paper| paper.need.key == need).ok_or(kernel::fail::NOT_FOUND)?;
    let it = application::mine(act, id).await?;
    let mut page = citizen_page::of_case(act, &it, &paper.need.document).await?;
    page.back = Some(format!("/my/applications/{id}/papers"));
    page.faulty = !fault.is_empty();
    act.about("application", &it.id, &it.region);
    Ok(act.render(&OneView { page, fault, id: it.id, open: papers.open && paper.need.wanted, paper })?.status(status))
}

/// `POST /my/applications/{id}/papers/{need}`
pub(crate) async fn form(act: &mut Act, sent: Uploaded<Add>) -> Result<Reply, Fail> {
    let (id, need) = (sent.ask.id.clone(), sent.ask.need.clone());
    match add(act, sent).await {
        Ok(_) => Ok(Reply::go(format!("/my/applications/{id}/papers/{need}?done=saved"))),
        Err(fail) if fail.is_input() => show(act, &id, &need, citizen_page::fault(&fail, "photo"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}

/// `POST /my/papers/{id}/remove`
pub(crate) async fn remove_form(act: &mut Act, ask: WhichFile) -> Result<Reply, Fail> {
    let papers = remove(act, ask).await?;
    Ok(Reply::go(format!("/my/applications/{}/papers?done=saved", papers.id)))
}

/// `GET /my/papers/{id}`
pub(crate) async fn file(act: &mut Act, ask: WhichFile) -> Result<Reply, Fail> {
    let (it, bytes) = fetch_own(act, &ask.id).await?;
    Ok(Reply::file(&it.name, &it.mime, bytes))
}
