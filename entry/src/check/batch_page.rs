//! 批量核验的进度 — how far a batch is, and what became of each question in it.

use askama::Template;
use kernel::page::{Page, Tone};
use kernel::{Act, Fail, Reply, flow};
use serde::Deserialize;

use super::batch::{self, AgreeAll};
use super::{get, lanes, queue_page};
use crate::desk_page::{Here, fault};

/// The rows ticked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BatchForm {
    lanes: Vec<String>,
}

/// One question of the batch.
struct Line {
    subject: String,
    flow: &'static str,
    href: String,
    tone: Tone,
    word: &'static str,
    why: String,
}

#[derive(Template)]
#[template(path = "check/batch_page.html")]
struct View {
    page: Page,
    href: String,
    lines: Vec<Line>,
    done: usize,
    agreed: usize,
    running: bool,
    failed: String,
}

/// `POST /desk/lanes/batch`
pub(crate) async fn form(act: &mut Act, ask: BatchForm) -> Result<Reply, Fail> {
    match batch::ask(act, AgreeAll { lanes: ask.lanes }).await {
        Ok(asked) => Ok(Reply::go(format!("/desk/lanes/batches/{}", asked.job_id))),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "lanes");
            Ok(queue_page::list(act, String::new(), fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// `GET /desk/lanes/batches/{id}` — for whoever asked for it.
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = batch::own(act, &ask.id).await?;
    let running = ["queued", "running"].contains(&it.state.as_str());
    let said = if it.state == "failed" { Vec::new() } else { batch::rows(&it) };
    let mut lines = Vec::new();
    for (at, lane) in batch::lanes(&it).iter().enumerate() {
        let (tone, word, why) = match said.get(at) {
            Some(row) if row.agreed => (Tone::Success, "一致", String::new()),
            Some(row) => (Tone::Warning, "没有办理", row.why.clone()),
            None => (Tone::Plain, "等候", String::new()),
        };
        lines.push(line(act, lane, (tone, word, why)).await?);
    }
    let mut page = act.page("批量核验").await?;
    page.back = Some("/desk/lanes".into());
    let failed = if it.state == "failed" { it.result.clone() } else { String::new() };
    let agreed = said.iter().filter(|row| row.agreed).count();
    act.render(&View { page, href: format!("/desk/lanes/batches/{}", ask.id), done: said.len(), lines, agreed, running, failed })
}

/// A lane of the batch, named only where its reviewer may see it.
async fn line(act: &mut Act, lane: &str, (tone, word, why): (Tone, &'static str, String)) -> Result<Line, Fail> {
    let unseen = Line { subject: "不在您的职责内".into(), flow: "", href: String::new(), tone, word, why };
    let Ok(found) = get(act, lane).await else { return Ok(unseen) };
    let Some((process, perm)) = lanes::of(&found.department).zip(people::perms::check_of(&found.department)) else { return Ok(unseen) };
    if act.require(perm, &found.region).is_err() {
        return Ok(unseen);
    }
    let subject = flow::get(act, process, lane).await?.subject;
    Ok(Line { subject, flow: process.title, href: format!("/desk/lanes/{lane}"), ..unseen })
}
